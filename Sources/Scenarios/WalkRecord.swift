import Body
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

    /// A sensor's mounting that has become suspect, and the moment at which that was said, s.
    struct Suspicion: Sendable {
        var sensor: Int
        var state: MountState
        var said: Double
    }

    var contacts: [TimedContact] = []
    var strides: [Stride] = []
    var suspicions: [Suspicion] = []
    /// Flags that were not raised because a mounting was suspect.
    var suppressed = 0
    /// The latest of each measure.
    var latest: [Measure.Name: Double] = [:]
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
        case .stride(let stride): strides.append(stride)
        case .measure(let measure):
            latest[measure.name] = measure.value
            guard measure.strides == Self.fullWindow else { return }
            let look = looks[measure.name, default: 0]
            if look % Self.looksPerWindow == 0 { windows.append(measure) }
            looks[measure.name] = look + 1
        case .episode(let episode) where episode.phase == .opened:
            openings.append(Opening(kind: episode.kind, side: episode.side, said: moment.seconds))
        case .mount(let change) where change.state.isSuspect:
            suspicions.append(Suspicion(sensor: change.sensor, state: change.state, said: change.time.seconds))
        case .suppressed: suppressed += 1
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
