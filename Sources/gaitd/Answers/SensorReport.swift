import Body
import Drivers
import Gait
import IMU
import Pipeline
import QueryAPI
import Transports

/// What can be said of the sensors now: the link as the ingest sees it, the samples as the pipeline sees them.
struct SensorReport: Sendable {
    let kits: [KitPlan]
    let boards: [KitBoard]
    let ingest: Ingest
    let spool: StoreSpool
    let health: Health
    let wall: WallClock

    func sensors() -> [SensorState] {
        kits.indices.flatMap { kit in
            let state = boards[kit].read()
            return kits[kit].placements.indices.map { index in
                self.state(kit: kit, sensor: index, state.sensors.indices.contains(index) ? state.sensors[index] : nil)
            }
        }
    }

    /// `standing`, `walking`, `sitting`, or `unknown` where no sensor shows it.
    func state(ofKit kit: Int) -> String { boards[kit].read().posture.name }

    /// Percent of charge from which on a person is told: a DOT's last fifth lasts about an hour of streaming.
    private static let lowBattery = 20.0

    /// What needs a person's attention.
    func warnings(_ sensors: [SensorState]) -> [String] {
        var warnings = sensors.filter { $0.link != "streaming" }.map { sensor in
            "\(sensor.id) is \(sensor.link)" + (sensor.detail.map { ": \($0)" } ?? "")
        }
        for (kit, board) in zip(kits, boards) {
            let state = board.read()
            for (placement, sensor) in zip(kit.placements, state.sensors) {
                guard let advice = sensor.mount.advice else { continue }
                warnings.append("\(kit.name)/\(placement.name) \(advice)")
            }
            if state.suppressed > 0 {
                warnings.append("\(kit.name): \(state.suppressed) flags were not raised because of how sensors sit")
            }
        }
        if let trouble = health.storeTrouble {
            warnings.append("the store refuses rows, which wait in memory: \(trouble)")
        }
        if let trouble = health.logTrouble { warnings.append("a session log is not written: \(trouble)") }
        if spool.dropped > 0 {
            warnings.append("\(spool.dropped) strides and measures were dropped while the store refused")
        }
        for sensor in sensors {
            guard let percent = sensor.batteryPercent, percent <= Self.lowBattery else { continue }
            warnings.append("\(sensor.id) has \(Int(percent)) % of its battery left: charge it before a session")
        }
        for plan in kits {
            for (index, sensor) in plan.sensors.enumerated() {
                let link = ingest.snapshot(sensor)
                guard let advice = link.rateAdvice(plan.plans[index], timeScale: ingest.clock.timeScale) else {
                    continue
                }
                warnings.append("\(plan.sensorID(index)) \(advice)")
            }
        }
        let now = wall.hostNow()
        for (kit, board) in zip(kits, boards)
        where board.read().sensors.contains(where: { $0.offset?.isOld(at: now) ?? false }) {
            warnings.append(
                "\(kit.name) was aligned more than a week ago: align it again (gaitctl sensors align --kit \(kit.name))"
            )
        }
        let lost = boards.reduce(0) { $0 + $1.lostResults }
        if lost > 0 { warnings.append("\(lost) results were dropped because the daemon could not keep up") }
        return warnings
    }

    private func state(kit: Int, sensor index: Int, _ status: SensorStatus?) -> SensorState {
        let plan = kits[kit]
        let link = ingest.snapshot(plan.firstSensor + index)
        var state = SensorState(
            id: plan.sensorID(index), kit: plan.name, placement: plan.placements[index].name,
            device: plan.plans[index].path, link: link.state.name)
        state.detail = link.detail(plan.plans[index])
        state.driver = link.driver?.descriptor.id
        state.baud = link.baud.map(Int.init)
        state.nominalRateHz = status?.rate
        state.batteryPercent = link.batteryPercent.map(Double.init)
        state.motionDps = link.motion.map { ($0 * 1800 / Double.pi).rounded() / 10 }
        state.rssiDbm = link.radio?.rssi
        state.mtuBytes = link.radio?.mtu
        state.connectionIntervalMs = link.radio?.interval.map { ($0 * 1e5).rounded() / 100 }
        state.rateHz = link.rate.map { ($0 * 100).rounded() / 100 }
        state.samples = Int(clamping: link.counters.samples)
        state.bytes = Int(clamping: link.counters.bytes)
        state.checksumErrors = Int(clamping: link.counters.checksumErrors)
        state.discardedBytes = Int(clamping: link.counters.discardedBytes)
        state.implausible = Int(clamping: link.counters.implausible)
        state.droppedSamples = link.droppedForPipeline
        state.reconnects = link.reconnects
        state.lostSamples = status?.lostSamples ?? 0
        state.gaps = status?.gaps ?? 0
        state.mounting = (status?.mount ?? .unknown).name
        state.syncErrorMs = status.flatMap { $0.rate == nil ? nil : ($0.syncError * 1e5).rounded() / 100 }
        state.offsetAt = status?.offset?.found.map(wall.date)
        state.offsetMs = status?.offset.map { ($0.seconds * 1e5).rounded() / 100 }
        return state
    }
}
