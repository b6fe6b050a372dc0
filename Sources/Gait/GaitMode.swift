/// How a stride was made. Only walking is compared, between sides and with the person's baseline: running and stairs
/// change every quantity of a stride, and are no asymmetry and no change of how the person walks.
public enum GaitMode: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case walking, running
    /// Stairs-like: the foot stands much higher, or lower, at the stride's end than at its beginning.
    case stairsUp, stairsDown

    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    public var name: String {
        switch self {
        case .walking: "walking"
        case .running: "running"
        case .stairsUp: "stairs_up"
        case .stairsDown: "stairs_down"
        }
    }
}

/// Strides by how they were made.
public struct ModeCounts: Sendable, Equatable, BitwiseCopyable {
    private var counts: SIMD4<Int>

    public init(walking: Int = 0) { counts = [walking, 0, 0, 0] }

    public subscript(mode: GaitMode) -> Int { counts[Int(mode.rawValue)] }

    /// Strides that enter no comparison because they were not walked.
    public var setApart: Int { counts.wrappedSum() - self[.walking] }

    /// The same by name, without those of which there are none; nil where all were walked.
    public var setApartByName: [String: Int]? {
        guard setApart > 0 else { return nil }
        let apart = GaitMode.allCases.filter { $0 != .walking && self[$0] > 0 }
        return Dictionary(uniqueKeysWithValues: apart.map { ($0.name, self[$0]) })
    }

    public mutating func add(_ mode: GaitMode) { counts[Int(mode.rawValue)] += 1 }
}
