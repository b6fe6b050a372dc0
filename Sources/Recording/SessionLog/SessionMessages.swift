import IMU

/// The messages of a session log and their schemas.
///
/// Encoding `cdr` with `ros2msg` schemas: a sample is 36 bytes at fixed offsets (a fifth of the same as JSON), the
/// schema stands in the file as plain text, and Foxglove, PlotJuggler and PyPI `mcap-ros2-support` decode it without
/// any code of ours; so does `struct.unpack("<4xQ6f", data)`. Fields are flat so that each can be plotted by name, and
/// the eight-byte ones stand first so that CDR's alignment leaves no holes.
enum SessionMessages {
    static let messageEncoding = "cdr"
    static let schemaEncoding = "ros2msg"

    static let sampleSchemaID: UInt16 = 1
    static let sampleSchemaName = "gaitd/msg/ImuSample"
    static let sampleSchema = """
        # One reading of one inertial sensor in its own right-handed axes; NaN where a value is missing.
        # The message's log time is the arrival of its last byte: nanoseconds of CLOCK_BOOTTIME.
        # The device's own time, in the ticks that the channel's metadata describes; not unwrapped.
        uint64 ticks
        # Specific force in m/s^2: about +9.8 along the axis that points up at rest.
        float32 acceleration_x
        float32 acceleration_y
        float32 acceleration_z
        # Angular rate in rad/s.
        float32 angular_rate_x
        float32 angular_rate_y
        float32 angular_rate_z

        """

    static let gapSchemaID: UInt16 = 2
    static let gapSchemaName = "gaitd/msg/SensorGap"
    static let gapSchema = """
        # A stretch in which samples of a sensor are missing.
        # Nanoseconds of CLOCK_BOOTTIME: the sensor was last heard before, and first heard again.
        uint64 start_ns
        uint64 end_ns
        # 0 where it cannot be told.
        uint64 lost_samples
        # The sensor, counted from 0 in the order of the channels.
        uint32 sensor
        string reason

        """

    static let gapChannelID: UInt16 = 1
    static let gapTopic = "/gaps"
    /// Channel of sensor i is `firstSensorChannelID + i`.
    static let firstSensorChannelID: UInt16 = 2

    static func topic(of sensor: SessionLogSensor) -> String { "/imu/\(sensor.placement.name)" }

    /// Representation identifier CDR_LE and no options (DDSI-RTPS §10.2).
    private static let encapsulation: UInt32 = 0x0000_0100
    static let sampleBytes = 36
    static let maximumReasonBytes = 64

    /// Nanoseconds that are believed, about 146 years: sums and differences of two of them cannot overflow.
    static let times: Range<Int64> = 0..<1 << 62

    static func put(_ sample: Sample, into buffer: inout RecordBuffer) {
        buffer.put(encapsulation)
        buffer.put(sample.ticks)
        for axis in 0..<3 { buffer.put(sample.acceleration[axis]) }
        for axis in 0..<3 { buffer.put(sample.angularRate[axis]) }
    }

    static func put(_ gap: SensorGap, into buffer: inout RecordBuffer) {
        buffer.put(encapsulation)
        buffer.put(UInt64(bitPattern: gap.start.nanoseconds))
        buffer.put(UInt64(bitPattern: gap.end.nanoseconds))
        buffer.put(gap.lostSamples)
        buffer.put(UInt32(truncatingIfNeeded: gap.sensor))
        // A text in CDR ends with a zero byte, which its length counts.
        let reason = Array(gap.reason.utf8.prefix(maximumReasonBytes)) + [0]
        buffer.put(UInt32(reason.count))
        buffer.put(reason)
    }

    static func takeSample(_ reader: inout ByteReader, arrival: HostTime) -> Sample? {
        guard reader.remaining == sampleBytes, reader.take(UInt32.self) == encapsulation,
            let ticks = reader.take(UInt64.self), let acceleration = takeVector(&reader),
            let angularRate = takeVector(&reader)
        else { return nil }
        return Sample(ticks: ticks, arrival: arrival, acceleration: acceleration, angularRate: angularRate)
    }

    static func takeGap(_ reader: inout ByteReader) -> SensorGap? {
        guard reader.take(UInt32.self) == encapsulation, let start = reader.take(Int64.self), times.contains(start),
            let end = reader.take(Int64.self), times.contains(end), let lost = reader.take(UInt64.self),
            let sensor = reader.take(UInt32.self), var reason = reader.takeText()
        else { return nil }
        if reason.last == "\0" { reason.removeLast() }
        return SensorGap(
            sensor: Int(sensor), start: HostTime(nanoseconds: start), end: HostTime(nanoseconds: end),
            lostSamples: lost, reason: reason)
    }

    private static func takeVector(_ reader: inout ByteReader) -> SIMD3<Float>? {
        guard let x = reader.takeFloat(), let y = reader.takeFloat(), let z = reader.takeFloat() else { return nil }
        return SIMD3(x, y, z)
    }
}
