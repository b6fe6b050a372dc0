import Gait
import IMU
import Recording
import Testing
import Validation

@Suite struct ContactScoreTests {
    private func contact(_ side: Side?, _ time: Double, _ kind: Contact.Kind = .initial) -> TimedContact {
        TimedContact(kind: kind, side: side, time: time)
    }

    private func event(_ type: String, _ onset: Double, _ side: Side? = nil, lasting: Double = 0) -> RecordedEvent {
        RecordedEvent(onset: onset, duration: lasting, trialType: type, side: side)
    }

    private let walk: [RecordedEvent] = [
        RecordedEvent(onset: 1, trialType: "initial_contact", side: .left),
        RecordedEvent(onset: 1.5, trialType: "initial_contact", side: .right),
        RecordedEvent(onset: 2, trialType: "initial_contact", side: .left),
        RecordedEvent(onset: 2.5, trialType: "initial_contact", side: .right),
    ]

    @Test("without reference and without contacts, everything is undefined")
    func empty() {
        let tally = ContactTally([], Reference([]), kind: .initial)
        #expect(tally.truths == 0 && tally.errors.isEmpty && tally.sideAccuracy == nil)
        #expect(tally.blind[1].f1 == nil && tally.blind[1].recall == nil && tally.blind[1].precision == nil)
        #expect(tally.sided?[1].f1 == nil)
        let score = RecordingScore(
            .init(set: "s", subject: "p", recording: "r"), contacts: [contact(.left, 1)], reference: Reference([]),
            seconds: 5)
        #expect(score.initial == nil && score.final == nil && score.strides.isEmpty && score.symmetry.isEmpty)
        let pool = PooledScore("all", [score])
        #expect(pool.f1(.initial) == nil && pool.worst(.initial) == nil && pool.flags == nil)
    }

    @Test("a method that finds nothing has recall and F1 of 0, and no precision")
    func silent() {
        let tally = ContactTally([], Reference(walk), kind: .initial)
        #expect(tally.truths == 4)
        #expect(tally.sided?[1] == ContactCounts(found: 0, missed: 4, extra: 0))
        #expect(tally.sided?[1].f1 == 0 && tally.sided?[1].precision == nil)
        #expect(Statistics.mean(tally.errors) == nil)
    }

    @Test("each tolerance counts by itself, errors are signed")
    func tolerances() {
        let said = [contact(.left, 1.02), contact(.right, 1.42), contact(.left, 2.2), contact(.right, 3.5)]
        let tally = ContactTally(said, Reference(walk), kind: .initial)
        #expect(tally.sided?.map(\.found) == [1, 2, 3])
        #expect(tally.sided?.map(\.missed) == [3, 2, 1])
        #expect(tally.sided?.map(\.extra) == [3, 2, 1])
        #expect(tally.legs.map(\.count) == [2, 1])
        #expect(zip(tally.errors, [0.02, 0.2, -0.08]).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    @Test("a contact on the wrong side is missed and extra, but found blindly")
    func wrongSide() {
        let said = [contact(.right, 1), contact(.right, 1.5), contact(.left, 2), contact(.right, 2.5)]
        let tally = ContactTally(said, Reference(walk), kind: .initial)
        #expect(tally.sided?[1] == ContactCounts(found: 3, missed: 1, extra: 1))
        #expect(tally.blind[1] == ContactCounts(found: 4, missed: 0, extra: 0))
        #expect(tally.sideAccuracy == 0.75)
    }

    @Test("a method without sides is scored blindly, its errors leg by leg of the reference")
    func blind() {
        let said = [1.01, 1.51, 2.01, 2.51].map { contact(nil, $0) }
        let tally = ContactTally(said, Reference(walk), kind: .initial)
        #expect(tally.sided == nil && tally.sideAccuracy == nil)
        #expect(tally.blind[0].f1 == 1 && tally.legs.map(\.count) == [2, 2])
    }

    @Test("kinds do not mix")
    func kinds() {
        let tally = ContactTally([contact(.left, 1, .final)], Reference(walk), kind: .initial)
        #expect(tally.sided?[2].found == 0 && tally.sided?[2].extra == 0)
    }

    @Test("judged and untrusted stretches bound what counts, and a pair across the edge is no error")
    func stretches() {
        let events = walk + [event("judged", 1.2, lasting: 1.31), event("untrusted", 1.9, .left, lasting: 0.2)]
        let reference = Reference(events)
        #expect(!reference.counts(1, .left) && reference.counts(1.5, .right))
        #expect(!reference.counts(2, .left) && reference.counts(2, .right) && !reference.counts(2, nil))
        #expect(abs(reference.judgedSeconds(of: 2) - 0.8) < 1e-9)
        // 2.53 lies beyond the edge, its partner within; 1.21 lies within, its partner (1.0, ±250 ms) outside.
        let said = [contact(.left, 1.21), contact(.right, 1.5), contact(.left, 2.05), contact(.right, 2.53)]
        let tally = ContactTally(said, reference, kind: .initial)
        #expect(tally.truths == 2)
        #expect(tally.sided?[2] == ContactCounts(found: 2, missed: 0, extra: 0))
        #expect(tally.sided?[0] == ContactCounts(found: 2, missed: 0, extra: 1))
    }

    @Test("a span on the command line takes the place of the judged stretches")
    func span() {
        let reference = Reference(walk + [event("judged", 0, lasting: 1.2)], span: 1.4...3)
        #expect(ContactTally([], reference, kind: .initial).truths == 3)
    }

    @Test("errors within legs leave each leg's constant offset out")
    func withinLegs() {
        let said = [contact(.left, 1.04), contact(.left, 2.04), contact(.right, 1.46), contact(.right, 2.46)]
        let tally = ContactTally(said, Reference(walk), kind: .initial)
        #expect((Statistics.interquartileRange(tally.errors) ?? 0) > 0.07)
        #expect((Statistics.interquartileRange(tally.errorsWithinLegs) ?? 1) < 1e-9)
    }

    @Test("pools add counts and keep legs apart; the worst subject is named, the first by name of equals")
    func pooled() {
        func score(_ subject: String, _ said: [TimedContact]) -> RecordingScore {
            RecordingScore(
                .init(set: "s", subject: subject, recording: subject), contacts: said, reference: Reference(walk),
                seconds: 5)
        }
        let all = [contact(.left, 1), contact(.right, 1.5), contact(.left, 2), contact(.right, 2.5)]
        let pool = PooledScore("all", [score("b", []), score("a", []), score("c", all)])
        #expect(pool.contacts(.initial)?.sided?[1] == ContactCounts(found: 4, missed: 8, extra: 0))
        #expect(pool.contacts(.initial)?.legs.count == 2)
        #expect(pool.worst(.initial)?.subject == "a" && pool.worst(.initial)?.f1 == 0)
        #expect(pool.contacts(.final) == nil && pool.subjects == ["a", "b", "c"])
        let blind = PooledScore("all", [score("a", all), score("b", [contact(nil, 1)])])
        #expect(blind.contacts(.initial)?.sided == nil)
        #expect(blind.contacts(.initial)?.blind[1].found == 5)
    }

    @Test("a kind that a method never says is not scored")
    func silentKind() {
        let events = walk + [event("final_contact", 1.7, .left)]
        let score = RecordingScore(
            .init(set: "s", subject: "p", recording: "r"), contacts: [contact(.left, 1)],
            reference: Reference(events), seconds: 5)
        let pool = PooledScore("all", [score])
        #expect(pool.contacts(.final)?.truths == 1)
        #expect(pool.withoutSilentKinds.contacts(.final) == nil)
        #expect(pool.withoutSilentKinds.contacts(.initial)?.truths == 4)
    }
}
