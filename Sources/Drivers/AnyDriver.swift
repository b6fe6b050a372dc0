public import IMU

/// A driver of any family, as one value: no existential, no allocation, no dynamic dispatch on the sample path.
/// It mirrors `Driver`, but for what its family has.
public enum AnyDriver: Sendable {
    case witmotion(WitMotionDriver)
    case mavlink(MAVLinkDriver)
    case shimmer3(Shimmer3Driver)
    case xIMU3(XIMU3Driver)

    /// A fresh driver of a family.
    public init(_ family: DriverFamily) {
        switch family {
        case .witmotion: self = .witmotion(WitMotionDriver())
        case .mavlink: self = .mavlink(MAVLinkDriver())
        case .shimmer3: self = .shimmer3(Shimmer3Driver())
        case .xIMU3: self = .xIMU3(XIMU3Driver())
        }
    }

    /// The family of the driver.
    public var family: DriverFamily {
        switch self {
        case .witmotion: .witmotion
        case .mavlink: .mavlink
        case .shimmer3: .shimmer3
        case .xIMU3: .xIMU3
        }
    }

    /// See `Driver.timing`.
    public var timing: SensorTiming { read(\.timing, \.timing, \.timing, \.timing) }

    /// See `Driver.counters`.
    public var counters: LinkCounters { read(\.counters, \.counters, \.counters, \.counters) }

    /// See `Driver.pendingBytes`.
    public var pendingBytes: Int { read(\.pendingBytes, \.pendingBytes, \.pendingBytes, \.pendingBytes) }

    /// See `Driver.longestRun`.
    public var longestRun: Int { read(\.longestRun, \.longestRun, \.longestRun, \.longestRun) }

    /// See `Driver.answer`.
    public var answer: AnswerState { read(\.answer, \.answer, \.answer, \.answer) }

    /// See `Driver.batteryPercent`.
    public var batteryPercent: Int? {
        read(\.batteryPercent, \.batteryPercent, \.batteryPercent, \.batteryPercent)
    }

    /// See `Driver.start`.
    public func start(hertz: Double?, baud: UInt32?) -> [Intention] {
        switch self {
        case .witmotion(let driver): driver.start(hertz: hertz, baud: baud)
        case .mavlink(let driver): driver.start(hertz: hertz, baud: baud)
        case .shimmer3(let driver): driver.start(hertz: hertz, baud: baud)
        case .xIMU3(let driver): driver.start(hertz: hertz, baud: baud)
        }
    }

    /// See `Driver.stop`.
    public func stop() -> [Intention] { read({ $0.stop() }, { $0.stop() }, { $0.stop() }, { $0.stop() }) }

    /// See `Driver.feed`.
    public mutating func feed(
        _ bytes: UnsafeRawBufferPointer, arrival: HostTime, retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        // Taken out and put back: an enum's payload cannot be changed in place.
        switch self {
        case .witmotion(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .witmotion(driver)
        case .mavlink(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .mavlink(driver)
        case .shimmer3(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .shimmer3(driver)
        case .xIMU3(var driver):
            driver.feed(bytes, arrival: arrival, retimed: retimed, emit)
            self = .xIMU3(driver)
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
        case .shimmer3(var driver):
            driver.sent(command)
            self = .shimmer3(driver)
        case .xIMU3(var driver):
            driver.sent(command)
            self = .xIMU3(driver)
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
        case .shimmer3(var driver):
            driver.resynchronize()
            self = .shimmer3(driver)
        case .xIMU3(var driver):
            driver.resynchronize()
            self = .xIMU3(driver)
        }
    }

    private func read<Value>(
        _ witmotion: (WitMotionDriver) -> Value, _ mavlink: (MAVLinkDriver) -> Value,
        _ shimmer3: (Shimmer3Driver) -> Value, _ xIMU3: (XIMU3Driver) -> Value
    ) -> Value {
        switch self {
        case .witmotion(let driver): witmotion(driver)
        case .mavlink(let driver): mavlink(driver)
        case .shimmer3(let driver): shimmer3(driver)
        case .xIMU3(let driver): xIMU3(driver)
        }
    }
}
