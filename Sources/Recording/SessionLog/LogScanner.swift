/// Walks over the records of an MCAP file one after the other. A length is believed only as far as the file reaches.
struct LogScanner {
    struct Record {
        var opcode: UInt8
        /// Where the record begins in the file, its prefix included.
        var offset: Int
        /// Where its body lies in the file.
        var body: Range<Int>
        /// Where the next record begins.
        var end: Int { body.upperBound }
    }

    enum Step {
        case record(Record)
        /// Nothing follows, and nothing is half.
        case end
        /// The file ends within a record that begins at the offset.
        case cutOff(Int)
        /// What stands at the offset is no record.
        case damaged(Int, String)
    }

    let source: LogSource
    /// Where the next record begins.
    private(set) var position: Int
    private var prefix: [UInt8] = []

    /// Checks the magic.
    init(_ source: LogSource) throws(RecordingError) {
        self.source = source
        try source.read(0..<MCAP.magic.count, into: &prefix)
        guard prefix == MCAP.magic else {
            throw .malformed(
                file: source.name, problem: "not an MCAP file", wayOut: "give a session log that gaitd wrote (.mcap)")
        }
        position = MCAP.magic.count
    }

    mutating func next() throws(RecordingError) -> Step {
        guard position < source.length else { return .end }
        try source.read(position..<position + MCAP.recordPrefix, into: &prefix)
        var reader = ByteReader(prefix)
        guard let opcode = reader.take(UInt8.self) else { return .cutOff(position) }
        // A power cut can leave a tail of zero bytes, and no record has that opcode.
        guard opcode != 0 else { return .damaged(position, "no record begins with a zero byte") }
        guard let length = reader.take(UInt64.self) else { return .cutOff(position) }
        let start = position + MCAP.recordPrefix
        guard length <= UInt64(source.length - start) else { return .cutOff(position) }
        let record = Record(opcode: opcode, offset: position, body: start..<start + Int(length))
        position = record.end
        return .record(record)
    }
}
