internal import Drivers
public import IMU

/// How a sensor's link is, as people see it.
public enum LinkState: UInt8, Sendable, BitwiseCopyable {
    /// The device's path does not exist.
    case missing
    /// About to be opened for the first time, or between two attempts after a loss.
    case opening
    /// Open, and listening for a protocol that gaitd knows.
    case hunting
    /// Samples arrive.
    case streaming
    /// Open and the device is known, but no sample has arrived for a while.
    case silent
    /// The device is there but cannot be used; `LinkProblem` says why and what to do.
    case failed

    /// The name on the socket.
    public var name: String {
        switch self {
        case .missing: "missing"
        case .opening: "opening"
        case .hunting: "hunting"
        case .streaming: "streaming"
        case .silent: "silent"
        case .failed: "failed"
        }
    }
}

/// Something that happened to a link, for the log and the store.
public struct LinkEvent: Sendable, BitwiseCopyable {
    public enum Kind: Sendable, BitwiseCopyable {
        /// Opened; `baud` is nil on a pseudo-terminal.
        case opened(baud: UInt32?)
        /// A driver recognized the stream; `baud` is nil on a pseudo-terminal.
        case recognized(DriverIdentity, baud: UInt32?)
        /// Samples come again on a link that was silent.
        case resumed
        /// The link was lost, fell silent or could not be opened.
        case trouble(LinkProblem)
        /// A command could not be written to the device.
        case commandFailed(errno: Int32)
        /// The device did not answer a command that it must answer.
        case unanswered
    }

    /// Index of the sensor in the order of the plans.
    public var sensor: Int
    public var time: HostTime
    public var kind: Kind

    public init(sensor: Int, time: HostTime, kind: Kind) {
        self.sensor = sensor
        self.time = time
        self.kind = kind
    }

    /// The state that the link came into; nil where it stays as it was.
    public var state: LinkState? {
        switch kind {
        case .opened: .hunting
        case .recognized, .resumed: .streaming
        case .trouble(let problem): problem.state
        case .commandFailed, .unanswered: nil
        }
    }

    /// One line for the log.
    /// - Parameter plan: the sensor's plan.
    public func text(_ plan: SensorPlan) -> String {
        switch kind {
        case .opened(let baud): "\(plan.name): opened \(plan.path)\(Self.at(baud))"
        case .recognized(let driver, let baud):
            "\(plan.name): \(driver.descriptor.name) on \(plan.path)\(Self.at(baud))"
        case .resumed: "\(plan.name): samples arrive again on \(plan.path)"
        case .trouble(let problem): "\(plan.name): \(problem.text(plan))"
        case .commandFailed(let code):
            "\(plan.name): cannot write a command to \(plan.path): \(systemText(code)); its own settings stay in force"
        case .unanswered:
            "\(plan.name): the device on \(plan.path) does not answer as it should: is its firmware one that streams, and "
                + "has it an accelerometer and a gyroscope switched on?"
        }
    }

    private static func at(_ baud: UInt32?) -> String { baud.map { " at \($0) baud" } ?? "" }
}
