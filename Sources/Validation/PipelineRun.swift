import Flagging
import Gait
public import IMU
public import QueryAPI
public import Recording
import Reporting

/// What the pipeline said of a recording, as far as it is scored.
public struct PipelineRun: Sendable {
    /// Confirmed contacts in order of time, with the moments at which they were said.
    public var contacts: [TimedContact] = []
    public var episodes: [FlaggedEpisode] = []
    public var strides: [SaidStride] = []
    public var retractions = 0

    /// Runs the pipeline as `gaitctl analyze` does.
    public init(_ recording: MotionRecording) {
        var collector = Collector()
        _ = RecordingAnalysis().run(recording) { collector.take($0) }
        self = collector.finished
    }

    /// From lines that were said already.
    public init(lines: [LiveLine]) {
        var collector = Collector()
        for line in lines { collector.take(line) }
        self = collector.finished
    }

    private init() {}

    private struct Collector {
        var run = PipelineRun()
        /// When each contact was first said, s.
        var provisional: [Int: Double] = [:]

        var finished: PipelineRun {
            var run = run
            run.contacts.sort { $0.time < $1.time }
            return run
        }

        mutating func take(_ line: LiveLine) {
            switch line.type {
            case "event": takeContact(line)
            case "stride":
                guard let side = line.side.flatMap(Side.init), let start = line.tStart, let end = line.t else { return }
                run.strides.append(
                    SaidStride(side: side, start: start, end: end, quantities: line.quantities ?? [:]))
            case "retraction":
                run.retractions += 1
                if let id = line.id { provisional[id] = nil }
            case "episode":
                guard let kind = line.kind.flatMap(EpisodeKind.init(name:)), let side = line.side.flatMap(Side.init),
                    let start = line.tStart, let end = line.tEnd
                else { return }
                run.episodes.append(
                    FlaggedEpisode(kind: kind, side: side, start: start, end: end, value: line.value ?? .nan))
            default: break
            }
        }

        private mutating func takeContact(_ line: LiveLine) {
            guard let id = line.id, let time = line.t else { return }
            guard line.status == Contact.Status.confirmed.name else {
                provisional[id] = line.emittedT
                return
            }
            let kind: Contact.Kind = line.kind == Contact.Kind.initial.name ? .initial : .final
            run.contacts.append(
                TimedContact(
                    kind: kind, side: line.side.flatMap(Side.init), time: time,
                    provisional: provisional.removeValue(forKey: id), confirmed: line.emittedT))
        }
    }
}

extension MotionRecording {
    /// The same recording as if only some of its sensors had been worn; nil where none of them was.
    public func wearing(only kept: [Placement]) -> MotionRecording? {
        let sensors = placements.indices.filter { kept.contains(placements[$0]) }
        guard !sensors.isEmpty else { return nil }
        var recording = MotionRecording(placements: sensors.map { placements[$0] }, nominalRate: nominalRate)
        for row in 0..<rowCount {
            recording.append(time: times[row], readings: sensors.map { reading(row: row, sensor: $0) })
        }
        return recording
    }
}
