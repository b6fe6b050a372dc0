import Foundation
import GRDB
import QueryAPI
import Store
import Testing

@Suite struct WritingTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    @Test func episodeOpensGoesOnAndCloses() throws {
        let session = try fixture.startSession()
        let open = EpisodeRow.sample(session: session.id, isOpen: true, end: 5)
        let id = try #require(try store.write(Batch(episodes: [open])).episodes[open.reference])
        try #expect(store.episode(id).episode.end == Date(at: 5))
        try #expect(store.episode(id).signals.isEmpty)

        let closed = EpisodeRow.sample(
            session: session.id, end: 12, severity: 1.5,
            signals: [.sample(placement: "left_shank"), .sample(placement: "lumbar", count: 50)])
        try #expect(store.write(Batch(episodes: [closed])).episodes[closed.reference] == id)
        let detail = try store.episode(id)
        #expect(detail.episode.end == Date(at: 12))
        #expect(detail.episode.durationS == 12)
        #expect(detail.episode.severity == 1.5)
        #expect(detail.episode.session == session.id)
        #expect(detail.episode.subject == session.subject)
        #expect(detail.episode.side == "left")
        #expect(detail.method == "shank contacts")
        #expect(detail.evidence == "moderate")
        #expect(detail.signals.map(\.placement) == ["left_shank", "lumbar"])
        #expect(detail.signals.map(\.samples) == [100, 50])
        #expect(detail.signals[0].start == Date(at: -10))
        try #expect(store.session(session.id).episodes == 1)
        try #expect(store.counts().episodes == 1)
    }

    @Test func aBatchWrittenTwiceMakesNoSecondEpisode() throws {
        let batch = Batch(episodes: [.sample(signals: [.sample()])])
        try #expect(store.write(batch) == store.write(batch))
        try #expect(store.counts().episodes == 1)
    }

    @Test func pipelineRunsKitsAndOpeningsKeepEpisodesApart() throws {
        let receipt = try store.write(
            Batch(episodes: [.sample(), .sample(pipelineRun: 1), .sample(kit: "k2"), .sample(id: .max)]))
        #expect(Set(receipt.episodes.values).count == 4)
    }

    @Test func theSignalComesBackBitForBit() throws {
        let window = SignalWindow.sample(count: 12000)
        let row = EpisodeRow.sample(signals: [window])
        let id = try #require(try store.write(Batch(episodes: [row])).episodes[row.reference])
        let signal = try store.episodeSignal(id)
        #expect(signal.placement == "left_shank")
        #expect(signal.origin == window.start.date)
        #expect(signal.tS == window.samples.map { Double($0.offset) * 1e-9 })
        #expect(
            signal.accelerationMps2 == window.samples.map { [$0.acceleration.x, $0.acceleration.y, $0.acceleration.z] })
        #expect(
            signal.angularRateRadps == window.samples.map { [$0.angularRate.x, $0.angularRate.y, $0.angularRate.z] })
        let size = try fixture.raw { try Int.fetchOne($0, sql: "SELECT length(data) FROM episode_signals") }
        #expect(size == 8 + 32 * 12000)
    }

    @Test func samplesThatLackAComponentAreLeftOutOfTheAnswer() throws {
        var window = SignalWindow.sample(count: 5)
        window.samples[2].angularRate.y = .nan
        window.samples[3].acceleration.x = .infinity
        let row = EpisodeRow.sample(signals: [window])
        let id = try #require(try store.write(Batch(episodes: [row])).episodes[row.reference])
        let signal = try store.episodeSignal(id, placement: "left_shank")
        #expect(signal.tS == [0, 1, 4].map { Double(window.samples[$0].offset) * 1e-9 })
        _ = try WireCoding.encoder().encode(signal)
    }

    @Test func unknownEpisodePlacementAndMissingSignalAreNamed() throws {
        let row = EpisodeRow.sample(signals: [.sample()])
        let bare = EpisodeRow.sample(id: 2)
        let ids = try store.write(Batch(episodes: [row, bare])).episodes
        let unknown = error(RequestError.self) { _ = try store.episode(999) }
        #expect(unknown?.kind == .notFound)
        #expect(unknown?.field == "id")
        let placement = error(RequestError.self) {
            _ = try store.episodeSignal(try #require(ids[row.reference]), placement: "lumbar")
        }
        #expect(placement?.field == "placement")
        #expect(placement?.detail.contains("left_shank") == true)
        let none = error(RequestError.self) { _ = try store.episodeSignal(try #require(ids[bare.reference])) }
        #expect(none?.field == "id")
    }

    @Test func aDamagedSignalIsSaidToBeDamaged() throws {
        let row = EpisodeRow.sample(signals: [.sample()])
        let id = try #require(try store.write(Batch(episodes: [row])).episodes[row.reference])
        for data in ["x''", "x'67737731'", "x'67737731ffffffff'", "x'00'", "x'6773773101000000'"] {
            try fixture.rawWrite("UPDATE episode_signals SET data = \(data)")
            let refusal = error(StoreError.self) { _ = try store.episodeSignal(id) }
            #expect(refusal == .corrupt(path: store.path, detail: "signal of episode \(id)"), "\(data)")
        }
    }

    @Test func numbersThatAreNoneAreCountedAndNotStored() throws {
        let worn = Wearing(kit: "k1")
        var broken = EpisodeRow.sample()
        broken.value = .nan
        let receipt = try store.write(
            Batch(
                strides: [
                    StrideRow(wearing: worn, side: .left, start: WallTime(at: 0), strideTime: .nan),
                    StrideRow(wearing: worn, side: .left, start: WallTime(at: 1), strideTime: 1.1),
                ],
                measures: [
                    MeasureRow(
                        wearing: worn, name: "x", at: WallTime(at: 0), value: .infinity, low: 0, high: 0, strides: 1)
                ], episodes: [broken]))
        #expect(receipt.unusable == 3)
        #expect(receipt.episodes.isEmpty)
        let page = try store.measures()
        #expect(page.items.map(\.value) == [1.1])
    }

    @Test func gapsAreCountedInTheirSession() throws {
        let session = try fixture.startSession()
        let worn = Wearing(kit: "k1", session: session.id)
        let gaps = [40, 2, -7, .max].map {
            GapRow(
                wearing: worn, placement: "lumbar", start: WallTime(at: 1), end: WallTime(at: 2), lostSamples: $0,
                cause: "lost")
        }
        try store.write(Batch(gaps: Array(gaps.prefix(3))))
        try #expect(store.session(session.id).lostSamples == 42)
        try store.write(Batch(gaps: gaps))
        try #expect(store.session(session.id).lostSamples == 84 + 1 << 40)
    }

    @Test func turnsAreKept() throws {
        var batch = Batch()
        batch.turns = [
            TurnRow(wearing: Wearing(kit: "k1"), start: WallTime(at: 0), end: WallTime(at: 2), angle: .pi)
        ]
        try store.write(batch)
        try #expect(fixture.raw { try Double.fetchOne($0, sql: "SELECT angle_rad FROM turns") } == .pi)
    }

    @Test func timesKeepTheirMicroseconds() throws {
        for microseconds in [0, 1, 1_795_255_200_123_457, -1, 4_102_444_800_000_001] as [Int64] {
            let time = WallTime(microseconds: microseconds)
            #expect(WallTime(time.date) == time)
        }
        for date in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .nan)] { _ = WallTime(date) }
    }
}
