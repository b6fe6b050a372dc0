/// Why a walk cannot be made.
public enum WalkerError: Error, Equatable, CustomStringConvertible {
    case outOfRange(name: String, value: Double, range: ClosedRange<Double>, unit: String)
    case script(text: String, reason: String)
    case noSuchSegment(name: String)

    public var description: String {
        switch self {
        case .outOfRange(let name, let value, let range, let unit):
            let rounded = (value * 1000).rounded() / 1000
            return "\(name) \(rounded) \(unit) is not walkable: choose parameters that keep it within "
                + "\(range.lowerBound)…\(range.upperBound) \(unit)"
        case .script(let text, let reason):
            return "script: \"\(text)\": \(reason); write for example "
                + "\"stand 5, walk 60, turn 180, walk 30, stand 3, sit 20\""
        case .noSuchSegment(let name):
            return "the synthetic body carries no sensor at \(name): "
                + "choose left_shank, right_shank, lumbar, left_thigh or right_thigh"
        }
    }
}
