import Drivers

/// Writes right checksums into whatever looks like a frame. Mutations seldom guess a checksum; with this the fuzzer
/// gets behind it, to the decoders.
public enum Repair {
    /// WitMotion's 11-byte frames.
    public static func witMotion(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var copy = Array(bytes)
        var at = 0
        while at + 11 <= copy.count {
            guard copy[at] == 0x55, (0x50...0x5A).contains(copy[at + 1]) || copy[at + 1] == 0x5F else {
                at += 1
                continue
            }
            copy[at + 10] = copy[at..<(at + 10)].reduce(0, &+)
            at += 11
        }
        return copy
    }

    /// MAVLink frames of HIGHRES_IMU and HEARTBEAT, both versions.
    public static func mavlink(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var copy = Array(bytes)
        var at = 0
        while at + 12 <= copy.count {
            let header = copy[at] == 0xFD ? 10 : 6
            let end = at + header + Int(copy[at + 1])
            let signature = copy[at] == 0xFD && copy[at + 2] == 1 ? 13 : 0
            guard copy[at] == 0xFD || copy[at] == 0xFE, end + 2 + signature <= copy.count else {
                at += 1
                continue
            }
            if copy[at] == 0xFD { (copy[at + 8], copy[at + 9]) = (0, 0) }
            let message = copy[at] == 0xFD ? copy[at + 7] : copy[at + 5]
            put(crc(copy[(at + 1)..<end], [message == 0 ? 50 : 93]), at: end, &copy)
            at = end + 2 + signature
        }
        return copy
    }

    /// The template's frames.
    public static func template(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var copy = Array(bytes)
        var at = 0
        while at + 24 <= copy.count {
            guard copy[at] == 0xA5, copy[at + 1] == 0x54 else {
                at += 1
                continue
            }
            put(crc(copy[at..<(at + 22)], []), at: at + 22, &copy)
            at += 24
        }
        return copy
    }

    private static func crc(_ bytes: ArraySlice<UInt8>, _ extra: [UInt8]) -> UInt16 {
        var crc = CRC16()
        for byte in bytes + extra { crc.append(byte) }
        return crc.value
    }

    private static func put(_ value: UInt16, at index: Int, _ bytes: inout [UInt8]) {
        bytes[index] = UInt8(truncatingIfNeeded: value)
        bytes[index + 1] = UInt8(truncatingIfNeeded: value >> 8)
    }
}
