import TestSupport
import Testing
import Validation

@Suite struct MatchingTests {
    private func pairs(_ reference: [Double], _ detected: [Double], _ tolerance: Double) -> [[Int]] {
        Matching.pairs(reference, detected, within: tolerance).map { [$0.reference, $0.detected] }
    }

    @Test("nothing matches nothing")
    func empty() {
        #expect(pairs([], [], 0.1).isEmpty)
        #expect(pairs([1], [], 0.1).isEmpty)
        #expect(pairs([], [1], 0.1).isEmpty)
    }

    @Test("the tolerance's end counts, beyond it nothing does")
    func edge() {
        #expect(pairs([1], [1.1], 0.1) == [[0, 0]])
        #expect(pairs([1], [1.1001], 0.1).isEmpty)
    }

    @Test("of two at the same distance the earlier one is taken")
    func ties() {
        #expect(pairs([1], [0.5, 1.5], 0.5) == [[0, 0]])
        #expect(pairs([0.5, 1.5], [1], 0.5) == [[0, 0]])
    }

    @Test("as many pairs as possible, even where the nearest neighbour would leave one over")
    func most() {
        // The nearest pair (1.0, 1.02) would leave 0.9 and 1.11 without a partner within 0.12.
        #expect(pairs([0.9, 1.0], [1.02, 1.11], 0.12) == [[0, 0], [1, 1]])
    }

    @Test("the least sum of distances among the largest matchings")
    func nearest() {
        #expect(pairs([1], [0.95, 1.01, 1.06], 0.1) == [[0, 1]])
        #expect(pairs([1, 2], [1.05, 1.5, 2.05], 1) == [[0, 0], [1, 2]])
    }

    /// The best matching by trying all of them: pairs, and the sum of their distances.
    private func best(
        _ reference: ArraySlice<Double>, _ detected: [Double], _ used: Set<Int>, _ tolerance: Double
    ) -> (count: Int, distance: Double) {
        guard let time = reference.first else { return (0, 0) }
        var result = best(reference.dropFirst(), detected, used, tolerance)
        for index in detected.indices where !used.contains(index) && abs(detected[index] - time) <= tolerance {
            let rest = best(reference.dropFirst(), detected, used.union([index]), tolerance)
            let candidate = (count: rest.count + 1, distance: rest.distance + abs(detected[index] - time))
            if candidate.count > result.count
                || candidate.count == result.count && candidate.distance < result.distance
            {
                result = candidate
            }
        }
        return result
    }

    @Test("as good as the best of all matchings", arguments: 1...300 as ClosedRange<UInt64>)
    func optimal(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func times() -> [Double] {
            (0..<Int.random(in: 0...6, using: &generator)).map { _ in Double.random(in: 0...2, using: &generator) }
                .sorted()
        }
        let (reference, detected) = (times(), times())
        let tolerance = Double.random(in: 0.05...0.8, using: &generator)
        let found = Matching.pairs(reference, detected, within: tolerance)
        let wanted = best(reference[...], detected, [], tolerance)
        let distance = found.reduce(0) { $0 + abs(reference[$1.reference] - detected[$1.detected]) }
        #expect(found.count == wanted.count, "seed \(seed)")
        #expect(abs(distance - wanted.distance) < 1e-9, "seed \(seed)")
        #expect(Set(found.map(\.reference)).count == found.count, "seed \(seed)")
        #expect(Set(found.map(\.detected)).count == found.count, "seed \(seed)")
        #expect(found.allSatisfy { abs(reference[$0.reference] - detected[$0.detected]) <= tolerance + 1e-8 })
    }
}
