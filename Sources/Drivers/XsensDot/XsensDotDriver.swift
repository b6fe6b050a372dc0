public import IMU

/// Xsens DOT and Movella DOT over Bluetooth Low Energy, in the payload modes whose acceleration holds gravity: 26, or 21
/// where the firmware refuses it; 20 is read too.
///
/// **Time.** Ticks are the sensor's microseconds, 32 bits: they wrap every 71.6 minutes. `nominalRate` is 0 until the
/// device control was read; the device's default is 60 Hz.
///
/// **Loss.** There is no counter: lost payloads show as steps of the clock. `lostFrames` stays 0.
///
/// **Settings.** The output rate is written only where one is asked for; the device keeps it, and refuses it while it
/// measures or is synchronized. Heading, filter, tag and power saving are never touched: after 30 minutes without
/// motion a connected sensor switches itself off, unless its owner has set that otherwise.
///
/// Where the link was lost the sensor goes on measuring, so `start` stops it first.
public struct XsensDotDriver: PeripheralDriver {
    public static let descriptor = DriverDescriptor(
        id: "xsens-dot", name: "Xsens DOT / Movella DOT", rates: XsensDotCommands.rates.map(Double.init),
        range: SensorRange(g: 16, degreesPerSecond: 2000),
        timing: SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 32), nominalRate: 0),
        axes: "as printed on the case, right-handed",
        bluetooth: BluetoothProfile(
            recognitions: [
                Recognition(namePrefix: "Xsens DOT", company: 0x0886),
                Recognition(namePrefix: "Movella DOT", company: 0x0886),
            ],
            services: [XsensDotGATT.measurement, XsensDotGATT.configuration, XsensDotGATT.batteryService],
            notifies: [XsensDotGATT.longPayload, XsensDotGATT.mediumPayload],
            writes: [XsensDotGATT.control, XsensDotGATT.deviceControl],
            reads: [XsensDotGATT.battery, XsensDotGATT.deviceInformation],
            // The long payload's 63 bytes and ATT's three.
            wishes: ConnectionWishes(mtu: 66)))

    public private(set) var counters = LinkCounters()
    public private(set) var facts = PeripheralFacts()
    public let pendingBytes = 0
    public var answer: AnswerState { watch.answer }
    /// The mode that the device was told, or said, to measure in.
    public private(set) var mode: XsensDotMode?
    private var wantedMode: XsensDotMode?
    private var nominalRate = 0.0
    private var watch = ReadWatch()

    public init() {}

    public var timing: SensorTiming {
        SensorTiming(source: .deviceClock(ticksPerSecond: 1e6, wrapBits: 32), nominalRate: nominalRate)
    }

    public func start(hertz: Double?) -> [Intention] {
        let read = Expectation(within: 2, otherwise: .goOn)
        var steps = [
            Intention(
                purpose: "stop measuring",
                action: .write(XsensDotGATT.control, XsensDotCommands.stop(.orientationAndRate), isAcknowledged: true),
                pause: 0.1)
        ]
        if let hertz {
            let rate = XsensDotCommands.rate(atMost: hertz)
            steps.append(
                Intention(
                    purpose: "set \(rate) Hz",
                    action: .write(XsensDotGATT.deviceControl, XsensDotCommands.setRate(rate), isAcknowledged: true),
                    pause: 0.1))
        }
        steps.append(
            Intention(purpose: "read the rate", action: .read(XsensDotGATT.deviceControl), expectation: read))
        steps += Self.measure(.orientationAndRate, otherwise: .instead(Self.fallback + Self.facts))
        return steps + Self.facts
    }

    public func stop() -> [Intention] {
        let mode = mode ?? .orientationAndRate
        return [
            Intention(
                purpose: "stop measuring",
                action: .write(XsensDotGATT.control, XsensDotCommands.stop(mode), isAcknowledged: true)),
            Intention(purpose: "unsubscribe", action: .unsubscribe(mode.characteristic)),
        ]
    }

    /// It notifies its charge as well, when that changes.
    public var upkeep: [Intention] { [Self.batteryReading] }

    private static var batteryReading: Intention {
        Intention(
            purpose: "read the battery", action: .read(XsensDotGATT.battery),
            expectation: Expectation(within: 2, otherwise: .goOn))
    }

    private static var fallback: [Intention] {
        [Intention(purpose: "unsubscribe", action: .unsubscribe(XsensDotGATT.longPayload))]
            + measure(.rate, otherwise: .giveUp)
    }

    private static var facts: [Intention] {
        [
            Intention(purpose: "subscribe to the battery", action: .subscribe(XsensDotGATT.battery)),
            batteryReading,
            Intention(
                purpose: "read what it is", action: .read(XsensDotGATT.deviceInformation),
                expectation: Expectation(within: 2, otherwise: .goOn)),
        ]
    }

    /// Subscribes, starts and asks whether the device measures in that mode now.
    private static func measure(_ mode: XsensDotMode, otherwise: Expectation.Otherwise) -> [Intention] {
        [
            Intention(purpose: "subscribe", action: .subscribe(mode.characteristic)),
            Intention(
                purpose: "start mode \(mode.rawValue)",
                action: .write(XsensDotGATT.control, XsensDotCommands.start(mode), isAcknowledged: true), pause: 0.1),
            Intention(
                purpose: "ask for the mode", action: .read(XsensDotGATT.control),
                expectation: Expectation(within: 2, otherwise: otherwise)),
        ]
    }

    public mutating func sent(_ intention: Intention) {
        watch.sent(intention)
        guard case .write(XsensDotGATT.control, let bytes, _) = intention.action, bytes.count == 3 else { return }
        mode = bytes[1] == 1 ? XsensDotMode(rawValue: bytes[2]) : nil
        if bytes[1] == 1 { wantedMode = mode }
    }

    public mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        counters.bytes &+= UInt64(value.count)
        let isUnderstood: Bool
        switch characteristic {
        case XsensDotGATT.longPayload, XsensDotGATT.mediumPayload:
            isUnderstood = takePayload(value, from: characteristic, arrival, emit)
        case XsensDotGATT.control: isUnderstood = takeControl(value)
        case XsensDotGATT.deviceControl: isUnderstood = takeDeviceControl(value, retimed)
        case XsensDotGATT.battery: isUnderstood = takeBattery(value)
        case XsensDotGATT.deviceInformation: isUnderstood = takeInformation(value)
        default: isUnderstood = facts.take(value, from: characteristic)
        }
        if isUnderstood {
            counters.acceptedBytes &+= UInt64(value.count)
            counters.frames &+= 1
        } else {
            counters.discardedBytes &+= UInt64(value.count)
        }
        let isRefusal = characteristic == XsensDotGATT.control && (mode == nil || mode != wantedMode)
        watch.came(from: characteristic, isUseful: isUnderstood && !isRefusal)
    }

    public mutating func resynchronize() { watch.forget() }

    @inline(__always)
    private mutating func takePayload(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, _ arrival: HostTime,
        _ emit: (Sample) -> Void
    ) -> Bool {
        guard let mode, mode.characteristic == characteristic, value.count >= mode.length else {
            counters.incomplete &+= 1
            return false
        }
        let acceleration = value.f32x3(mode.motionOffset)
        let angularRate = value.f32x3(mode.motionOffset + 12) * Float(Units.radiansPerDegree)
        guard Plausibility.holds(acceleration: acceleration, angularRate: angularRate) else {
            counters.implausible &+= 1
            return true
        }
        counters.samples &+= 1
        emit(
            Sample(
                ticks: UInt64(value.u32(0)), arrival: arrival, acceleration: acceleration, angularRate: angularRate))
        return true
    }

    /// What the device measures now.
    private mutating func takeControl(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 3 else { return false }
        mode = value[1] == 1 ? XsensDotMode(rawValue: value[2]) : nil
        return true
    }

    private mutating func takeDeviceControl(
        _ value: UnsafeRawBufferPointer, _ retimed: (SensorTiming) -> Void
    ) -> Bool {
        guard value.count >= 27 else { return false }
        let rate = Double(value.u16(24))
        guard rate > 0, rate <= 120 else { return false }
        if rate != nominalRate {
            nominalRate = rate
            retimed(timing)
        }
        return true
    }

    /// Percent, and whether it is charging.
    private mutating func takeBattery(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 2, value[0] <= 100 else { return false }
        facts.batteryPercent = Int(value[0])
        facts.isCharging = value[1] != 0
        return true
    }

    /// Address 6, firmware 3, build date 7, radio firmware 4, serial number 8, product code 6 bytes.
    private mutating func takeInformation(_ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count >= 34 else { return false }
        facts.manufacturer = "Movella"
        facts.firmware = "\(value[6]).\(value[7]).\(value[8])"
        facts.serialNumber = String(value.u64(20), radix: 16, uppercase: true)
        facts.take(UnsafeRawBufferPointer(rebasing: value[28..<34]), from: StandardService.modelNumber)
        return true
    }
}
