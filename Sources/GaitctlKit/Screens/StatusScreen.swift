public import QueryAPI

/// `gaitctl status`.
public enum StatusScreen {
    public static func lines(_ status: Status, _ style: Presentation) -> [String] {
        let since = Times.dateTime(status.startedAt, in: style.timeZone)
        let sensors = "\(status.sensorsStreaming) of \(status.sensorsConfigured) streaming"
        let look = status.sensorsStreaming < status.sensorsConfigured ? "; `gaitctl sensors` says what is missing" : ""
        let head = "gaitd \(printable(status.version)) has run for \(Numbers.duration(status.uptimeS)), since \(since)"
        let fields = Fields.lines([
            ("sensors", sensors + look),
            ("kits", "\(status.kits)"),
            ("open sessions", status.openSessions.isEmpty ? "none" : status.openSessions.joined(separator: ", ")),
            ("episodes", "\(status.episodes)"),
            ("configuration", status.configurationFile ?? "built-in defaults"),
            ("state directory", status.stateDirectory),
            ("clock", status.timeScale == 1 ? nil : "\(Numbers.short(status.timeScale)) times as fast as real time"),
        ])
        return [style.strong(head)] + fields + warnings(status, kit: nil, style)
    }

    /// What needs attention.
    /// - Parameter kit: that kit's alone.
    public static func warnings(_ status: Status, kit: String?, _ style: Presentation) -> [String] {
        status.warnings
            .filter { text in kit.map { text.hasPrefix($0 + "/") || text.hasPrefix($0 + ":") } ?? true }
            .map { style.warning("warning: \(printable($0))") }
    }
}
