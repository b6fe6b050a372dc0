/// One-to-one matching of times.
///
/// As many pairs as possible lie within the tolerance; among all such matchings the one with the least sum of
/// distances is taken, so no order of going through the contacts favours anyone. On a line such a matching needs no
/// crossing pairs (uncrossing two pairs lengthens neither the longer distance nor the sum), so a table over the sorted
/// times finds it; only the cells within the tolerance are kept. Where two matchings are equally good, the later
/// times stay over.
public enum Matching {
    public struct Pair: Sendable, Equatable {
        public var reference: Int
        public var detected: Int
    }

    private struct Best {
        var count = 0
        var distance = 0.0

        func isBetter(than other: Best) -> Bool {
            count != other.count ? count > other.count : distance < other.distance
        }
    }

    /// A row of the table: the reference times up to this one against the detected times up to `low − 1`, …, `high`.
    private struct Row {
        var low: Int
        var best: [Best]
        var isMatched: [Bool]

        func place(_ detected: Int) -> Int { min(max(detected - low + 1, 0), best.count - 1) }
    }

    /// Matches sorted times.
    /// - Parameter tolerance: the largest distance of a pair, s; both ends count.
    public static func pairs(_ reference: [Double], _ detected: [Double], within tolerance: Double) -> [Pair] {
        // Times are decimal numbers with four places: a nanosecond is rounding, not distance.
        let reach = tolerance + 1e-9
        var rows: [Row] = []
        rows.reserveCapacity(reference.count)
        var (low, high) = (0, -1)
        for time in reference {
            while low < detected.count, detected[low] < time - reach { low += 1 }
            high = max(high, low - 1)
            while high + 1 < detected.count, detected[high + 1] <= time + reach { high += 1 }
            rows.append(row(time, detected, low, high, above: rows.last))
        }
        return walkBack(rows, high)
    }

    private static func row(_ time: Double, _ detected: [Double], _ low: Int, _ high: Int, above: Row?) -> Row {
        func skipping(_ index: Int) -> Best { above.map { $0.best[$0.place(index)] } ?? Best() }
        var row = Row(low: low, best: [skipping(low - 1)], isMatched: [false])
        guard low <= high else { return row }
        for index in low...high {
            var best = skipping(index)
            let left = row.best[row.best.count - 1]
            if left.isBetter(than: best) { best = left }
            let before = skipping(index - 1)
            let matched = Best(count: before.count + 1, distance: before.distance + abs(detected[index] - time))
            let isMatched = matched.isBetter(than: best)
            row.best.append(isMatched ? matched : best)
            row.isMatched.append(isMatched)
        }
        return row
    }

    private static func walkBack(_ rows: [Row], _ last: Int) -> [Pair] {
        var pairs: [Pair] = []
        var (reference, detected) = (rows.count - 1, last)
        while reference >= 0 {
            let row = rows[reference]
            detected = min(detected, row.low + row.best.count - 2)
            // Detected times that this row leaves over.
            while detected >= row.low, !row.isMatched[row.place(detected)], isLeft(row, detected, rows, reference) {
                detected -= 1
            }
            if detected >= row.low, row.isMatched[row.place(detected)] {
                pairs.append(Pair(reference: reference, detected: detected))
                detected -= 1
            }
            reference -= 1
        }
        return pairs.reversed()
    }

    /// Whether a cell's best came from the cell to its left rather than from the row above.
    private static func isLeft(_ row: Row, _ detected: Int, _ rows: [Row], _ reference: Int) -> Bool {
        let above = reference > 0 ? rows[reference - 1].best[rows[reference - 1].place(detected)] : Best()
        return row.best[row.place(detected) - 1].isBetter(than: above)
    }
}
