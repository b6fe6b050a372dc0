import Gait
import Validation

/// What is asked of contacts by the lumbar sensor alone, and whether it is reached.
enum LumbarTargets {
    static func table(_ measurement: Measured) -> String {
        var table = MarkdownTable(["set", "quantity", "asked", "measured", "reached"])
        func add(
            _ set: String, _ quantity: String, _ asked: String, _ value: Double?, _ places: Int,
            _ isReached: (Double) -> Bool
        ) {
            table.add([
                set, quantity, asked, Written.fixed(value, places), value.map { isReached($0) ? "yes" : "**no**" },
            ])
        }
        if let set = measurement.set("healthy"), let own = set.own {
            let straight = own.straight
            add(set.name, "F1 of IC at ±100 ms, outside turns", "at least 0.93", straight?.sided?[1].f1, 3) {
                $0 >= 0.93
            }
            let error = straight.flatMap { Statistics.meanMagnitude($0.errors) }.map { $0 * 1000 }
            add(set.name, "mean absolute error of IC, outside turns", "at most 30 ms", error, 1) { $0 <= 30 }
            add(set.name, "side of IC, outside turns", "at least 0.98", straight?.sideAccuracy, 3) { $0 >= 0.98 }
            add(
                set.name, "contact to confirmed, 95th percentile", "at most 350 ms",
                Statistics.quantile(own.latency.confirmed, 0.95).map { $0 * 1000 }, 0
            ) { $0 <= 350 }
            let episodes = own.recordings.reduce(0) { $0 + ($1.flags?.episodes.count ?? 0) }
            add(set.name, "episodes in \(Written.fixed(own.hours, 2) ?? "–") h", "none", Double(episodes), 0) {
                $0 == 0
            }
        }
        if let set = measurement.set("indip"), let own = set.own {
            let peers = set.methods.dropFirst()
            for (place, tolerance) in [(1, 100), (2, 250)] {
                let best = peers.compactMap { $0.score.contacts(.initial)?.sided?[place].f1 }.max()
                guard let best else { continue }
                add(
                    set.name, "F1 of IC at ±\(tolerance) ms",
                    "above every other method's: \(Written.fixed(best, 3) ?? "–")",
                    own.contacts(.initial)?.sided?[place].f1, 3
                ) { $0 > best }
            }
        }
        return table.isEmpty ? "Not measured: the recordings are absent." : table.text
    }
}
