import Bluetooth
import Foundation
import IMU
import Rings
import Testing
import Transports

/// One running ingest with its lines in a folder of its own, and everything that came out of it so far.
final class Rig {
    let folder: String
    let ingest: Ingest
    private(set) var items: [[SensorItem]]
    private(set) var events: [LinkEvent] = []
    private var seen: HostTime
    private var lines: [FakeLine] = []

    /// Impatient, so that tests are short; nothing waits for a fixed time.
    static var impatient: IngestPatience {
        var patience = IngestPatience()
        patience.silence = 0.2
        patience.huntPerBaud = 0.3
        patience.missing = 5
        patience.refusal = 0.05
        patience.tick = 0.01
        return patience
    }

    init(
        _ plans: (_ folder: String) -> [SensorPlan], ringCapacity: Int = 4096, clock: ArrivalClock = ArrivalClock(),
        patience: IngestPatience = impatient,
        openRadio: @escaping RadioOpener = { () throws(BluetoothProblem) in throw .noAdapter }
    ) throws {
        folder = Self.makeFolder()
        ingest = try Ingest(
            plans(folder), clock: clock, ringCapacity: ringCapacity, patience: patience, openRadio: openRadio)
        items = Array(repeating: [], count: ingest.plans.count)
        seen = ingest.watermark
    }

    deinit {
        ingest.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func makeFolder() -> String {
        let folder = NSTemporaryDirectory() + "gaitd-transports-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A line at a path of the folder; it stays open as long as the rig, unless it is disconnected.
    func line(_ name: String, connected: Bool = true) -> FakeLine {
        let line = FakeLine(link: folder + "/" + name, connected: connected)
        lines.append(line)
        return line
    }

    /// Takes what is there; checks the watermark's promise on the way.
    func drain() {
        let watermark = ingest.watermark
        #expect(watermark >= seen, "the watermark went back")
        for sensor in items.indices {
            ingest.pipelineItems(sensor).drain { piece in
                for item in piece {
                    if case .sample(let sample) = item {
                        #expect(sample.arrival > seen, "a sample came after the watermark had passed it")
                    }
                    items[sensor].append(item)
                }
            }
        }
        ingest.events.drain { events += $0 }
        seen = watermark
    }

    /// Drains until the condition holds; false after ten seconds.
    func wait(_ condition: () -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 10)
        while true {
            drain()
            if condition() { return true }
            if Date() > deadline { return false }
            ingest.bells[0].wait(timeoutMilliseconds: 500) { ingest.watermark > seen }
        }
    }

    func snapshot(_ sensor: Int = 0) -> LinkSnapshot { ingest.snapshot(sensor) }

    func samples(_ sensor: Int = 0) -> [Sample] {
        items[sensor].compactMap { if case .sample(let sample) = $0 { sample } else { nil } }
    }

    /// The numbers that `Frames.witmotion` put in.
    func numbers(_ sensor: Int = 0) -> [Int] { samples(sensor).map { Frames.number($0.angularRate) } }

    /// Everything but the samples.
    func marks(_ sensor: Int = 0) -> [SensorItem] {
        items[sensor].filter { if case .sample = $0 { false } else { true } }
    }

    func text(_ sensor: Int = 0) -> String { snapshot(sensor).detail(ingest.plans[sensor]) ?? "" }

    var eventTexts: [String] { events.map { $0.text(ingest.plans[$0.sensor]) } }
}
