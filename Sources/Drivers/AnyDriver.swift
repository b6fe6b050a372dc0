public import IMU

/// A driver of any family, as one value: no existential, no allocation, no dynamic dispatch on the sample path.
/// It mirrors `Driver`, but for the descriptor, which its family has.
public enum AnyDriver: Sendable {
    case witmotion(WitMotionDriver)
    case mavlink(MAVLinkDriver)

    /// A fresh driver of a family.
    public init(_ family: DriverFamily) {
        switch family {
        case .witmotion: self = .witmotion(WitMotionDriver())
        case .mavlink: self = .mavlink(MAVLinkDriver())
        }
    }

    /// The family of the driver.
    public var family: DriverFamily {
        switch self {
        case .witmotion: .witmotion
        case .mavlink: .mavlink
        }
    }

    /// See `Driver.timing`.
    public var timing: SensorTiming { read(\.timing, \.timing) }

    /// See `Driver.counters`.
    public var counters: LinkCounters { read(\.counters, \.counters) }

    /// See `Driver.pendingBytes`.
    public var pendingBytes: Int { read(\.pendingBytes, \.pendingBytes) }

    /// See `Driver.longestRun`.
    public var longestRun: Int { read(\.longestRun, \.longestRun) }

    /// See `Driver.feed`.
    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        switch self {
        case .witmotion(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .witmotion(driver)
        case .mavlink(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .mavlink(driver)
        }
    }

    /// See `Driver.feed`.
    @inlinable
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, arrival: HostTime, _ emit: (Sample) -> Void) {
        feed(bytes, arrival: arrival, retimed: { _ in }, emit)
    }

    /// See `Driver.sent`.
    public mutating func sent(_ command: [UInt8]) {
        switch self {
        case .witmotion(var driver):
            driver.sent(command)
            self = .witmotion(driver)
        case .mavlink(var driver):
            driver.sent(command)
            self = .mavlink(driver)
        }
    }

    /// See `Driver.resynchronize`.
    public mutating func resynchronize() {
        switch self {
        case .witmotion(var driver):
            driver.resynchronize()
            self = .witmotion(driver)
        case .mavlink(var driver):
            driver.resynchronize()
            self = .mavlink(driver)
        }
    }

    private func read<Value>(_ witmotion: (WitMotionDriver) -> Value, _ mavlink: (MAVLinkDriver) -> Value) -> Value {
        switch self {
        case .witmotion(let driver): witmotion(driver)
        case .mavlink(let driver): mavlink(driver)
        }
    }
}
