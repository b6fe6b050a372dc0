import Body
import Flagging
import Gait
import IMU

/// How the sensors sit, each on its own and beside the others, and what follows from it.
extension KitPipeline {
    mutating func checkMount(_ sensor: Int, _ sample: PlacedSample) {
        let ended = mounts.take(
            sensor, time: sample.time, acceleration: SIMD3<Double>(sample.acceleration),
            angularRate: SIMD3<Double>(sample.angularRate))
        guard let ended else { return }
        if lanes[sensor].placement == .lumbar { gait.watchBeltAnew() }
        sayMount(sensor, hasSlipped: ended.hasSlipped, at: sample.time)
    }

    /// A lumbar unit whose belt has slid round the waist has slipped as any other.
    mutating func checkBelt(at time: HostTime) {
        guard gait.beltSlides != beltSlides else { return }
        beltSlides = gait.beltSlides
        guard let sensor = lanes.firstIndex(where: { $0.placement == .lumbar }), mounts.state(sensor) == .ok else {
            return
        }
        mounts.slide(sensor)
        sayMount(sensor, hasSlipped: true, at: time)
    }

    private mutating func sayMount(_ sensor: Int, hasSlipped: Bool, at time: HostTime) {
        outbox.append(.mount(MountChange(sensor: sensor, state: mount(sensor), time: time)))
        if hasSlipped { realign(sensor, at: time) }
        rules.isLumbarSuspect = mounts.isSuspect(.lumbar)
        rules.doubt = doubt
    }

    mutating func checkSwap(at time: HostTime) {
        let isSuspected = gait.swapCheck.state == .suspected
        guard isSuspected != isSwapSuspected else { return }
        isSwapSuspected = isSuspected
        for sensor in lanes.indices where lanes[sensor].placement.isShank {
            outbox.append(.mount(MountChange(sensor: sensor, state: mount(sensor), time: time)))
        }
        rules.doubt = doubt
    }

    /// How a sensor sits, on its own and beside the others.
    func mount(_ sensor: Int) -> MountState {
        let own = mounts.state(sensor)
        return isSwapSuspected && !own.isSuspect && lanes[sensor].placement.isShank ? .swapped : own
    }

    /// Why nothing can be flagged at present.
    private var doubt: Suppression.Reason? {
        if mounts.isSuspect(.leftShank) || mounts.isSuspect(.rightShank) { return .mounting }
        return isSwapSuspected ? .swap : nil
    }

    /// What was learnt of a sensor's axes holds no more.
    private mutating func realign(_ sensor: Int, at time: HostTime) {
        let placement = lanes[sensor].placement
        gait.realign(placement, at: time) { pending.append($0) }
        settle()
        if placement == .lumbar {
            windowMeasures.interruptLumbar()
        } else if placement.isShank {
            rules.forget { flagged.append($0) }
            takeFlagged()
        }
    }
}
