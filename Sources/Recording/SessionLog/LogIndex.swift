/// Everything that a log's summary will say, kept up as the log grows: about 120 bytes per chunk, that is some 0.4 MB
/// per hour at one chunk a second.
struct LogIndex {
    private var schemas = RecordBuffer()
    private var channels = RecordBuffer()
    private var metadata = RecordBuffer()
    private var chunks = RecordBuffer()
    private var schemaCount: UInt16 = 0
    private var channelCount: UInt32 = 0
    private var metadataCount: UInt32 = 0
    private var chunkCount: UInt32 = 0
    private var messagesPerChannel: [UInt16: UInt64] = [:]
    private var start: UInt64 = .max
    private var end: UInt64 = 0

    var messageCount: UInt64 { messagesPerChannel.values.reduce(0, &+) }

    mutating func addSchema(_ record: [UInt8]) {
        schemas.put(record)
        schemaCount &+= 1
    }

    mutating func addChannel(_ record: [UInt8]) {
        channels.put(record)
        channelCount &+= 1
    }

    mutating func addMetadata(name: String, offset: Int, length: Int) {
        metadata.putRecord(.metadataIndex) { record in
            record.put(UInt64(offset))
            record.put(UInt64(length))
            record.put(name)
        }
        metadataCount &+= 1
    }

    mutating func addChunk(_ chunk: ChunkBuilder.Written, offset: Int) {
        chunks.putRecord(.chunkIndex) { record in
            record.put(chunk.start)
            record.put(chunk.end)
            record.put(UInt64(offset))
            record.put(UInt64(chunk.chunkLength))
            record.put(UInt32(chunk.channels.count * 10))
            for channel in chunk.channels {
                record.put(channel.id)
                record.put(UInt64(offset + channel.indexOffset))
            }
            record.put(UInt64(chunk.indexLength))
            record.put(MCAP.zstd)
            record.put(UInt64(chunk.packedSize))
            record.put(UInt64(chunk.plainSize))
        }
        chunkCount += 1
        for channel in chunk.channels { messagesPerChannel[channel.id, default: 0] += UInt64(channel.messages) }
        start = min(start, chunk.start)
        end = max(end, chunk.end)
    }

    /// Everything from the end of the data to the end of the file.
    /// - Parameters:
    ///   - offset: where the data ends.
    ///   - dataCRC: the checksum of the file up to there.
    func ending(at offset: Int, dataCRC: UInt32) -> [UInt8] {
        var output = RecordBuffer()
        output.putRecord(.dataEnd) { $0.put(dataCRC) }
        let summary = output.count
        var groups: [(opcode: MCAP.Opcode, start: Int, length: Int)] = []
        func putGroup(_ opcode: MCAP.Opcode, _ records: [UInt8]) {
            guard !records.isEmpty else { return }
            groups.append((opcode, offset + output.count, records.count))
            output.put(records)
        }
        putGroup(.schema, schemas.bytes)
        putGroup(.channel, channels.bytes)
        putGroup(.statistics, statistics())
        putGroup(.metadataIndex, metadata.bytes)
        putGroup(.chunkIndex, chunks.bytes)
        let summaryOffsets = output.count
        for group in groups {
            output.putRecord(.summaryOffset) { record in
                record.put(group.opcode)
                record.put(UInt64(group.start))
                record.put(UInt64(group.length))
            }
        }
        output.putRecord(.footer) { record in
            record.put(UInt64(offset + summary))
            record.put(UInt64(offset + summaryOffsets))
            // The checksum runs from the summary's start through the two numbers above; the length that stands before
            // them is known: 8 + 8 + 4.
            record.patch(UInt64(20), at: record.count - 24)
            record.put(CRC32.checksum(Array(record.bytes[summary...])))
        }
        output.put(MCAP.magic)
        return output.bytes
    }

    private func statistics() -> [UInt8] {
        var output = RecordBuffer()
        output.putRecord(.statistics) { record in
            record.put(messageCount)
            record.put(schemaCount)
            record.put(channelCount)
            record.put(UInt32(0))  // attachments
            record.put(metadataCount)
            record.put(chunkCount)
            record.put(chunkCount == 0 ? 0 : start)
            record.put(end)
            record.put(UInt32(messagesPerChannel.count * 10))
            for (channel, count) in messagesPerChannel.sorted(by: { $0.key < $1.key }) {
                record.put(channel)
                record.put(count)
            }
        }
        return output.bytes
    }
}
