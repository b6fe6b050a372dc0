import Glibc

/// A WitMotion WT901 on a serial line: streams frames and obeys the five-byte commands FF AA REG LO HI.
public struct FakeWitMotion: Sendable {
    /// Register numbers of the vendor's document.
    enum Register {
        static let save: UInt8 = 0x00, content: UInt8 = 0x02, rate: UInt8 = 0x03, baud: UInt8 = 0x04
        static let bandwidth: UInt8 = 0x1F, read: UInt8 = 0x27, version: UInt8 = 0x2E, acceleration: UInt8 = 0x34
        static let angularRate: UInt8 = 0x37, temperature: UInt8 = 0x40, key: UInt8 = 0x69
    }

    /// Bits of the content register.
    enum Content {
        static let time: UInt16 = 1, acceleration: UInt16 = 2, angularRate: UInt16 = 4, angle: UInt16 = 8
        static let magneticField: UInt16 = 16, quaternion: UInt16 = 0x200
    }

    private var registers = [UInt16](repeating: 0, count: 256)
    private var saved: [UInt16]
    private var command: [UInt8] = []
    /// When the write lock falls shut again, on the device's clock.
    private var unlockedUntil = -Double.infinity
    private var clock = 0.0
    /// Commands that were obeyed, and those that met the lock.
    public private(set) var commandsObeyed = 0
    public private(set) var commandsRefused = 0

    /// A device that was configured (and saved) to send acceleration and angular rate.
    /// - Parameter rate: Hz; the nearest that the device knows is taken.
    public init(rate: Double, sendsTime: Bool = false) {
        saved = registers
        registers[Int(Register.content)] =
            Content.acceleration | Content.angularRate | (sendsTime ? Content.time : 0)
        registers[Int(Register.rate)] = Self.rateCode(nearest: rate)
        registers[Int(Register.baud)] = 6
        registers[Int(Register.bandwidth)] = 1
        registers[Int(Register.version)] = 0x2800
        registers[Int(Register.temperature)] = 2650
        saved = registers
    }

    private static let rates: [UInt16: Double] = [
        1: 0.2, 2: 0.5, 3: 1, 4: 2, 5: 5, 6: 10, 7: 20, 8: 50, 9: 100, 11: 200,
    ]

    static func rateCode(nearest rate: Double) -> UInt16 {
        var best: UInt16 = 9
        for (code, known) in rates where abs(known - rate) < abs((rates[best] ?? 0) - rate) { best = code }
        return best
    }

    /// The configured output rate, Hz.
    public var outputRate: Double { Self.rates[registers[Int(Register.rate)]] ?? 10 }

    /// Adds the frames of one reading, in type order and back to back.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        clock = reading.clock
        let force = Converter.counts(reading.acceleration, per: Converter.accelerationCount)
        let rate = Converter.counts(reading.angularRate, per: Converter.rateCount)
        for axis in 0..<3 {
            registers[Int(Register.acceleration) + axis] = UInt16(bitPattern: force[axis])
            registers[Int(Register.angularRate) + axis] = UInt16(bitPattern: rate[axis])
        }
        let content = registers[Int(Register.content)]
        let celsius = Double(registers[Int(Register.temperature)]) / 100
        if content & Content.time != 0 { timeFrame.append(to: &bytes) }
        if content & Content.acceleration != 0 {
            WitMotionFrame.acceleration(force, celsius: celsius).append(to: &bytes)
        }
        if content & Content.angularRate != 0 { WitMotionFrame.angularRate(rate).append(to: &bytes) }
        // Angles as far as gravity alone tells them; there is no compass in this fake.
        let roll = atan2(reading.acceleration.y, reading.acceleration.z)
        let level = (reading.acceleration.y * reading.acceleration.y + reading.acceleration.z * reading.acceleration.z)
            .squareRoot()
        let pitch = atan2(-reading.acceleration.x, level)
        if content & Content.angle != 0 {
            WitMotionFrame.angle(
                Converter.counts([roll, pitch, 0], per: .pi / 32768), version: registers[Int(Register.version)]
            ).append(to: &bytes)
        }
        if content & Content.magneticField != 0 {
            WitMotionFrame.magneticField(.zero, celsius: celsius).append(to: &bytes)
        }
        if content & Content.quaternion != 0 { quaternion(roll: roll, pitch: pitch).append(to: &bytes) }
    }

    /// Takes bytes from the host and adds the replies. What is no command is passed over, as the device does.
    public mutating func receive(_ bytes: some Sequence<UInt8>, replies: inout [UInt8]) {
        for byte in bytes {
            command.append(byte)
            if command[0] != 0xFF || (command.count > 1 && command[1] != 0xAA) {
                command = byte == 0xFF ? [byte] : []
            }
            guard command.count == 5 else { continue }
            obey(register: command[2], value: UInt16(command[3]) | UInt16(command[4]) << 8, replies: &replies)
            command = []
        }
    }

    private mutating func obey(register: UInt8, value: UInt16, replies: inout [UInt8]) {
        switch register {
        case Register.read:
            let asked = (0..<4).map { registers[(Int(value) + $0) & 0xFF] }
            WitMotionFrame.registers((asked[0], asked[1], asked[2], asked[3])).append(to: &replies)
            commandsObeyed += 1
        case Register.key:
            unlockedUntil = value == 0xB588 ? clock + 10 : -Double.infinity
            commandsObeyed += 1
        case _ where clock > unlockedUntil:
            commandsRefused += 1
        case Register.save:
            switch value {
            case 0: saved = registers
            case 1: registers = FakeWitMotion(rate: 10).registers
            default: registers = saved
            }
            commandsObeyed += 1
        default:
            registers[Int(register)] = value
            commandsObeyed += 1
        }
    }

    /// The calendar starts at 2026-01-01 00:00:00 when the device's clock shows 0; a month has 28 days, which is
    /// calendar enough for a device whose battery-less clock starts anywhere.
    private var timeFrame: WitMotionFrame {
        let milliseconds = Int(max(0, clock) * 1000)
        let seconds = milliseconds / 1000
        let days = seconds / 86_400
        return .time(
            year: 26, month: UInt8(1 + days / 28 % 12), day: UInt8(1 + days % 28),
            hour: UInt8(seconds / 3600 % 24), minute: UInt8(seconds / 60 % 60), second: UInt8(seconds % 60),
            milliseconds: UInt16(milliseconds % 1000))
    }

    private func quaternion(roll: Double, pitch: Double) -> WitMotionFrame {
        let (cr, sr, cp, sp) = (cos(roll / 2), sin(roll / 2), cos(pitch / 2), sin(pitch / 2))
        let parts = [cr * cp, sr * cp, cr * sp, -sr * sp].map { Converter.counts($0, per: 1 / 32768) }
        return .quaternion([parts[0], parts[1], parts[2], parts[3]])
    }
}
