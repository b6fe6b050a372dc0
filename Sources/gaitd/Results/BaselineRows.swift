import Flagging
import QueryAPI
import Recording
import Reporting
import Store

/// Baselines between the pipeline's form and the store's, whose numbers are in the units of the names.
enum BaselineRows {
    static func row(_ baseline: Baseline, wearing: Wearing, at time: WallTime) -> BaselineRow {
        let logged = SessionLogBaseline(baseline)
        return BaselineRow(
            wearing: wearing, version: logged.version, at: time, blocks: logged.blocks, day: logged.day,
            traits: logged.traits.map {
                StoredTrait(
                    name: $0.name, blocks: $0.blocks, mean: $0.mean, squares: $0.squares,
                    earlier: .init(
                        days: $0.days, mean: $0.dayMean, squares: $0.daySquares, blocks: $0.earlierBlocks,
                        withinSquares: $0.withinSquares))
            })
    }

    /// What is known of a person.
    static func baseline(_ stored: StoredBaseline) -> Baseline {
        Baseline(
            SessionLogBaseline(
                version: stored.version, blocks: stored.blocks, day: stored.day,
                traits: stored.traits.map {
                    .init(
                        name: $0.name, blocks: $0.blocks, mean: $0.mean, squares: $0.squares,
                        days: $0.earlier?.days ?? 0, dayMean: $0.earlier?.mean ?? 0,
                        daySquares: $0.earlier?.squares ?? 0, earlierBlocks: $0.earlier?.blocks ?? 0,
                        withinSquares: $0.earlier?.withinSquares ?? 0)
                }))
    }

    /// What the next day is compared with.
    static func wire(_ stored: StoredBaseline) -> BaselineVersion {
        let known = baseline(stored)
        var baseline = known
        if known.isComplete { baseline.endDay() }
        let traits = BaselineTrait.allCases.compactMap { trait -> BaselineTraitValue? in
            let memory = baseline[trait]
            let spread = memory.days.count > 0 ? memory.days : memory.today
            guard spread.count > 0 else { return nil }
            let usual = baseline.usual(trait)
            return BaselineTraitValue(
                name: trait.name, blocks: Int(memory.today.count + memory.earlierBlocks),
                mean: spread.mean * trait.scale, deviation: usual.map { $0.deviation * trait.scale },
                detectableChange: usual.map { $0.detectableChange * trait.scale })
        }
        return BaselineVersion(
            version: stored.version, startedAt: stored.started.date, learntAt: stored.learnt?.date,
            blocks: stored.blocks, blocksNeeded: Int(Baseline.needed), days: known.days,
            daysNeeded: Int(Baseline.neededDays), complete: known.isComplete, traits: traits)
    }
}
