/// One thing to do to a device, as data: a transport carries intentions out one after the other and needs to know
/// nothing of the device.
///
/// For each: do the `action`, tell the driver (`sent`), and where an answer is expected wait until the driver's
/// `answer` is no longer `.awaited` or the time is over; then rest for `pause` and go on.
public struct Intention: Sendable, Equatable {
    public enum Action: Sendable, Equatable {
        /// Write to a serial line, in one piece.
        case serial([UInt8])
        /// Enable notifications of a characteristic.
        case subscribe(BluetoothUUID)
        /// Disable them.
        case unsubscribe(BluetoothUUID)
        /// Write a characteristic: with ATT's acknowledgement (a write request) or without (a write command).
        case write(BluetoothUUID, [UInt8], isAcknowledged: Bool)
        /// Read a characteristic and hand the value to the driver like a notification.
        case read(BluetoothUUID)
    }

    /// What it does, for the log.
    public var purpose: String
    public var action: Action
    /// Seconds to rest after it, before the next.
    public var pause: Double
    /// What must come back before the next, where something must.
    public var expectation: Expectation?

    public init(purpose: String, action: Action, pause: Double = 0, expectation: Expectation? = nil) {
        self.purpose = purpose
        self.action = action
        self.pause = pause
        self.expectation = expectation
    }

    /// Bytes for a serial line.
    public init(purpose: String, bytes: [UInt8], pause: Double = 0, expectation: Expectation? = nil) {
        self.init(purpose: purpose, action: .serial(bytes), pause: pause, expectation: expectation)
    }

    /// The bytes that are written; empty where none are.
    public var bytes: [UInt8] {
        switch action {
        case .serial(let bytes), .write(_, let bytes, _): bytes
        case .subscribe, .unsubscribe, .read: []
        }
    }
}

/// An answer that must come before the next intention. What an answer looks like is the driver's knowledge.
public struct Expectation: Sendable, Equatable {
    /// What to do where the answer does not come in time, or is a refusal. An ATT error is a refusal.
    public enum Otherwise: Sendable, Equatable {
        /// Go on with the next: it may work all the same.
        case goOn
        /// Drop the rest: the device cannot be used like this.
        case giveUp
        /// Drop the rest and do these instead.
        case instead([Intention])
    }

    /// Seconds to wait.
    public var within: Double
    public var otherwise: Otherwise

    public init(within: Double, otherwise: Otherwise) {
        self.within = within
        self.otherwise = otherwise
    }
}

/// Whether what was last `sent` to a driver's device has been answered.
public enum AnswerState: Sendable, Equatable, BitwiseCopyable {
    /// No answer is to come.
    case none
    /// It has yet to come.
    case awaited
    /// It came.
    case fulfilled
    /// The device said no, or said something that makes it useless.
    case refused
}
