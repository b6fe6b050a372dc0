import Gait
public import IMU
public import Recording

/// What a recording's `_events.tsv` says happened, and where it may be used.
public struct Reference: Sendable, Equatable {
    struct Distrust: Sendable, Equatable {
        /// Nil: neither side can be trusted.
        var side: Side?
        var span: ClosedRange<Double>
    }

    /// In order of time; only those that name a side.
    public let contacts: [TimedContact]
    /// Where the reference is meant to be used; empty: everywhere.
    public let judged: [ClosedRange<Double>]
    let untrusted: [Distrust]
    let turns: [ClosedRange<Double>]

    /// - Parameter span: judges there alone, whatever the events say.
    public init(_ events: [RecordedEvent], span: ClosedRange<Double>? = nil) {
        contacts = Self.contacts(events).filter { $0.side != nil }
        let marked = events.filter { $0.trialType == "judged" }.compactMap(Self.span)
        judged = span.map { [$0] } ?? marked
        untrusted = events.filter { $0.trialType == "untrusted" }.compactMap { event in
            Self.span(event).map { Distrust(side: event.side, span: $0) }
        }
        turns = events.filter { $0.trialType == "turn" }.compactMap(Self.span)
    }

    /// A reference that is right everywhere, such as a synthetic body's truth.
    public init(contacts: [TimedContact], turns: [ClosedRange<Double>] = []) {
        self.contacts = contacts.filter { $0.side != nil }.sorted { $0.time < $1.time }
        self.turns = turns
        judged = []
        untrusted = []
    }

    /// The same reference, in which turns are not judged.
    public var outsideTurns: Reference { Reference(self, untrusted: untrusted + turns.map { Distrust(span: $0) }) }

    private init(_ reference: Reference, untrusted: [Distrust]) {
        contacts = reference.contacts
        judged = reference.judged
        turns = reference.turns
        self.untrusted = untrusted
    }

    /// The contacts among events, in order of time.
    public static func contacts(_ events: [RecordedEvent]) -> [TimedContact] {
        events.compactMap { event in
            let kind: Contact.Kind
            switch event.trialType {
            case Contact.Kind.initial.name: kind = .initial
            case Contact.Kind.final.name: kind = .final
            default: return nil
            }
            return TimedContact(kind: kind, side: event.side, time: event.onset)
        }.sorted { $0.time < $1.time }
    }

    /// Whether a contact at that time is judged. One without a side is judged where both sides can be trusted.
    public func counts(_ time: Double, _ side: Side?) -> Bool {
        guard judged.isEmpty || judged.contains(where: { $0.contains(time) }) else { return false }
        return !untrusted.contains { distrust in
            (distrust.side == nil || side == nil || distrust.side == side) && distrust.span.contains(time)
        }
    }

    /// Whether the body turns within a span.
    public func turns(within span: ClosedRange<Double>) -> Bool { turns.contains { $0.overlaps(span) } }

    /// Seconds of a recording that are judged.
    public func judgedSeconds(of duration: Double) -> Double {
        guard !judged.isEmpty else { return duration }
        return judged.reduce(0) { $0 + max(0, min($1.upperBound, duration) - max($1.lowerBound, 0)) }
    }

    private static func span(_ event: RecordedEvent) -> ClosedRange<Double>? {
        guard event.duration.isFinite, event.duration >= 0 else { return nil }
        return event.onset...(event.onset + event.duration)
    }
}
