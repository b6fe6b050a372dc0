/// Reads the numbers of a `_motion.tsv`.
enum MotionTable {
    static func parse(
        _ bytes: [UInt8], file: String, plan: ColumnPlan, rate: Double
    ) throws(RecordingError) -> MotionRecording {
        let columns = plan.uses.count
        var recording = MotionRecording(placements: plan.placements, nominalRate: rate)
        recording.omissions = plan.omissions
        // Cells of six bytes or more are usual; a wrong guess costs no more memory than the file itself takes.
        recording.reserve(rows: bytes.count / (columns * 6 + 1))
        let hasLatency = plan.uses.contains(.latency)
        var row = [Float](repeating: .nan, count: plan.placements.count * 6)
        var text = TabbedText(bytes)
        var origin = 0.0
        while !text.isAtEnd {
            text.beginRow()
            var latency: Double?
            for column in 0..<columns {
                let (range, endsRow) = text.nextCell()
                guard endsRow == (column == columns - 1) else {
                    throw wrongCount(endsRow ? column + 1 : nil, columns, text, file)
                }
                let use = plan.uses[column]
                if use == .ignored { continue }
                switch (DecimalNumber.parse(bytes, range), use) {
                case (.number(let number), .value(let slot, let scale)):
                    row[slot] = Float(number * scale)
                    guard row[slot].isFinite else { throw notANumber(text, range, file) }
                case (.missing, .value(let slot, _)):
                    row[slot] = .nan
                case (.number(let number), _):
                    latency = number
                case (.missing, _):
                    latency = nil
                case (.malformed, _):
                    throw notANumber(text, range, file)
                }
            }
            guard hasLatency else {
                recording.append(time: Double(recording.rowCount) / rate, row: row)
                continue
            }
            guard let latency else {
                throw .malformedCell(
                    file: file, line: text.line, column: latencyColumn(plan), problem: "the LATENCY is missing",
                    wayOut: "give every row its time in seconds, or take the LATENCY channel out")
            }
            if recording.rowCount == 0 { origin = latency }
            guard latency - origin >= recording.times.last ?? 0, abs(latency) < EventTable.maximumSeconds else {
                throw .malformedCell(
                    file: file, line: text.line, column: latencyColumn(plan),
                    problem: "the LATENCY \(latency) lies before the row above, or beyond all time",
                    wayOut: "give seconds from the recording's onset and sort the rows by them")
            }
            recording.append(time: latency, row: row)
        }
        guard recording.rowCount > 0 else {
            throw .malformed(file: file, problem: "the recording has no rows", wayOut: "record again or leave it out")
        }
        return recording
    }

    private static func latencyColumn(_ plan: ColumnPlan) -> Int { (plan.uses.firstIndex(of: .latency) ?? 0) + 1 }

    private static func wrongCount(
        _ found: Int?, _ expected: Int, _ text: TabbedText, _ file: String
    ) -> RecordingError {
        .malformedCell(
            file: file, line: text.line, column: text.column,
            problem: found.map { "the row has \($0) cells" } ?? "the row has more than \(expected) cells",
            wayOut: "_channels.tsv names \(expected) columns; the two must agree")
    }

    private static func notANumber(_ text: TabbedText, _ range: Range<Int>, _ file: String) -> RecordingError {
        .malformedCell(
            file: file, line: text.line, column: text.column,
            problem: "\"\(text.excerpt(range))\" is not a number that a sensor can read",
            wayOut: text.line == 1
                ? "if line 1 is a header, delete it: a _motion.tsv has none" : "write n/a for what is missing")
    }
}
