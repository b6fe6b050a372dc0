public import Foundation

/// Closes logs that a crash left open, so that tools that want a summary (Foxglove) open them too.
public enum SessionLogRepair {
    /// What a repair did.
    public enum Outcome: Sendable, Equatable {
        /// The log was closed properly; nothing was touched.
        case wasClosed
        /// The tail that was not whole was cut off, and the summary and footer were written.
        case closed(removedBytes: Int, messages: UInt64)
    }

    /// Keeps every record to the last whole, sound chunk and writes summary and footer behind it.
    /// - Throws: `inUse` where a writer still has the file.
    @discardableResult
    public static func close(_ url: URL) throws(RecordingError) -> Outcome {
        let source = try LogSource(path: url.path)
        // Says clearly where the file is no session log at all.
        _ = try SessionLogReader(source)
        var survey = try LogSurvey(source)
        try survey.run()
        if survey.isClosed { return .wasClosed }
        let file = try LogFile(continuing: url.path, length: survey.keep, crc: survey.crc)
        // The last chunk's message indexes may be lost though the chunk is whole.
        try file.append(survey.missingIndexes.bytes)
        try file.append(survey.index.ending(at: file.length, dataCRC: file.checksum))
        try file.sync()
        try file.close()
        return .closed(removedBytes: source.length - survey.keep, messages: survey.index.messageCount)
    }
}

/// Goes through a log and rebuilds what its summary would have said.
private struct LogSurvey {
    private let source: LogSource
    private var scanner: LogScanner
    private var contents = ChunkContents()
    private var body: [UInt8] = []
    /// A chunk whose message indexes have not all been seen.
    private var pending:
        (chunk: ChunkBuilder.Written, offset: Int, entries: [UInt16: [(time: UInt64, offset: UInt64)]])?
    private var seen: [(id: UInt16, indexOffset: Int, messages: Int)] = []

    private(set) var index = LogIndex()
    private(set) var isClosed = false
    /// How many bytes from the start are kept, and their checksum.
    private(set) var keep: Int
    private(set) var crc = CRC32()
    private(set) var missingIndexes = RecordBuffer()

    init(_ source: LogSource) throws(RecordingError) {
        self.source = source
        scanner = try LogScanner(source)
        keep = scanner.position
        crc.update(MCAP.magic)
    }

    mutating func run() throws(RecordingError) {
        while case .record(let record) = try scanner.next(), record.body.count <= MCAP.maximumRecordBytes {
            try source.read(record.offset..<record.end, into: &body)
            guard try take(record) else { break }
            crc.update(body)
            keep = record.end
        }
        finishChunk()
    }

    /// Returns whether the record belongs to the data and is sound.
    private mutating func take(_ record: LogScanner.Record) throws(RecordingError) -> Bool {
        let content = MCAP.recordPrefix..<body.count
        switch MCAP.Opcode(rawValue: record.opcode) {
        case .dataEnd:
            // Closed, if the summary and the footer behind it are whole too.
            while case .record(let next) = try scanner.next() {
                if MCAP.Opcode(rawValue: next.opcode) == .footer {
                    isClosed = source.length == next.end + MCAP.magic.count
                }
            }
            return false
        case .chunk:
            finishChunk()
            return missingIndexes.count == 0 && openChunk(record, Array(body[content]))
        case .messageIndex:
            return takeMessageIndex(record, content)
        case .schema:
            index.addSchema(body)
        case .channel:
            index.addChannel(body)
        case .metadata:
            var reader = ByteReader(body, content)
            guard let name = reader.takeText() else { return false }
            index.addMetadata(name: name, offset: record.offset, length: body.count)
        case .header: break
        default: return false  // nothing else is ever written before the data's end
        }
        return true
    }

    private mutating func openChunk(_ record: LogScanner.Record, _ chunk: [UInt8]) -> Bool {
        guard contents.open(chunk) == nil else { return false }
        var entries: [UInt16: [(time: UInt64, offset: UInt64)]] = [:]
        var records = ByteReader(contents.records)
        var offset = 0
        while let inner = records.takeRecord() {
            if MCAP.Opcode(rawValue: inner.opcode) == .message {
                var message = ByteReader(contents.records, inner.body)
                guard let channel = message.take(UInt16.self), message.take(UInt32.self) != nil,
                    let time = message.take(UInt64.self)
                else { return false }
                entries[channel, default: []].append((time, UInt64(offset)))
            }
            offset = records.position
        }
        let written = ChunkBuilder.Written(
            start: contents.start, end: contents.end, chunkLength: body.count, indexLength: 0, channels: [],
            packedSize: contents.packedSize, plainSize: contents.records.count)
        pending = (written, record.offset, entries)
        seen = []
        return true
    }

    private mutating func takeMessageIndex(_ record: LogScanner.Record, _ content: Range<Int>) -> Bool {
        guard let pending else { return false }
        var reader = ByteReader(body, content)
        guard let channel = reader.take(UInt16.self), let length = reader.take(UInt32.self),
            pending.entries[channel]?.count == Int(length / 16), !seen.contains(where: { $0.id == channel })
        else { return false }
        seen.append((channel, record.offset - pending.offset, Int(length / 16)))
        return true
    }

    /// Notes the chunk with the indexes that were found, and builds those that were not.
    private mutating func finishChunk() {
        guard let (written, offset, entries) = pending else { return }
        pending = nil
        var chunk = written
        for channel in entries.keys.sorted() where !seen.contains(where: { $0.id == channel }) {
            guard let list = entries[channel] else { continue }
            seen.append((channel, keep + missingIndexes.count - offset, list.count))
            ChunkBuilder.putMessageIndex(channel: channel, list, into: &missingIndexes)
        }
        chunk.channels = seen
        chunk.indexLength = keep + missingIndexes.count - offset - chunk.chunkLength
        index.addChunk(chunk, offset: offset)
    }
}
