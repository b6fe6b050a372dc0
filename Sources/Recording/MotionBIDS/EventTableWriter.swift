import IMU

extension EventTable {
    /// The events as a table, sorted by onset as BIDS asks.
    static func encode(_ events: [RecordedEvent]) -> [UInt8] {
        func cell(_ number: Double?) -> String {
            guard let number, number.isFinite else { return "n/a" }
            return JSONValue.number(number).text()
        }
        let hasConfidence = events.contains { $0.confidence != nil }
        let hasValue = events.contains { $0.value != nil }
        let titles =
            ["onset", "duration", "trial_type", "side"] + (hasConfidence ? ["conf"] : []) + (hasValue ? ["value"] : [])
        var text = titles.joined(separator: "\t") + "\n"
        let order = events.indices.sorted { (events[$0].onset, $0) < (events[$1].onset, $1) }
        for event in order.map({ events[$0] }) {
            // A tab or a line end inside a name would break the table.
            let kind = String(event.trialType.map { $0.isNewline || $0 == "\t" ? " " : $0 })
            var cells = [cell(event.onset), cell(event.duration), kind, event.side?.name ?? "n/a"]
            if hasConfidence { cells.append(cell(event.confidence)) }
            if hasValue { cells.append(cell(event.value)) }
            text += cells.joined(separator: "\t") + "\n"
        }
        return Array(text.utf8)
    }

    /// The table's sidecar: what the columns beyond BIDS's own mean.
    static let columns: JSONValue = .object([
        "trial_type": .object([
            "LongName": "Kind of event",
            "Levels": .object([
                "initial_contact": "foot strike of `side`",
                "final_contact": "foot off of `side`",
                "turn": "turning",
                "judged": "interval in which the reference is meant to be used",
                "untrusted": "interval in which it is not",
            ]),
        ]),
        "side": .object(["Description": "The person's side", "Levels": .object(["left": "left", "right": "right"])]),
        "conf": .object(["Description": "Confidence of the source, 0 to 1"]),
        "value": .object(["Description": "A number that belongs to the event"]),
    ])
}
