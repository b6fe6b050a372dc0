/// A driver's properties, as data that tools can list.
public struct DriverDescriptor: Sendable, Equatable {
    /// The name in configurations, such as `witmotion`.
    public var id: String
    /// The family's name for people.
    public var name: String
    /// Baud rates to try on a serial line, most likely first.
    public var baudRates: [UInt32]
    /// Output rates in Hz that the family can be told to send; empty where the firmware decides.
    public var rates: [Double]

    public init(id: String, name: String, baudRates: [UInt32], rates: [Double]) {
        self.id = id
        self.name = name
        self.baudRates = baudRates
        self.rates = rates
    }
}
