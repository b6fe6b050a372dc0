public import ArgumentParser
public import FakeWearables
public import IMU

// The house's words as they are written on the command line.

extension Side: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
    public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension Placement: ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
    public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension FakeWearable.Language: ExpressibleByArgument {}

extension AnyFakePeripheral.Make: ExpressibleByArgument {}
