internal import IMU

/// Everything one sensor hands on: samples and marks to the rings of the pipeline and of the recorder. The ingest
/// thread owns it.
final class SensorOutput {
    private let pipeline: RingFeed
    private let recorder: RingFeed
    private let recorderListens: Listening
    private var recorderJoined = false

    /// How ticks are to be read; set before the first sample of a stretch.
    private(set) var timing: SensorTiming?
    /// Whether the last mark says that the sensor streams.
    private(set) var isUp = false
    private(set) var lastSample: HostTime?
    private(set) var samples: UInt64 = 0
    /// Mean square of the angular rate, (rad/s)², over about the last 64 samples.
    private(set) var motion: Float = 0
    /// What to call the beginning of the next stretch.
    private var nextReason = StreamReason.linkUp
    /// Whether something was put in since `takeNews`.
    private var hasNews = false

    init(pipeline: RingFeed, recorder: RingFeed, recorderListens: Listening) {
        self.pipeline = pipeline
        self.recorder = recorder
        self.recorderListens = recorderListens
    }

    var droppedForPipeline: Int { pipeline.dropped }
    var droppedForRecorder: Int { recorder.dropped }

    /// The link is new and a device was recognized on it: the next sample begins a stretch.
    func begin(timing: SensorTiming) {
        self.timing = timing
        nextReason = .linkUp
    }

    /// The meaning of the ticks changed.
    func retime(_ timing: SensorTiming, at time: HostTime) {
        guard timing != self.timing else { return }
        self.timing = timing
        if isUp { mark(.streaming(at: time, timing: timing, reason: .retimed)) }
    }

    func push(_ sample: Sample) {
        if !isUp, let timing {
            isUp = true
            mark(.streaming(at: sample.arrival, timing: timing, reason: nextReason))
            nextReason = .resumed
        }
        lastSample = sample.arrival
        samples &+= 1
        motion += ((sample.angularRate * sample.angularRate).sum() - motion) / 64
        hasNews = true
        pipeline.push(sample)
        if recorderListens.isOn != recorderJoined { joinOrLeave(at: sample.arrival) }
        if recorderJoined { recorder.push(sample) }
    }

    /// The stream broke.
    func lose(at time: HostTime) {
        guard isUp else { return }
        // A recorder that joins now learns when the gap began.
        if recorderListens.isOn != recorderJoined { joinOrLeave(at: time) }
        isUp = false
        mark(.lost(at: time, lastSample: lastSample))
    }

    /// Puts in what waited for room.
    func flush() {
        pipeline.flush()
        recorder.flush()
    }

    /// Whether something was put in since the last call.
    func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }

    private func mark(_ item: SensorItem) {
        hasNews = true
        pipeline.push(mark: item)
        if recorderJoined { recorder.push(mark: item) }
    }

    private func joinOrLeave(at time: HostTime) {
        recorderJoined.toggle()
        if recorderJoined, let timing { recorder.push(mark: .streaming(at: time, timing: timing, reason: .joined)) }
    }
}
