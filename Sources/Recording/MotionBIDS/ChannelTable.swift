import IMU

/// One row of a `_channels.tsv`: what a column of the motion file holds.
struct MotionChannel: Equatable {
    var name: String
    var component: String
    var type: String
    var trackedPoint: String
    var units: String
    var placement: String
    /// The row's line in the table, for messages.
    var line: Int
}

enum ChannelTable {
    /// More columns than any kit has; a table beyond it is a mistake or an attack.
    static let maximumChannels = 1024

    static func parse(_ bytes: [UInt8], file: String) throws(RecordingError) -> [MotionChannel] {
        var text = TabbedText(bytes)
        guard !text.isAtEnd else {
            throw .malformed(
                file: file, problem: "the table is empty",
                wayOut: "its first line names the columns: name component type tracked_point units")
        }
        let header = text.nextRow()
        var columns: [String: Int] = [:]
        for (index, title) in header.enumerated() where columns[title] == nil { columns[title] = index }
        func column(_ title: String) throws(RecordingError) -> Int {
            if let index = columns[title] { return index }
            throw .malformedCell(
                file: file, line: 1, column: header.count, problem: "the column \"\(title)\" is missing",
                wayOut: "its first line names the columns: name component type tracked_point units")
        }
        let name = try column("name")
        let component = try column("component")
        let type = try column("type")
        let trackedPoint = try column("tracked_point")
        let units = try column("units")
        let placement = columns["placement"]

        var channels: [MotionChannel] = []
        while !text.isAtEnd {
            let row = text.nextRow()
            guard row.count == header.count else {
                throw .malformedCell(
                    file: file, line: text.line, column: min(row.count, header.count) + 1,
                    problem: "\(row.count) cells where the first line names \(header.count)",
                    wayOut: "separate the cells by single tabs and write n/a for what is unknown")
            }
            guard channels.count < maximumChannels else {
                throw .malformed(
                    file: file, problem: "more than \(maximumChannels) channels",
                    wayOut: "keep one row per column of the motion file")
            }
            channels.append(
                MotionChannel(
                    name: row[name], component: row[component], type: row[type], trackedPoint: row[trackedPoint],
                    units: row[units], placement: placement.map { row[$0] } ?? "n/a", line: text.line))
        }
        guard !channels.isEmpty else {
            throw .malformed(
                file: file, problem: "the table names no channel",
                wayOut: "write one row per column of the motion file")
        }
        return channels
    }
}
