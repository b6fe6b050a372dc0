import Foundation

/// How a signal window's samples lie in `episode_signals.data`, all little-endian:
/// the four bytes `gsw1`, the count n as UInt32, then n × Int64 offsets (ns), n × 3 Float32 acceleration (m/s²: x, y, z)
/// and n × 3 Float32 angular rate (rad/s: x, y, z). 32 bytes per sample and 8 in all.
enum SignalBlob {
    private static let magic: [UInt8] = Array("gsw1".utf8)
    private static let headerSize = 8
    private static let sampleSize = 32

    static func encode(_ samples: [SignalWindow.Sample]) -> Data {
        var data = Data(capacity: headerSize + samples.count * sampleSize)
        func append<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
        }
        data.append(contentsOf: magic)
        append(UInt32(samples.count))
        for sample in samples { append(sample.offset) }
        for sample in samples { for axis in 0..<3 { append(sample.acceleration[axis].bitPattern) } }
        for sample in samples { for axis in 0..<3 { append(sample.angularRate[axis].bitPattern) } }
        return data
    }

    /// The samples, or nil where the bytes are not what `encode` writes.
    static func decode(_ data: Data) -> [SignalWindow.Sample]? {
        data.withUnsafeBytes { bytes in
            guard bytes.count >= headerSize, bytes.starts(with: magic) else { return nil }
            let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            guard bytes.count == headerSize + count * sampleSize else { return nil }
            let accelerations = headerSize + 8 * count
            let rates = accelerations + 12 * count
            func vector(_ offset: Int) -> SIMD3<Float> {
                func component(_ axis: Int) -> Float {
                    let bits = bytes.loadUnaligned(fromByteOffset: offset + 4 * axis, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: bits))
                }
                return SIMD3(component(0), component(1), component(2))
            }
            return (0..<count).map { index in
                let offset = bytes.loadUnaligned(fromByteOffset: headerSize + 8 * index, as: Int64.self)
                return SignalWindow.Sample(
                    offset: Int64(littleEndian: offset), acceleration: vector(accelerations + 12 * index),
                    angularRate: vector(rates + 12 * index))
            }
        }
    }
}
