/// Where a data packet holds what, from the channels that the inquiry lists.
struct Shimmer3Layout: Sendable, Equatable, BitwiseCopyable {
    static let mostChannels = 32

    /// Header and 24-bit time come first.
    private static let head = 4

    /// Bytes without the checksum; 0 where the packet cannot be read.
    private(set) var packetLength = 0
    /// Offsets of x, y, z; 0 where there is none.
    private(set) var acceleration = SIMD3<UInt8>.zero
    private(set) var angularRate = SIMD3<UInt8>.zero
    /// Whether the acceleration is the wide-range accelerometer's.
    private(set) var isWideRange = false

    init() {}

    /// - Parameter channels: the inquiry's channel identifiers.
    init(channels: UnsafeRawBufferPointer) {
        var lowNoise = SIMD3<UInt8>.zero
        var wideRange = SIMD3<UInt8>.zero
        var at = Self.head
        for channel in channels {
            guard let size = Self.size(channel), at + size <= Shimmer3Decoder.longestPacket else { return }
            switch channel {
            case 0x00...0x02: lowNoise[Int(channel)] = UInt8(at)
            case 0x04...0x06: wideRange[Int(channel) - 0x04] = UInt8(at)
            case 0x0A...0x0C: angularRate[Int(channel) - 0x0A] = UInt8(at)
            default: break
            }
            at += size
        }
        packetLength = at
        // The low-noise accelerometer clips at 2 g, which a heel strike exceeds.
        isWideRange = Self.isWhole(wideRange)
        acceleration = isWideRange ? wideRange : lowNoise
    }

    /// Whether a packet holds acceleration and angular rate.
    var hasMotion: Bool { packetLength > 0 && Self.isWhole(acceleration) && Self.isWhole(angularRate) }

    private static func isWhole(_ offsets: SIMD3<UInt8>) -> Bool { offsets.min() > 0 }

    /// Bytes of a channel; nil for those whose size no public document gives (ExG).
    private static func size(_ channel: UInt8) -> Int? {
        switch channel {
        case 0x00...0x1A, 0x1C: 2
        case 0x1B: 3
        default: nil
        }
    }
}
