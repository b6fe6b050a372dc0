import Alignment
import Flagging
import IMU
import Pipeline
import Rings
import Transports

/// What the shell asks of a kit's runner.
enum KitCommand: Sendable, BitwiseCopyable {
    /// From this arrival on, a new pipeline run: a session begins or ends there.
    case restart(at: HostTime, run: UInt64, baseline: Baseline)
    /// The person's baseline begins anew.
    case use(Baseline)
    /// The sensors were turned about together: their delays are compared. The answer carries the ticket.
    case align(ticket: UInt64)
    /// What alignment found is forgotten. The answer carries the ticket.
    case dropAlignment(ticket: UInt64)
}

/// What a runner hands on.
struct KitResult: Sendable, BitwiseCopyable {
    enum Content: Sendable, BitwiseCopyable {
        case output(PipelineOutput)
        /// The run has said everything.
        case ended
    }

    var kit: Int
    var run: UInt64
    var content: Content
}

/// Runs one kit's pipeline on a pipeline thread: rings in, results out. Owned by that thread.
struct KitRunner {
    /// After this long without a sample, s, time alone moves the pipeline on, …
    static let silence = 5.0
    /// … up to this long before now: what a link still holds back comes in time.
    static let margin = 2.0

    private let plan: KitPlan
    private let merge: ItemMerge
    private let thresholds: Thresholds
    private let commands: RingConsumer<KitCommand>
    private var door: ResultDoor
    private let board: KitBoard
    private var pipeline: KitPipeline
    private var timings: [SensorTiming]
    private var lostSince: [HostTime?]
    /// When links were lost that were down as the run began.
    private var lostBefore: [HostTime?]
    /// What the sensors' earlier runs counted: a session's begin and end are no reason to forget losses.
    private var earlier: [(lost: Int, gaps: Int, resets: Int)]
    /// Runs that are to begin, in order.
    private var pending: [(at: HostTime, run: UInt64, baseline: Baseline)] = []
    private var blocks: Int32 = 0

    /// - Parameter offsets: what alignment found earlier, of each of the kit's sensors.
    init(
        kit: Int, plan: KitPlan, merge: ItemMerge, thresholds: Thresholds, offsets: [SensorOffset?],
        commands: RingConsumer<KitCommand>, results: RingProducer<KitResult>, board: KitBoard
    ) {
        self.plan = plan
        self.merge = merge
        self.thresholds = thresholds
        self.commands = commands
        door = ResultDoor(kit: kit, run: 0, results: results, board: board)
        self.board = board
        let unknown = SensorTiming(source: .arrivalOnly, nominalRate: 0)
        timings = plan.placements.map { _ in unknown }
        lostSince = plan.placements.map { _ in nil }
        lostBefore = lostSince
        earlier = plan.placements.map { _ in (0, 0, 0) }
        pipeline = KitPipeline(
            sensors: plan.placements.indices.map {
                PipelineSensor(placement: plan.placements[$0], timing: unknown, offset: offsets[$0])
            },
            thresholds: thresholds, body: plan.body)
        report()
    }

    /// Takes everything up to the watermark. Returns whether there was anything.
    mutating func drain(upTo watermark: HostTime) -> Bool {
        var hadNews = false
        while let command = commands.pop() {
            switch command {
            case .restart(let at, let run, let baseline): pending.append((at, run, baseline))
            case .use(let baseline): use(baseline)
            case .align(let ticket): answer(ticket, pipeline.align())
            case .dropAlignment(let ticket):
                pipeline.dropAlignment()
                answer(ticket, nil)
            }
        }
        while let (sensor, item) = merge.next(upTo: watermark) {
            hadNews = true
            while let next = pending.first, item.time >= next.at { restart() }
            take(item, sensor)
            handOnSignals()
            handOnBaseline()
        }
        while let next = pending.first, watermark >= next.at {
            restart()
            hadNews = true
        }
        if !hadNews { rest(watermark) }
        if hadNews { report() }
        return hadNews
    }

    /// Without samples for a while, a bout ends by the clock.
    private mutating func rest(_ watermark: HostTime) {
        guard pipeline.time.nanoseconds != .min, watermark.seconds(since: pipeline.time) > Self.silence else { return }
        let door = door
        pipeline.rest(at: watermark.advanced(seconds: -Self.margin)) { door.hand(on: $0) }
        handOnSignals()
        handOnBaseline()
        report()
    }

    /// At shutdown: what is open is closed and said.
    mutating func finish() {
        let door = door
        pipeline.finish { door.hand(on: $0) }
        handOnSignals()
        handOnBaseline()
        door.end()
    }

    private func answer(_ ticket: UInt64, _ outcome: AlignmentOutcome?) {
        report()
        board.post(AlignmentAnswer(ticket: ticket, outcome: outcome))
    }

    /// The next run begins and goes on with the sensors' clocks. What a link that is down has lost until here is not
    /// the new run's; it is said when the link is back.
    private mutating func restart() {
        let (time, next, baseline) = pending.removeFirst()
        for sensor in lostSince.indices {
            guard let start = lostSince[sensor], start < time else { continue }
            lostBefore[sensor] = lostBefore[sensor] ?? start
            lostSince[sensor] = time
        }
        let sensors = plan.placements.indices.map {
            RunBeginning.Sensor(
                timing: timings[$0], offset: pipeline.sensorStatus($0).offset,
                continuity: pipeline.continuity(ofSensor: $0), lostSince: lostSince[$0])
        }
        finish()
        door.run = next
        let counted = statuses
        for sensor in counted.indices {
            let status = counted[sensor]
            earlier[sensor] = (status.lostSamples, status.gaps, status.clockResets)
        }
        pipeline = KitPipeline(
            sensors: zip(plan.placements, sensors).map {
                PipelineSensor(placement: $0, timing: $1.timing, offset: $1.offset, continuity: $1.continuity)
            },
            thresholds: thresholds, baseline: baseline, body: plan.body)
        blocks = baseline.blocks
        board.post(RunBeginning(run: next, sensors: sensors))
    }

    private mutating func use(_ baseline: Baseline) {
        let door = door
        for index in pending.indices { pending[index].baseline = baseline }
        pipeline.use(baseline) { door.hand(on: $0) }
        blocks = baseline.blocks
    }

    private mutating func take(_ item: SensorItem, _ sensor: Int) {
        let door = door
        switch item {
        case .sample(let sample):
            pipeline.push(sample, sensor: sensor) { door.hand(on: $0) }
        case .streaming(let at, let timing, _):
            if let start = lostSince[sensor] {
                sayLostBefore(sensor, until: start)
                pipeline.interrupt(sensor: sensor, from: start, to: at, cause: .disconnected) { door.hand(on: $0) }
                lostSince[sensor] = nil
            }
            timings[sensor] = timing
            pipeline.setTiming(timing, sensor: sensor) { door.hand(on: $0) }
        case .lost(let at, let lastSample):
            if lostSince[sensor] == nil { lostSince[sensor] = lastSample ?? at }
        case .overrun(_, let from, let to, let dropped):
            pipeline.interrupt(sensor: sensor, from: from, to: to, cause: .overrun, lostSamples: dropped) {
                door.hand(on: $0)
            }
        }
    }

    /// The part of a gap that lies before the run began: of no run, but counted.
    private mutating func sayLostBefore(_ sensor: Int, until begin: HostTime) {
        guard let start = lostBefore[sensor] else { return }
        lostBefore[sensor] = nil
        let rate = pipeline.sensorStatus(sensor).rate ?? 0
        let lost = MissingSamples.within(seconds: begin.seconds(since: start), rate: rate)
        earlier[sensor].lost += lost
        earlier[sensor].gaps += 1
        var outside = door
        outside.run = 0
        outside.hand(on: .gap(Gap(sensor: sensor, start: start, end: begin, lostSamples: lost, cause: .disconnected)))
    }

    /// Copies the raw signal of episodes whose window is complete. Rare, so it may allocate.
    private mutating func handOnSignals() {
        while let window = pipeline.nextReadyWindow() {
            let signals = plan.placements.indices.map { sensor in
                (plan.placements[sensor], pipeline.signal(sensor: sensor, from: window.start, to: window.end))
            }
            board.post(EpisodeSignals(run: door.run, episode: window.episode, signals: signals))
        }
    }

    /// Posts the baseline when it has learnt another block.
    private mutating func handOnBaseline() {
        guard pipeline.baseline.blocks != blocks else { return }
        blocks = pipeline.baseline.blocks
        board.post(LearntBaseline(run: door.run, time: pipeline.time, baseline: pipeline.baseline))
    }

    /// The sensors' states, with what the runs before this one counted.
    private var statuses: [SensorStatus] {
        plan.placements.indices.map { sensor in
            var status = pipeline.sensorStatus(sensor)
            status.lostSamples += earlier[sensor].lost
            status.gaps += earlier[sensor].gaps
            status.clockResets += earlier[sensor].resets
            return status
        }
    }

    private func report() {
        board.update(
            KitBoard.State(
                sensors: statuses, posture: pipeline.posture,
                suppressed: pipeline.summary.suppressed, time: pipeline.time))
    }
}

/// Where a run's results go out.
private struct ResultDoor: Sendable {
    let kit: Int
    var run: UInt64
    let results: RingProducer<KitResult>
    let board: KitBoard

    func hand(on output: PipelineOutput) {
        if !results.push(KitResult(kit: kit, run: run, content: .output(output))) { board.countLostResult() }
    }

    /// The run has said everything.
    func end() { _ = results.push(KitResult(kit: kit, run: run, content: .ended)) }
}
