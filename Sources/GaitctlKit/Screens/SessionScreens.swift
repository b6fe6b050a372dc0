private import Foundation
public import QueryAPI

/// `gaitctl session …`, `note`, `pain` and `subjects`: the pilot's log.
public enum SessionScreens {
    /// - Parameter filtered: whether the list was asked for with a filter, which may be why it is empty.
    public static func list(_ sessions: [Session], filtered: Bool = false, _ style: Presentation) -> [String] {
        guard !sessions.isEmpty else {
            return [
                filtered
                    ? "No session fits what was asked for: `gaitctl session list` shows all."
                    : "No sessions yet: begin one with `gaitctl session start --subject CODE`."
            ]
        }
        var table = Table([
            .text("session"), .text("subject"), .text("kit"), .text("start (local time)"), .text("length"),
            .number("strides"), .number("set apart"), .number("episodes"), .number("lost samples"), .text("shoes"),
            .text("aid"),
            .text("note"),
        ])
        for session in sessions {
            table.add([
                session.id, session.subject, session.kit, Times.dateTime(session.startedAt, in: style.timeZone),
                length(session) ?? "running", "\(session.strides)",
                session.setApart.map { "\($0.values.reduce(0, +))" }, "\(session.episodes)",
                "\(session.lostSamples)", session.shoes, session.walkingAid, session.note,
            ])
        }
        return table.lines(style) + sessions.filter { $0.resumed > 0 }.map { style.warning(resumption($0)) }
    }

    /// One session with its log: what people noted, and what was flagged.
    public static func show(
        _ session: Session, annotations: [Annotation], episodes: [EpisodeSummary], _ style: Presentation
    ) -> [String] {
        var lines = [style.strong(printable("Session \(session.id)"))]
        lines += Fields.lines([
            ("subject", session.subject), ("kit", session.kit),
            ("start", withOffset(session.startedAt, style)),
            ("stop", session.stoppedAt.map { withOffset($0, style) } ?? "still running"),
            ("length", length(session)), ("shoes", session.shoes), ("walking aid", session.walkingAid),
            ("note", session.note), ("strides", "\(session.strides)"),
            ("set apart", SetApart.words(session.setApart)), ("episodes", "\(session.episodes)"),
            ("lost samples", "\(session.lostSamples)"), ("session log", session.log),
        ])
        if session.resumed > 0 { lines.append(style.warning(resumption(session))) }
        if !annotations.isEmpty {
            lines += ["", style.strong("Noted")] + annotations.map { "  " + annotation($0, style) }
        }
        if !episodes.isEmpty {
            lines += ["", style.strong("Episodes")] + EpisodeScreens.list(episodes, style).map { "  " + $0 }
        }
        return lines
    }

    public static func started(_ session: Session, _ style: Presentation) -> [String] {
        [
            printable(
                "Session \(session.id) runs for subject \(session.subject) on kit \(session.kit) since "
                    + Times.dateTime(session.startedAt, in: style.timeZone) + "."),
            printable("End it with `gaitctl session stop \(session.id)`; see it live with `gaitctl watch`."),
        ]
    }

    public static func stopped(_ session: Session, _ style: Presentation) -> [String] {
        let length = length(session).map { " after \($0)" } ?? ""
        let counts = [
            Numbers.counted(session.strides, "stride"), Numbers.counted(session.episodes, "episode"),
            Numbers.counted(session.lostSamples, "sample") + " lost",
        ].joined(separator: ", ")
        return [
            printable("Session \(session.id) stopped\(length): \(counts)."),
            printable("See what was flagged with `gaitctl episodes --session \(session.id)`."),
        ]
    }

    /// `2026-11-21 11:30:59  pain: left knee 4, back 6  "after the stairs"`.
    public static func annotation(_ annotation: Annotation, _ style: Presentation) -> String {
        var text = "\(Times.dateTime(annotation.at, in: style.timeZone))  \(annotation.kind)"
        if let pain = annotation.pain, !pain.isEmpty { text += ": \(PainScores.text(pain)) (of 10)" }
        if let note = annotation.text, !note.isEmpty { text += "  \"\(note)\"" }
        return printable(text)
    }

    /// What was just written down, and to whom it belongs.
    public static func added(_ annotation: Annotation, _ style: Presentation) -> [String] {
        let owner = [annotation.session.map { "session \($0)" }, annotation.subject.map { "subject \($0)" }]
            .compactMap { $0 }.joined(separator: ", ")
        return [self.annotation(annotation, style), printable("Kept with \(owner.isEmpty ? "no session" : owner).")]
    }

    public static func subjects(_ subjects: [Subject], _ style: Presentation) -> [String] {
        guard !subjects.isEmpty else {
            return ["No subjects yet: the first `gaitctl session start --subject CODE` adds one."]
        }
        var table = Table([
            .text("subject"), .text("since (local time)"), .number("sessions"), .number("episodes"),
        ])
        for subject in subjects {
            table.add([
                subject.id, Times.dateTime(subject.createdAt, in: style.timeZone), "\(subject.sessions)",
                "\(subject.episodes)",
            ])
        }
        return table.lines(style)
    }

    private static func length(_ session: Session) -> String? {
        session.stoppedAt.map { Numbers.duration($0.timeIntervalSince(session.startedAt)) }
    }

    private static func withOffset(_ date: Date, _ style: Presentation) -> String {
        "\(Times.dateTime(date, in: style.timeZone)) \(Times.offset(date, in: style.timeZone))"
    }

    private static func resumption(_ session: Session) -> String {
        let times = session.resumed == 1 ? "once" : "\(session.resumed) times"
        return printable(
            "session \(session.id) was resumed \(times) after gaitd had stopped unexpectedly; "
                + "what happened in between is not in it")
    }
}
