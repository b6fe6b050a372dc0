/// Unpacks chunk records and checks them.
struct ChunkContents {
    /// The records of the chunk that was opened last.
    private(set) var records: [UInt8] = []
    private(set) var start: UInt64 = 0
    private(set) var end: UInt64 = 0
    private(set) var packedSize = 0
    private let decompressor = ZstdDecompressor()

    /// Unpacks the chunk whose body is `body`; returns what is wrong with it, nil where it is sound.
    mutating func open(_ body: [UInt8]) -> String? {
        records.removeAll(keepingCapacity: true)
        var reader = ByteReader(body)
        guard let start = reader.take(UInt64.self), let end = reader.take(UInt64.self),
            let size = reader.take(UInt64.self), let crc = reader.take(UInt32.self),
            let compression = reader.takeText(), let length = reader.take(UInt64.self),
            let packed = reader.take(length: length)
        else { return "the chunk's head is cut short" }
        guard size <= MCAP.maximumRecordBytes else { return "a chunk of \(size) bytes is more than gaitd unpacks" }
        switch compression {
        case MCAP.zstd:
            guard decompressor.decompress(body, packed, size: Int(size), into: &records) else {
                records.removeAll(keepingCapacity: true)
                return "the chunk cannot be unpacked"
            }
        case "":
            guard size == UInt64(packed.count) else { return "the chunk's size is not what its head says" }
            records.append(contentsOf: body[packed])
        default:
            return "the chunk is packed with \"\(compression.prefix(16))\", and gaitd knows zstd only"
        }
        // 0 says that the writer did not compute it.
        guard crc == 0 || CRC32.checksum(records) == crc else {
            records.removeAll(keepingCapacity: true)
            return "the chunk's checksum is wrong"
        }
        self.start = start
        self.end = end
        packedSize = packed.count
        return nil
    }
}
