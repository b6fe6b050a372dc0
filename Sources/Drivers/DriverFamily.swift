/// The families whose streams gaitd reads from a serial line. Here every driver is entered.
public enum DriverFamily: CaseIterable, Sendable {
    case witmotion, mavlink

    /// The family of that name, or nil where none is called so.
    public init?(id: String) {
        guard let match = DriverFamily.allCases.first(where: { $0.descriptor.id == id }) else { return nil }
        self = match
    }

    /// Its properties.
    public var descriptor: DriverDescriptor {
        switch self {
        case .witmotion: WitMotionDriver.descriptor
        case .mavlink: MAVLinkDriver.descriptor
        }
    }

    /// Frames in a row, without a byte discarded between them, after which a stream is taken to be of this family.
    /// WitMotion's 8-bit sum lets one candidate in 256 through; MAVLink's 16-bit CRC one in 65,536.
    var framesToRecognize: Int {
        switch self {
        case .witmotion: 4
        case .mavlink: 2
        }
    }

    /// What to write to a device so that it streams; empty where it streams on its own and takes no orders.
    /// - Parameters:
    ///   - hertz: the wished rate.
    ///   - baud: the line's speed in bit/s, or nil where it sets no limit.
    public func startCommands(hertz: Double, baud: UInt32?) -> [DeviceCommand] {
        switch self {
        case .witmotion: WitMotionCommands.start(hertz: hertz, baud: baud)
        case .mavlink: []
        }
    }

    /// Baud rates to hunt through for a device of unknown family: first every family's likeliest.
    public static let huntOrder: [UInt32] = {
        var order: [UInt32] = []
        let lists = allCases.map(\.descriptor.baudRates)
        for rank in 0..<(lists.map(\.count).max() ?? 0) {
            for list in lists where rank < list.count && !order.contains(list[rank]) { order.append(list[rank]) }
        }
        return order
    }()
}
