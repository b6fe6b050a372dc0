public import Flagging
public import Gait
import IMU
import Pipeline
public import QueryAPI
public import Recording

/// Runs the pipeline over a recording, exactly as the daemon runs it live, and says its output line by line.
public struct RecordingAnalysis: Sendable {
    private let thresholds: Thresholds
    private let body: BodyDimensions

    public init(thresholds: Thresholds = Thresholds(), body: BodyDimensions = BodyDimensions()) {
        self.thresholds = thresholds
        self.body = body
    }

    /// Analyzes a Motion-BIDS recording; `t` counts from its first row.
    public func run(_ recording: MotionRecording, line emit: (LiveLine) -> Void) -> AnalysisSummary {
        let timing = SensorTiming(source: .recorded, nominalRate: recording.nominalRate)
        let sensors = recording.placements.map { PipelineSensor(placement: $0, timing: timing) }
        let lines = PipelineLines(placements: recording.placements, origin: HostTime(nanoseconds: 0))
        var pipeline = KitPipeline(sensors: sensors, thresholds: thresholds, body: body)
        for row in 0..<recording.rowCount {
            let time = HostTime(seconds: recording.times[row])
            for sensor in recording.placements.indices {
                let reading = recording.reading(row: row, sensor: sensor)
                let sample = Sample(
                    ticks: UInt64(bitPattern: time.nanoseconds), arrival: time, acceleration: reading.acceleration,
                    angularRate: reading.angularRate)
                guard sample.isComplete else { continue }
                pipeline.push(sample, sensor: sensor) { emit(lines.line($0)) }
            }
        }
        pipeline.finish { emit(lines.line($0)) }
        let lost = sensors.indices.reduce(0) { $0 + pipeline.sensorStatus($1).lostSamples }
        return AnalysisSummary(
            totals: pipeline.summary, placements: recording.placements, durationS: recording.duration,
            lostSamples: lost,
            thresholdPairs: thresholds.minimumPairs)
    }

    /// Analyzes a session log exactly as the live run saw it, beginning with the baseline that it began with; `t` counts
    /// from its first sample's arrival.
    public func run(_ log: SessionLogReader, line emit: (LiveLine) -> Void) throws(RecordingError) -> AnalysisSummary {
        let baseline = log.header.baseline.map(Baseline.init) ?? Baseline()
        var replay = SessionReplay(thresholds: thresholds, baseline: baseline, body: body)
        while let entry = try log.next() { replay.take(entry, log, emit) }
        return replay.finish(emit)
    }
}

/// A session log on its way through the pipeline.
private struct SessionReplay {
    private let thresholds: Thresholds
    private var pipeline: KitPipeline
    private var lines = PipelineLines(placements: [], origin: HostTime(nanoseconds: 0))
    /// The pipeline's sensor of each channel of the log; a sensor that came back in another way has several.
    private var sensors: [Int?] = []
    private var first: HostTime?
    private var last = HostTime(nanoseconds: 0)

    init(thresholds: Thresholds, baseline: Baseline, body: BodyDimensions) {
        self.thresholds = thresholds
        pipeline = KitPipeline(sensors: [], thresholds: thresholds, baseline: baseline, body: body)
    }

    mutating func take(_ entry: SessionLogEntry, _ log: SessionLogReader, _ emit: (LiveLine) -> Void) {
        switch entry {
        case .sample(let sample, let channel):
            let description = log.sensors[channel]
            let sensor = sensor(of: channel, description, emit)
            if first == nil {
                first = sample.arrival
                lines.origin = sample.arrival
            }
            last = max(last, sample.arrival)
            let spoken = lines
            pipeline.push(sample, sensor: sensor) { emit(spoken.line($0)) }
        case .gap(let gap, _):
            guard let cause = Gap.Cause(name: gap.reason) else { return }
            let sensor = sensor(of: gap.sensor, log.sensors[gap.sensor], emit)
            let lost = cause == .overrun ? Int(clamping: gap.lostSamples) : nil
            let spoken = lines
            pipeline.interrupt(sensor: sensor, from: gap.start, to: gap.end, cause: cause, lostSamples: lost) {
                emit(spoken.line($0))
            }
        }
    }

    mutating func finish(_ emit: (LiveLine) -> Void) -> AnalysisSummary {
        let spoken = lines
        pipeline.finish { emit(spoken.line($0)) }
        let lost = lines.placements.indices.reduce(0) { $0 + pipeline.sensorStatus($1).lostSamples }
        return AnalysisSummary(
            totals: pipeline.summary, placements: lines.placements,
            durationS: first.map { last.seconds(since: $0) } ?? 0,
            lostSamples: lost, thresholdPairs: thresholds.minimumPairs)
    }

    private mutating func sensor(
        of channel: Int, _ description: SessionLogSensor, _ emit: (LiveLine) -> Void
    ) -> Int {
        while sensors.count <= channel { sensors.append(nil) }
        if let known = sensors[channel] { return known }
        let sensor: Int
        if let known = lines.placements.firstIndex(of: description.placement) {
            sensor = known
            let spoken = lines
            pipeline.setTiming(description.timing, sensor: sensor) { emit(spoken.line($0)) }
        } else {
            sensor = pipeline.addSensor(PipelineSensor(description))
            lines.placements.append(description.placement)
        }
        sensors[channel] = sensor
        return sensor
    }
}
