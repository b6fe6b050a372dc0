import CZstd

/// A Zstandard compressor whose working memory is reused from chunk to chunk.
final class ZstdCompressor {
    private let context: OpaquePointer
    private let level: Int32

    /// - Parameter level: 1 (fast) to 19.
    init(level: Int32) {
        guard let context = ZSTD_createCCtx() else { fatalError("no memory for a compressor") }
        self.context = context
        self.level = level
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Puts the compressed `source` at the end of `target`.
    func compress(_ source: [UInt8], into target: inout RecordBuffer) {
        target.putUnsafe(capacity: ZSTD_compressBound(source.count)) { room in
            let written = source.withUnsafeBytes {
                ZSTD_compressCCtx(context, room.baseAddress, room.count, $0.baseAddress, $0.count, level)
            }
            // The room is the library's own bound, so the only way to fail is to run out of memory.
            precondition(ZSTD_isError(written) == 0, String(cString: ZSTD_getErrorName(written)))
            return written
        }
    }
}

/// A Zstandard decompressor for bytes from outside.
final class ZstdDecompressor {
    private let context: OpaquePointer

    init() {
        guard let context = ZSTD_createDCtx() else { fatalError("no memory for a decompressor") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Unpacks `source[range]` into `target`, which it replaces. The caller bounds `size`.
    /// - Returns: whether the bytes were sound and gave exactly `size` bytes.
    func decompress(_ source: [UInt8], _ range: Range<Int>, size: Int, into target: inout [UInt8]) -> Bool {
        if target.count < size { target += repeatElement(0, count: size - target.count) }
        if target.count > size { target.removeLast(target.count - size) }
        let written = target.withUnsafeMutableBytes { room in
            source.withUnsafeBytes { all in
                let packed = UnsafeRawBufferPointer(rebasing: all[range])
                return ZSTD_decompressDCtx(context, room.baseAddress, room.count, packed.baseAddress, packed.count)
            }
        }
        return ZSTD_isError(written) == 0 && written == size
    }
}
