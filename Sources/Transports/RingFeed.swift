internal import IMU
internal import Rings
internal import Synchronization

/// The writing end of one consumer's ring of one sensor: puts samples in, and never loses a mark. While the ring is
/// full, marks wait here in order and dropped samples grow an `overrun` mark among them. The ingest thread owns it.
final class RingFeed {
    private let ring: RingProducer<SensorItem>
    private var backlog: [SensorItem] = []
    /// What may wait; a consumer that stands still for longer learns of one long overrun.
    private static let longestBacklog = 64

    init(_ ring: RingProducer<SensorItem>) {
        self.ring = ring
        backlog.reserveCapacity(Self.longestBacklog + 1)
    }

    /// Samples that the full ring dropped.
    var dropped: Int { ring.dropped }

    func push(_ sample: Sample) {
        if backlog.isEmpty && !ring.isFull || flush() && !ring.isFull {
            ring.push(.sample(sample))
        } else {
            ring.drop()
            let at = sample.arrival
            if case .overrun(_, let from, _, let dropped) = backlog.last {
                backlog[backlog.count - 1] = .overrun(at: at, from: from, to: at, dropped: dropped + 1)
            } else {
                wait(.overrun(at: at, from: at, to: at, dropped: 1))
            }
        }
    }

    /// Puts a mark in, behind everything before it.
    func push(mark: SensorItem) {
        if flush() && !ring.isFull { ring.push(mark) } else { wait(mark) }
    }

    /// Puts in what waits, as far as the ring has room; true when nothing waits any more.
    @discardableResult
    func flush() -> Bool {
        while let first = backlog.first {
            if ring.isFull { return false }
            ring.push(first)
            backlog.removeFirst()
        }
        return true
    }

    private func wait(_ mark: SensorItem) {
        if backlog.count == Self.longestBacklog { summarizeBacklog() }
        backlog.append(mark)
    }

    /// One overrun from the first to the last of what waits, and where the last stretch began, its timing.
    private func summarizeBacklog() {
        var dropped = 0
        var begin: SensorItem?
        for item in backlog {
            switch item {
            case .overrun(_, _, _, let count): dropped += count
            case .streaming: begin = item
            case .lost, .sample: break
            }
        }
        guard let first = backlog.first, let last = backlog.last else { return }
        backlog.removeAll(keepingCapacity: true)
        backlog.append(.overrun(at: last.time, from: first.time, to: last.time, dropped: dropped))
        if case .streaming(_, let timing, let reason) = begin {
            backlog.append(.streaming(at: last.time, timing: timing, reason: reason))
        }
    }
}

/// Whether a consumer wants samples now.
final class Listening: Sendable {
    private let flag: Atomic<Bool>

    init(_ value: Bool) { flag = Atomic(value) }

    var isOn: Bool {
        get { flag.load(ordering: .acquiring) }
        set { flag.store(newValue, ordering: .releasing) }
    }
}
