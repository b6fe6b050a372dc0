/// The families whose streams gaitd reads from a serial line. Here every driver is entered.
public enum DriverFamily: CaseIterable, Sendable {
    case witmotion, mavlink, shimmer3, xIMU3

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
        case .shimmer3: Shimmer3Driver.descriptor
        case .xIMU3: XIMU3Driver.descriptor
        }
    }

    /// Frames in a row, without a byte discarded between them, after which a stream is taken to be of this family.
    /// WitMotion's 8-bit sum lets one candidate in 256 through; MAVLink's 16-bit CRC one in 65,536. x-IMU3 has no
    /// checksum, but each frame must have its exact length and end, and the first needs a whole one behind it. A Shimmer3
    /// says nothing but its firmware before it is set up, in eight bytes of which five are fixed.
    var framesToRecognize: Int {
        switch self {
        case .witmotion: 4
        case .mavlink: 2
        case .shimmer3: 1
        case .xIMU3: 3
        }
    }

    /// See `Driver.probe`.
    public var probe: [Intention] {
        switch self {
        case .witmotion: WitMotionDriver.probe
        case .mavlink: MAVLinkDriver.probe
        case .shimmer3: Shimmer3Driver.probe
        case .xIMU3: XIMU3Driver.probe
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
