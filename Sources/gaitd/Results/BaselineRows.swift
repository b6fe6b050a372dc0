import Flagging
import QueryAPI
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

    /// What a run begins with. Traits that this version does not know are left out.
    static func baseline(_ stored: StoredBaseline) -> Baseline {
        var baseline = Baseline(version: Int32(clamping: stored.version), blocks: Int32(clamping: stored.blocks))
        for trait in BaselineTrait.allCases {
            guard let found = stored.traits.first(where: { $0.name == trait.name }) else { continue }
            baseline[trait] = spread(found, scale: trait.scale)
        }
        return baseline
    }

    static func wire(_ stored: StoredBaseline) -> BaselineVersion {
        BaselineVersion(
            version: stored.version, startedAt: stored.started.date, learntAt: stored.learnt?.date,
            blocks: stored.blocks, blocksNeeded: Int(Baseline.needed), complete: stored.blocks >= Baseline.needed,
            traits: stored.traits.map {
                let spread = spread($0, scale: 1)
                return BaselineTraitValue(
                    name: $0.name, blocks: $0.blocks, mean: $0.mean, deviation: spread.deviation,
                    detectableChange: spread.detectableChange)
            })
    }

    private static func spread(_ trait: StoredTrait, scale: Double) -> Baseline.Spread {
        Baseline.Spread(
            blocks: Int32(clamping: trait.blocks), mean: trait.mean / scale, squares: trait.squares / (scale * scale))
    }
}
