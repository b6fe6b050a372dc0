import Rings
import TestSupport
import Testing

@Suite struct HistoryRingTests {
    @Test(arguments: 1...9) func keepsTheNewestAtEveryOffset(capacity: Int) {
        for appended in 0...(3 * capacity) {
            var ring = HistoryRing<Int>(capacity: capacity)
            for n in 0..<appended { #expect(ring.append(n * 10) == n) }
            #expect(ring.endIndex == appended)
            #expect(ring.startIndex == max(0, appended - capacity))
            #expect(Array(ring) == (ring.startIndex..<appended).map { $0 * 10 })
            for number in ring.indices { #expect(ring[number] == number * 10) }
        }
    }

    @Test(arguments: 1...9) func numberingGoesOnAfterRemovingAll(capacity: Int) {
        var ring = HistoryRing<Int>(capacity: capacity)
        for n in 0..<(capacity + 2) { ring.append(n) }
        ring.removeAll()
        #expect(ring.isEmpty)
        #expect(ring.startIndex == capacity + 2)
        for n in 0..<(2 * capacity) { #expect(ring.append(n) == capacity + 2 + n) }
        #expect(Array(ring) == Array(capacity..<(2 * capacity)))
    }

    @Test func searchFindsWhatALinearSearchFinds() {
        for seed in UInt64(1)...40 {
            var generator = SeededGenerator(seed: seed)
            var ring = HistoryRing<Int>(capacity: Int.random(in: 1...20, using: &generator))
            var key = 0
            for _ in 0..<Int.random(in: 0...50, using: &generator) {
                key += Int.random(in: 0...3, using: &generator)
                ring.append(key)
            }
            for wanted in -1...(key + 1) {
                let linear = ring.indices.first { ring[$0] >= wanted } ?? ring.endIndex
                #expect(ring.lowerBound(of: wanted) { $0 } == linear, "seed \(seed)")
                for upper in wanted...(wanted + 4) {
                    let inside = ring.indices.filter { ring[$0] >= wanted && ring[$0] <= upper }
                    #expect(Array(ring.numbers(in: wanted...upper) { $0 }) == inside, "seed \(seed)")
                }
            }
        }
    }

    @Test func aCopyIsASnapshot() {
        var ring = HistoryRing<Int>(capacity: 3)
        for n in 0..<4 { ring.append(n) }
        let snapshot = ring
        ring.append(4)
        #expect(Array(snapshot) == [1, 2, 3])
        #expect(Array(ring) == [2, 3, 4])
    }
}
