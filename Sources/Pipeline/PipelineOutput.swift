public import Flagging
public import Gait
public import IMU

/// What the pipeline says, in order of emission.
public enum PipelineOutput: Sendable, BitwiseCopyable {
    case contact(Contact)
    case retraction(Retraction)
    case stride(Stride)
    case bout(Bout)
    case turn(Turn)
    case measure(Measure)
    case episode(Episode)
    case gap(Gap)
    case mount(MountChange)
    case suppressed(Suppression)
}

/// Samples that a sensor did not deliver.
public struct Gap: Sendable, Equatable, BitwiseCopyable {
    public enum Cause: UInt8, CaseIterable, Sendable, BitwiseCopyable {
        /// The device's own count or clock shows missing samples.
        case lost
        /// A full ring dropped them.
        case overrun
        /// The link was down.
        case disconnected
        /// The device's clock restarted.
        case clockReset

        public init?(name: String) {
            guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = match
        }

        public var name: String {
            switch self {
            case .lost: "lost"
            case .overrun: "overrun"
            case .disconnected: "disconnected"
            case .clockReset: "clock_reset"
            }
        }
    }

    /// Index of the sensor within its kit.
    public var sensor: Int
    public var start: HostTime
    public var end: HostTime
    public var lostSamples: Int
    public var cause: Cause

    public init(sensor: Int, start: HostTime, end: HostTime, lostSamples: Int, cause: Cause) {
        self.sensor = sensor
        self.start = start
        self.end = end
        self.lostSamples = lostSamples
        self.cause = cause
    }
}
