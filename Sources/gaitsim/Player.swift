import CLinux
import Foundation

/// Plays stations side by side in (scaled) real time, on one thread, until all have ended or a signal comes.
struct Player: ~Copyable {
    /// A few wearables: an array cannot hold what cannot be copied, a fixed row of boxes can.
    private final class Box {
        var station: Station
        init(_ station: consuming Station) { self.station = station }
    }

    private var boxes: [Box] = []
    private let speed: Double
    private let signals: Signals

    init(speed: Double) {
        self.speed = speed
        signals = Signals()
    }

    mutating func add(_ station: consuming Station) { boxes.append(Box(station)) }

    /// What the run came to.
    struct Summary: Encodable {
        var kit = ""
        var interrupted = false
        /// CLOCK_BOOTTIME at the walk's time 0.
        var startedBoottimeNs: Int64 = 0
        var wallSeconds = 0.0
        /// How late the latest bytes were sent.
        var largestLagMs = 0.0
        var sensors: [Station.Counts] = []
    }

    /// Waits until every port is open on the other side.
    func waitForReaders(seconds: Double, path: (Int) -> String) throws {
        let deadline = now() + Int64(seconds * 1e9)
        for (index, box) in boxes.enumerated() {
            while !box.station.isRead {
                if now() > deadline { throw SimulationError.noReader(path: path(index), seconds: seconds) }
                if signals.arrived() { return }
                usleep(2000)
            }
        }
        // Whoever opened the last port has yet to set it up, and may flush it while doing so.
        usleep(150_000)
    }

    /// Plays to the end.
    func run(kit: String, linger: Double) throws -> Summary {
        var summary = Summary()
        summary.kit = kit
        summary.startedBoottimeNs = clinux_boottime_ns()
        let start = now()
        var lastHeard = start
        while true {
            guard let next = boxes.min(by: { $0.station.due < $1.station.due }), next.station.due < .infinity else {
                break
            }
            let due = start + Int64(next.station.due / speed * 1e9)
            let time = now()
            if time - lastHeard > 2_000_000 {
                lastHeard = time
                for box in boxes { box.station.listen() }
                if signals.arrived() {
                    summary.interrupted = true
                    break
                }
            }
            if due > time {
                // In slices, so that commands are answered and signals obeyed while nothing is due.
                sleep(nanoseconds: min(due - time, 5_000_000))
                continue
            }
            summary.largestLagMs = max(summary.largestLagMs, Double(time - due) * 1e-6)
            try next.station.send()
        }
        summary.wallSeconds = Double(now() - start) * 1e-9
        let end = now() + Int64(linger * 1e9)
        while !summary.interrupted, now() < end, !signals.arrived() {
            for box in boxes { box.station.listen() }
            sleep(nanoseconds: 5_000_000)
        }
        summary.sensors = boxes.map { $0.station.counts }
        return summary
    }

    private func now() -> Int64 { clinux_boottime_ns() }

    private func sleep(nanoseconds: Int64) {
        var pause = timespec(tv_sec: 0, tv_nsec: Int(nanoseconds))
        nanosleep(&pause, nil)
    }
}

/// SIGINT, SIGTERM and SIGHUP, held back and asked for, so that links are taken away on every way out.
struct Signals {
    private var set = sigset_t()

    init() {
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        sigprocmask(SIG_BLOCK, &set, nil)
    }

    /// Whether one has come.
    func arrived() -> Bool {
        var (wanted, none) = (set, timespec())
        return sigtimedwait(&wanted, nil, &none) > 0
    }
}
