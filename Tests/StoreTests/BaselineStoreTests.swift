import Foundation
import QueryAPI
import Store
import Testing

/// Baselines as the store keeps them.
@Suite struct BaselineStoreTests {
    private func row(_ session: Session, _ version: Int, blocks: Int, mean: Double = 3) -> BaselineRow {
        BaselineRow(
            wearing: Wearing(kit: "k1", session: session.id), version: version, at: WallTime(at: Double(blocks)),
            blocks: blocks, traits: [StoredTrait(name: "stride_time_s", blocks: blocks, mean: mean, squares: 0.5)])
    }

    @Test("learning updates a version, a reset begins the next, late rows of the old one change nothing")
    func versions() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession(at: 0)
        #expect(try fixture.store.baselines(ofSubject: session.subject).isEmpty)
        _ = try fixture.store.write(
            Batch(baselines: [row(session, 1, blocks: 1), row(session, 1, blocks: 2, mean: 4)]))
        var kept = try fixture.store.baselines(ofSubject: session.subject)
        #expect(kept.map(\.blocks) == [2] && kept[0].traits.map(\.mean) == [4])
        #expect(kept[0].started == WallTime(at: 1) && kept[0].learnt == WallTime(at: 2))
        #expect(try fixture.store.resetBaseline(ofSubject: session.subject, at: Date(at: 9)) == 2)
        _ = try fixture.store.write(Batch(baselines: [row(session, 1, blocks: 3)]))
        kept = try fixture.store.baselines(ofSubject: session.subject)
        #expect(kept.map(\.version) == [2, 1] && kept.map(\.blocks) == [0, 2] && kept[0].learnt == nil)
        _ = try fixture.store.write(Batch(baselines: [row(session, 2, blocks: 1)]))
        #expect(try fixture.store.baselines(ofSubject: session.subject)[0].blocks == 1)
    }

    @Test("days come back as they went in")
    func days() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession(at: 0)
        var kept = row(session, 1, blocks: 8)
        kept.day = 20_778
        kept.traits[0].earlier = .init(days: 2, mean: 1.5, squares: 0.25, blocks: 12, withinSquares: 0.75)
        _ = try fixture.store.write(Batch(baselines: [kept]))
        let found = try fixture.store.baselines(ofSubject: session.subject)[0]
        #expect(found.day == 20_778 && found.traits == kept.traits)
        kept.traits[0].earlier?.withinSquares = .infinity
        kept.blocks = 9
        #expect(try fixture.store.write(Batch(baselines: [kept])).unusable == 1)
    }

    @Test("nobody's baseline is not kept, and nobody by that code is said")
    func nobody() throws {
        let fixture = try Fixture()
        _ = try fixture.store.write(
            Batch(baselines: [
                BaselineRow(wearing: Wearing(kit: "k1"), version: 1, at: WallTime(at: 1), blocks: 1, traits: [])
            ]))
        let refusal = error(RequestError.self) { _ = try fixture.store.baselines(ofSubject: "S-NOBODY") }
        #expect(refusal?.kind == .notFound && refusal?.field == "subject")
        #expect(
            error(RequestError.self) { _ = try fixture.store.resetBaseline(ofSubject: "x", at: Date(at: 1)) } != nil)
    }

    @Test("a baseline goes with its subject")
    func erased() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession(at: 0)
        _ = try fixture.store.write(Batch(baselines: [row(session, 1, blocks: 1)]))
        _ = try fixture.store.stopSession(session.id, at: Date(at: 5))
        _ = try fixture.store.eraseSubject(session.subject)
        #expect(error(RequestError.self) { _ = try fixture.store.baselines(ofSubject: session.subject) } != nil)
    }

    @Test("numbers that are not numbers are counted, not kept")
    func unusable() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession(at: 0)
        let receipt = try fixture.store.write(Batch(baselines: [row(session, 1, blocks: 1, mean: .nan)]))
        #expect(receipt.unusable == 1)
        #expect(try fixture.store.baselines(ofSubject: session.subject).isEmpty)
    }
}
