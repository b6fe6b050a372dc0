private import Foundation

/// Numbers as people read them: a decimal point everywhere, no thousands marks.
public enum Numbers {
    /// A fixed number of decimals, without a minus before zero.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "-" }
        let text = String(format: "%.\(decimals)f", value)
        return text.allSatisfy({ "-0.".contains($0) }) && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// The same with its sign.
    public static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        return text.hasPrefix("-") || text == "-" ? text : "+" + text
    }

    /// As few decimals as the number needs, three at most: `10`, `7.5`.
    public static func short(_ value: Double) -> String {
        var text = fixed(value, 3)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// `4.2 s`, `42 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`.
    public static func duration(_ seconds: Double) -> String {
        // Beyond this (some 30,000 years) it is no duration, and would not fit an Int.
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "-" }
        if abs(seconds) < 9.95 { return fixed(seconds, 1) + " s" }
        let sign = seconds < 0 ? "-" : ""
        let whole = Int(abs(seconds).rounded())
        let text =
            switch whole {
            case ..<60: "\(whole) s"
            case ..<3600: "\(whole / 60) min \(two(whole % 60)) s"
            case ..<86400: "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
            default: "\(whole / 86400) d \(whole % 86400 / 3600) h"
            }
        return sign + text
    }

    /// `1 bout`, `2 bouts`.
    public static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }

    static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
