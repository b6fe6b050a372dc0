public import IMU

/// A fake wearable of either protocol.
public enum FakeWearable: Sendable {
    /// The protocols that a fake can speak.
    public enum Language: String, CaseIterable, Sendable { case witmotion, mavlink }

    case witmotion(FakeWitMotion)
    case mavlink(FakeMAVLink)

    /// - Parameter rate: the configured output rate, Hz.
    public init(_ language: Language, placement: Placement, rate: Double) {
        switch language {
        case .witmotion: self = .witmotion(FakeWitMotion(rate: rate))
        case .mavlink: self = .mavlink(FakeMAVLink(system: 10 + placement.rawValue))
        }
    }

    /// Adds the bytes of one reading.
    public mutating func send(_ reading: WearableReading, to bytes: inout [UInt8]) {
        switch self {
        case .witmotion(var device):
            // Taken out and put back: an enum's payload cannot be changed in place.
            device.send(reading, to: &bytes)
            self = .witmotion(device)
        case .mavlink(var device):
            device.send(reading, to: &bytes)
            self = .mavlink(device)
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
        guard case .witmotion(var device) = self else { return }
        device.receive(bytes, replies: &replies)
        self = .witmotion(device)
    }

    /// The output rate that the host configured, Hz; nil where the protocol has no such command.
    public var configuredRate: Double? {
        guard case .witmotion(let device) = self else { return nil }
        return device.outputRate
    }
}
