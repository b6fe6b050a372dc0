public import Foundation
import IMU

/// Session logs (MCAP) as recordings.
public enum SessionLog {
    /// Opens a log, complete or cut off by a crash.
    public static func read(_ url: URL) throws(RecordingError) -> SessionLogReader {
        try SessionLogReader(LogSource(path: url.path))
    }

    /// Opens a log that is in memory.
    public static func read(bytes: [UInt8], name: String = "log.mcap") throws(RecordingError) -> SessionLogReader {
        try SessionLogReader(LogSource(bytes: bytes, name: name))
    }
}

/// Reads a session log from its beginning, entry by entry in the order of the file, holding one chunk at a time.
///
/// It does not need the footer: a log that a crash cut off is read to its last whole chunk, and `ending` says so. A
/// chunk whose checksum is wrong is passed over whole and noted in `damages`; nothing of it is handed on.
public final class SessionLogReader {
    /// How the file ends. Known once `next` has answered nil.
    public enum Ending: Sendable, Equatable {
        /// With a footer, as a writer that was closed leaves it.
        case closed
        /// Whole to its last record, but without footer: a session that still runs, or a crash between two writes.
        case open
        /// Within a record that begins at this byte: a crash in the midst of a write.
        case cutOff(offset: Int)
        /// At this byte stands what is no record; what may follow cannot be found.
        case damaged(offset: Int)
    }

    /// A part of the file that could not be used.
    public struct Damage: Sendable, Equatable {
        /// Where it begins, in bytes from the start of the file.
        public var offset: Int
        public var problem: String
    }

    public let header: SessionLogHeader
    /// The sensors that the file has named so far, in the order of their indices.
    public var sensors: [SessionLogSensor] { channels.sensors }
    public private(set) var ending: Ending?
    /// What could not be used, the first hundred of them.
    public private(set) var damages: [Damage] = []
    /// How many parts could not be used.
    public private(set) var damageCount = 0
    /// Messages of channels that are not gaitd's, and records that gaitd does not use.
    public private(set) var ignoredRecords = 0
    /// The end of the last record that was whole and sound, in bytes from the start of the file.
    public private(set) var wholeBytes: Int

    private var scanner: LogScanner
    private var channels = SessionChannels()
    private var contents = ChunkContents()
    private var body: [UInt8] = []
    private var messages: ByteReader
    private var chunkOffset = 0

    init(_ source: LogSource) throws(RecordingError) {
        header = try SessionLogReader.findHeader(source)
        scanner = try LogScanner(source)
        messages = ByteReader([])
        wholeBytes = scanner.position
        // The sensors known from the session's start stand before the first chunk.
        while true {
            var ahead = scanner
            guard case .record(let record) = try ahead.next(), record.opcode != MCAP.Opcode.chunk.rawValue,
                try step()
            else { return }
        }
    }

    /// The header, which stands before the first channel.
    private static func findHeader(_ source: LogSource) throws(RecordingError) -> SessionLogHeader {
        var scanner = try LogScanner(source)
        var body: [UInt8] = []
        var header: SessionLogHeader?
        while case .record(let record) = try scanner.next(), record.opcode != MCAP.Opcode.chunk.rawValue {
            if header != nil, record.opcode == MCAP.Opcode.channel.rawValue { break }
            guard record.opcode == MCAP.Opcode.metadata.rawValue, record.body.count <= MCAP.maximumRecordBytes else {
                continue
            }
            try source.read(record.body, into: &body)
            var reader = ByteReader(body)
            guard let name = reader.takeText(), let map = reader.takeMap() else { continue }
            if name == SessionMetadata.baselineRecordName {
                header?.baseline = SessionMetadata.decodeBaseline(map)
            } else if name == SessionMetadata.recordName, header == nil {
                guard let known = SessionMetadata.decodeHeader(map) else {
                    throw .malformed(
                        file: source.name, problem: "a session log of another version of gaitd",
                        wayOut:
                            "read it with the version that wrote it (its metadata record \"gaitd.session\" names it)")
                }
                header = known
            }
        }
        if let header { return header }
        throw .malformed(
            file: source.name, problem: "an MCAP file without the metadata record \"\(SessionMetadata.recordName)\"",
            wayOut: "give a session log that gaitd wrote; one that a crash cut off in its first bytes holds nothing")
    }

    /// The next entry, or nil at the end, which `ending` then describes.
    public func next() throws(RecordingError) -> SessionLogEntry? {
        while true {
            while let record = messages.takeRecord() {
                if let entry = take(record.opcode, record.body) { return entry }
            }
            if messages.remaining > 0 { note(chunkOffset, "the chunk's last record is cut short") }
            messages = ByteReader([])
            guard try step() else { return nil }
        }
    }

    /// Takes the file's next record; returns whether there was one.
    private func step() throws(RecordingError) -> Bool {
        guard ending == nil else { return false }
        switch try scanner.next() {
        case .end:
            ending = .open
        case .cutOff(let offset):
            ending = .cutOff(offset: offset)
        case .damaged(let offset, let problem):
            ending = .damaged(offset: offset)
            note(offset, problem)
        case .record(let record):
            try take(record)
        }
        return ending == nil
    }

    private func take(_ record: LogScanner.Record) throws(RecordingError) {
        let opcode = MCAP.Opcode(rawValue: record.opcode)
        switch opcode {
        case .footer:
            ending = .closed
            wholeBytes = record.end
            return
        case .chunk, .schema, .channel, .metadata:
            guard record.body.count <= MCAP.maximumRecordBytes else {
                note(record.offset, "a record of \(record.body.count) bytes is more than gaitd reads")
                return
            }
            try scanner.source.read(record.body, into: &body)
            if opcode == .chunk {
                chunkOffset = record.offset
                if let problem = contents.open(body) {
                    note(record.offset, problem)
                    return
                }
                messages = ByteReader(contents.records)
            } else if opcode == .metadata {
                channels.addMetadata(body)
            } else if opcode == .schema {
                if let problem = channels.addSchema(body, body.indices) { note(record.offset, problem) }
            } else if let problem = channels.addChannel(body, body.indices) {
                note(record.offset, problem)
            }
        case .message, .attachment, nil:
            ignoredRecords += 1
        default: break  // indexes and the summary, which reading from the beginning does not need
        }
        wholeBytes = record.end
    }

    /// An entry out of a record within a chunk; nil where the record is none.
    private func take(_ opcode: UInt8, _ place: Range<Int>) -> SessionLogEntry? {
        switch MCAP.Opcode(rawValue: opcode) {
        case .message: return takeMessage(place)
        case .schema:
            if let problem = channels.addSchema(contents.records, place) { note(chunkOffset, problem) }
        case .channel:
            if let problem = channels.addChannel(contents.records, place) { note(chunkOffset, problem) }
        default: ignoredRecords += 1
        }
        return nil
    }

    private func takeMessage(_ place: Range<Int>) -> SessionLogEntry? {
        var reader = ByteReader(contents.records, place)
        guard let channel = reader.take(UInt16.self), reader.take(UInt32.self) != nil,
            let nanoseconds = reader.take(Int64.self), reader.take(UInt64.self) != nil,
            SessionMessages.times.contains(nanoseconds)
        else {
            note(chunkOffset, "a message's head cannot be read")
            return nil
        }
        let arrival = HostTime(nanoseconds: nanoseconds)
        switch channels.role(of: channel) {
        case .sensor(let sensor):
            if let sample = SessionMessages.takeSample(&reader, arrival: arrival) {
                return .sample(sample, sensor: sensor)
            }
        case .gaps:
            if let gap = SessionMessages.takeGap(&reader) { return .gap(gap, at: arrival) }
        case .unknown:
            ignoredRecords += 1
            return nil
        }
        note(chunkOffset, "a message of channel \(channel) cannot be read")
        return nil
    }

    private func note(_ offset: Int, _ problem: String) {
        damageCount += 1
        if damages.count < 100 { damages.append(Damage(offset: offset, problem: problem)) }
    }
}
