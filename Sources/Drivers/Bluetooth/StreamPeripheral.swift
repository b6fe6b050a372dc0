public import IMU

/// A serial protocol whose bytes travel in notifications: frames may span or share them.
public protocol BluetoothStream: Driver {
    /// What the family is over Bluetooth.
    static var peripheral: DriverDescriptor { get }
    static var notify: BluetoothUUID { get }
    static var write: BluetoothUUID { get }
    /// A driver for a device that was found over Bluetooth Low Energy.
    static func overBluetooth() -> Self
}

extension BluetoothStream {
    public static func overBluetooth() -> Self { Self() }
}

/// Reads notifications with a serial driver, unchanged. Time, loss and settings are the serial driver's.
public struct StreamPeripheral<Stream: BluetoothStream>: PeripheralDriver {
    public static var descriptor: DriverDescriptor { Stream.peripheral }

    /// The serial driver, for what only it can tell.
    public private(set) var stream = Stream.overBluetooth()
    public private(set) var facts = PeripheralFacts()
    private var other = LinkCounters()
    private var watch = ReadWatch()

    public init() {}

    public var timing: SensorTiming { stream.timing }
    public var pendingBytes: Int { stream.pendingBytes }
    public var answer: AnswerState { watch.answer != .none ? watch.answer : stream.answer }

    public var counters: LinkCounters {
        var sum = stream.counters
        sum.bytes &+= other.bytes
        sum.acceptedBytes &+= other.acceptedBytes
        sum.discardedBytes &+= other.discardedBytes
        sum.frames &+= other.frames
        return sum
    }

    public func start(hertz: Double?) -> [Intention] {
        [Intention(purpose: "subscribe", action: .subscribe(Stream.notify), pause: 0.1)]
            + stream.start(hertz: hertz, baud: nil).map(Self.overBluetooth) + Self.readStandardServices()
    }

    public func stop() -> [Intention] {
        stream.stop().map(Self.overBluetooth)
            + [Intention(purpose: "unsubscribe", action: .unsubscribe(Stream.notify))]
    }

    private static func overBluetooth(_ intention: Intention) -> Intention {
        guard case .serial(let bytes) = intention.action else { return intention }
        var intention = intention
        intention.action = .write(Stream.write, bytes, isAcknowledged: false)
        return intention
    }

    public mutating func sent(_ intention: Intention) {
        watch.sent(intention)
        if case .write(Stream.write, let bytes, _) = intention.action { stream.sent(bytes) }
    }

    public mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        // Whichever of the two notifies: see `BluetoothProfile.goesByProperties`.
        guard characteristic != Stream.notify, characteristic != Stream.write else {
            return stream.feed(value, arrival: arrival, retimed: retimed, emit)
        }
        let isUnderstood = facts.take(value, from: characteristic)
        other.bytes &+= UInt64(value.count)
        if isUnderstood {
            other.acceptedBytes &+= UInt64(value.count)
            other.frames &+= 1
        } else {
            other.discardedBytes &+= UInt64(value.count)
        }
        watch.came(from: characteristic, isUseful: isUnderstood)
    }

    public mutating func resynchronize() {
        stream.resynchronize()
        watch.forget()
    }
}

/// Home-made sensors: MAVLink's bytes in the Nordic UART Service. Their firmware advertises a name that begins with
/// `MAVLink`, by gaitd's convention; others can be named in the configuration.
extension MAVLinkDriver: BluetoothStream {
    public static let notify: BluetoothUUID = "6E400003-B5A3-F393-E0A9-E50E24DCCA9E"
    public static let write: BluetoothUUID = "6E400002-B5A3-F393-E0A9-E50E24DCCA9E"
    private static let service: BluetoothUUID = "6E400001-B5A3-F393-E0A9-E50E24DCCA9E"

    public static let peripheral: DriverDescriptor = {
        var descriptor = Self.descriptor
        descriptor.name = "MAVLink HIGHRES_IMU over Nordic UART"
        descriptor.baudRates = []
        descriptor.bluetooth = BluetoothProfile(
            recognitions: [Recognition(namePrefix: "MAVLink", services: [service])], services: [service],
            notifies: [notify], writes: [write], wishes: ConnectionWishes(mtu: 78))
        return descriptor
    }()
}

/// Shimmer3R: the serial bytes in a vendor service that other products share, so that only the name tells. Public
/// clients disagree on which characteristic is written; the properties decide.
extension Shimmer3Driver: BluetoothStream {
    public static let notify: BluetoothUUID = "65333333-A115-11E2-9E9A-0800200CA101"
    public static let write: BluetoothUUID = "65333333-A115-11E2-9E9A-0800200CA102"
    private static let service: BluetoothUUID = "65333333-A115-11E2-9E9A-0800200CA100"

    public static func overBluetooth() -> Shimmer3Driver { Shimmer3Driver(isShimmer3R: true) }

    public static let peripheral: DriverDescriptor = {
        var descriptor = Self.descriptor
        descriptor.name = "Shimmer3R (LogAndStream)"
        descriptor.baudRates = []
        descriptor.range = nil
        descriptor.bluetooth = BluetoothProfile(
            recognitions: [Recognition(namePrefix: "Shimmer3R", services: [service])], services: [service],
            notifies: [notify], writes: [write], wishes: ConnectionWishes(mtu: 100), goesByProperties: true)
        return descriptor
    }()
}
