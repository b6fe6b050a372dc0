import Flagging
import Gait
import IMU
import Validation

/// What is asked of the shank contacts on the walks after stroke, and whether it is reached.
enum Targets {
    static func table(_ measurement: Measured) -> String {
        guard let set = measurement.set("stroke"), let own = set.own else {
            return "Not measured: the recordings are absent."
        }
        var table = MarkdownTable(["quantity", "asked", "measured", "reached"])
        func add(_ quantity: String, _ asked: String, _ value: Double?, _ places: Int, _ isReached: (Double) -> Bool) {
            table.add([
                quantity, asked, Written.fixed(value, places), value.map { isReached($0) ? "yes" : "**no**" },
            ])
        }
        for (kind, word) in [(Contact.Kind.initial, "IC"), (.final, "FC")] {
            add("F1 of \(word) at ±100 ms, pooled", "at least 0.99", own.f1(kind), 3) { $0 >= 0.99 }
            add("F1 of \(word) at ±100 ms, lowest person", "at least 0.96", own.worst(kind)?.f1, 3) { $0 >= 0.96 }
            let tally = own.contacts(kind)
            let legs = (tally?.legs ?? []).compactMap { Statistics.interquartileRange($0).map { $0 * 1000 } }
            add("spread of \(word) within a leg (IQR), widest leg", "at most 20 ms", legs.max(), 1) { $0 <= 20 }
            let error = Statistics.meanMagnitude(tally?.errors ?? []).map { $0 * 1000 }
            let rule = set.methods.first { $0.name == "shank-trough" }
                .flatMap { Statistics.meanMagnitude($0.score.contacts(kind)?.errors ?? []) }.map { $0 * 1000 }
            if let rule {
                add(
                    "mean absolute error of \(word)", "at most the textbook rule's \(Written.fixed(rule, 1) ?? "") ms",
                    error, 1
                ) { $0 <= rule }
            }
        }
        let latency = own.latency
        for (word, delays, share, limit) in [
            ("provisional, median", latency.provisional, 0.5, 60.0),
            ("provisional, 95th percentile", latency.provisional, 0.95, 100),
            ("confirmed, 95th percentile", latency.confirmed, 0.95, 200),
        ] {
            add(
                "contact to \(word)", "at most \(Int(limit)) ms",
                Statistics.quantile(delays, share).map { $0 * 1000 }, 1
            ) { $0 <= limit }
        }
        if let agreement = Agreement(TimeOfStride.stride.differences(own.strides)) {
            let widest = max(agreement.low.magnitude, agreement.high.magnitude) * 1000
            add("limits of agreement of stride times", "within ±30 ms", widest, 1) { $0 <= 30 }
        }
        for (recording, asked) in [
            ("sub-pp04_task-treadmill_tracksys-imu_acq-reg2", "left flagged"),
            ("sub-pp07_task-treadmill_tracksys-imu_acq-reg2", "never left"),
            ("sub-pp02_task-treadmill_tracksys-imu_acq-reg1", "not flagged"),
            ("sub-pp08_task-treadmill_tracksys-imu_acq-reg2", "not flagged"),
        ] {
            guard let flags = own.recordings.first(where: { $0.recording == recording })?.flags else { continue }
            let sides = flags.episodes.filter { $0.kind == .stepTimeAsymmetry }.map(\.side)
            let isReached =
                switch asked {
                case "left flagged": !sides.isEmpty && !sides.contains(.right)
                case "never left": !sides.contains(.left)
                default: sides.isEmpty
                }
            let found = sides.isEmpty ? "nothing" : sides.map(\.name).joined(separator: ", ")
            table.add(["step-time flag of \(recording)", asked, found, isReached ? "yes" : "**no**"])
        }
        return table.text
    }
}
