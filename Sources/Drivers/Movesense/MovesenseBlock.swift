/// The readings of one DATA notification and its continuations: milliseconds (u32), then all accelerations, then all
/// angular rates, then for IMU9 all magnetic fields; single-precision floats, little-endian, m/s² and °/s.
struct MovesenseBlock: Sendable {
    static let ticksPerMillisecond = 1024.0
    /// 28 readings of IMU9; sensors send eight of IMU6 at 104 Hz.
    static let capacity = 1012
    private static let head = 4
    private static let vector = 12

    private var bytes = InlineArray<1012, UInt8>(repeating: 0)
    private(set) var count = 0
    /// Vectors in a reading; 0 until subscribed.
    private var columns = 0
    private(set) var reference: UInt8?

    mutating func expect(_ resource: MovesenseResource, reference: UInt8) {
        columns = resource.columns
        self.reference = reference
    }

    mutating func clear() { count = 0 }

    /// False where it does not fit.
    mutating func append(_ payload: UnsafeRawBufferPointer) -> Bool {
        guard columns > 0, count + payload.count <= Self.capacity else { return false }
        let at = count
        withUnsafeMutableBytes(of: &bytes) { buffer in
            UnsafeMutableRawBufferPointer(rebasing: buffer[at..<(at + payload.count)]).copyMemory(from: payload)
        }
        count += payload.count
        return true
    }

    /// Whether the bytes make whole readings, one at least.
    var isWhole: Bool {
        count > Self.head && (count - Self.head) % (Self.vector * columns) == 0
    }

    var readings: Int { (count - Self.head) / (Self.vector * columns) }

    /// Of the first reading.
    var milliseconds: UInt32 { withUnsafeBytes(of: bytes) { $0.u32(0) } }

    /// Acceleration in m/s² and angular rate in °/s.
    @inline(__always)
    func reading(_ index: Int) -> (SIMD3<Float>, SIMD3<Float>) {
        withUnsafeBytes(of: bytes) { bytes in
            let acceleration = Self.head + index * Self.vector
            return (bytes.f32x3(acceleration), bytes.f32x3(acceleration + readings * Self.vector))
        }
    }
}

/// Ticks from one reading of a block to the next, learnt from the blocks' times: their stamps are whole milliseconds
/// and the sensor's rate is a few percent off, so each step counts for a sixteenth.
struct MovesenseSpacing: Sendable, BitwiseCopyable {
    private var nominal = 0.0
    private var ticks = 0.0
    private var last: (milliseconds: UInt32, readings: Int)?
    private var steps = 0.0

    init() {}

    /// - Parameter rate: the nominal one, Hz.
    init(rate: Int) {
        nominal = 1000 * MovesenseBlock.ticksPerMillisecond / Double(max(rate, 1))
        ticks = nominal
    }

    /// The spacing within the block that begins at this time.
    mutating func step(milliseconds: UInt32, readings: Int) -> Double {
        if let last {
            let passed = Double(milliseconds &- last.milliseconds) * MovesenseBlock.ticksPerMillisecond
            let found = passed / Double(last.readings)
            // A lost block doubles it; the rate is never a quarter off what the device was told. Held against that, not
            // against what was found: a first block that began late would shut out all others.
            if abs(found - nominal) < 0.25 * nominal {
                steps = min(steps + 1, 16)
                ticks += (found - ticks) / steps
            }
        }
        last = (milliseconds, readings)
        return ticks
    }
}

/// A resource that can be subscribed to and holds motion.
struct MovesenseResource: Equatable {
    /// Vectors in a reading: 2 for IMU6, 3 for IMU9.
    var columns: Int
    /// Hz.
    var rate: Int

    /// `/Meas/IMU6/R` or `/Meas/IMU9/R`; nil for anything else.
    init?(path: ArraySlice<UInt8>) {
        let parts = String(decoding: path, as: UTF8.self).split(separator: "/")
        guard parts.count == 3, parts[0] == "Meas", let rate = Int(parts[2]), (1...10_000).contains(rate) else {
            return nil
        }
        switch parts[1] {
        case "IMU6": columns = 2
        case "IMU9": columns = 3
        default: return nil
        }
        self.rate = rate
    }
}

/// Commands as bytes: code, a reference that the host chooses, and what the command needs. Codes above 3 differ between
/// firmwares and are not used.
public enum MovesenseCommands {
    static let subscribeCode: UInt8 = 1
    static let result: UInt8 = 1
    static let dataCode: UInt8 = 2
    static let continuationCode: UInt8 = 3

    /// Rates in Hz of the inertial resources that three links can carry.
    public static let rates = [13, 26, 52, 104, 208]

    /// The highest rate not above `hertz`; the lowest below that.
    public static func rate(atMost hertz: Double) -> Int { rates.last { Double($0) <= hertz } ?? rates[0] }

    public static func hello(reference: UInt8) -> [UInt8] { [0, reference] }

    public static func subscribe(_ path: String, reference: UInt8) -> [UInt8] {
        [subscribeCode, reference] + Array(path.utf8)
    }

    public static func unsubscribe(reference: UInt8) -> [UInt8] { [2, reference] }
}
