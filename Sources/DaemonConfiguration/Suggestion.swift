/// "Did you mean …": the word that takes the fewest changes.
enum Suggestion {
    /// The word of which `word` is the beginning or the other way round, or else the nearest of `words`, where no more
    /// than a third of the letters differ.
    static func nearest(to word: String, among words: [String]) -> String? {
        if word.count >= 3, let whole = words.first(where: { $0.hasPrefix(word) || word.hasPrefix($0) }) {
            return whole
        }
        let ranked = words.map { (word: $0, distance: distance(word, $0)) }.sorted { $0.distance < $1.distance }
        guard let best = ranked.first, best.distance <= max(1, max(word.count, best.word.count) / 3) else { return nil }
        return best.word
    }

    /// Damerau's distance: letters added, lost, changed, and neighbours swapped.
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
