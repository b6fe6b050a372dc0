import FakeWearables
import IMU
import Recording
import Walker

/// Where a wearable's readings come from.
enum SampleSource {
    case walk(SensorStream)
    case recording(RecordedStream)

    /// The next reading and when it is taken, s; a nil reading was lost in the recording. Nil at the end.
    mutating func next() -> (time: Double, reading: WearableReading?)? {
        switch self {
        case .walk(var stream):
            defer { self = .walk(stream) }
            guard let worn = stream.next() else { return nil }
            return (
                worn.time,
                WearableReading(clock: worn.clock, acceleration: worn.acceleration, angularRate: worn.angularRate)
            )
        case .recording(var stream):
            defer { self = .recording(stream) }
            return stream.next()
        }
    }

    /// Obeys a changed output rate. A recording has the rate that it was made with.
    mutating func setRate(_ rate: Double) {
        guard case .walk(var stream) = self, stream.rate != rate else { return }
        stream.rate = rate
        self = .walk(stream)
    }
}

/// One sensor of a recording, worn again: turned and with a clock of its own.
struct RecordedStream {
    let recording: MotionRecording
    let sensor: Int
    let model: SensorModel
    private var row = 0

    init(recording: MotionRecording, sensor: Int, model: SensorModel) {
        self.recording = recording
        self.sensor = sensor
        self.model = model
    }

    mutating func next() -> (time: Double, reading: WearableReading?)? {
        guard row < recording.rowCount else { return nil }
        defer { row += 1 }
        let time = recording.times[row]
        let (acceleration, angularRate) = recording.reading(row: row, sensor: sensor)
        guard (acceleration + angularRate).sum().isFinite else { return (time, nil) }
        let into = model.mounting(at: time).conjugate
        return (
            time,
            WearableReading(
                clock: model.clock(at: time), acceleration: into.rotate(SIMD3<Double>(acceleration)),
                angularRate: into.rotate(SIMD3<Double>(angularRate)))
        )
    }
}
