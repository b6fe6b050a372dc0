import Foundation
import QueryAPI
import Store
import TestSupport
import Testing

@Suite struct EpisodeListTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    /// Whatever the limit and whatever comes in meanwhile, the pages give each older episode once, newest first.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func pagesGiveEachEpisodeOnceInOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Few distinct starts, so that many episodes share one.
        let rows = (0..<300).map { index in
            EpisodeRow.sample(id: index, start: Double(Int.random(in: 0..<60, using: &random)))
        }
        let ids = try store.write(Batch(episodes: rows)).episodes
        let expected = rows.sorted { a, b in
            (a.start, ids[a.reference] ?? 0) > (b.start, ids[b.reference] ?? 0)
        }.map { ids[$0.reference] }

        var seen: [Int] = []
        var cursor: String?
        var added: UInt64 = 1000
        repeat {
            let limit = Int.random(in: 1...40, using: &random)
            let page = try store.episodes(EpisodeQuery(cursor: cursor, limit: limit))
            #expect(page.items.count == limit || page.next == nil, "seed \(seed)")
            seen += page.items.map(\.id)
            cursor = page.next
            added += 1
            try store.write(Batch(episodes: [.sample(id: added, start: 60 + Double(added))]))
        } while cursor != nil
        #expect(seen == expected, "seed \(seed)")
    }

    /// The same while another thread writes as fast as it can.
    @Test func pagesHoldWhileAnotherThreadWrites() async throws {
        let old = (0..<500 as Range<UInt64>).map { EpisodeRow.sample(id: $0, start: Double($0 / 3)) }
        let ids = Set(try store.write(Batch(episodes: old)).episodes.values)
        async let written: Void = store.asynchronously { store in
            for id in 1000..<1200 as Range<UInt64> {
                try store.write(Batch(episodes: [.sample(id: id, start: Double(id), signals: [.sample()])]))
            }
        }
        for _ in 0..<5 {
            let seen = try await store.asynchronously { store in
                var seen: [Int] = []
                var query = EpisodeQuery(limit: 13)
                repeat {
                    let page = try store.episodes(query)
                    seen += page.items.map(\.id)
                    query.cursor = page.next
                } while query.cursor != nil
                return seen
            }
            #expect(Set(seen).count == seen.count)
            #expect(ids.isSubset(of: seen))
        }
        try await written
        try #expect(store.counts().episodes == 700)
    }

    /// Every combination of filters gives what filtering by hand gives, paged.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func filtersAreThoseOfPlainFiltering(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sessions = [
            try fixture.startSession("S-A", kit: "k1"), try fixture.startSession("S-B", kit: "k2"),
        ]
        let kinds = ["step_time_asymmetry", "stance_time_asymmetry", "pronation_proxy_change"]
        for index in 0..<200 as Range<UInt64> {
            let session = sessions.randomElement(using: &random)
            let row = EpisodeRow.sample(
                id: index, kit: session?.kit ?? "k1", session: Bool.random(using: &random) ? session?.id : nil,
                kind: kinds.randomElement(using: &random) ?? "",
                side: RowSide.allCases.randomElement(using: &random) ?? .left,
                start: Double.random(in: 0..<100, using: &random), severity: Double.random(in: 0...2, using: &random))
            try store.write(Batch(episodes: [row]))
        }
        let all = try store.episodes(EpisodeQuery(limit: 1000)).items
        for _ in 0..<60 {
            func maybe<T>(_ value: @autoclosure () -> T) -> T? { Bool.random(using: &random) ? value() : nil }
            var query = EpisodeQuery(limit: Int.random(in: 1...50, using: &random))
            query.since = maybe(Date(at: 30))
            query.until = maybe(Date(at: 70))
            query.subject = maybe("S-A")
            query.session = maybe(sessions[0].id)
            query.kit = maybe("k1")
            query.kind = maybe(kinds[0])
            query.side = maybe("right")
            query.minSeverity = maybe(0.7)
            let expected = all.filter { episode in
                (query.since.map { episode.start >= $0 } ?? true) && (query.until.map { episode.start < $0 } ?? true)
                    && (query.subject.map { episode.subject == $0 } ?? true)
                    && (query.session.map { episode.session == $0 } ?? true)
                    && (query.kit.map { episode.kit == $0 } ?? true)
                    && (query.kind.map { episode.kind == $0 } ?? true)
                    && (query.side.map { episode.side == $0 } ?? true)
                    && (query.minSeverity.map { episode.severity >= $0 } ?? true)
            }
            var found: [EpisodeSummary] = []
            repeat {
                let page = try store.episodes(query)
                found += page.items
                query.cursor = page.next
            } while query.cursor != nil
            #expect(found == expected, "seed \(seed) \(query)")
        }
    }

    @Test func badQuestionsNameTheirField() throws {
        _ = try fixture.startSession()
        for (query, kind, field) in [
            (EpisodeQuery(limit: 0), RequestError.Kind.invalid, "limit"),
            (EpisodeQuery(limit: 1001), .invalid, "limit"),
            (EpisodeQuery(side: "both"), .invalid, "side"),
            (EpisodeQuery(minSeverity: .nan), .invalid, "min_severity"),
            (EpisodeQuery(subject: "S-NOBODY"), .notFound, "subject"),
            (EpisodeQuery(session: "x"), .notFound, "session"),
            (EpisodeQuery(kit: "x"), .notFound, "kit"),
        ] {
            let refusal = error(RequestError.self) { _ = try store.episodes(query) }
            #expect(refusal?.field == field)
            #expect(refusal?.kind == kind)
            #expect(refusal?.problem.field == field)
        }
        try #expect(store.episodes(EpisodeQuery(kind: "unheard_of")).items.isEmpty)
    }

    @Test func cursorsOfOtherListsAndBrokenOnesAreRefused() throws {
        for index in 0..<3 {
            let session = try fixture.startSession("S-\(index)")
            _ = try store.stopSession(session.id)
        }
        let other = try #require(try store.sessions(SessionQuery(limit: 1)).next)
        let own = Data("1e:1:2".utf8).base64EncodedString()
        _ = try store.episodes(EpisodeQuery(cursor: own))
        for cursor in [
            other, "", "x", "=", "§", "MWU6", Data("1e:1:2:3".utf8).base64EncodedString(), String(own.dropLast(3)),
            Data("1e:1:99999999999999999999".utf8).base64EncodedString(), String(repeating: "A", count: 10_000),
        ] {
            let refusal = error(RequestError.self) { _ = try store.episodes(EpisodeQuery(cursor: cursor)) }
            #expect(refusal?.field == "cursor", "\(cursor.prefix(40))")
        }
    }

    @Test func theDetailHasWhatLiesBeside() throws {
        let session = try fixture.startSession(at: -3600)
        let other = try fixture.startSession("S-OTHER", kit: "k2", at: -3600)
        let worn = Wearing(kit: "k1", session: session.id)
        func stride(_ side: RowSide, _ at: Double, _ stance: Double, steady: Bool = true, worn: Wearing) -> StrideRow {
            StrideRow(
                wearing: worn, side: side, start: WallTime(at: at), strideTime: 1.2, stanceTime: stance,
                swingTime: 1.2 - stance, tibialRotation: side == .left ? .pi / 18 : .nan, isSteady: steady)
        }
        let row = EpisodeRow.sample(session: session.id, start: 0, end: 10)
        let id = try #require(
            try store.write(
                Batch(
                    strides: [
                        stride(.left, -1, 9, worn: worn), stride(.left, 0, 0.70, worn: worn),
                        stride(.left, 9, 0.74, worn: worn), stride(.left, 5, 9, steady: false, worn: worn),
                        stride(.right, 5, 0.5, worn: worn), stride(.right, 10, 9, worn: worn),
                        stride(.left, 5, 9, worn: Wearing(kit: "k2", session: other.id)),
                        stride(.left, 5, 9, worn: Wearing(kit: "k1")),
                    ],
                    measures: [2, 10, 10.1].map {
                        MeasureRow(
                            wearing: worn, name: "step_time_symmetry_index_percent", at: WallTime(at: $0), value: $0,
                            low: 0,
                            high: 20, strides: 30)
                    }, episodes: [row])
            ).episodes[row.reference])
        for (subject, at, text) in [
            (session.subject, 11 * 3600.0, "same day"), (session.subject, 15 * 3600.0, "next day"),
            (other.subject, 0, "somebody else"),
        ] {
            _ = try store.addAnnotation(
                NewAnnotation(at: Date(at: at), subject: subject, kind: "pain", text: text, pain: ["back": 6]))
        }
        let detail = try store.episode(id)
        #expect(detail.sides.map(\.side) == ["left", "right"])
        let left = detail.sides[0]
        #expect(left.strides == 2)
        #expect(abs((left.means["stance_time_s"] ?? 0) - 0.72) < 1e-12)
        #expect(abs((left.means["pronation_proxy_deg"] ?? 0) - 10) < 1e-9)
        #expect(left.means["step_time_s"] == nil)
        #expect(detail.sides[1].strides == 1)
        #expect(detail.sides[1].means["stance_time_s"] == 0.5)
        #expect(detail.sides[1].means["pronation_proxy_deg"] == nil)
        #expect(detail.measures.map(\.value) == [10])
        #expect(detail.annotations.map(\.text) == ["same day"])
        #expect(detail.annotations.first?.pain == ["back": 6])
    }

    @Test func anEpisodeOfNobodyHasItsStridesToo() throws {
        let worn = Wearing(kit: "k1")
        let row = EpisodeRow.sample()
        let receipt = try store.write(
            Batch(
                strides: [StrideRow(wearing: worn, side: .right, start: WallTime(at: 1), strideTime: 1.1)],
                measures: [
                    MeasureRow(
                        wearing: worn, name: "cadence_per_min", at: WallTime(at: 3), value: 100, low: .nan, high: .nan,
                        strides: 8)
                ], episodes: [row]))
        let detail = try store.episode(try #require(receipt.episodes[row.reference]))
        #expect(detail.sides.map(\.means["stride_time_s"]) == [1.1])
        #expect(detail.measures.map(\.value) == [100])
        #expect(detail.measures[0].low == nil)
        #expect(detail.episode.subject == nil)
        #expect(detail.annotations.isEmpty)
    }
}
