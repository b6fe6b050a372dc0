import Drivers
import Foundation
import Glibc
import IMU
import Pipeline
import Recording
import Reporting
import Transports

/// One kit's session log while it is written: the recorder rings, merged, into an MCAP file.
final class KitLog {
    /// The samples from this arrival on are not the session's; nil while it runs.
    var end: HostTime?
    private(set) var isClosed = false
    /// What keeps the log from being written.
    private(set) var trouble: RecordingError?

    private let plan: KitPlan
    private let ingest: Ingest
    private let merge: ItemMerge
    private let file: URL
    private let header: SessionLogHeader
    private let from: HostTime
    /// What the session's run began with; the session's samples wait for it.
    private let beginning: () -> RunBeginning?
    private var sensors: [RunBeginning.Sensor]?
    private var writer: SessionLogWriter?
    private var channels: [Int?]
    private var timings: [SensorTiming?]
    private var lostSince: [HostTime?]

    /// - Parameter beginning: what the session's run began with, nil until it has.
    init(
        plan: KitPlan, ingest: Ingest, file: URL, header: SessionLogHeader, from: HostTime,
        beginning: @escaping () -> RunBeginning?
    ) {
        self.beginning = beginning
        self.plan = plan
        self.ingest = ingest
        self.file = file
        self.header = header
        self.from = from
        merge = ItemMerge(plan.sensors.map { ingest.recorderItems($0) })
        channels = plan.placements.map { _ in nil }
        timings = channels.map { _ in nil }
        lostSince = channels.map { _ in nil }
    }

    /// Writes everything up to the watermark; closes behind the session's end.
    func drain(upTo watermark: HostTime) {
        guard !isClosed else { return }
        openIfNeeded()
        if sensors == nil {
            // What comes before the session only tells how the sensors stand.
            while let (sensor, item) = merge.next(upTo: min(watermark, from.advanced(seconds: -1e-9))) {
                take(item, sensor)
            }
            guard watermark >= from, let begun = beginning() else { return }
            begin(begun)
        }
        while let (sensor, item) = merge.next(upTo: watermark) {
            if let end, item.time >= end { continue }
            take(item, sensor)
        }
        attempt { writer throws(RecordingError) in try writer.flushIfDue(at: watermark) }
        if let end, watermark >= end { close() }
    }

    func close() {
        guard !isClosed else { return }
        attempt { writer throws(RecordingError) in try writer.close() }
        isClosed = true
    }

    /// Sensors that the run knows nothing of are left as their own marks tell them.
    private func begin(_ run: RunBeginning) {
        sensors = run.sensors
        for (index, sensor) in run.sensors.enumerated() where sensor.continuity != nil || sensor.lostSince != nil {
            timings[index] = sensor.timing
            lostSince[index] = sensor.lostSince
        }
    }

    private func openIfNeeded() {
        guard writer == nil else { return }
        do throws(RecordingError) {
            writer = try SessionLogWriter(path: file.path, header: header, sensors: [])
            trouble = nil
        } catch {
            trouble = error
        }
    }

    private func take(_ item: SensorItem, _ sensor: Int) {
        switch item {
        case .streaming(let at, let timing, _):
            if let start = lostSince[sensor], at >= from, let channel = channel(sensor) {
                write(SensorGap(sensor: channel, start: start, end: at, lostSamples: 0, reason: "disconnected"), at)
            }
            lostSince[sensor] = nil
            if timings[sensor] != timing { channels[sensor] = nil }
            timings[sensor] = timing
        case .lost(let at, let lastSample):
            if lostSince[sensor] == nil { lostSince[sensor] = lastSample ?? at }
        case .overrun(let at, let start, let end, let dropped):
            guard let channel = channel(sensor), at >= from else { return }
            write(
                SensorGap(
                    sensor: channel, start: start, end: end, lostSamples: UInt64(clamping: dropped), reason: "overrun"),
                at)
        case .sample(let sample):
            guard sample.arrival >= from, let channel = channel(sensor) else { return }
            attempt { writer throws(RecordingError) in try writer.append(sample: sample, sensor: channel) }
        }
    }

    /// The log's channel of a sensor, added when it is first heard and again when its ticks change their meaning. The
    /// first one has the clock that the session began with.
    private func channel(_ sensor: Int) -> Int? {
        if let known = channels[sensor] { return known }
        guard let timing = timings[sensor] else { return nil }
        let snapshot = ingest.snapshot(plan.firstSensor + sensor)
        let begun = sensors?[sensor]
        let description = SessionLogSensor(
            placement: plan.placements[sensor], timing: timing, driver: snapshot.driver?.descriptor.id ?? "",
            device: plan.plans[sensor].path,
            offset: begun?.offset.flatMap { $0.timing == timing ? Self.logged($0) : nil },
            clock: begun?.continuity.flatMap { $0.timing == timing ? $0.logged : nil })
        sensors?[sensor].continuity = nil
        attempt { writer throws(RecordingError) in channels[sensor] = try writer.addSensor(description) }
        return channels[sensor]
    }

    private static func logged(_ offset: SensorOffset) -> SessionLogSensor.Offset {
        SessionLogSensor.Offset(
            seconds: offset.seconds, halfWidth: offset.halfWidth, found: offset.found, rate: offset.rate)
    }

    private func write(_ gap: SensorGap, _ at: HostTime) {
        attempt { writer throws(RecordingError) in try writer.append(gap: gap, at: at) }
    }

    private func attempt(_ body: (SessionLogWriter) throws(RecordingError) -> Void) {
        guard let writer else { return }
        do throws(RecordingError) {
            try body(writer)
            trouble = nil
        } catch {
            trouble = error
        }
    }
}
