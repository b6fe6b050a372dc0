import IMU

/// How counts become SI units: `unit · inv(R)·inv(K)·(raw − offset)`, with the sensitivities K and the alignment R of
/// the device's own calibration (Shimmer 9DOF Calibration), or of the maker's defaults where the device has none.
struct Shimmer3Calibration: Sendable, Equatable, BitwiseCopyable {
    /// Bytes of one sensor's block, and where the blocks stand in the answer.
    static let blockLength = 21
    static let lowNoiseBlock = 0
    static let gyroscopeBlock = 21
    static let wideRangeBlock = 63

    private var offset: SIMD3<Float>
    /// Columns of the matrix.
    private var x: SIMD3<Float>
    private var y: SIMD3<Float>
    private var z: SIMD3<Float>

    /// - Parameters:
    ///   - sensitivity: counts per unit, each axis.
    ///   - alignment: rows of R, near a rotation.
    ///   - unit: SI units in the unit of the sensitivity.
    /// Nil where nothing sensible comes out.
    init?(offset: SIMD3<Float>, sensitivity: SIMD3<Float>, alignment rows: [SIMD3<Float>], unit: Float) {
        let (a, b, c) = (rows[0], rows[1], rows[2])
        let (bc, ca, ab) = (Self.cross(b, c), Self.cross(c, a), Self.cross(a, b))
        let determinant = (a * bc).sum()
        // A rotation has determinant 1; what is far from it is not a mounting but an empty memory.
        guard (0.5...2).contains(determinant), sensitivity.min() > 0 else { return nil }
        self.offset = offset
        // The columns of inv(R) are the cross products of its rows over the determinant.
        x = bc / determinant * unit / sensitivity.x
        y = ca / determinant * unit / sensitivity.y
        z = ab / determinant * unit / sensitivity.z
    }

    /// A block of the device: offset and sensitivity, each three big-endian 16-bit numbers, then R's rows in hundredths.
    /// Nil where the block is empty (all ones or zeros) or nonsense.
    /// - Parameters:
    ///   - scale: by how much the sensitivity is stored too large: 100 for the gyroscope.
    ///   - unit: SI units in the unit of the sensitivity.
    init?(block bytes: UnsafeRawBufferPointer, scale: Float, unit: Float) {
        func word(_ at: Int) -> Float { Float(Int16(bitPattern: UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]))) }
        func row(_ at: Int) -> SIMD3<Float> {
            SIMD3((0..<3).map { Float(Int8(bitPattern: bytes[at + $0])) / 100 })
        }
        guard bytes.contains(where: { $0 != 0xFF }), bytes.contains(where: { $0 != 0 }) else { return nil }
        self.init(
            offset: [word(0), word(2), word(4)], sensitivity: SIMD3([word(6), word(8), word(10)]) / scale,
            alignment: [row(12), row(15), row(18)], unit: unit)
    }

    @inline(__always)
    func apply(_ raw: SIMD3<Float>) -> SIMD3<Float> {
        let d = raw - offset
        return x * d.x + y * d.y + z * d.z
    }

    private static func cross(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> SIMD3<Float> {
        [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
    }
}

extension Shimmer3Calibration {
    static let degrees = Float(Units.radiansPerDegree)

    /// The maker's defaults for a Shimmer3 without calibration (Shimmer-C-API, BSD-3: facts). The wide-range values
    /// hold for the LSM303DLHC only; boards with the LSM303AH come calibrated.
    static func shimmer3Gyroscope(range: Int) -> Shimmer3Calibration? {
        Shimmer3Calibration(
            offset: .zero, sensitivity: SIMD3(repeating: [131, 65.5, 32.8, 16.4][range & 3]),
            alignment: [[0, -1, 0], [-1, 0, 0], [0, 0, -1]], unit: degrees)
    }

    static func shimmer3WideRange(range: Int) -> Shimmer3Calibration? {
        Shimmer3Calibration(
            offset: .zero, sensitivity: SIMD3(repeating: [1631, 815, 408, 135][range & 3]),
            alignment: [[-1, 0, 0], [0, 1, 0], [0, 0, -1]], unit: 1)
    }

    static func shimmer3LowNoise() -> Shimmer3Calibration? {
        Shimmer3Calibration(
            offset: SIMD3(repeating: 2047), sensitivity: SIMD3(repeating: 83),
            alignment: [[0, -1, 0], [-1, 0, 0], [0, 0, -1]], unit: 1)
    }
}
