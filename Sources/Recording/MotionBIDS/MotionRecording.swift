public import IMU

/// One row of one sensor: specific force in m/s² and angular rate in rad/s, NaN where missing.
public typealias MotionReading = (acceleration: SIMD3<Float>, angularRate: SIMD3<Float>)

/// A recording on one common time grid: per row a time and one reading per sensor, in SI units and each sensor's
/// own axes (right-handed).
public struct MotionRecording: Sendable {
    /// Where each sensor sits, in the order of the sensors' indices; each placement at most once.
    public let placements: [Placement]
    /// The nominal sampling rate in Hz.
    public let nominalRate: Double
    /// Seconds from the first row, one per row, never falling.
    public private(set) var times: [Double] = []
    /// What the file holds of sensors but could not be used, one sentence each, for the person who reads it.
    public internal(set) var omissions: [String] = []

    /// Row by row, sensor by sensor: three accelerations, three angular rates.
    private var values: [Float] = []
    private static let valuesPerSensor = 6

    public init(placements: [Placement], nominalRate: Double) {
        precondition(Set(placements).count == placements.count, "each placement may stand once")
        precondition(nominalRate.isFinite && nominalRate > 0, "a rate in Hz")
        self.placements = placements
        self.nominalRate = nominalRate
    }

    /// The number of rows.
    public var rowCount: Int { times.count }

    /// Seconds from the first row to the last.
    public var duration: Double { times.last ?? 0 }

    /// What sensor `sensor` (an index into `placements`) read in row `row`.
    public func reading(row: Int, sensor: Int) -> MotionReading {
        precondition(placements.indices.contains(sensor), "no such sensor")
        let base = (row * placements.count + sensor) * Self.valuesPerSensor
        return (
            SIMD3(values[base], values[base + 1], values[base + 2]),
            SIMD3(values[base + 3], values[base + 4], values[base + 5])
        )
    }

    /// The same as a sample on the recording's own time line: ticks and arrival are nanoseconds from the first row, to
    /// be read with `SensorTiming.Source.recorded`.
    public func sample(row: Int, sensor: Int) -> Sample {
        let (acceleration, angularRate) = reading(row: row, sensor: sensor)
        let time = HostTime(seconds: times[row])
        return Sample(
            ticks: UInt64(time.nanoseconds), arrival: time, acceleration: acceleration, angularRate: angularRate)
    }

    /// Adds a row.
    /// - Parameters:
    ///   - time: seconds; not before the row before. The first row's time is the origin of `times`.
    ///   - readings: one per placement, in their order.
    public mutating func append(time: Double, readings: [MotionReading]) {
        precondition(readings.count == placements.count, "one reading per placement")
        appendTime(time)
        for reading in readings {
            for axis in 0..<3 { values.append(reading.acceleration[axis]) }
            for axis in 0..<3 { values.append(reading.angularRate[axis]) }
        }
    }

    /// The reader's way in: `row` holds the values of every sensor in storage order.
    mutating func append(time: Double, row: [Float]) {
        appendTime(time)
        values.append(contentsOf: row)
    }

    mutating func reserve(rows: Int) {
        times.reserveCapacity(rows)
        values.reserveCapacity(rows * placements.count * Self.valuesPerSensor)
    }

    /// The first row's time as it was given, so that the others can be told from it.
    private var origin = 0.0

    private mutating func appendTime(_ time: Double) {
        if times.isEmpty { origin = time }
        let relative = time - origin
        precondition(relative >= times.last ?? 0, "times may not fall")
        times.append(relative)
    }
}
