/// Collects messages and turns them into a chunk record with the message indexes that follow it. Its buffers grow to
/// the size of a chunk once and are then reused.
struct ChunkBuilder {
    private var records = RecordBuffer()
    /// Per channel: time and offset of each message in the chunk.
    private var indexes: [[(time: UInt64, offset: UInt64)]] = []
    private(set) var firstTime: UInt64 = 0
    private var earliest: UInt64 = .max
    private var latest: UInt64 = 0

    var isEmpty: Bool { records.count == 0 }
    var byteCount: Int { records.count }

    mutating func reserve(_ bytes: Int) { records.reserve(bytes) }

    mutating func clear() {
        records.clear()
        for channel in indexes.indices { indexes[channel].removeAll(keepingCapacity: true) }
        earliest = .max
        latest = 0
    }

    mutating func putMessage(
        channel: UInt16, sequence: UInt32, time: UInt64, _ body: (inout RecordBuffer) -> Void
    ) {
        while indexes.count <= Int(channel) { indexes.append([]) }
        if isEmpty { firstTime = time }
        earliest = min(earliest, time)
        latest = max(latest, time)
        indexes[Int(channel)].append((time, UInt64(records.count)))
        records.putRecord(.message) { record in
            record.put(channel)
            record.put(sequence)
            record.put(time)
            record.put(time)
            body(&record)
        }
    }

    /// What a chunk leaves for the summary.
    struct Written {
        var start: UInt64
        var end: UInt64
        /// Lengths in bytes of the chunk record and of the message indexes behind it.
        var chunkLength: Int
        var indexLength: Int
        /// Per channel that has messages: where its index lies, counted from the chunk's start, and how many it has.
        var channels: [(id: UInt16, indexOffset: Int, messages: Int)]
        var packedSize: Int
        var plainSize: Int
    }

    /// Puts the chunk and its indexes at the end of `output`.
    func write(into output: inout RecordBuffer, _ compressor: ZstdCompressor) -> Written {
        let start = output.count
        var packedSize = 0
        output.putRecord(.chunk) { record in
            record.put(earliest)
            record.put(latest)
            record.put(UInt64(records.count))
            record.put(CRC32.checksum(records.bytes))
            record.put(MCAP.zstd)
            let length = record.count
            record.put(UInt64(0))
            compressor.compress(records.bytes, into: &record)
            packedSize = record.count - length - 8
            record.patch(UInt64(packedSize), at: length)
        }
        let chunkLength = output.count - start
        var channels: [(id: UInt16, indexOffset: Int, messages: Int)] = []
        for (channel, entries) in indexes.enumerated() where !entries.isEmpty {
            channels.append((UInt16(channel), output.count - start, entries.count))
            ChunkBuilder.putMessageIndex(channel: UInt16(channel), entries, into: &output)
        }
        return Written(
            start: earliest, end: latest, chunkLength: chunkLength, indexLength: output.count - start - chunkLength,
            channels: channels, packedSize: packedSize, plainSize: records.count)
    }

    static func putMessageIndex(
        channel: UInt16, _ entries: [(time: UInt64, offset: UInt64)], into output: inout RecordBuffer
    ) {
        output.putRecord(.messageIndex) { record in
            record.put(channel)
            record.put(UInt32(truncatingIfNeeded: entries.count * 16))
            for entry in entries {
                record.put(entry.time)
                record.put(entry.offset)
            }
        }
    }
}
