import Flagging
import Gait
import IMU
import QueryAPI
import QueryServer

/// The names that filters may ask for. One that the daemon never says is refused, so that a slip does not pass for
/// "nothing was found".
enum Vocabulary {
    /// Every name of a measure that the pipeline can say. Some of the combinations never come; none that comes lacks.
    static let measures: Set<String> = {
        var names: Set<String> = []
        func add(_ name: Measure.Name) { names.insert(name.name) }
        for quantity in StrideQuantity.allCases {
            names.insert(quantity.name)
            add(.symmetryIndex(quantity))
            add(.symmetryAngle(quantity))
            add(.difference(quantity))
            add(.logRatio(quantity))
            add(.mean(quantity))
            add(.deviation(quantity))
            add(.variation(quantity))
            add(.change(.comparison(quantity)))
            add(.change(.both(quantity)))
            for side in Side.allCases {
                add(.change(.mean(quantity, of: side)))
                for other in StrideQuantity.allCases { add(.association(quantity, of: side, with: other)) }
            }
        }
        for axis in TrunkAxis.allCases {
            add(.harmonicRatio(axis))
            add(.improvedHarmonicRatio(axis))
        }
        let others: [Measure.Name] = [
            .phaseCoordination, .stepRegularity, .strideRegularity, .regularitySymmetry, .cadence, .sittingTime,
            .likelySittingTime, .standingTime, .walkingTime, .largestLumbarFlexion, .sittingInclination,
            .sittingInclinationShare, .standingSwaySideways, .standingSwayForward, .standingLean,
        ]
        for name in others { add(name) }
        return names
    }()

    static func check(measure name: String?) throws {
        guard let name, !measures.contains(name) else { return }
        throw Problem.invalid(
            "name",
            "no measure is called \(name): names are such as step_time_symmetry_index_percent; "
                + "GET /v1/measures without name shows those that are stored")
    }

    static func check(kind name: String?) throws {
        guard let name, EpisodeKind(name: name) == nil else { return }
        let kinds = EpisodeKind.allCases.map(\.name).joined(separator: ", ")
        throw Problem.invalid("kind", "no kind of episode is called \(name): there is \(kinds)")
    }
}
