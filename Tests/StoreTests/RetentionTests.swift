import Foundation
import GRDB
import QueryAPI
import Store
import Testing

@Suite struct RetentionTests {
    let fixture: Fixture
    var store: Store { fixture.store }
    let old: Session
    let new: Session
    let open: Session

    /// One session of two hours ago, one of now, and one that has been open all the time.
    init() throws {
        fixture = try Fixture()
        let store = fixture.store
        let begin = -7200.0
        open = try fixture.startSession("S-OPEN", kit: "k2", at: begin)
        func record(at: Double, id: UInt64) throws -> Session {
            let session = try store.createSession(
                NewSession(subject: "S-A", kit: "k1"), at: Date(at: at), log: { "\($0).mcap" })
            let worn = Wearing(kit: "k1", session: session.id)
            try store.write(
                Batch(
                    strides: [
                        StrideRow(wearing: worn, side: .left, start: WallTime(at: at + 1), strideTime: 1),
                        StrideRow(wearing: worn, side: .left, start: WallTime(at: at + 2), strideTime: 1),
                    ],
                    measures: [
                        MeasureRow(
                            wearing: worn, name: "a", at: WallTime(at: at + 1), value: 1, low: 0, high: 2, strides: 3)
                    ],
                    bouts: [
                        BoutRow(
                            wearing: worn, start: WallTime(at: at), end: WallTime(at: at + 9), stridesLeft: 1,
                            stridesRight: 0, cadence: 1)
                    ],
                    episodes: [
                        .sample(
                            id: id, session: session.id, start: at, end: at + 5,
                            signals: [.sample(start: at - 5), .sample(placement: "lumbar", start: at - 5)])
                    ]))
            _ = try store.addAnnotation(NewAnnotation(at: Date(at: at), session: session.id, kind: "marker"))
            return try store.stopSession(session.id, at: Date(at: at + 10))
        }
        old = try record(at: begin, id: 1)
        new = try record(at: 0, id: 2)
    }

    @Test func rawGoesAndWhatWasDerivedStays() throws {
        let pruning = try store.prune(rawOlderThan: Date(at: -3600))
        #expect(pruning.signals == 2)
        #expect(pruning.logs == [try #require(old.log)])
        #expect(pruning.episodes == 0)
        let episodes = try store.episodes().items
        #expect(episodes.count == 2)
        try #expect(store.episode(episodes[1].id).signals.isEmpty)
        try #expect(store.episode(episodes[0].id).signals.count == 2)
        try #expect(store.session(old.id).log == nil)
        try #expect(store.session(new.id).log == new.log)
        try #expect(store.session(open.id).log == open.log)
        try #expect(store.prune(rawOlderThan: Date(at: -3600)) == Pruning())
    }

    @Test func derivedGoesWithItsSession() throws {
        let pruning = try store.prune(episodesOlderThan: Date(at: -3600))
        #expect(pruning.episodes == 1)
        #expect(pruning.strides == 2)
        #expect(pruning.sessions == 1)
        #expect(pruning.logs == [try #require(old.log)])
        try #expect(store.episodes().items.map(\.session) == [new.id])
        try #expect(store.sessions().items.map(\.id) == [new.id, open.id])
        try #expect(store.annotations().items.map(\.session) == [new.id])
        for by in ["bout", "session"] {
            let sessions = try store.measures(MeasureQuery(by: by)).items.map(\.session)
            #expect(Set(sessions) == [new.id], "\(by)")
        }
        try #expect(store.measures().items.count == 3)
        try #expect(store.measures(MeasureQuery(by: "day")).items.count == 2)
        try fixture.raw { try #expect(Int.fetchOne($0, sql: "SELECT count(*) FROM episode_signals") == 2) }
    }

    @Test func thousandsOfRowsGoInStepsAndTheFileShrinks() throws {
        try store.write(
            Batch(
                strides: (0..<20_000).map {
                    StrideRow(
                        wearing: Wearing(kit: "k1"), side: .left, start: WallTime(at: -9000 + Double($0) * 0.01),
                        strideTime: 1)
                }))
        try store.checkpoint()
        let before = store.sizeOnDisk
        try #expect(store.prune(episodesOlderThan: Date(at: -3600)).strides == 20_002)
        #expect(store.sizeOnDisk < before / 2)
    }
}
