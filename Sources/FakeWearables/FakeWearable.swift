public import IMU

/// A fake wearable of any protocol that is spoken on a serial line.
public enum FakeWearable: Sendable {
    /// The protocols that a fake can speak.
    public enum Language: String, CaseIterable, Sendable {
        case witmotion, mavlink, shimmer3
        case xIMU3 = "x-imu3"
    }

    case witmotion(FakeWitMotion)
    case mavlink(FakeMAVLink)
    case shimmer3(FakeShimmer3)
    case xIMU3(FakeXIMU3)

    /// - Parameter rate: the configured output rate, Hz.
    public init(_ language: Language, placement: Placement, rate: Double) {
        switch language {
        case .witmotion: self = .witmotion(FakeWitMotion(rate: rate))
        case .mavlink: self = .mavlink(FakeMAVLink(system: 10 + placement.rawValue))
        case .shimmer3: self = .shimmer3(FakeShimmer3(rate: rate))
        case .xIMU3: self = .xIMU3(FakeXIMU3(rate: rate))
        }
    }

    /// Adds the bytes of one reading; none while the device was not told to stream.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        // Taken out and put back: an enum's payload cannot be changed in place.
        switch self {
        case .witmotion(var device):
            device.send(reading, to: &bytes)
            self = .witmotion(device)
        case .mavlink(var device):
            device.send(reading, to: &bytes)
            self = .mavlink(device)
        case .shimmer3(var device):
            device.send(reading, to: &bytes)
            self = .shimmer3(device)
        case .xIMU3(var device):
            device.send(reading, to: &bytes)
            self = .xIMU3(device)
        }
    }

    /// A reading that never got into bytes.
    public mutating func skip() {
        guard case .mavlink(var device) = self else { return }
        device.skip()
        self = .mavlink(device)
    }

    /// Takes bytes from the host and adds the replies.
    public mutating func receive(_ bytes: some Sequence<UInt8>, replies: inout [UInt8]) {
        switch self {
        case .mavlink: break
        case .witmotion(var device):
            device.receive(bytes, replies: &replies)
            self = .witmotion(device)
        case .shimmer3(var device):
            device.receive(bytes, replies: &replies)
            self = .shimmer3(device)
        case .xIMU3(var device):
            device.receive(bytes, replies: &replies)
            self = .xIMU3(device)
        }
    }

    /// Nobody has the line open any more: a Bluetooth line's device stops then.
    public mutating func disconnect() {
        guard case .shimmer3(var device) = self else { return }
        device.disconnect()
        self = .shimmer3(device)
    }

    /// The output rate that the host configured, Hz; nil where the protocol has no such command.
    public var configuredRate: Double? {
        switch self {
        case .witmotion(let device): device.outputRate
        case .mavlink: nil
        case .shimmer3(let device): device.outputRate
        case .xIMU3(let device): device.outputRate
        }
    }
}
