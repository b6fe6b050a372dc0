/// The part of HIGHRES_IMU (message 105, MAVLink common.xml) that gaitd uses. MAVLink's convention for the axes is
/// forward, right, down; nothing here relies on it, since any mounting is found out later.
struct HighresIMU {
    /// Since the board's start or since 1970.
    var microseconds: UInt64
    /// In m/s².
    var acceleration: SIMD3<Float>
    /// In rad/s.
    var angularRate: SIMD3<Float>
    /// Which of the message's fields are new: bits 0–2 acceleration, 3–5 angular rate.
    var fieldsUpdated: UInt16
    /// The sensor, for boards that have several; an extension that MAVLink 1 does not have.
    var id: UInt8

    /// Whether all three accelerations and all three rates are new. A message in which they are not repeats old values
    /// or holds none: it is dropped and counted `incomplete`, so that every sample is whole and measured.
    var hasMotion: Bool { fieldsUpdated & 0b11_1111 == 0b11_1111 }

    private static let length = 63

    /// Reads a payload; MAVLink 2 leaves zeros at its end out. Bytes behind `id`, of a later version, are not read.
    @inline(__always)
    init(_ payload: UnsafeRawBufferPointer) {
        if payload.count >= Self.length {
            self.init(whole: payload)
        } else {
            var padded = InlineArray<64, UInt8>(repeating: 0)
            self = withUnsafeMutableBytes(of: &padded) { buffer in
                buffer.copyMemory(from: payload)
                return HighresIMU(whole: UnsafeRawBufferPointer(buffer))
            }
        }
    }

    @inline(__always)
    private init(whole payload: UnsafeRawBufferPointer) {
        microseconds = payload.u64(0)
        acceleration = payload.f32x3(8)
        angularRate = payload.f32x3(20)
        fieldsUpdated = payload.u16(60)
        id = payload[62]
    }
}
