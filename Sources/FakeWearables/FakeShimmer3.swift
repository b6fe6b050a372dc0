/// A Shimmer3 or Shimmer3R with LogAndStream firmware: silent until asked, then as it was told. It keeps its settings,
/// as the real one does, and counts how often they were changed.
public struct FakeShimmer3: Sendable {
    private let isShimmer3R: Bool
    private var ticks: UInt16
    private var sensors: UInt32
    private var wideRange = 1
    private var gyroscopeRange = 3
    private var checksumMode = 0
    private var command: [UInt8] = []
    private var nextStatus = Double.infinity
    private var clock = 0.0
    private let firmware: [UInt8]
    public private(set) var isStreaming = false
    /// Commands that changed what the device keeps.
    public private(set) var settingsChanged = 0

    /// - Parameters:
    ///   - rate: Hz, as its owner has set it.
    ///   - sensors: the sensor mask; 0x1040 is wide-range accelerometer and gyroscope.
    ///   - identifier: 3 is LogAndStream; others do not stream.
    public init(rate: Double, isShimmer3R: Bool = false, sensors: UInt32 = 0x1040, identifier: UInt8 = 3) {
        self.isShimmer3R = isShimmer3R
        self.sensors = sensors
        ticks = UInt16(min(32768 / max(rate, 1), 32768).rounded())
        firmware = [identifier, 0, isShimmer3R ? 1 : 0, 0, 16, 9]
    }

    /// The configured output rate, Hz.
    public var outputRate: Double { 32768 / Double(max(ticks, 1)) }

    /// Adds one reading's packet while it streams, and a status nobody asked for every five seconds.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        clock = reading.clock
        guard isStreaming else { return }
        if clock >= nextStatus {
            nextStatus = clock + 5
            Shimmer3Message.append(
                Shimmer3Message.response(0x71, [0x22], inStream: true), mode: checksumMode, to: &bytes)
        }
        var channels: [UInt8] = []
        if sensors & 0x80 != 0 {
            for count in lanes(lowNoise.counts(reading.acceleration)) { add(count, isSwapped: false, &channels) }
        }
        if sensors & 0x1000 != 0 {
            for count in lanes(wide.counts(reading.acceleration)) { add(count, isSwapped: false, &channels) }
        }
        if sensors & 0x40 != 0 {
            let degrees = reading.angularRate * (180 / Double.pi)
            for count in lanes(gyroscope.counts(degrees)) { add(count, isSwapped: !isShimmer3R, &channels) }
        }
        let time = UInt32(truncatingIfNeeded: Int64((max(0, clock) * 32768).rounded()) & 0xFF_FFFF)
        Shimmer3Message.append(Shimmer3Message.packet(ticks: time, channels: channels), mode: checksumMode, to: &bytes)
    }

    private func lanes(_ counts: SIMD3<Int16>) -> [Int16] { [counts.x, counts.y, counts.z] }

    /// A count, high byte first where it is swapped.
    private func add(_ count: Int16, isSwapped: Bool, _ bytes: inout [UInt8]) {
        let word = UInt16(bitPattern: isSwapped ? count.byteSwapped : count)
        bytes.append(UInt8(word & 0xFF))
        bytes.append(UInt8(word >> 8))
    }

    // MARK: What it was calibrated to

    private var lowNoise: Shimmer3Block {
        Shimmer3Block(offset: [2047, 2050, 2040], sensitivity: 83, alignment: [[0, -1, 0], [-1, 0, 0], [0, 0, -1]])
    }

    private var wide: Shimmer3Block {
        let sensitivity: Double = [1631, 815, 408, 135][wideRange]
        let alignment: [SIMD3<Double>] =
            isShimmer3R ? [[0, -1, 0], [-1, 0, 0], [0, 0, -1]] : [[-1, 0, 0], [0, 1, 0], [0, 0, -1]]
        return Shimmer3Block(offset: [12, -8, 5], sensitivity: sensitivity, alignment: alignment)
    }

    private var gyroscope: Shimmer3Block {
        let sensitivity = isShimmer3R ? 14 : [131, 65.5, 32.8, 16.4][gyroscopeRange]
        let alignment: [SIMD3<Double>] =
            isShimmer3R ? [[-1, 0, 0], [0, 1, 0], [0, 0, -1]] : [[0, -1, 0], [-1, 0, 0], [0, 0, -1]]
        return Shimmer3Block(offset: [-3, 7, 1], sensitivity: sensitivity, alignment: alignment, scale: 100)
    }

    // MARK: Commands

    /// The link went: it stops and forgets the checksum.
    public mutating func disconnect() {
        isStreaming = false
        checksumMode = 0
        command = []
    }

    /// Takes bytes from the host and adds the replies.
    public mutating func receive(_ bytes: some Sequence<UInt8>, replies: inout [UInt8]) {
        for byte in bytes {
            command.append(byte)
            guard command.count > Self.arguments(command[0]) else { continue }
            obey(command, &replies)
            command = []
        }
    }

    private static func arguments(_ opcode: UInt8) -> Int {
        switch opcode {
        case 0x05: 2
        case 0x08: 3
        case 0x09, 0x49, 0x8B: 1
        default: 0
        }
    }

    private mutating func obey(_ command: [UInt8], _ replies: inout [UInt8]) {
        var reply: [UInt8] = [0xFF]
        switch command[0] {
        case 0x01: reply = response(0x02, inquiry)
        case 0x05: ticks = max(1, UInt16(command[1]) | UInt16(command[2]) << 8)
        case 0x07:
            isStreaming = true
            nextStatus = clock + 5
        case 0x08: sensors = UInt32(command[1]) | UInt32(command[2]) << 8 | UInt32(command[3]) << 16
        case 0x09: wideRange = Int(command[1] & 3)
        case 0x20: isStreaming = false
        case 0x2C:
            let magnetometer = [UInt8](repeating: 0xFF, count: 21)
            reply = response(0x2D, lowNoise.bytes + gyroscope.bytes + magnetometer + wide.bytes)
        case 0x2E: reply = response(0x2F, firmware)
        case 0x3F: reply = response(0x25, [isShimmer3R ? 0x0A : 3])
        case 0x49: gyroscopeRange = Int(command[1] & 3)
        case 0x8B: checksumMode = Int(min(command[1], 2))
        default: reply = [0xFE]
        }
        if [0x05, 0x08, 0x09, 0x49].contains(command[0]) { settingsChanged += 1 }
        Shimmer3Message.append(reply, mode: checksumMode, to: &replies)
    }

    private func response(_ opcode: UInt8, _ content: [UInt8]) -> [UInt8] {
        Shimmer3Message.response(opcode, content, inStream: isStreaming)
    }

    private var inquiry: [UInt8] {
        var channels: [UInt8] = []
        if sensors & 0x80 != 0 { channels += [0x00, 0x01, 0x02] }
        if sensors & 0x1000 != 0 { channels += [0x04, 0x05, 0x06] }
        if sensors & 0x40 != 0 { channels += [0x0A, 0x0B, 0x0C] }
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(ticks)
        bytes.appendLittleEndian(UInt32(wideRange) << 2 | UInt32(gyroscopeRange) << 16)
        if isShimmer3R { bytes += [0, 0, 0] }
        return bytes + [UInt8(channels.count), 1] + channels
    }
}
