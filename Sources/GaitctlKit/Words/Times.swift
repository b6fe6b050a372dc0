public import Foundation
private import QueryAPI

/// Times as people read and write them.
public enum Times {
    /// Which edge of a named day is meant.
    public enum Edge: Sendable { case start, end }

    /// `2026-11-21 11:30:59`, in `zone`.
    public static func dateTime(_ date: Date, in zone: TimeZone) -> String {
        let part = calendar(zone).dateComponents([.year, .month, .day], from: date)
        let day = "\(part.year ?? 0)-\(Numbers.two(part.month ?? 0))-\(Numbers.two(part.day ?? 0))"
        return "\(day) \(time(date, in: zone))"
    }

    /// `11:30:59`, in `zone`.
    public static func time(_ date: Date, in zone: TimeZone) -> String {
        let part = calendar(zone).dateComponents([.hour, .minute, .second], from: date)
        return [part.hour, part.minute, part.second].map { Numbers.two($0 ?? 0) }.joined(separator: ":")
    }

    /// `UTC+01:00`: what `zone` differs by at that time.
    public static func offset(_ date: Date, in zone: TimeZone) -> String {
        let minutes = zone.secondsFromGMT(for: date) / 60
        if minutes == 0 { return "UTC" }
        return "UTC\(minutes < 0 ? "-" : "+")\(Numbers.two(abs(minutes) / 60)):\(Numbers.two(abs(minutes) % 60))"
    }

    /// `5 min ago`: how long ago that many seconds are, in the largest unit that makes two or more.
    public static func ago(_ seconds: Double) -> String {
        let units = [("d", 86_400.0), ("h", 3600), ("min", 60)]
        let (name, length) = units.first { seconds >= 2 * $0.1 } ?? ("s", 1)
        return "\(Int(max(0, min(1e9, seconds) / length))) \(name) ago"
    }

    /// The time that a person names: RFC 3339 with a zone, a day (`2026-11-21`, `today`, `yesterday`: its start or
    /// end in `zone`), or how long ago (`90s`, `15m`, `2h`, `3d`, `1w`); nil for anything else.
    public static func parse(_ text: String, edge: Edge, now: Date, in zone: TimeZone) -> Date? {
        if let day = day(text, now: now, in: zone) {
            return edge == .start ? day : calendar(zone).date(byAdding: .day, value: 1, to: day)
        }
        if let seconds = ago(text) { return now.addingTimeInterval(-seconds) }
        return WireCoding.date(text)
    }

    private static func day(_ text: String, now: Date, in zone: TimeZone) -> Date? {
        let calendar = calendar(zone)
        let today = calendar.startOfDay(for: now)
        switch text {
        case "today": return today
        case "yesterday": return calendar.date(byAdding: .day, value: -1, to: today)
        default: break
        }
        guard text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil else { return nil }
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        let parts = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
        // A calendar makes 2 March of 30 February; that is a slip of the person's, not a day.
        guard let date = calendar.date(from: parts),
            calendar.dateComponents([.year, .month, .day], from: date) == parts
        else { return nil }
        return date
    }

    private static func ago(_ text: String) -> Double? {
        guard let match = text.wholeMatch(of: /([0-9]{1,6})(s|m|min|h|d|w)/), let count = Double(match.1) else {
            return nil
        }
        switch match.2 {
        case "s": return count
        case "m", "min": return count * 60
        case "h": return count * 3600
        case "d": return count * 86400
        default: return count * 604_800
        }
    }

    private static func calendar(_ zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
