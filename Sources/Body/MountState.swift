/// What is known of how a sensor sits.
public enum MountState: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// Not enough walking seen yet.
    case unknown
    case ok
    /// It has turned on its segment while it was worn.
    case slipped
    /// It has been turned end for end.
    case upsideDown
    /// It lies still while the other sensors walk.
    case notWorn
    /// It moves as another segment does.
    case wrongSegment
    /// Left and right have changed places.
    case swapped

    /// The name on the socket.
    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .ok: "ok"
        case .slipped: "slipped"
        case .upsideDown: "upside_down"
        case .notWorn: "not_worn"
        case .wrongSegment: "wrong_segment"
        case .swapped: "swapped"
        }
    }

    /// Whether what rests on the sensor is to be doubted.
    public var isSuspect: Bool { self != .unknown && self != .ok }

    /// For people: what is the matter and what to do.
    public var advice: String? {
        switch self {
        case .unknown, .ok: nil
        case .slipped: "has slipped on its segment: check the strap; the axes are learnt anew"
        case .upsideDown: "has been turned end for end: check the strap; the axes are learnt anew"
        case .notWorn: "lies still while the other sensors walk: is it worn?"
        case .wrongSegment: "does not move as its segment does: is it on the right one?"
        case .swapped: "seems to be on the other leg: exchange the two shank sensors, or their placements"
        }
    }
}
