public import IMU

/// A device family's protocol over Bluetooth Low Energy: values of characteristics in, samples out. Pure, like
/// `Driver`, and with the same promises, but that values are whole messages and must not be cut or joined; bytes and
/// counters add up as there, and what is not motion counts as accepted once it was understood.
public protocol PeripheralDriver: Sendable {
    /// What the family is and how it is found and talked to, as data; `bluetooth` is never nil.
    static var descriptor: DriverDescriptor { get }

    init()

    /// How the ticks of the samples are to be read, as far as the bytes have shown.
    var timing: SensorTiming { get }
    var counters: LinkCounters { get }
    /// Bytes that wait for the rest of their message.
    var pendingBytes: Int { get }
    /// Whether the last intention that was `sent` has been answered.
    var answer: AnswerState { get }
    /// What the device said about itself.
    var facts: PeripheralFacts { get }

    /// What to do after connecting and discovery, so that the device streams. Settings are changed only where a rate is
    /// asked for, and are never saved by a command; where a device keeps what it is told, the driver says so.
    /// - Parameter hertz: the wished rate; nil leaves the device as it is.
    func start(hertz: Double?) -> [Intention]

    /// What to do so that it stops, before disconnecting.
    func stop() -> [Intention]

    /// What to ask from time to time while it streams: how much is left of its battery.
    var upkeep: [Intention] { get }

    /// Tells the driver that a connection stands, and how many bytes its ATT MTU has.
    mutating func connected(mtu: Int)

    /// Tells the driver that an intention was carried out, so that it can read the answer.
    mutating func sent(_ intention: Intention)

    /// Takes one value: a notification, or what was read.
    /// - Parameters:
    ///   - value: it is not kept.
    ///   - arrival: when it was received. All samples of the value carry it.
    ///   - retimed: called when `timing` changed, before the first sample whose ticks are to be read in the new way.
    ///   - emit: called for every sample.
    mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void)

    /// Forgets what was half received, after the link broke; counters and facts are kept.
    mutating func resynchronize()
}

extension PeripheralDriver {
    /// Most families' messages say themselves how long they are.
    public mutating func connected(mtu: Int) {}

    /// Devices without the service answer nothing.
    public var upkeep: [Intention] { [Self.reading(StandardService.batteryLevel)] }

    /// The intentions that every device has in common: read the battery and what the device is. Devices without these
    /// services answer nothing, and are not asked again.
    static func readStandardServices() -> [Intention] {
        StandardService.readings.map(reading)
    }

    static func reading(_ characteristic: BluetoothUUID) -> Intention {
        Intention(
            purpose: "read \(characteristic)", action: .read(characteristic),
            expectation: Expectation(within: 1, otherwise: .goOn))
    }
}

/// Watches for the value of a characteristic that was read.
struct ReadWatch: Sendable, Equatable, BitwiseCopyable {
    private var awaited: BluetoothUUID?
    private(set) var answer = AnswerState.none

    /// An intention was carried out; only a read is answered here.
    mutating func sent(_ intention: Intention) {
        if case .read(let characteristic) = intention.action {
            awaited = characteristic
            answer = .awaited
        } else {
            awaited = nil
            answer = .none
        }
    }

    /// A value came.
    mutating func came(from characteristic: BluetoothUUID, isUseful: Bool = true) {
        guard characteristic == awaited else { return }
        awaited = nil
        answer = isUseful ? .fulfilled : .refused
    }

    mutating func forget() { self = ReadWatch() }
}
