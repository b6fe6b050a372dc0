import ArgumentParser
import CLinux
import FakeWearables
import Foundation
import IMU
import Walker

struct Radiate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a synthetic walk as Bluetooth peripherals, for a program that has a radio.",
        discussion: """
            gaitsim has no radio: it says on standard output, one JSON object a line, which peripherals there are, their \
            GATT tables and in real time their notifications, and reads from standard input who connects, subscribes, \
            reads and writes. Ends with the walk, or when standard input ends.
            """)

    @OptionGroup(title: "Body") var body: BodyOptions
    @OptionGroup(title: "Wearables") var wearables: WearableOptions
    @OptionGroup(title: "Radio") var radio: RadioOptions

    func run() throws {
        let walker = try body.walker()
        var stations: [RadioStation] = []
        for placement in wearables.placements {
            var model = try wearables.model(placement, seed: body.seed)
            radio.delivery.clocks.setClock(of: &model, placement: placement, seed: body.seed)
            stations.append(
                RadioStation(
                    placement: placement,
                    source: .walk(try walker.stream(wearables.segment(of: placement), model: model)),
                    peripheral: AnyFakePeripheral(
                        radio.make, rate: model.rate, number: UInt8(truncatingIfNeeded: placement.rawValue) &+ 1),
                    faults: try radio.faults(), absences: try radio.absences(placement),
                    seed: body.seed &+ UInt64(placement.rawValue)))
        }
        let signals = Signals()
        var input = LineReader()
        for station in stations { try say(RadioMessage(id: station.id, station.peripheral)) }
        try say(RadioMessage(.ready))
        let start = clinux_boottime_ns()
        while !stations.allSatisfy(\.hasEnded), !input.hasEnded, !signals.arrived() {
            // Short of the shortest connection interval, 7.5 ms.
            input.wait(milliseconds: 2)
            while let line = input.next() {
                guard let request = try? JSONDecoder().decode(RadioRequest.self, from: Data(line)),
                    let index = stations.firstIndex(where: { $0.id == request.id })
                else { throw SimulationError.request(String(decoding: line, as: UTF8.self)) }
                if let reply = stations[index].take(request) { try say(reply) }
            }
            let time = Double(clinux_boottime_ns() - start) * 1e-9
            for index in stations.indices { try stations[index].pass(to: time, say: say) }
        }
        var end = RadioMessage(.end)
        end.sent = stations.map(\.counts)
        try say(end)
    }

    private func say(_ message: RadioMessage) throws { try FileHandle.standardOutput.write(contentsOf: message.line()) }
}

/// Lines from standard input, without waiting for one.
struct LineReader {
    private var bytes: [UInt8] = []
    private(set) var hasEnded = false

    /// Waits until something can be read, no longer than told, and reads it.
    mutating func wait(milliseconds: Int32) {
        var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 { bytes += buffer[..<count] } else if count == 0 || errno != EINTR { hasEnded = true }
    }

    /// The next whole line, without its end.
    mutating func next() -> [UInt8]? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { bytes.removeFirst(end + 1) }
        return Array(bytes[..<end])
    }
}
