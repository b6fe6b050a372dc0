import Flagging
import Gait
import IMU
import Pipeline
import Validation
import Walker

/// What the pipeline said of a trial, as far as scenarios ask.
struct WalkRecord: Sendable {
    /// An episode's opening and the moment at which it was said, s.
    struct Opening: Sendable {
        var kind: EpisodeKind
        var side: Side
        var said: Double
    }

    var contacts: [TimedContact] = []
    var openings: [Opening] = []
    /// Indices over full windows that share no stride with one another.
    var windows: [Measure] = []
    private var provisional: [UInt64: Double] = [:]
    private var looks: [Measure.Name: Int] = [:]

    /// Rules look after every fourth pair, so every tenth look at a full window of 40 pairs sees new strides alone.
    private static let looksPerWindow = 10
    private static let fullWindow = 2 * StridePairs.capacity

    mutating func take(_ output: PipelineOutput, at moment: HostTime) {
        switch output {
        case .contact(let contact):
            guard contact.status == .confirmed else {
                provisional[contact.id] = contact.emitted.seconds
                return
            }
            contacts.append(
                TimedContact(
                    kind: contact.kind, side: contact.side, time: contact.time.seconds,
                    provisional: provisional.removeValue(forKey: contact.id), confirmed: contact.emitted.seconds))
        case .retraction(let retraction): provisional[retraction.id] = nil
        case .measure(let measure) where measure.strides == Self.fullWindow:
            let look = looks[measure.name, default: 0]
            if look % Self.looksPerWindow == 0 { windows.append(measure) }
            looks[measure.name] = look + 1
        case .episode(let episode) where episode.phase == .opened:
            openings.append(Opening(kind: episode.kind, side: episode.side, said: moment.seconds))
        default: break
        }
    }

    /// What a walk's truth says of the contacts, as the events of a recording.
    static func reference(_ walker: Walker) -> Reference {
        Reference(
            contacts: walker.truth.contacts.map {
                TimedContact(
                    kind: $0.kind == .initialContact ? .initial : .final, side: $0.side, time: $0.time)
            },
            turns: walker.truth.turns.map { $0.start...$0.end })
    }
}

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
