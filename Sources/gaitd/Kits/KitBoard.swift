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

/// What a run begins with of each of the kit's sensors: the session log says the same, so that a replay does.
struct RunBeginning: Sendable {
    struct Sensor: Sendable {
        var timing: SensorTiming
        var offset: SensorOffset?
        var continuity: SensorContinuity?
        /// The link was down as the run began, then.
        var lostSince: HostTime?
    }

    var run: UInt64
    var sensors: [Sensor]
}

/// How an attempt to align a kit's sensors ended; without outcome where their alignment was forgotten.
struct AlignmentAnswer: Sendable {
    var ticket: UInt64
    var outcome: AlignmentOutcome?
}

/// Where a kit's pipeline thread leaves its state for the shell, a few times a second and never per sample.
final class KitBoard: Sendable {
    struct State: Sendable {
        var sensors: [SensorStatus] = []
        var posture = PostureTracker.Posture.unknown
        var suppressed = 0
        var time = HostTime(nanoseconds: .min)
    }

    private static let keptBeginnings = 4

    private let state = Mutex(State())
    private let signals = Mutex<[EpisodeSignals]>([])
    private let baselines = Mutex<[LearntBaseline]>([])
    private let alignment = Mutex<AlignmentAnswer?>(nil)
    private let beginnings = Mutex<[RunBeginning]>([])
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

    /// Runs without a session have no log that would take it: old ones are forgotten.
    func post(_ run: RunBeginning) {
        beginnings.withLock { posted in
            if posted.count == Self.keptBeginnings { posted.removeFirst() }
            posted.append(run)
        }
    }

    /// What a run began with; nil until its thread has begun it.
    func takeBeginning(ofRun run: UInt64) -> RunBeginning? {
        beginnings.withLock { posted in
            posted.firstIndex { $0.run == run }.map { posted.remove(at: $0) }
        }
    }

    func countLostResult() { lost.add(1, ordering: .relaxed) }

    /// Results that a full ring dropped.
    var lostResults: Int { lost.load(ordering: .relaxed) }

    func read() -> State { state.withLock { $0 } }
}
