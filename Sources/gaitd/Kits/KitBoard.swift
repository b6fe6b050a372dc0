import Flagging
import Gait
import IMU
import Pipeline
import Synchronization

/// The raw signal of one episode, per placement.
struct EpisodeSignals: Sendable {
    var run: UInt64
    var episode: UInt64
    var signals: [(Placement, [PlacedSample])]
}

/// A baseline that has learnt another block.
struct LearntBaseline: Sendable {
    var run: UInt64
    var time: HostTime
    var baseline: Baseline
}

/// How an attempt to align a kit's sensors ended.
struct AlignmentAnswer: Sendable {
    var ticket: UInt64
    var outcome: AlignmentOutcome
}

/// Where a kit's pipeline thread leaves its state for the shell, a few times a second and never per sample.
final class KitBoard: Sendable {
    struct State: Sendable {
        var sensors: [SensorStatus] = []
        var posture = PostureTracker.Posture.unknown
        var suppressed = 0
        var time = HostTime(nanoseconds: .min)
    }

    private let state = Mutex(State())
    private let signals = Mutex<[EpisodeSignals]>([])
    private let baselines = Mutex<[LearntBaseline]>([])
    private let alignment = Mutex<AlignmentAnswer?>(nil)
    private let lost = Atomic<Int>(0)

    func update(_ new: State) { state.withLock { $0 = new } }

    func post(_ episode: EpisodeSignals) { signals.withLock { $0.append(episode) } }

    /// The signals posted since the last call.
    func takeSignals() -> [EpisodeSignals] {
        signals.withLock { posted in
            defer { posted = [] }
            return posted
        }
    }

    func post(_ learnt: LearntBaseline) { baselines.withLock { $0.append(learnt) } }

    /// The baselines posted since the last call.
    func takeBaselines() -> [LearntBaseline] {
        baselines.withLock { posted in
            defer { posted = [] }
            return posted
        }
    }

    func post(_ answer: AlignmentAnswer) { alignment.withLock { $0 = answer } }

    /// The newest answer to an alignment.
    func readAlignment() -> AlignmentAnswer? { alignment.withLock { $0 } }

    func countLostResult() { lost.add(1, ordering: .relaxed) }

    /// Results that a full ring dropped.
    var lostResults: Int { lost.load(ordering: .relaxed) }

    func read() -> State { state.withLock { $0 } }
}
