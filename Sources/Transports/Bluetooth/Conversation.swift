internal import Drivers
internal import GATT

/// Intentions on their way to a device over Bluetooth: each waits for its own answer, for the driver's where one is
/// expected, and for the rest that it wants. Times are CLOCK_BOOTTIME in nanoseconds, never scaled.
struct Conversation {
    private var intentions: ArraySlice<Intention> = []
    private var notBefore: Int64 = 0
    private var asked: Asked?

    private struct Asked {
        var intention: Intention
        var answer: GATTAnswer?
        var until: Int64
    }

    /// An action whose answer never comes is given up when the attribute protocol itself would be (30 s).
    private static let longest = 30.0

    /// What is to be done now.
    enum Step {
        case nothing
        case perform(Intention)
        /// The device cannot be used like this.
        case giveUp
    }

    var isEmpty: Bool { intentions.isEmpty && asked == nil }
    var needsTurn: Bool { !isEmpty }

    init() {}

    init(_ intentions: [Intention], now: Int64) {
        self.intentions = intentions[...]
        notBefore = now
    }

    /// The action's own answer.
    mutating func answered(_ answer: GATTAnswer) { asked?.answer = answer }

    /// What was read last, where the answer is its value.
    var askedAction: Intention.Action? { asked?.intention.action }

    /// - Parameter answer: whether the driver has read the answer that was expected.
    mutating func next(answer: AnswerState, now: Int64) -> Step {
        if let asked {
            guard isOver(asked, answer, now) else { return .nothing }
            self.asked = nil
            notBefore = now &+ nanoseconds(asked.intention.pause)
            if let expectation = asked.intention.expectation, !isFulfilled(asked, answer) {
                switch expectation.otherwise {
                case .goOn: break
                case .giveUp: return .giveUp
                case .instead(let others): intentions = others[...]
                }
            }
        }
        guard let intention = intentions.first, now >= notBefore else { return .nothing }
        intentions = intentions.dropFirst()
        let patience = intention.expectation?.within ?? Self.longest
        asked = Asked(intention: intention, until: now &+ nanoseconds(patience))
        return .perform(intention)
    }

    private func isOver(_ asked: Asked, _ answer: AnswerState, _ now: Int64) -> Bool {
        if now >= asked.until { return asked.answer != nil || now >= asked.until &+ nanoseconds(Self.longest) }
        guard let own = asked.answer else { return false }
        if case .refused = own { return true }
        return asked.intention.expectation == nil || answer != .awaited
    }

    private func isFulfilled(_ asked: Asked, _ answer: AnswerState) -> Bool {
        if case .refused? = asked.answer { return false }
        return answer == .fulfilled
    }
}
