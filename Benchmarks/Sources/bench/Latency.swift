import CLinux
import FakeWearables
import Foundation
import Glibc
import IMU
import Synchronization
import Walker

/// From the write of the last byte that an event needed to the event's line on the socket, in real time.
///
/// All sensors' readings of a tick are written together, 10 ms apart. An event names the time of the last sample that
/// it needed, which names the tick; its line's arrival minus that tick's write is the whole way: pty, decoding,
/// pipeline, JSON, socket.
enum Latency {
    static let seconds = 60.0

    static func run(_ binaries: URL) throws {
        let daemon = try Daemon(binaries, ownPorts: true)
        _ = try daemon.start()
        guard let connection = Connection(daemon.socket) else { throw CocoaError(.fileNoSuchFile) }
        connection.send("GET /v1/live?types=event HTTP/1.1\r\nHost: gaitd\r\n\r\n")
        let arrivals = Mutex<[(time: Int64, emitted: Double)]>([])
        let reader = Thread {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var text = ""
            while true {
                let count = read(connection.descriptor, &buffer, buffer.count)
                let now = clinux_boottime_ns()
                guard count > 0 else { return }
                text += String(decoding: buffer[..<count], as: UTF8.self)
                while let end = text.firstIndex(of: "\n") {
                    let line = text[..<end]
                    text = String(text[text.index(after: end)...])
                    guard let key = line.range(of: "\"emitted_t\":"),
                        let emitted = Double(line[key.upperBound...].prefix { "0123456789.".contains($0) })
                    else { continue }
                    arrivals.withLock { $0.append((now, emitted)) }
                }
            }
        }
        reader.start()
        let writes = try walk(into: daemon.ports)
        let events = arrivals.withLock { $0 }
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        daemon.stop()
        connection.close()
        let delays = events.compactMap { event in
            let emitted = Int64(event.emitted * 1e9)
            let write = writes.min { abs($0 - emitted) < abs($1 - emitted) }
            return write.map { Double(event.time - $0) * 1e-6 }
        }
        report(
            "last byte to event on the socket, \(delays.count) events",
            "p50 \(fixed(delays.quantile(0.5), 2)) ms, p99 \(fixed(delays.quantile(0.99), 2)) ms", goal: "p99 ≤ 2 ms")
    }

    /// Writes the walk in real time; returns when each tick's last byte was written.
    private static func walk(into ports: [Int32]) throws -> [Int64] {
        let walker = try Walker(script: Activity.script("stand 3, walk \(Int(seconds))"), seed: 3)
        let placements = [Placement.leftShank, .rightShank, .lumbar]
        var streams = try placements.map { try walker.stream($0).makeIterator() }
        var wearables = placements.map { FakeWearable(.mavlink, placement: $0, rate: 100) }
        var writes: [Int64] = []
        let start = clinux_boottime_ns()
        var tick: Int64 = 0
        while true {
            var frames: [[UInt8]] = []
            for index in streams.indices {
                guard let reading = streams[index].next() else { return writes }
                var bytes: [UInt8] = []
                wearables[index].send(
                    WearableReading(
                        clock: reading.clock, acceleration: reading.acceleration, angularRate: reading.angularRate),
                    to: &bytes)
                frames.append(bytes)
            }
            var due = start + tick * 10_000_000 - clinux_boottime_ns()
            while due > 0 {
                var pause = timespec(tv_sec: 0, tv_nsec: Int(min(due, 9_000_000)))
                nanosleep(&pause, nil)
                due = start + tick * 10_000_000 - clinux_boottime_ns()
            }
            for (port, bytes) in zip(ports, frames) {
                _ = bytes.withUnsafeBytes { write(port, $0.baseAddress, $0.count) }
            }
            writes.append(clinux_boottime_ns())
            tick += 1
        }
    }
}
