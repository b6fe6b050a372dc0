import Alignment
public import Flagging
public import Gait
public import IMU

/// One kit's chain from samples to episodes, as one value: what the daemon, `gaitctl analyze` and `validate` all run.
///
/// Samples come in with `push`, merged over the sensors by (arrival, sensor index); everything that follows depends on
/// nothing else, so the same samples give the same output to the byte. Nothing is allocated per sample after warm-up.
public struct KitPipeline: Sendable {
    var lanes: [SensorLane]
    var gait: GaitAnalyzer
    var windowMeasures = WindowMeasures()
    private var postures = PostureReport()
    var mounts = MountWatch()
    var isSwapSuspected = false
    var beltSlides = 0
    var rules: RuleSet
    private var totals = PipelineTotals()
    private var windows = SignalWindows()
    private var now = HostTime(nanoseconds: .min)
    /// What the last call brought; reused.
    var outbox: [PipelineOutput] = []
    var pending: [GaitOutput] = []
    var flagged: [FlaggingOutput] = []

    /// - Parameter baseline: what is known of the person, or an empty one to begin with.
    public init(
        sensors: [PipelineSensor], thresholds: Thresholds = Thresholds(), baseline: Baseline = Baseline(),
        body: BodyDimensions = BodyDimensions()
    ) {
        gait = GaitAnalyzer(body: body)
        lanes = sensors.map(SensorLane.init)
        rules = RuleSet(thresholds: thresholds, baseline: baseline)
        outbox.reserveCapacity(64)
        pending.reserveCapacity(32)
        flagged.reserveCapacity(32)
        for index in lanes.indices {
            mounts.add(lanes[index].placement)
            if let rate = lanes[index].rate { startStages(lanes[index].placement, rate: rate) }
        }
    }

    /// Adds a sensor that was not known at the start, and returns its index.
    public mutating func addSensor(_ sensor: PipelineSensor) -> Int {
        lanes.append(SensorLane(sensor))
        mounts.add(sensor.placement)
        if let rate = lanes[lanes.count - 1].rate { startStages(sensor.placement, rate: rate) }
        return lanes.count - 1
    }

    /// Takes the next sample and hands on what it brought.
    public mutating func push(_ sample: Sample, sensor: Int, into sink: (PipelineOutput) -> Void) {
        settleRate(sensor) { $0.take(sample) }
        drain(sensor)
        hand(on: sink)
    }

    /// What a sensor's ticks mean has changed or become known (the driver saw another stream): its clock starts anew.
    public mutating func setTiming(_ timing: SensorTiming, sensor: Int, into sink: (PipelineOutput) -> Void) {
        guard lanes[sensor].timing != timing else { return }
        let placement = lanes[sensor].placement
        let hadRate = lanes[sensor].rate
        if let held = lanes[sensor].held {
            lanes[sensor].count(lostSamples: held.count)
            outbox.append(
                .gap(
                    Gap(
                        sensor: sensor, start: held.start, end: held.end, lostSamples: held.count, cause: .clockReset)))
        }
        lanes[sensor].restart(timing: timing)
        interruptStages(sensor, at: now)
        if let rate = lanes[sensor].rate, rate != hadRate { startStages(placement, rate: rate) }
        hand(on: sink)
    }

    /// A sensor's link was down between two arrivals, or a full ring dropped samples: said as a gap.
    public mutating func interrupt(
        sensor: Int, from start: HostTime, to end: HostTime, cause: Gap.Cause, lostSamples: Int? = nil,
        into sink: (PipelineOutput) -> Void
    ) {
        let rate = lanes[sensor].rate ?? 0
        let known = lostSamples.map { max(0, min($0, MissingSamples.most)) }
        let held = lanes[sensor].held?.count ?? 0
        let lost = (known ?? MissingSamples.within(seconds: end.seconds(since: start), rate: rate)) + held
        lanes[sensor].restart(timing: lanes[sensor].timing)
        lanes[sensor].count(lostSamples: lost)
        interruptStages(sensor, at: max(now, end))
        outbox.append(.gap(Gap(sensor: sensor, start: start, end: end, lostSamples: lost, cause: cause)))
        hand(on: sink)
    }

    /// The person's baseline begins anew, or another one is known.
    public mutating func use(_ baseline: Baseline, into sink: (PipelineOutput) -> Void) {
        rules.use(baseline) { flagged.append($0) }
        takeFlagged()
        hand(on: sink)
    }

    /// Every sensor has fallen silent: what the passing of time ends (a bout, its episodes) is closed. A later sample
    /// would close the same.
    public mutating func rest(at time: HostTime, into sink: (PipelineOutput) -> Void) {
        gait.rest(at: time) { pending.append($0) }
        if time > now { now = time }
        hand(on: sink)
    }

    /// At the end of the data: open strides, bouts and episodes are closed and said.
    public mutating func finish(into sink: (PipelineOutput) -> Void) {
        for sensor in lanes.indices {
            settleRate(sensor) { $0.flush() }
            drain(sensor)
        }
        gait.finish { pending.append($0) }
        settle()
        rules.endBout { flagged.append($0) }
        takeFlagged()
        postures.say(gait, at: now) { outbox.append(.measure($0)) }
        windows.finish()
        hand(on: sink)
    }
}

extension KitPipeline {
    /// Means and counts over everything so far.
    public var summary: PipelineTotals { totals }

    /// The latest sample's host time; `.min` nanoseconds before the first.
    public var time: HostTime { now }

    /// The sensors' state, for people.
    public func sensorStatus(_ sensor: Int) -> SensorStatus {
        var status = lanes[sensor].status
        status.mount = mount(sensor)
        status.slips = mounts.slips(sensor)
        return status
    }

    /// What the next run needs to know of a sensor's time to go on where this one ends; nil until its rate is known.
    public func continuity(ofSensor sensor: Int) -> SensorContinuity? { lanes[sensor].continuity }

    /// What is known of how the person walks; it learns while they walk.
    public var baseline: Baseline { rules.baseline }

    /// Whether the lumbar unit bears the shank units' labels out.
    public var swapCheck: SwapCheck { gait.swapCheck }

    /// Whether the person stands, walks or sits now.
    public var posture: PostureTracker.Posture { gait.isWalking ? .walking : gait.posture.posture }

    /// Whether the person is walking now.
    public var isWalking: Bool { gait.isWalking }

    /// The next episode whose raw signal is complete; ask until nil after each push.
    public mutating func nextReadyWindow() -> SignalWindow? { windows.next(now: now) }

    /// The kept samples of a sensor between two times, oldest first: fitted time and reading.
    public func signal(sensor: Int, from start: HostTime, to end: HostTime) -> [PlacedSample] {
        lanes[sensor].history(from: start, to: end)
    }
}

extension KitPipeline {
    /// Does something to a lane, and tells the gait stage of the sensor when that made its rate known.
    private mutating func settleRate(_ sensor: Int, _ body: (inout SensorLane) -> Void) {
        let knewRate = lanes[sensor].rate != nil
        body(&lanes[sensor])
        if !knewRate, let rate = lanes[sensor].rate { startStages(lanes[sensor].placement, rate: rate) }
    }

    /// A sensor's rate is known: the stages that look at it begin.
    private mutating func startStages(_ placement: Placement, rate: Double) {
        gait.add(placement, rate: rate)
        if placement == .lumbar { windowMeasures.addLumbar(rate: rate) }
    }

    /// Samples are missing that nothing bridges.
    mutating func interruptStages(_ sensor: Int, at time: HostTime) {
        let placement = lanes[sensor].placement
        gait.interrupt(placement, at: time) { pending.append($0) }
        mounts.interrupt(sensor)
        if placement == .lumbar { windowMeasures.interruptLumbar() }
    }

    /// Runs a sensor's placed samples through the stages.
    private mutating func drain(_ sensor: Int) {
        let placement = lanes[sensor].placement
        for index in lanes[sensor].placed.indices {
            let placed = lanes[sensor].placed[index]
            switch placed {
            case .sample(let sample):
                if sample.time > now { now = sample.time }
                if placement == .lumbar {
                    windowMeasures.takeLumbar(time: sample.time, acceleration: sample.acceleration)
                }
                gait.take(
                    placement, time: sample.time, acceleration: SIMD3<Double>(sample.acceleration),
                    angularRate: SIMD3<Double>(sample.angularRate)
                ) { pending.append($0) }
                checkMount(sensor, sample)
                if placement == .lumbar { checkSwap(at: sample.time) }
                checkBelt(at: sample.time)
            case .bridged(let gap, let isHarmless):
                if !isHarmless { gait.markUnsteady(placement, until: gap.end) }
                say(gap, sensor)
            case .broken(let gap):
                interruptStages(sensor, at: gap.end)
                say(gap, sensor)
            }
            settle()
        }
        if postures.isDue(at: now) { postures.say(gait, at: now) { outbox.append(.measure($0)) } }
        lanes[sensor].placed.removeAll(keepingCapacity: true)
    }

    private mutating func say(_ gap: LaneGap, _ sensor: Int) {
        outbox.append(
            .gap(
                Gap(
                    sensor: sensor, start: gap.start, end: gap.end, lostSamples: gap.lostSamples,
                    cause: gap.isReset ? .clockReset : .lost)))
    }

    /// Passes on what the gait stage said.
    mutating func settle() {
        guard !pending.isEmpty else { return }
        for output in pending {
            switch output {
            case .contact(let contact): outbox.append(.contact(contact))
            case .retraction(let retraction): outbox.append(.retraction(retraction))
            case .turn(let turn): outbox.append(.turn(turn))
            case .stride(let stride):
                totals.add(stride)
                mounts.take(stride)
                outbox.append(.stride(stride))
                rules.syncError = stride.source == .lumbar ? stride.source.sideError : shankSyncError
                rules.take(stride) { flagged.append($0) }
                takeFlagged()
                windowMeasures.take(stride) { outbox.append(.measure($0)) }
            case .bout(let bout):
                totals.add(bout)
                mounts.endBout()
                outbox.append(.bout(bout))
                windowMeasures.endBout { outbox.append(.measure($0)) }
                postures.say(gait, at: now) { outbox.append(.measure($0)) }
                rules.endBout { flagged.append($0) }
                takeFlagged()
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    mutating func takeFlagged() {
        for output in flagged {
            switch output {
            case .measure(let measure): outbox.append(.measure(measure))
            case .episode(let episode):
                windows.take(episode)
                if episode.phase == .closed { totals.add(episode) }
                outbox.append(.episode(episode))
            case .suppressed(let suppression):
                totals.add(suppression)
                outbox.append(.suppressed(suppression))
            }
        }
        flagged.removeAll(keepingCapacity: true)
    }

    /// Likely error of the time between the two shanks' contacts, s: each clock errs by itself, so the squares add up.
    private var shankSyncError: Double {
        var squares = 0.0
        for lane in lanes where lane.placement.isShank {
            squares += lane.syncError * lane.syncError
        }
        return squares.squareRoot()
    }

    private mutating func hand(on sink: (PipelineOutput) -> Void) {
        settle()
        for output in outbox { sink(output) }
        outbox.removeAll(keepingCapacity: true)
    }
}
