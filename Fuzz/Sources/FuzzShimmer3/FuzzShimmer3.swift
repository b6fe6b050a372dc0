import Drivers
import FuzzSupport

@main struct FuzzShimmer3 {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkDriver(Shimmer3Driver.self, bytes)
            // The first byte says what was asked before: what a byte means depends on it.
            guard let first = bytes.first else { return 0 }
            let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
            checkDriver(Shimmer3Driver.self, rest, after: FuzzShimmer3.conversation(first))
            return 0
        }
    }

    /// Commands and answers before the bytes: a device that streams with 0, 1 or 2 bytes of checksum, and is then asked
    /// once more.
    private static func conversation(_ choice: UInt8) -> [(command: [UInt8], answer: [UInt8])] {
        let asked: [[UInt8]] = [[0x01], [0x2C], [0x2E], [0x05, 64, 1], [0x20], [0x8B, 2], [0x8B, 0], [0x3F]]
        return [
            ([0x01], [0xFF, 0x02, 0x40, 0x01, 0, 0, 3, 0, 6, 1, 4, 5, 6, 0x0A, 0x0B, 0x0C]),
            ([0x8B, choice % 3], [0xFF]),
            ([0x07], [0xFF]), (asked[Int(choice >> 2) % asked.count], []),
        ]
    }
}
