import Foundation
import GRDB
import QueryAPI
import Store
import Testing

@Suite struct EraseTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    /// A stopped session with one row of everything.
    private func fill(_ subject: String, kit: String, note: String) throws -> Session {
        let session = try fixture.startSession(subject, kit: kit)
        let worn = Wearing(kit: kit, session: session.id)
        var batch = Batch(
            strides: [StrideRow(wearing: worn, side: .left, start: WallTime(at: 1), strideTime: 1)],
            measures: [
                MeasureRow(wearing: worn, name: "a", at: WallTime(at: 1), value: 1, low: 0, high: 2, strides: 3)
            ],
            bouts: [
                BoutRow(
                    wearing: worn, start: WallTime(at: 0), end: WallTime(at: 9), stridesLeft: 1, stridesRight: 0,
                    cadence: 1)
            ], episodes: [.sample(kit: kit, session: session.id, signals: [.sample()])],
            gaps: [
                GapRow(
                    wearing: worn, placement: "lumbar", start: WallTime(at: 0), end: WallTime(at: 1), lostSamples: 1,
                    cause: "lost")
            ])
        batch.turns = [TurnRow(wearing: worn, start: WallTime(at: 0), end: WallTime(at: 1), angle: 1)]
        try store.write(batch)
        _ = try store.addAnnotation(NewAnnotation(session: session.id, kind: "note", text: note))
        return try store.stopSession(session.id, at: Date(at: 10))
    }

    private let tables = [
        "subjects", "sessions", "strides", "measures", "bouts", "turns", "gaps", "episodes", "episode_signals",
        "annotations",
    ]

    private func counts() throws -> [Int] {
        try fixture.raw { db in try tables.map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? -1 } }
    }

    @Test func eraseTakesEveryRowOfOneSubjectAndNoneOfAnother() throws {
        let session = try fill("S-GONE", kit: "k1", note: "gone")
        let kept = try fill("S-KEPT", kit: "k2", note: "kept")
        try #expect(counts() == tables.map { _ in 2 })
        let erasure = try store.eraseSubject("S-GONE")
        #expect(erasure.sessions == 1)
        #expect(erasure.strides == 1)
        #expect(erasure.episodes == 1)
        #expect(erasure.annotations == 1)
        #expect(erasure.logs == [try #require(session.log)])
        try #expect(counts() == tables.map { _ in 1 })
        try #expect(store.subjects().items.map(\.id) == ["S-KEPT"])
        try #expect(store.session(kept.id).strides == 1)
        for by in ["bout", "session", "day"] {
            let subjects = try store.measures(MeasureQuery(by: by)).items.map(\.subject)
            #expect(Set(subjects) == ["S-KEPT"], "\(by)")
        }
        #expect(error(RequestError.self) { _ = try store.eraseSubject("S-GONE") }?.kind == .notFound)
    }

    @Test func nothingOfItStaysInTheFiles() throws {
        let words = "Wintermantel-" + String(repeating: "q", count: 60)
        _ = try fill("S-GONEGONE", kit: "k1", note: words)
        func files() throws -> Data {
            try ["", "-wal"].reduce(into: Data()) { data, suffix in
                let url = URL(fileURLWithPath: store.path + suffix)
                if FileManager.default.fileExists(atPath: url.path) { data += try Data(contentsOf: url) }
            }
        }
        try #expect(files().range(of: Data(words.utf8)) != nil)
        let erasure = try store.eraseSubject("S-GONEGONE")
        #expect(erasure.walIsEmpty)
        let after = try files()
        #expect(after.range(of: Data(words.utf8)) == nil)
        #expect(after.range(of: Data("S-GONEGONE".utf8)) == nil)
    }

    @Test func anOpenSessionStandsInTheWay() throws {
        let session = try fixture.startSession("S-HERE")
        let refusal = error(RequestError.self) { _ = try store.eraseSubject("S-HERE") }
        #expect(refusal?.kind == .conflict)
        #expect(refusal?.detail.contains("gaitctl session stop \(session.id)") == true)
        try #expect(store.counts().subjects == 1)
    }

    /// What was under way when its session was erased is not stored again.
    @Test func rowsThatComeAfterwardsAreCountedAndNotStored() throws {
        let session = try fill("S-GONE", kit: "k1", note: "x")
        _ = try store.eraseSubject("S-GONE")
        let worn = Wearing(kit: "k1", session: session.id)
        let receipt = try store.write(
            Batch(
                strides: [StrideRow(wearing: worn, side: .left, start: WallTime(at: 2), strideTime: 1)],
                episodes: [.sample(session: session.id), .sample(id: 9, kit: "k2")]))
        #expect(receipt.orphaned == 2)
        #expect(receipt.episodes.count == 1)
        try #expect(store.counts().episodes == 1)
    }

    @Test func errorsOfTheStoreSayNothingAboutAPerson() throws {
        _ = try fill("S-SECRET", kit: "k1", note: "very private")
        try fixture.rawWrite(
            "CREATE TRIGGER refuse BEFORE INSERT ON annotations BEGIN SELECT raise(ABORT, 'refused'); END")
        let refusal = try #require(
            error(StoreError.self) {
                _ = try store.addAnnotation(NewAnnotation(subject: "S-SECRET", kind: "note", text: "very private"))
            })
        for text in ["\(refusal)", refusal.problem.detail] {
            #expect(!text.contains("S-SECRET"))
            #expect(!text.contains("very private"))
        }
    }
}
