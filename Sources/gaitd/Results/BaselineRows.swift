import Flagging
import QueryAPI
import Recording
import Store

/// Baselines between the pipeline's form and the store's, whose numbers are in the units of the names.
enum BaselineRows {
    static func row(_ baseline: Baseline, wearing: Wearing, at time: WallTime) -> BaselineRow {
        let traits = BaselineTrait.allCases.compactMap { trait -> StoredTrait? in
            let spread = baseline[trait]
            guard spread.blocks > 0 else { return nil }
            return StoredTrait(
                name: trait.name, blocks: Int(spread.blocks), mean: spread.mean * trait.scale,
                squares: spread.squares * trait.scale * trait.scale)
        }
        return BaselineRow(
            wearing: wearing, version: Int(baseline.version), at: time, blocks: Int(baseline.blocks), traits: traits)
    }

    /// What a run begins with, as its session log keeps it.
    static func logged(_ stored: StoredBaseline) -> SessionLogBaseline {
        SessionLogBaseline(
            version: stored.version, blocks: stored.blocks,
            traits: stored.traits.map { .init(name: $0.name, blocks: $0.blocks, mean: $0.mean, squares: $0.squares) })
    }

    static func wire(_ stored: StoredBaseline) -> BaselineVersion {
        BaselineVersion(
            version: stored.version, startedAt: stored.started.date, learntAt: stored.learnt?.date,
            blocks: stored.blocks, blocksNeeded: Int(Baseline.needed), complete: stored.blocks >= Baseline.needed,
            traits: stored.traits.map {
                let spread = Baseline.Spread(
                    blocks: Int32(clamping: $0.blocks), mean: $0.mean, squares: $0.squares)
                return BaselineTraitValue(
                    name: $0.name, blocks: $0.blocks, mean: $0.mean, deviation: spread.deviation,
                    detectableChange: spread.detectableChange)
            })
    }
}
