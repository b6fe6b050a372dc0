import Drivers
import Foundation
import Glibc
import IMU
import Recording
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
    private let offsets: [SessionLogSensor.Offset?]
    private var writer: SessionLogWriter?
    private var channels: [Int?]
    private var timings: [SensorTiming?]
    private var lostSince: [HostTime?]

    /// - Parameter offsets: what alignment found, for each of the kit's sensors.
    init(
        plan: KitPlan, ingest: Ingest, file: URL, header: SessionLogHeader, from: HostTime,
        offsets: [SessionLogSensor.Offset?]
    ) {
        self.offsets = offsets
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
            if let start = lostSince[sensor], let channel = channels[sensor], at >= from {
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

    /// The log's channel of a sensor, added when its first sample comes and again when its ticks change their meaning.
    private func channel(_ sensor: Int) -> Int? {
        if let known = channels[sensor] { return known }
        guard let timing = timings[sensor] else { return nil }
        let snapshot = ingest.snapshot(plan.firstSensor + sensor)
        let description = SessionLogSensor(
            placement: plan.placements[sensor], timing: timing, driver: snapshot.driver?.descriptor.id ?? "",
            device: plan.plans[sensor].path, offset: offsets.indices.contains(sensor) ? offsets[sensor] : nil)
        attempt { writer throws(RecordingError) in channels[sensor] = try writer.addSensor(description) }
        return channels[sensor]
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
