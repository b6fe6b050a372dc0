/// Where on the body a sensor sits. The shank units are the knee wearables, strapped just below the joint;
/// the lumbar unit sits at L5.
public enum Placement: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case leftShank, rightShank, lumbar, leftThigh, rightThigh, leftFoot, rightFoot

    /// The name used in configurations, file channels and on the socket, such as `left_shank`.
    public var name: String {
        switch self {
        case .leftShank: "left_shank"
        case .rightShank: "right_shank"
        case .lumbar: "lumbar"
        case .leftThigh: "left_thigh"
        case .rightThigh: "right_thigh"
        case .leftFoot: "left_foot"
        case .rightFoot: "right_foot"
        }
    }

    /// The placement of that name, or nil where no placement is called so.
    public init?(name: String) {
        guard let match = Placement.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// Whether it is one of the two knee wearables.
    public var isShank: Bool { self == .leftShank || self == .rightShank }

    /// The body side, or nil on the midline.
    public var side: Side? {
        switch self {
        case .leftShank, .leftThigh, .leftFoot: .left
        case .rightShank, .rightThigh, .rightFoot: .right
        case .lumbar: nil
        }
    }
}

/// A side of the body. A *left step* ends with the left foot's initial contact.
public enum Side: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case left, right

    /// `left` or `right`.
    public var name: String { self == .left ? "left" : "right" }

    /// The other side.
    public var opposite: Side { self == .left ? .right : .left }

    /// The side of that name.
    public init?(name: String) {
        switch name {
        case "left": self = .left
        case "right": self = .right
        default: return nil
        }
    }
}
