public import IMU

/// WitMotion's Bluetooth models: 20-byte frames `55 61 …`, several in a notification, without checksum, counter or time.
/// Notifications are read as pieces of a byte stream, by the serial driver.
///
/// **Time.** None: ticks count the samples (`.arrivalOnly`). All samples of a notification carry its arrival, which
/// belongs to the last of them; the clock fit, which goes by the least delays, puts the others before it by the rate.
/// `nominalRate` is what the rate register said.
///
/// **Loss.** Lost notifications do not show, but as samples that come later than counted: the clock fit tells them from
/// that (`ArrivalLine`). `lostFrames` stays 0.
///
/// **Settings.** Written only where a rate is asked for, never saved: they are gone when the device is switched off. A
/// device that was told to send displacements instead of angular rates looks the same byte by byte; so the register
/// that says it is read first, and set back, unsaved, before a sample is handed on.
public struct WitMotionPeripheral: PeripheralDriver {
    public static let service: BluetoothUUID = "0000FFE5-0000-1000-8000-00805F9A34FB"
    public static let notify: BluetoothUUID = "0000FFE4-0000-1000-8000-00805F9A34FB"
    public static let write: BluetoothUUID = "0000FFE9-0000-1000-8000-00805F9A34FB"

    public static let descriptor = DriverDescriptor(
        id: "witmotion", name: "WitMotion Bluetooth models", rates: [10, 20, 50, 100, 200],
        range: SensorRange(g: 16, degreesPerSecond: 2000), timing: SensorTiming(source: .arrivalOnly, nominalRate: 0),
        axes: "as printed on the case, right-handed",
        bluetooth: BluetoothProfile(
            recognitions: ["WT901", "BWT", "HWT"].map { Recognition(namePrefix: $0, services: [service]) },
            services: [service], notifies: [notify], writes: [write],
            // Eight frames were seen in one notification.
            wishes: ConnectionWishes(mtu: 163)))

    private var stream = WitMotionDriver()
    public private(set) var facts = PeripheralFacts()
    private var watch = ReadWatch()
    private var askedRegister: UInt8?
    private var registerAnswer = AnswerState.none
    /// Whether the frames are known not to hold motion.
    private var holdsBack = false
    private var heldBack: UInt64 = 0
    private var other = LinkCounters()

    public init() {}

    public var timing: SensorTiming { stream.timing }
    public var pendingBytes: Int { stream.pendingBytes }
    public var answer: AnswerState { watch.answer != .none ? watch.answer : registerAnswer }

    public var counters: LinkCounters {
        var sum = stream.counters
        sum.bytes &+= other.bytes
        sum.acceptedBytes &+= other.acceptedBytes
        sum.discardedBytes &+= other.discardedBytes
        sum.frames &+= other.frames
        sum.samples &-= heldBack
        sum.incomplete &+= heldBack
        return sum
    }

    public func start(hertz: Double?) -> [Intention] {
        var steps = [
            Intention(purpose: "subscribe", action: .subscribe(Self.notify), pause: 0.1),
            Self.ask("ask what frames hold", WitMotionRegister.longContent, .instead(setBack(hertz))),
        ]
        steps += settings(hertz)
        return steps
    }

    /// There is no command that stops it.
    public func stop() -> [Intention] { [Intention(purpose: "unsubscribe", action: .unsubscribe(Self.notify))] }

    public var upkeep: [Intention] { [Self.ask("ask for the battery", WitMotionRegister.battery, .goOn)] }

    private func setBack(_ hertz: Double?) -> [Intention] {
        [
            Self.tell("unlock", WitMotionCommands.unlock),
            Self.tell("send angular rates", WitMotionCommands.write(WitMotionRegister.longContent, 0)),
        ] + settings(hertz)
    }

    private func settings(_ hertz: Double?) -> [Intention] {
        var steps: [Intention] = []
        if let hertz {
            let rate = WitMotionRate(atMost: hertz)
            steps = [
                Self.tell("unlock", WitMotionCommands.unlock),
                Self.tell("set \(Int(rate.hertz)) Hz", WitMotionCommands.setRate(rate)),
                Self.tell("set 98 Hz bandwidth", WitMotionCommands.setBandwidth(.hz98)),
            ]
        }
        return steps + [
            Self.ask("ask for the rate", WitMotionRegister.rate, .goOn),
            Self.ask("ask for the battery", WitMotionRegister.battery, .goOn),
        ]
    }

    private static func tell(_ purpose: String, _ command: [UInt8]) -> Intention {
        Intention(purpose: purpose, action: .write(write, command, isAcknowledged: false), pause: 0.1)
    }

    /// One read at a time: overlapping ones hung.
    private static func ask(_ purpose: String, _ register: UInt8, _ otherwise: Expectation.Otherwise) -> Intention {
        Intention(
            purpose: purpose, action: .write(write, WitMotionCommands.read(register), isAcknowledged: false),
            expectation: Expectation(within: 1, otherwise: otherwise))
    }

    public mutating func sent(_ intention: Intention) {
        watch.sent(intention)
        askedRegister = nil
        registerAnswer = .none
        guard case .write(Self.write, let command, _) = intention.action else { return }
        stream.sent(command)
        if let register = WitMotionCommands.registerRead(by: command) {
            askedRegister = register
            registerAnswer = .awaited
        } else if command == WitMotionCommands.write(WitMotionRegister.longContent, 0) {
            holdsBack = false
        }
    }

    public mutating func take(
        _ value: UnsafeRawBufferPointer, from characteristic: BluetoothUUID, arrival: HostTime,
        retimed: (SensorTiming) -> Void, _ emit: (Sample) -> Void
    ) {
        guard characteristic == Self.notify else {
            let isUnderstood = facts.take(value, from: characteristic)
            other.bytes &+= UInt64(value.count)
            other.frames &+= isUnderstood ? 1 : 0
            if isUnderstood {
                other.acceptedBytes &+= UInt64(value.count)
            } else {
                other.discardedBytes &+= UInt64(value.count)
            }
            watch.came(from: characteristic, isUseful: isUnderstood)
            return
        }
        let replies = stream.registerReplies
        let isHeldBack = holdsBack || askedRegister == WitMotionRegister.longContent
        var withheld: UInt64 = 0
        // What notifications begin with needs no further proof where they hold whole frames.
        if value.count > 0, value.count % WitMotionFrame.longLength == 0 { stream.beginsWithFrame() }
        stream.feed(value, arrival: arrival, retimed: retimed) { sample in
            if isHeldBack { withheld &+= 1 } else { emit(sample) }
        }
        heldBack &+= withheld
        if stream.registerReplies != replies, let registers = stream.registers { read(registers) }
    }

    private mutating func read(_ registers: WitMotionRegisters) {
        if let hundredths = registers[WitMotionRegister.battery] {
            facts.batteryPercent = WitMotionBattery.percent(hundredthsOfVolt: Int(hundredths)) ?? facts.batteryPercent
        }
        guard let asked = askedRegister, let value = registers[asked] else { return }
        askedRegister = nil
        registerAnswer = .fulfilled
        if asked == WitMotionRegister.longContent, value != 0 {
            holdsBack = true
            registerAnswer = .refused
        }
    }

    public mutating func resynchronize() {
        stream.resynchronize()
        watch.forget()
        askedRegister = nil
        registerAnswer = .none
    }
}

/// The battery's charge from its voltage: a table of steps (measured on WT901BLE67 by RGu0/WT901, MIT).
enum WitMotionBattery {
    private static let steps: [(from: Int, percent: Int)] = [
        (396, 100), (393, 90), (387, 75), (382, 60), (379, 50), (377, 40), (373, 30), (370, 20), (368, 15), (350, 10),
        (340, 5),
    ]

    /// Nil where the device does not know: it reads 0, and garbage for a moment after settings were saved. Some firmwares
    /// give millivolts.
    static func percent(hundredthsOfVolt value: Int) -> Int? {
        let hundredths = value > 1000 ? value / 10 : value
        // A lithium cell has between 2.5 and 4.4 V.
        guard (250...440).contains(hundredths) else { return nil }
        return steps.first { hundredths >= $0.from }?.percent ?? 0
    }
}
