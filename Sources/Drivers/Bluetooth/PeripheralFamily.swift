/// The families that gaitd knows over Bluetooth Low Energy. Here every peripheral driver is entered.
public enum PeripheralFamily: CaseIterable, Sendable {
    case xsensDot, movesense, witmotion, shimmer3, mavlink

    /// The family of that name, or nil where none is called so.
    public init?(id: String) {
        guard let match = PeripheralFamily.allCases.first(where: { $0.descriptor.id == id }) else { return nil }
        self = match
    }

    /// The family whose advertisement this is, or nil where none fits, or more than one.
    public init?(_ advertisement: Advertisement) {
        let fitting = PeripheralFamily.allCases.filter { family in
            family.descriptor.bluetooth?.recognitions.contains { $0.fits(advertisement) } ?? false
        }
        guard fitting.count == 1, let only = fitting.first else { return nil }
        self = only
    }

    /// Its properties.
    public var descriptor: DriverDescriptor {
        switch self {
        case .xsensDot: XsensDotDriver.descriptor
        case .movesense: MovesenseDriver.descriptor
        case .witmotion: WitMotionPeripheral.descriptor
        case .shimmer3: StreamPeripheral<Shimmer3Driver>.descriptor
        case .mavlink: StreamPeripheral<MAVLinkDriver>.descriptor
        }
    }
}
