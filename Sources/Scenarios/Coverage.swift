import Gait
import IMU
import Validation
import Walker

/// How often intervals hold the truth, and how far values lie from it.
struct Coverage: Sendable {
    var windows = 0
    var held = 0
    /// Value minus truth, points of the index.
    var errors: [Double] = []

    mutating func take(_ measure: Measure, truth: Double) {
        windows += 1
        if measure.low <= truth, truth <= measure.high { held += 1 }
        errors.append(measure.value - truth)
    }

    static func += (a: inout Coverage, b: Coverage) {
        a.windows += b.windows
        a.held += b.held
        a.errors += b.errors
    }

    /// The indices that rules compare, and their names in figures.
    static let indices: [(measure: Measure.Name, name: String)] = [
        (.symmetryIndex(.stepTime), "step-time"), (.symmetryIndex(.stanceTime), "stance-time"),
        (.symmetryIndex(.swingTime), "swing-time"),
    ]

    /// The index that a body walks with on average.
    static func truth(_ name: Measure.Name, _ parameters: GaitParameters) -> Double? {
        func index(_ value: (Side) -> Double) -> Double {
            SymmetryIndex.percent(left: value(.left), right: value(.right))
        }
        switch name {
        case .symmetryIndex(.stepTime): return index(parameters.stepTime)
        case .symmetryIndex(.stanceTime): return index(parameters.stanceTime)
        case .symmetryIndex(.swingTime): return index(parameters.swingTime)
        default: return nil
        }
    }

    /// Coverage of each index over the windows of many walks.
    static func pooled(_ walks: [[Coverage]]) -> [Coverage] {
        indices.indices.map { index in walks.reduce(into: Coverage()) { $0 += $1[index] } }
    }

    /// One walk's coverage, in the order of `indices`.
    static func of(_ windows: [Measure], _ parameters: GaitParameters) -> [Coverage] {
        indices.map { name, _ in
            var coverage = Coverage()
            guard let truth = truth(name, parameters) else { return coverage }
            for measure in windows where measure.name == name { coverage.take(measure, truth: truth) }
            return coverage
        }
    }

    /// Coverage and error figures of each index.
    static func figures(_ pooled: [Coverage]) -> [Figure] {
        let coverage = zip(indices, pooled).map { index, coverage in
            Figure(
                "coverage of the 95 % interval, \(index.name) index",
                coverage.windows > 0 ? 100 * Double(coverage.held) / Double(coverage.windows) : nil, "%",
                evidence: "\(coverage.windows) windows"
            )
            .within(
                Statistics.interval(hits: coverage.held, of: coverage.windows).map {
                    100 * $0.lowerBound...100 * $0.upperBound
                }
            )
            .asking("93 to 97 %", 93...97)
        }
        let errors = zip(indices, pooled).map { index, coverage in
            Figure(
                "error of the \(index.name) index, 95th percentile",
                Statistics.quantile(coverage.errors.map(\.magnitude), 0.95), "points of SI",
                evidence: "\(coverage.windows) windows")
        }
        return coverage + errors
    }
}
