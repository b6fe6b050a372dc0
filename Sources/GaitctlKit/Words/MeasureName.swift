/// A measure's name on the socket, taken apart: `step_time_symmetry_index_percent` is `step time symmetry index` in %.
public struct MeasureName: Equatable, Sendable {
    /// In plain words, without the unit.
    public let words: String
    /// The unit's sign; empty for a pure number or an unknown unit.
    public let unit: String
    /// Decimals that are worth printing.
    public let decimals: Int

    /// Longest first, so that `_m` does not take the end of another.
    private static let units: [(ending: String, unit: String, decimals: Int)] = [
        ("_per_min", "/min", 1), ("_percent", "%", 1), ("_radps", "rad/s", 2), ("_degps", "°/s", 1),
        ("_mps2", "m/s²", 2), ("_mps", "m/s", 2), ("_deg", "°", 1), ("_rad", "rad", 3), ("_mm", "mm", 0),
        ("_cm", "cm", 1), ("_ms", "ms", 0), ("_s", "s", 3), ("_m", "m", 2), ("_g", "g", 2), ("_hz", "Hz", 2),
    ]

    public init(_ name: String) {
        let match = Self.units.first { name.hasSuffix($0.ending) && name.count > $0.ending.count }
        words = name.dropLast(match?.ending.count ?? 0).split(separator: "_").joined(separator: " ")
        unit = match?.unit ?? ""
        decimals = match?.decimals ?? 3
    }

    /// A value with its unit: `12.8 %`, `4.2°`.
    public func text(_ value: Double) -> String { number(value) + unitBehind }

    /// A value without its unit.
    public func number(_ value: Double) -> String { Numbers.fixed(value, decimals) }

    /// The words with the unit in brackets, for a table's title.
    public var title: String { unit.isEmpty ? words : "\(words) (\(unit))" }

    private var unitBehind: String { unit.isEmpty ? "" : unit == "°" ? unit : " \(unit)" }
}
