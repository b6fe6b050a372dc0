import Foundation
public import QueryAPI
import Synchronization

/// Where the daemon publishes what happens and where `GET /v1/live` reads it.
///
/// The hub keeps the last `capacity` lines, each with a number that only grows. A reader is no more than a place in
/// that row: it needs no buffer of its own, cannot stall the publisher, and when the row has moved past its place it
/// is told how many lines it missed. Resuming by cursor is the same act as reading on.
public final class LiveHub: Sendable {
    /// One published line, encoded once for all readers.
    struct Entry {
        var type: String
        /// The line with its newline.
        var bytes: [UInt8]
    }

    /// Why a waiting reader goes on.
    enum Wake {
        case lines
        case heartbeat
        case end
    }

    struct State {
        var entries: [Entry] = []
        /// The number of the line to be published next. Line `n` lies at `n % capacity`.
        var next: UInt64 = 0
        var waiting: [Int: CheckedContinuation<Wake, Never>] = [:]
        var readers = 0
        var isFinished = false
        var unencodable = 0

        /// The number of the oldest line that is kept.
        var oldest: UInt64 { next - UInt64(entries.count) }
    }

    /// Lines kept for readers that lag or resume.
    public let capacity: Int
    /// Names this run of the daemon in cursors, so that a cursor of an earlier run is known for what it is.
    public let epoch: String
    let state = Mutex(State())

    public init(capacity: Int = 4096, epoch: String = String(UInt32.random(in: .min ... .max), radix: 16)) {
        precondition(capacity > 0, "a hub keeps at least one line")
        self.capacity = capacity
        self.epoch = epoch
    }

    /// Appends lines, giving each its cursor, and wakes the readers. Never waits for one.
    public func publish(_ lines: [LiveLine]) {
        guard !lines.isEmpty else { return }
        let encoder = WireCoding.encoder()
        let waiting = state.withLock { state in
            for line in lines {
                var line = line
                line.cursor = cursor(behind: state.next)
                // The only lines that do not encode hold a number that is not finite: they are counted, not guessed.
                guard let data = try? encoder.encode(line) else {
                    state.unencodable += 1
                    continue
                }
                let entry = Entry(type: line.type, bytes: Array(data) + [UInt8(ascii: "\n")])
                if state.entries.count < capacity {
                    state.entries.append(entry)
                } else {
                    state.entries[Int(state.next % UInt64(capacity))] = entry
                }
                state.next += 1
            }
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume(returning: .lines) }
    }

    /// Lines refused because they hold a number that is not finite.
    public var unencodableLines: Int { state.withLock { $0.unencodable } }

    /// The readers that wait for lines now.
    public var waitingReaders: Int { state.withLock { $0.waiting.count } }

    /// A new reader: of what happens from now on, or of everything behind the line with `cursor`, as far as it is
    /// still kept. `types` nil reads all. Throws a `Problem` for a cursor that this hub never gave.
    public func subscribe(after cursor: String? = nil, types: Set<String>? = nil) throws -> Subscription {
        let place = try cursor.map(LiveCursor.init)
        return try state.withLock { state in
            let id = state.readers
            state.readers += 1
            guard let place else { return Subscription(hub: self, id: id, place: state.next, types: types) }
            guard place.epoch == epoch else {
                // Another run of the daemon: all that this run still has, behind a word about what is gone.
                var subscription = Subscription(hub: self, id: id, place: state.oldest, types: types)
                subscription.isBehindRestart = true
                return subscription
            }
            guard place.number <= state.next else {
                throw Problem.invalid("cursor", "the cursor lies behind the last line: the daemon never gave it")
            }
            return Subscription(hub: self, id: id, place: place.number, types: types)
        }
    }

    /// Wakes every waiting reader, so that it can show that the line still stands.
    public func beat() {
        for continuation in state.withLock({ $0.takeWaiting() }) { continuation.resume(returning: .heartbeat) }
    }

    /// Ends every stream, those that are opened later too.
    public func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume(returning: .end) }
    }

    /// The cursor that resumes behind line `number`.
    func cursor(behind number: UInt64) -> String { LiveCursor(epoch: epoch, number: number + 1).description }
}

extension LiveHub.State {
    fileprivate mutating func takeWaiting() -> [CheckedContinuation<LiveHub.Wake, Never>] {
        defer { waiting.removeAll(keepingCapacity: true) }
        return Array(waiting.values)
    }
}
