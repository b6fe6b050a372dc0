public import Flagging
import IMU
import Pipeline
public import QueryAPI
public import Recording

/// Runs the pipeline over a recording, exactly as the daemon runs it live, and says its output line by line.
public struct RecordingAnalysis: Sendable {
    private let thresholds: Thresholds

    public init(thresholds: Thresholds = Thresholds()) { self.thresholds = thresholds }

    /// Analyzes a Motion-BIDS recording; `t` counts from its first row.
    public func run(_ recording: MotionRecording, line emit: (LiveLine) -> Void) -> AnalysisSummary {
        let timing = SensorTiming(source: .recorded, nominalRate: recording.nominalRate)
        let sensors = recording.placements.map { PipelineSensor(placement: $0, timing: timing) }
        let lines = PipelineLines(placements: recording.placements, origin: HostTime(nanoseconds: 0))
        var pipeline = KitPipeline(sensors: sensors, thresholds: thresholds)
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
            totals: pipeline.summary, placements: recording.placements, durationS: recording.duration, lostSamples: lost,
            thresholdPairs: thresholds.minimumPairs)
    }
}
