import Gait
import IMU

/// How late contacts were known, s. A method of which only the times are known has none.
public struct Latency: Sendable, Equatable {
    /// From the contact's final time to the moment it was first said.
    public var provisional: [Double] = []
    /// From the contact's final time to its confirmation.
    public var confirmed: [Double] = []
    /// The same two from the reference's contact, where one was found: the reference's own error is in them.
    public var provisionalFromReference: [Double] = []
    public var confirmedFromReference: [Double] = []

    public init() {}

    /// Over the judged contacts of a recording.
    init(_ detected: [TimedContact], _ reference: Reference, hasReference: Bool) {
        for contact in detected where reference.counts(contact.time, contact.side) {
            if let said = contact.provisional { provisional.append(said - contact.time) }
            if let said = contact.confirmed { confirmed.append(said - contact.time) }
        }
        guard hasReference else { return }
        for kind in [Contact.Kind.initial, .final] {
            for pair in Self.pairs(detected, reference, kind) {
                if let said = pair.detected.provisional { provisionalFromReference.append(said - pair.truth.time) }
                if let said = pair.detected.confirmed { confirmedFromReference.append(said - pair.truth.time) }
            }
        }
    }

    private static func pairs(
        _ detected: [TimedContact], _ reference: Reference, _ kind: Contact.Kind
    ) -> [(detected: TimedContact, truth: TimedContact)] {
        [.left, .right].flatMap { side in
            ContactMatch(
                detected.filter { $0.kind == kind && $0.side == side }.sorted { $0.time < $1.time },
                reference.contacts.filter { $0.kind == kind && $0.side == side }, within: ContactTally.widest
            ).judgedPairs(reference)
        }
    }

    public static func += (a: inout Latency, b: Latency) {
        a.provisional += b.provisional
        a.confirmed += b.confirmed
        a.provisionalFromReference += b.provisionalFromReference
        a.confirmedFromReference += b.confirmedFromReference
    }
}
