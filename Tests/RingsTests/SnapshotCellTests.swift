import Foundation
import Rings
import Synchronization
import Testing

@Suite struct SnapshotCellTests {
    struct Wide: BitwiseCopyable, Sendable {
        var a: UInt64
        var b: SIMD4<UInt32>
        var c: UInt8
        init(_ n: UInt64) {
            a = n
            b = SIMD4(repeating: UInt32(truncatingIfNeeded: n))
            c = UInt8(truncatingIfNeeded: n)
        }
        var isWhole: Bool {
            b == SIMD4(repeating: UInt32(truncatingIfNeeded: a)) && c == UInt8(truncatingIfNeeded: a)
        }
    }

    @Test func readsWhatWasPublished() {
        let cell = SnapshotCell<Wide>(Wide(7))
        #expect(cell.read().a == 7)
        cell.publish(Wide(1 << 40 + 3))
        #expect(cell.read().a == 1 << 40 + 3)
        #expect(cell.read().isWhole)
        #expect(SnapshotCell<UInt8>(200).read() == 200)
    }

    @Test func readersNeverSeeHalfAValueNorAnOlderOneAgain() {
        let cell = SnapshotCell<Wide>(Wide(0))
        let total: UInt64 = 300_000
        Thread.detachNewThread {
            for n in 1...total { cell.publish(Wide(n)) }
        }
        var last: UInt64 = 0
        var wrong = 0
        while last < total {
            let value = cell.read()
            if !value.isWhole || value.a < last { wrong += 1 }
            last = value.a
        }
        #expect(wrong == 0)
    }
}
