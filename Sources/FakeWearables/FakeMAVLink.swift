/// A do-it-yourself wearable that speaks MAVLink 2: HIGHRES_IMU per reading, HEARTBEAT once a second.
public struct FakeMAVLink: Sendable {
    private let system: UInt8
    private let component: UInt8
    private var sequence: UInt8 = 0
    private var nextHeartbeat = -Double.infinity

    public init(system: UInt8, component: UInt8 = 1) {
        self.system = system
        self.component = component
    }

    /// Adds the frames of one reading; a heartbeat comes first when one is due.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        if reading.clock >= nextHeartbeat {
            nextHeartbeat = reading.clock + 1
            append(heartbeat, to: &bytes)
        }
        var message = HighresIMU()
        message.microseconds = UInt64(max(0, reading.clock) * 1e6)
        for axis in 0..<3 {
            let force = Converter.counts(reading.acceleration[axis], per: Converter.accelerationCount)
            let rate = Converter.counts(reading.angularRate[axis], per: Converter.rateCount)
            message.acceleration[axis] = Float(Double(force) * Converter.accelerationCount)
            message.angularRate[axis] = Float(Double(rate) * Converter.rateCount)
        }
        append(message.frame(sequence: 0, system: system, component: component), to: &bytes)
    }

    /// A reading that the sensor took but never sent: the gap shows in the sequence numbers.
    public mutating func skip() { sequence &+= 1 }

    private mutating func append(_ frame: MAVLinkFrame, to bytes: inout [UInt8]) {
        var frame = frame
        frame.sequence = sequence
        sequence &+= 1
        frame.append(to: &bytes)
    }

    /// HEARTBEAT (0): custom mode 0, an onboard controller (18), no autopilot (8), active (4), MAVLink version 3.
    private var heartbeat: MAVLinkFrame {
        MAVLinkFrame(
            sequence: 0, system: system, component: component, message: 0, extra: 50,
            payload: [0, 0, 0, 0, 18, 8, 0, 4, 3])
    }
}
