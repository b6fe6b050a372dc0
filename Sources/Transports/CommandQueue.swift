internal import Drivers
internal import Glibc

/// Intentions on their way to a serial device: each with the answer that it waits for and the rest that it wants,
/// counted from its writing, before the next. Times are CLOCK_BOOTTIME in nanoseconds, never scaled.
struct CommandQueue {
    private var intentions: ArraySlice<Intention>
    private var unsent: ArraySlice<UInt8>
    private var notBefore: Int64
    /// What was written whole and has yet to be answered.
    private var asked: (expectation: Expectation, until: Int64)?

    init(_ intentions: [Intention], now: Int64) {
        self.intentions = intentions[...]
        unsent = intentions.first?.bytes[...] ?? []
        notBefore = now
    }

    var isEmpty: Bool { intentions.isEmpty && asked == nil }

    /// Puts more behind what is there; the rest that the last one wants is kept.
    mutating func append(_ more: [Intention]) {
        if intentions.isEmpty { unsent = more.first?.bytes[...] ?? [] }
        intentions += more
    }

    /// Writes what is due.
    /// - Parameter answer: whether the driver has read the answer to the last one.
    /// - Returns: the bytes of a command that was now written whole, or nil.
    mutating func write(
        to port: SerialPort, answer: AnswerState, now: Int64
    ) throws(CommandFailure) -> [UInt8]? {
        if let asked {
            if answer == .awaited, now < asked.until { return nil }
            self.asked = nil
            if answer != .fulfilled { try go(on: asked.expectation.otherwise) }
        }
        guard let intention = intentions.first, now >= notBefore else { return nil }
        guard let written = port.write(unsent) else { throw CommandFailure.writing(errno: errno) }
        unsent = unsent.dropFirst(written)
        guard unsent.isEmpty else { return nil }
        intentions = intentions.dropFirst()
        unsent = intentions.first?.bytes[...] ?? []
        asked = intention.expectation.map { ($0, now &+ nanoseconds($0.within)) }
        notBefore = now &+ nanoseconds(intention.pause)
        return intention.bytes
    }

    /// No answer, or a refusal.
    private mutating func go(on otherwise: Expectation.Otherwise) throws(CommandFailure) {
        switch otherwise {
        case .goOn: break
        case .giveUp: throw .unanswered
        case .instead(let others):
            intentions = others[...]
            unsent = others.first?.bytes[...] ?? []
        }
    }

    /// Gives up the rest.
    mutating func abandon() {
        intentions = []
        asked = nil
    }
}

/// Why commands were given up.
enum CommandFailure: Error {
    case writing(errno: Int32)
    /// The device did not answer, or not as it must.
    case unanswered
}
