import IMU

/// Reads an `_events.tsv`.
enum EventTable {
    /// Thirty years; a time beyond it is a mistake.
    static let maximumSeconds = 1e9

    static func parse(_ bytes: [UInt8], file: String) throws(RecordingError) -> [RecordedEvent] {
        var text = TabbedText(bytes)
        guard !text.isAtEnd else { throw noHeader(file) }
        let header = text.nextRow()
        guard let onset = header.firstIndex(of: "onset"), let duration = header.firstIndex(of: "duration") else {
            throw noHeader(file)
        }
        let trialType = header.firstIndex(of: "trial_type")
        let side = header.firstIndex(of: "side")
        let confidence = header.firstIndex(of: "conf") ?? header.firstIndex(of: "confidence")
        let value = header.firstIndex(of: "value")

        var events: [RecordedEvent] = []
        while !text.isAtEnd {
            let row = text.nextRow()
            let line = text.line
            guard row.count == header.count else {
                throw .malformedCell(
                    file: file, line: line, column: min(row.count, header.count) + 1,
                    problem: "\(row.count) cells where the first line names \(header.count)",
                    wayOut: "separate the cells by single tabs and write n/a for what is unknown")
            }
            func number(_ column: Int) throws(RecordingError) -> Double? {
                let cell = Array(row[column].utf8)
                switch DecimalNumber.parse(cell, cell.indices) {
                case .number(let number): return number
                case .missing: return nil
                case .malformed:
                    throw .malformedCell(
                        file: file, line: line, column: column + 1,
                        problem: "\"\(row[column].prefix(24))\" is not a number", wayOut: "write seconds, or n/a")
                }
            }
            // An event without a time cannot be placed; BIDS allows it for what has no onset in this recording.
            guard let time = try number(onset) else { continue }
            let length = try number(duration)
            guard abs(time) < maximumSeconds, abs(length ?? 0) < maximumSeconds else {
                throw .malformedCell(
                    file: file, line: line, column: onset + 1, problem: "a time beyond any recording",
                    wayOut: "give onset and duration in seconds")
            }
            events.append(
                RecordedEvent(
                    onset: time, duration: length ?? .nan,
                    trialType: trialType.map { row[$0] } ?? "n/a",
                    side: side.flatMap { Side(name: row[$0].lowercased()) },
                    confidence: try confidence.flatMap { (column) throws(RecordingError) in try number(column) },
                    // BIDS lets `value` be any text.
                    value: value.flatMap { Double(row[$0]) }))
        }
        return events
    }

    private static func noHeader(_ file: String) -> RecordingError {
        .malformedCell(
            file: file, line: 1, column: 1, problem: "no header with the columns onset and duration",
            wayOut: "the first line should read: onset, duration, trial_type, side, separated by tabs")
    }
}
