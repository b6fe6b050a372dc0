/// Bytes to write to a device, and how long it then wants to be left alone.
public struct DeviceCommand: Sendable, Equatable {
    /// What it does, for the log.
    public var purpose: String
    /// The bytes to write, in one piece.
    public var bytes: [UInt8]
    /// Seconds to wait after writing, before the next command.
    public var pause: Double

    public init(purpose: String, bytes: [UInt8], pause: Double) {
        self.purpose = purpose
        self.bytes = bytes
        self.pause = pause
    }
}
