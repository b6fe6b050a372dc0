public import IMU

/// A driver's properties, as data that tools can list and transports can use.
public struct DriverDescriptor: Sendable, Equatable {
    /// The name in configurations, such as `witmotion`.
    public var id: String
    /// The family's name for people.
    public var name: String
    /// Baud rates to try on a serial line, most likely first; empty where the family has none.
    public var baudRates: [UInt32]
    /// Output rates in Hz that the family can be told to send; empty where the firmware decides.
    public var rates: [Double]
    /// What the sensors can measure as gaitd sets them; nil where the firmware decides.
    public var range: SensorRange?
    /// How a fresh device's ticks are to be read; the driver's own `timing` follows the bytes.
    public var timing: SensorTiming
    /// Which way the axes of the samples lie, for people: gaitd finds out the mounting itself.
    public var axes: String
    /// How the family is found and talked to over Bluetooth Low Energy; nil where it is not.
    public var bluetooth: BluetoothProfile?

    public init(
        id: String, name: String, baudRates: [UInt32] = [], rates: [Double], range: SensorRange?,
        timing: SensorTiming, axes: String, bluetooth: BluetoothProfile? = nil
    ) {
        self.id = id
        self.name = name
        self.baudRates = baudRates
        self.rates = rates
        self.range = range
        self.timing = timing
        self.axes = axes
        self.bluetooth = bluetooth
    }
}

/// The largest values that a sensor can measure along or about one axis.
public struct SensorRange: Sendable, Equatable, BitwiseCopyable {
    /// m/s².
    public var acceleration: Double
    /// rad/s.
    public var angularRate: Double

    /// - Parameters:
    ///   - g: in standard gravities.
    ///   - degreesPerSecond: in °/s.
    public init(g: Double, degreesPerSecond: Double) {
        acceleration = g * Units.standardGravity
        angularRate = degreesPerSecond * Units.radiansPerDegree
    }
}
