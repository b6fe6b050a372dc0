public import IMU

/// A device family's protocol: bytes in, samples out. Pure: no descriptor, no clock, no allocation per sample.
public protocol Driver: Sendable {
    /// What the family is and how its streams behave, as data.
    static var descriptor: DriverDescriptor { get }

    init()

    /// How the ticks of the samples are to be read, as far as the bytes have shown.
    var timing: SensorTiming { get }

    /// What came in so far, the losses included.
    var counters: LinkCounters { get }

    /// Takes any chunk of the stream, in order, and hands on every sample that it completes.
    /// - Parameter arrival: when the chunk was read.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, arrival: HostTime, _ emit: (Sample) -> Void)

    /// Forgets a half frame after the stream broke; counters are kept.
    mutating func resynchronize()
}

/// What a driver counts. Every byte is either part of an accepted frame or discarded.
public struct LinkCounters: Sendable, Equatable, BitwiseCopyable {
    /// Bytes fed.
    public var bytes: UInt64 = 0
    /// Frames whose checksum and layout held.
    public var frames: UInt64 = 0
    /// Samples handed on.
    public var samples: UInt64 = 0
    /// Frames with a wrong checksum.
    public var checksumErrors: UInt64 = 0
    /// Bytes thrown away while hunting for a frame.
    public var discardedBytes: UInt64 = 0
    /// Samples dropped because a value was not a finite, possible number.
    public var implausible: UInt64 = 0
    /// Frames the device's sequence numbers show as lost on the way.
    public var lostFrames: UInt64 = 0

    public init() {}
}

/// A driver's properties, as data that tools can list.
public struct DriverDescriptor: Sendable, Equatable {
    /// The name in configurations, such as `witmotion`.
    public var id: String
    /// The family's name for people.
    public var name: String
    /// Baud rates to try on a serial line, most likely first.
    public var baudRates: [UInt32]
    /// Output rates in Hz that the family offers.
    public var rates: [Double]

    public init(id: String, name: String, baudRates: [UInt32], rates: [Double]) {
        self.id = id
        self.name = name
        self.baudRates = baudRates
        self.rates = rates
    }
}
