/// The parts of the MCAP container (https://mcap.dev/spec) that session logs use: numbers and limits.
enum MCAP {
    static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]

    /// A record's first byte. Eight bytes of length follow, then the body.
    enum Opcode: UInt8 {
        case header = 0x01
        case footer = 0x02
        case schema = 0x03
        case channel = 0x04
        case message = 0x05
        case chunk = 0x06
        case messageIndex = 0x07
        case chunkIndex = 0x08
        case attachment = 0x09
        case attachmentIndex = 0x0A
        case statistics = 0x0B
        case metadata = 0x0C
        case metadataIndex = 0x0D
        case summaryOffset = 0x0E
        case dataEnd = 0x0F
    }

    /// Bytes of a record before its body.
    static let recordPrefix = 9
    /// The longest record that is taken into memory, and the longest chunk that is unpacked, in bytes. Our own chunks
    /// hold at most a few MB; a file that claims more is broken or an attack.
    static let maximumRecordBytes = 64 << 20
    /// What a chunk's `compression` says of Zstandard.
    static let zstd = "zstd"
}
