public import IMU

/// Movesense sensors over Bluetooth Low Energy, by the GATT SensorData profile: subscriptions to resources such as
/// `/Meas/IMU6/104`, answered by blocks of several readings with one time stamp. IMU6 and IMU9 are read.
///
/// **Time.** The device gives the milliseconds since its start of a block's *first* reading, 32 bits. Ticks are 1/1024
/// of these, so that the others of the block lie between: `(ms << 10) + i · spacing`, where the spacing follows what
/// the blocks' own times have shown (the real rate is not the nominal one). They wrap every 49.7 days, with 42 bits.
///
/// **Loss.** There is no counter: lost blocks show as steps of the clock. A block of which a part is lost is dropped and
/// counted `incomplete`; but blocks and parts have no numbers, so that two blocks of which as many parts are lost as one
/// has can join unseen. With the MTU that is wished for, blocks have one part. `lostFrames` stays 0.
///
/// **Settings.** None is changed: a subscription ends with the connection. The ranges are the firmware's.
/// One central at a time: a phone that holds the sensor makes it unavailable.
public struct MovesenseDriver: PeripheralDriver {
    public static let service: BluetoothUUID = "34802252-7185-4D5D-B431-630E7050E8F0"
    public static let command: BluetoothUUID = "34800001-7185-4D5D-B431-630E7050E8F0"
    public static let data: BluetoothUUID = "34800002-7185-4D5D-B431-630E7050E8F0"

    public static let descriptor = DriverDescriptor(
        id: "movesense", name: "Movesense", rates: MovesenseCommands.rates.map(Double.init), range: nil,
        timing: SensorTiming(
            source: .deviceClock(ticksPerSecond: 1000 * MovesenseBlock.ticksPerMillisecond, wrapBits: 42),
            nominalRate: 0),
        axes: "as printed on the case, right-handed",
        bluetooth: BluetoothProfile(
            recognitions: [Recognition(namePrefix: "Movesense")], services: [service], notifies: [data],
            writes: [command],
            // Eight readings of IMU6 in one piece: 196 bytes, the profile's two and ATT's three.
            wishes: ConnectionWishes(mtu: 201)))

    public private(set) var counters = LinkCounters()
    public private(set) var facts = PeripheralFacts()
    public var pendingBytes: Int { block.count > 0 ? block.count + 2 * parts : 0 }
    public var answer: AnswerState { watch.answer != .none ? watch.answer : commandAnswer }

    private var block = MovesenseBlock()
    private var parts = 0
    /// Bytes of the block's first part; the last is shorter, the others are not.
    private var partLength = 0
    private var isEnded = false
    /// The block is whole as it stands, but fills its notification, so that a part may follow: the next value tells.
    private var isHeld = false
    private var mtu: Int?
    private var spacing = MovesenseSpacing()
    private var rate = 0
    private var awaitedReference: UInt8?
    private var commandAnswer = AnswerState.none
    private var watch = ReadWatch()

    public init() {}

    public var timing: SensorTiming {
        SensorTiming(source: Self.descriptor.timing.source, nominalRate: Double(rate))
    }

    /// A resource needs a rate; 104 Hz where none is wished.
    public func start(hertz: Double?) -> [Intention] {
        let rate = MovesenseCommands.rate(atMost: hertz ?? 104)
        return [
            Intention(purpose: "subscribe", action: .subscribe(Self.data)),
            Self.asking("say hello", MovesenseCommands.hello(reference: 1), .goOn),
            Self.asking("drop an old subscription", MovesenseCommands.unsubscribe(reference: 2), .goOn),
            Self.asking(
                "stream IMU6 at \(rate) Hz", MovesenseCommands.subscribe("/Meas/IMU6/\(rate)", reference: 2), .giveUp),
        ] + Self.readStandardServices()
    }

    public func stop() -> [Intention] {
        [
            Self.asking("stop streaming", MovesenseCommands.unsubscribe(reference: 2), .goOn),
            Intention(purpose: "unsubscribe", action: .unsubscribe(Self.data)),
        ]
    }

    private static func asking(
        _ purpose: String, _ bytes: [UInt8], _ otherwise: Expectation.Otherwise
    ) -> Intention {
        Intention(
            purpose: purpose, action: .write(command, bytes, isAcknowledged: true),
            expectation: Expectation(within: 2, otherwise: otherwise))
    }

    public mutating func connected(mtu: Int) { self.mtu = mtu }

    public mutating func sent(_ intention: Intention) {
        watch.sent(intention)
        commandAnswer = .none
        awaitedReference = nil
        guard case .write(Self.command, let bytes, _) = intention.action, bytes.count >= 2 else { return }
        commandAnswer = .awaited
        awaitedReference = bytes[1]
        guard bytes[0] == MovesenseCommands.subscribeCode, let resource = MovesenseResource(path: bytes[2...]) else {
            return
        }
        dropBlock()
        block.expect(resource, reference: bytes[1])
        rate = resource.rate
        spacing = MovesenseSpacing(rate: rate)
    }

    public mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        counters.bytes &+= UInt64(value.count)
        guard characteristic == Self.data else {
            let isUnderstood = facts.take(value, from: characteristic)
            account(value.count, isUnderstood)
            watch.came(from: characteristic, isUseful: isUnderstood)
            return
        }
        guard value.count >= 2 else { return account(value.count, false) }
        let payload = UnsafeRawBufferPointer(rebasing: value[2...])
        let fillsNotification = mtu.map { value.count >= $0 - 3 } ?? false
        switch value[0] {
        case MovesenseCommands.result:
            account(value.count, true)
            takeResult(reference: value[1], payload)
        case MovesenseCommands.dataCode where value[1] == block.reference && value.count > 2:
            if isHeld { close(arrival, emit) } else { dropBlock() }
            add(payload, fillsNotification, arrival, emit)
        case MovesenseCommands.continuationCode where value[1] == block.reference && block.count > 0 && value.count > 2:
            isHeld = false
            add(payload, fillsNotification, arrival, emit)
        default: account(value.count, false)
        }
    }

    public mutating func resynchronize() {
        dropBlock()
        watch.forget()
        commandAnswer = .none
        awaitedReference = nil
        spacing = MovesenseSpacing(rate: rate)
    }

    // MARK: Blocks

    private mutating func add(
        _ payload: UnsafeRawBufferPointer, _ fillsNotification: Bool, _ arrival: HostTime, _ emit: (Sample) -> Void
    ) {
        // Behind a short part comes no other: what came before it, or what comes now, is of another block.
        guard !isEnded, block.append(payload) else {
            dropBlock()
            return account(payload.count + 2, false)
        }
        if parts == 0 { partLength = payload.count }
        isEnded = payload.count < partLength
        parts += 1
        guard block.isWhole else { return }
        if fillsNotification { isHeld = true } else { close(arrival, emit) }
    }

    /// Hands a whole block on.
    private mutating func close(_ arrival: HostTime, _ emit: (Sample) -> Void) {
        account(pendingBytes, true)
        let readings = block.readings
        let first = UInt64(block.milliseconds) << 10
        let step = spacing.step(milliseconds: block.milliseconds, readings: readings)
        for index in 0..<readings {
            let (acceleration, degrees) = block.reading(index)
            let angularRate = degrees * Float(Units.radiansPerDegree)
            guard Plausibility.holds(acceleration: acceleration, angularRate: angularRate) else {
                counters.implausible &+= 1
                continue
            }
            counters.samples &+= 1
            let ticks = (first &+ UInt64(Double(index) * step)) & (1 << 42 - 1)
            emit(Sample(ticks: ticks, arrival: arrival, acceleration: acceleration, angularRate: angularRate))
        }
        clear()
    }

    /// A part of the block never came.
    private mutating func dropBlock() {
        guard block.count > 0 else { return }
        counters.incomplete &+= 1
        counters.discardedBytes &+= UInt64(pendingBytes)
        clear()
    }

    private mutating func clear() {
        block.clear()
        parts = 0
        isHeld = false
        isEnded = false
    }

    private mutating func account(_ bytes: Int, _ isUnderstood: Bool) {
        if isUnderstood {
            counters.acceptedBytes &+= UInt64(bytes)
            counters.frames &+= 1
        } else {
            counters.discardedBytes &+= UInt64(bytes)
        }
    }

    /// A status like HTTP's: 200 to 299 is success.
    private mutating func takeResult(reference: UInt8, _ payload: UnsafeRawBufferPointer) {
        guard reference == awaitedReference else { return }
        awaitedReference = nil
        let isFine = payload.count < 2 || (200..<300).contains(payload.u16(0))
        commandAnswer = isFine ? .fulfilled : .refused
    }
}
