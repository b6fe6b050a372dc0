import Foundation
import QueryAPI
import Synchronization

extension LiveHub {
    /// One reader of the hub: a place in its row of lines.
    public struct Subscription: Sendable {
        let hub: LiveHub
        let id: Int
        /// The number of the line to be read next.
        var place: UInt64
        let types: Set<String>?
        /// Set by `end`, possibly before anybody waits. Copies of a subscription share it.
        let hasEnded = Flag()
        /// The cursor came from an earlier run, whose lines are gone.
        var isBehindRestart = false

        /// The most bytes handed out at once, so that a slow client holds little.
        private static let batchBytes = 16_384

        /// The next lines as newline-delimited JSON, waiting for some; a `heartbeat` line when there were none for
        /// long; nil at the end.
        public mutating func next() async -> [UInt8]? {
            while true {
                if isBehindRestart {
                    isBehindRestart = false
                    return dropped(
                        nil, text: "the daemon has restarted: its earlier lines are gone, ask for what was stored")
                }
                if let lines = take() { return lines }
                switch await wait() {
                case .lines: continue
                case .heartbeat: return heartbeat()
                case .end: return nil
                }
            }
        }

        /// A `heartbeat` line with the cursor of this place.
        func heartbeat() -> [UInt8] { line("heartbeat") }

        /// Ends a `next` that waits, or the next one.
        func end() {
            let continuation = hub.state.withLock { state in
                hasEnded.set()
                return state.waiting.removeValue(forKey: id)
            }
            continuation?.resume(returning: .end)
        }

        /// The wanted lines from this place on, as many as fit a batch; nil where there are none.
        private mutating func take() -> [UInt8]? {
            let from = place
            let (lines, missed) = hub.state.withLock { state -> ([UInt8], UInt64) in
                let missed = state.oldest > from ? state.oldest - from : 0
                place = max(from, state.oldest)
                if missed > 0 { return ([], missed) }
                var lines: [UInt8] = []
                while place < state.next, lines.count < Self.batchBytes {
                    let entry = state.entries[Int(place % UInt64(hub.capacity))]
                    if types?.contains(entry.type) ?? true { lines += entry.bytes }
                    place += 1
                }
                return (lines, 0)
            }
            if missed > 0 {
                return dropped(
                    Int(clamping: missed),
                    text: "this reader was too slow or away for too long: \(missed) lines of "
                        + "all types are gone, ask for what was stored")
            }
            return lines.isEmpty ? nil : lines
        }

        private func wait() async -> Wake {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let now: Wake? = hub.state.withLock { state in
                        if state.isFinished || hasEnded.isSet { return .end }
                        if state.next > place { return .lines }
                        state.waiting[id] = continuation
                        return nil
                    }
                    if let now { continuation.resume(returning: now) }
                }
            } onCancel: {
                end()
            }
        }

        private func dropped(_ count: Int?, text: String) -> [UInt8] {
            line("dropped") {
                $0.lostLines = count
                $0.text = text
            }
        }

        private func line(_ type: String, _ fill: (inout LiveLine) -> Void = { _ in }) -> [UInt8] {
            var line = LiveLine(type: type)
            line.cursor = LiveCursor(epoch: hub.epoch, number: place).description
            line.at = WireCoding.timestamp(Date())
            fill(&line)
            // Texts and whole numbers only: there is nothing here that could fail to encode.
            guard let data = try? WireCoding.encoder().encode(line) else { return [] }
            return Array(data) + [UInt8(ascii: "\n")]
        }
    }
}

/// Set once, from any thread.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
