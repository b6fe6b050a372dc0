import Foundation
import QueryAPI
import Store
import Testing

@Suite struct SessionTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    @Test func startShowStop() throws {
        let new = NewSession(
            subject: "S-K7QF2MXA", kit: "k1", shoes: " trainers ", walkingAid: "", note: "left knee taped")
        let started = try store.createSession(new, at: Date(at: 0), log: { "sessions/\($0).mcap" })
        #expect(started.id.hasPrefix("20261121T100000Z-"))
        #expect(started.log == "sessions/\(started.id).mcap")
        #expect(started.shoes == "trainers")
        #expect(started.walkingAid == nil)
        #expect(started.stoppedAt == nil)
        try #expect(store.session(started.id) == started)
        try #expect(store.openSessions() == [started])
        try #expect(store.counts() == StoreCounts(subjects: 1, sessions: 1, openSessions: [started.id], episodes: 0))

        let stopped = try store.stopSession(started.id, at: Date(at: 60))
        #expect(stopped.stoppedAt == Date(at: 60))
        try #expect(store.openSessions().isEmpty)
        let again = try #require(error(RequestError.self) { _ = try store.stopSession(started.id) })
        #expect(again.kind == .conflict)
        #expect(again.field == "session")
    }

    @Test func oneOpenSessionPerKit() throws {
        let first = try fixture.startSession(kit: "k1")
        let refusal = try #require(error(RequestError.self) { _ = try fixture.startSession("S-2", kit: "k1") })
        #expect(refusal.kind == .conflict)
        #expect(refusal.field == "kit")
        #expect(refusal.detail.contains("gaitctl session stop \(first.id)"))
        // The refused session left no subject behind.
        try #expect(store.subjects().items.map(\.id) == [first.subject])
        _ = try fixture.startSession("S-2", kit: "k2")
        try #expect(store.openSessions().count == 2)
    }

    @Test func theSchemaItselfAllowsOneOpenSessionPerKit() throws {
        _ = try fixture.startSession()
        #expect(throws: (any Error).self) {
            try fixture.rawWrite(
                """
                INSERT INTO sessions (id, subject_key, kit_key, started_us)
                SELECT 'second', subject_key, kit_key, started_us FROM sessions
                """)
        }
    }

    @Test(arguments: ["Erika Mustermann", "", "S-ÄÖÜ", "a/b", "x\n", String(repeating: "A", count: 33)])
    func codesThatAreNoneAreRefusedWithoutRepeatingThem(code: String) throws {
        let refusal = try #require(error(RequestError.self) { _ = try fixture.startSession(code) })
        #expect(refusal.kind == .invalid)
        #expect(refusal.field == "subject")
        #expect(code.isEmpty || !refusal.description.contains(code))
        try #expect(store.counts().subjects == 0)
    }

    @Test func generatedCodesAreValidAndDiffer() throws {
        let codes = (0..<100).map { _ in SubjectCode.random() }
        for code in codes {
            #expect(code.wholeMatch(of: /S-[A-Z2-7]{8}/) != nil)
            try SubjectCode.validate(code)
        }
        #expect(Set(codes).count == codes.count)
    }

    @Test func unknownKitAndMissingKitAreNamed() throws {
        let unknown = error(RequestError.self) { _ = try fixture.startSession(kit: "nope") }
        #expect(unknown?.kind == .notFound)
        #expect(unknown?.field == "kit")
        let missing = error(RequestError.self) { _ = try store.createSession(NewSession(subject: "S-1")) }
        #expect(missing?.kind == .invalid)
        #expect(missing?.field == "kit")
    }

    @Test func unknownSessionIsNamed() throws {
        for ask in [
            { _ = try self.store.session("x") }, { _ = try self.store.stopSession("x") },
            { _ = try self.store.resumeSession("x") },
        ] {
            let refusal = error(RequestError.self, ask)
            #expect(refusal?.kind == .notFound)
            #expect(refusal?.field == "session")
        }
    }

    @Test func aClockSetBackEndsNoSessionBeforeItBegan() throws {
        let session = try fixture.startSession(at: 100)
        try #expect(store.stopSession(session.id, at: Date(at: 50)).stoppedAt == Date(at: 100))
    }

    @Test func listPagesAndFilters() throws {
        for index in 0..<7 {
            let session = try fixture.startSession(index % 2 == 0 ? "S-EVEN" : "S-ODD", at: Double(index / 2))
            if index < 6 { _ = try store.stopSession(session.id, at: Date(at: 100)) }
        }
        var ids: [String] = []
        var cursor: String?
        repeat {
            let page = try store.sessions(SessionQuery(cursor: cursor, limit: 2))
            ids += page.items.map(\.id)
            cursor = page.next
        } while cursor != nil
        try #expect(ids == store.sessions().items.map(\.id))
        #expect(Set(ids).count == 7)
        try #expect(store.sessions(SessionQuery(subject: "S-ODD")).items.count == 3)
        try #expect(store.sessions(SessionQuery(open: true)).items.count == 1)
        try #expect(store.sessions(SessionQuery(kit: "k2")).items.isEmpty)
        try #expect(store.sessions(SessionQuery(since: Date(at: 1), until: Date(at: 3))).items.count == 4)
        try #expect(store.subjects().items.map(\.sessions) == [3, 4])
        try #expect(store.subjects(limit: 1).next != nil)
    }

    @Test func sensorsOfAKitAreKeptUpToDate() throws {
        let shank = SensorRow(placement: "left_shank", device: "/dev/a", driver: "witmotion", nominalRateHz: 200)
        let lumbar = SensorRow(placement: "lumbar", device: "/dev/b")
        try store.registerKit("k1", sensors: [shank, lumbar])
        try #expect(store.sensors(kit: "k1") == [shank, lumbar])
        var moved = shank
        moved.device = "/dev/c"
        moved.driver = nil
        try store.registerKit("k1", sensors: [moved])
        moved.driver = "witmotion"
        try #expect(store.sensors(kit: "k1") == [moved])
    }
}
