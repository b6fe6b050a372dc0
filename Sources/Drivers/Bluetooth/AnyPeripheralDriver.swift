public import IMU

/// A peripheral driver of any family, as one value. It mirrors `PeripheralDriver`, but for what its family has.
public enum AnyPeripheralDriver: Sendable {
    case xsensDot(XsensDotDriver)
    case movesense(MovesenseDriver)
    case witmotion(WitMotionPeripheral)
    case shimmer3(StreamPeripheral<Shimmer3Driver>)
    case mavlink(StreamPeripheral<MAVLinkDriver>)

    /// A fresh driver of a family.
    public init(_ family: PeripheralFamily) {
        switch family {
        case .xsensDot: self = .xsensDot(XsensDotDriver())
        case .movesense: self = .movesense(MovesenseDriver())
        case .witmotion: self = .witmotion(WitMotionPeripheral())
        case .shimmer3: self = .shimmer3(StreamPeripheral<Shimmer3Driver>())
        case .mavlink: self = .mavlink(StreamPeripheral<MAVLinkDriver>())
        }
    }

    /// The family of the driver.
    public var family: PeripheralFamily {
        switch self {
        case .xsensDot: .xsensDot
        case .movesense: .movesense
        case .witmotion: .witmotion
        case .shimmer3: .shimmer3
        case .mavlink: .mavlink
        }
    }

    /// See `PeripheralDriver.timing`.
    public var timing: SensorTiming {
        switch self {
        case .xsensDot(let driver): driver.timing
        case .movesense(let driver): driver.timing
        case .witmotion(let driver): driver.timing
        case .shimmer3(let driver): driver.timing
        case .mavlink(let driver): driver.timing
        }
    }

    /// See `PeripheralDriver.counters`.
    public var counters: LinkCounters {
        switch self {
        case .xsensDot(let driver): driver.counters
        case .movesense(let driver): driver.counters
        case .witmotion(let driver): driver.counters
        case .shimmer3(let driver): driver.counters
        case .mavlink(let driver): driver.counters
        }
    }

    /// See `PeripheralDriver.pendingBytes`.
    public var pendingBytes: Int {
        switch self {
        case .xsensDot(let driver): driver.pendingBytes
        case .movesense(let driver): driver.pendingBytes
        case .witmotion(let driver): driver.pendingBytes
        case .shimmer3(let driver): driver.pendingBytes
        case .mavlink(let driver): driver.pendingBytes
        }
    }

    /// See `PeripheralDriver.answer`.
    public var answer: AnswerState {
        switch self {
        case .xsensDot(let driver): driver.answer
        case .movesense(let driver): driver.answer
        case .witmotion(let driver): driver.answer
        case .shimmer3(let driver): driver.answer
        case .mavlink(let driver): driver.answer
        }
    }

    /// See `PeripheralDriver.facts`.
    public var facts: PeripheralFacts {
        switch self {
        case .xsensDot(let driver): driver.facts
        case .movesense(let driver): driver.facts
        case .witmotion(let driver): driver.facts
        case .shimmer3(let driver): driver.facts
        case .mavlink(let driver): driver.facts
        }
    }

    /// See `PeripheralDriver.start`.
    public func start(hertz: Double?) -> [Intention] {
        switch self {
        case .xsensDot(let driver): driver.start(hertz: hertz)
        case .movesense(let driver): driver.start(hertz: hertz)
        case .witmotion(let driver): driver.start(hertz: hertz)
        case .shimmer3(let driver): driver.start(hertz: hertz)
        case .mavlink(let driver): driver.start(hertz: hertz)
        }
    }

    /// See `PeripheralDriver.stop`.
    public func stop() -> [Intention] {
        switch self {
        case .xsensDot(let driver): driver.stop()
        case .movesense(let driver): driver.stop()
        case .witmotion(let driver): driver.stop()
        case .shimmer3(let driver): driver.stop()
        case .mavlink(let driver): driver.stop()
        }
    }

    /// See `PeripheralDriver.upkeep`.
    public var upkeep: [Intention] {
        switch self {
        case .xsensDot(let driver): driver.upkeep
        case .movesense(let driver): driver.upkeep
        case .witmotion(let driver): driver.upkeep
        case .shimmer3(let driver): driver.upkeep
        case .mavlink(let driver): driver.upkeep
        }
    }

    /// See `PeripheralDriver.connected`.
    public mutating func connected(mtu: Int) {
        switch self {
        case .xsensDot(var driver):
            driver.connected(mtu: mtu)
            self = .xsensDot(driver)
        case .movesense(var driver):
            driver.connected(mtu: mtu)
            self = .movesense(driver)
        case .witmotion(var driver):
            driver.connected(mtu: mtu)
            self = .witmotion(driver)
        case .shimmer3(var driver):
            driver.connected(mtu: mtu)
            self = .shimmer3(driver)
        case .mavlink(var driver):
            driver.connected(mtu: mtu)
            self = .mavlink(driver)
        }
    }

    /// See `PeripheralDriver.sent`.
    public mutating func sent(_ intention: Intention) {
        switch self {
        case .xsensDot(var driver):
            driver.sent(intention)
            self = .xsensDot(driver)
        case .movesense(var driver):
            driver.sent(intention)
            self = .movesense(driver)
        case .witmotion(var driver):
            driver.sent(intention)
            self = .witmotion(driver)
        case .shimmer3(var driver):
            driver.sent(intention)
            self = .shimmer3(driver)
        case .mavlink(var driver):
            driver.sent(intention)
            self = .mavlink(driver)
        }
    }

    /// See `PeripheralDriver.take`.
    public mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        switch self {
        case .xsensDot(var driver):
            driver.take(value, from: characteristic, arrival: arrival, retimed: retimed, emit)
            self = .xsensDot(driver)
        case .movesense(var driver):
            driver.take(value, from: characteristic, arrival: arrival, retimed: retimed, emit)
            self = .movesense(driver)
        case .witmotion(var driver):
            driver.take(value, from: characteristic, arrival: arrival, retimed: retimed, emit)
            self = .witmotion(driver)
        case .shimmer3(var driver):
            driver.take(value, from: characteristic, arrival: arrival, retimed: retimed, emit)
            self = .shimmer3(driver)
        case .mavlink(var driver):
            driver.take(value, from: characteristic, arrival: arrival, retimed: retimed, emit)
            self = .mavlink(driver)
        }
    }

    /// See `PeripheralDriver.resynchronize`.
    public mutating func resynchronize() {
        switch self {
        case .xsensDot(var driver):
            driver.resynchronize()
            self = .xsensDot(driver)
        case .movesense(var driver):
            driver.resynchronize()
            self = .movesense(driver)
        case .witmotion(var driver):
            driver.resynchronize()
            self = .witmotion(driver)
        case .shimmer3(var driver):
            driver.resynchronize()
            self = .shimmer3(driver)
        case .mavlink(var driver):
            driver.resynchronize()
            self = .mavlink(driver)
        }
    }
}
