/// Exit codes of sysexits.h, and the two that shells use for signals.
public enum ExitReason: Int32, Sendable {
    /// The command line was wrong.
    case usage = 64
    /// The daemon refused what was asked for, or it does not fit the state of things.
    case dataError = 65
    /// What was named does not exist.
    case noInput = 66
    /// The daemon cannot be reached.
    case unavailable = 69
    /// The daemon or `gaitctl` itself failed.
    case software = 70
    case cannotCreate = 73
    /// Reading or writing failed, such as a full disk.
    case inputOutput = 74
    /// Trying again later may help.
    case temporary = 75
    /// The answer is not what the interface promises.
    case protocolError = 76
    /// The person may not do this.
    case permission = 77
    case configuration = 78
    case interrupted = 130
    /// The reader of our output went away, as in `gaitctl episodes | head`.
    case brokenPipe = 141
    case terminated = 143
}

/// Why a command ends without its result: the exit code, and one line that says what to do next.
public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    public var status: ExitReason
    /// Empty where there is nothing to say, as when the reader went away.
    public var message: String

    public init(_ status: ExitReason, _ message: String) {
        self.status = status
        self.message = message
    }

    public var description: String { message }
}
