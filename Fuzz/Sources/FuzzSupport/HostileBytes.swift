import Drivers

/// The parsers that bytes of strangers reach, each with what must hold of it whatever the bytes are. The fuzzers think of
/// bytes; `HostileBytesTests` brings those that they kept.
public enum HostileBytes: String, CaseIterable, Sendable {
    case witMotion = "FuzzWitMotion"
    case mavlink = "FuzzMAVLink"
    case shimmer3 = "FuzzShimmer3"
    case xIMU3 = "FuzzXIMU3"
    case peripherals = "FuzzPeripherals"
    case gatt = "FuzzGATT"
    case sniffer = "FuzzSniffer"
    case template = "FuzzTemplate"

    /// Stops the program where something does not hold.
    public func check(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .witMotion:
            checkDriver(WitMotionDriver.self, bytes)
            Repair.witMotion(bytes).withUnsafeBytes { checkDriver(WitMotionDriver.self, $0) }
        case .mavlink:
            checkDriver(MAVLinkDriver.self, bytes)
            Repair.mavlink(bytes).withUnsafeBytes { checkDriver(MAVLinkDriver.self, $0) }
        case .shimmer3:
            checkDriver(Shimmer3Driver.self, bytes)
            // The first byte says what was asked before: what a byte means depends on it.
            guard let first = bytes.first else { return }
            let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
            checkDriver(Shimmer3Driver.self, rest, after: Self.conversation(first))
        case .xIMU3: checkDriver(XIMU3Driver.self, bytes)
        case .peripherals: checkPeripherals(bytes)
        case .gatt: checkGATT(bytes)
        case .sniffer:
            checkSniffer(bytes)
            Repair.witMotion(bytes).withUnsafeBytes { checkSniffer($0) }
            Repair.mavlink(bytes).withUnsafeBytes { checkSniffer($0) }
        case .template:
            checkDriver(TemplateDriver.self, bytes)
            Repair.template(bytes).withUnsafeBytes { checkDriver(TemplateDriver.self, $0) }
        }
    }

    /// Commands and answers before a Shimmer3's bytes: a device that streams with 0, 1 or 2 bytes of checksum, and is
    /// then asked once more.
    private static func conversation(_ choice: UInt8) -> [(command: [UInt8], answer: [UInt8])] {
        let asked: [[UInt8]] = [[0x01], [0x2C], [0x2E], [0x05, 64, 1], [0x20], [0x8B, 2], [0x8B, 0], [0x3F]]
        return [
            ([0x01], [0xFF, 0x02, 0x40, 0x01, 0, 0, 3, 0, 6, 1, 4, 5, 6, 0x0A, 0x0B, 0x0C]),
            ([0x8B, choice % 3], [0xFF]),
            ([0x07], [0xFF]), (asked[Int(choice >> 2) % asked.count], []),
        ]
    }
}
