import Foundation
import QueryAPI
import Store
import TestSupport
import Testing

@Suite struct MeasureTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    /// All pages of a question.
    private func all(_ query: MeasureQuery, limit: Int = 1000) throws -> [MeasureValue] {
        var query = query
        query.limit = limit
        var items: [MeasureValue] = []
        repeat {
            let page = try store.measures(query)
            #expect(page.items.count <= limit)
            items += page.items
            query.cursor = page.next
        } while query.cursor != nil
        return items
    }

    @Test func stridesAndWindowsComeMergedNewestFirst() throws {
        let session = try fixture.startSession()
        let worn = Wearing(kit: "k1", session: session.id)
        try store.write(
            Batch(
                strides: [
                    StrideRow(wearing: worn, side: .left, start: WallTime(at: 1), strideTime: 1.1, stanceTime: 0.7),
                    StrideRow(
                        wearing: worn, side: .right, start: WallTime(at: 3), strideTime: 1.2, tibialRotation: .pi / 36),
                ],
                measures: [
                    MeasureRow(
                        wearing: worn, name: "cadence_per_min", at: WallTime(at: 2), value: 101, low: 99, high: 103,
                        strides: 12)
                ]))
        let items = try store.measures().items
        #expect(
            items.map(\.name) == [
                "stride_time_s", "pronation_proxy_deg", "cadence_per_min", "stride_time_s", "stance_time_s",
            ])
        #expect(items.map(\.side) == ["right", "right", nil, "left", "left"])
        #expect(items.map { ($0.value * 1e9).rounded() / 1e9 } == [1.2, 5, 101, 1.1, 0.7])
        #expect(items[2].low == 99)
        #expect(items[2].strides == 12)
        #expect(items.allSatisfy { $0.subject == session.subject && $0.session == session.id })
        for limit in 1...6 { try #expect(all(MeasureQuery(), limit: limit) == items, "limit \(limit)") }
        try #expect(all(MeasureQuery(name: "stance_time_s")).map(\.value) == [0.7])
        try #expect(all(MeasureQuery(name: "unheard_of")).isEmpty)
        try #expect(all(MeasureQuery(since: Date(at: 2), until: Date(at: 3))).map(\.name) == ["cadence_per_min"])
    }

    /// Pages of any size give what one page gives, with ties in time over several streams, for each grain.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func pagesGiveEachValueOnce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sessions = [try fixture.startSession("S-A", kit: "k1"), try fixture.startSession("S-B", kit: "k2")]
        var batch = Batch()
        for _ in 0..<60 {
            let session = sessions.randomElement(using: &random) ?? sessions[0]
            let worn = Wearing(kit: session.kit, session: session.id)
            let time = WallTime(at: Double(Int.random(in: 0..<20, using: &random)))
            batch.strides.append(
                StrideRow(
                    wearing: worn, side: .left, start: time, strideTime: Double.random(in: 0.9...1.3, using: &random),
                    stanceTime: Bool.random(using: &random) ? 0.7 : .nan))
            batch.measures.append(
                MeasureRow(
                    wearing: worn, name: ["a", "b"].randomElement(using: &random) ?? "a", at: time,
                    value: Double.random(in: 0...1, using: &random), low: 0, high: 1, strides: 30))
            if Int.random(in: 0..<8, using: &random) == 0 {
                batch.bouts.append(
                    BoutRow(
                        wearing: worn, start: WallTime(at: 0), end: time, stridesLeft: 1, stridesRight: 1, cadence: 100)
                )
            }
        }
        try store.write(batch)
        for by in ["stride", "bout", "session", "day"] {
            for subject in [nil, "S-A"] {
                for name in [nil, "stance_time_s", "b"] {
                    let query = MeasureQuery(name: name, subject: subject, by: by)
                    let whole = try all(query)
                    #expect(!whole.isEmpty, "seed \(seed) \(by)")
                    #expect(whole.map(\.at) == whole.map(\.at).sorted(by: >), "seed \(seed)")
                    #expect(whole.allSatisfy { subject == nil || $0.subject == subject })
                    #expect(whole.allSatisfy { name == nil || $0.name == name })
                    for limit in [1, 7, 50] { try #expect(all(query, limit: limit) == whole, "seed \(seed) \(query)") }
                }
            }
        }
    }

    @Test func stridesThatWereNotWalkedSaySoAndAreCountedBySession() throws {
        let session = try fixture.startSession()
        let worn = Wearing(kit: "k1", session: session.id)
        try #expect(store.session(session.id).setApart == nil)
        let modes: [RowMode] = [.walking, .running, .stairsUp, .running, .stairsDown, .running, .walking]
        for part in [modes[..<3], modes[3...]] {
            var batch = Batch()
            for (index, mode) in zip(part.indices, part) {
                batch.strides.append(
                    StrideRow(
                        wearing: worn, side: .left, start: WallTime(at: Double(index)), strideTime: 1,
                        isSteady: mode == .walking, mode: mode))
            }
            try store.write(batch)
        }
        let values = try all(MeasureQuery(name: "stride_time_s"))
        #expect(values.reversed().map(\.mode) == modes.map { $0 == .walking ? nil : $0.name })
        let kept = try store.session(session.id)
        #expect(kept.strides == 7 && kept.setApart == ["running": 3, "stairs_up": 1, "stairs_down": 1])
        try #expect(store.sessions().items.map(\.setApart) == [kept.setApart])
        let mean = try #require(try all(MeasureQuery(name: "stride_time_s", by: "session")).first)
        #expect(mean.strides == 2 && mean.mode == nil)
    }

    @Test func meansAreThoseOfTheSteadyStridesHoweverTheyCame() throws {
        var random = SeededGenerator(seed: 5)
        let session = try fixture.startSession(at: -100)
        let worn = Wearing(kit: "k1", session: session.id)
        var values: [Double] = []
        for part in 0..<7 {
            var batch = Batch()
            for index in 0..<(part * 3 + 1) {
                let value = 1.1 + 0.05 * random.normal()
                values.append(value)
                batch.strides.append(
                    StrideRow(
                        wearing: worn, side: .left, start: WallTime(at: Double(part * 100 + index)), strideTime: value))
                batch.strides.append(
                    StrideRow(
                        wearing: worn, side: .left, start: WallTime(at: Double(part * 100 + index)), strideTime: 9,
                        isSteady: false))
            }
            try store.write(batch)
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count - 1)
        for (by, at) in [("session", Date(at: -100)), ("day", Date(at: -10 * 3600))] {
            let items = try all(MeasureQuery(name: "stride_time_s", by: by))
            let item = try #require(items.first)
            #expect(items.count == 1)
            #expect(item.at == at)
            #expect(item.strides == values.count)
            #expect(item.side == "left")
            #expect(item.session == (by == "session" ? session.id : nil))
            #expect(abs(item.value - mean) < 1e-12)
            // Student's t for 69 degrees of freedom at 97.5 %: 1.99495 (tables).
            let half = 1.99495 * (variance / Double(values.count)).squareRoot()
            #expect(values.count == 70)
            #expect(abs((item.high ?? 0) - mean - half) < 3e-4 * half)
            #expect(abs(mean - (item.low ?? 0) - half) < 3e-4 * half)
        }
    }

    @Test func tenStridesHaveAnIntervalNineHaveNone() throws {
        let session = try fixture.startSession()
        let worn = Wearing(kit: "k1", session: session.id)
        for count in 1...10 {
            try store.write(
                Batch(strides: [
                    StrideRow(
                        wearing: worn, side: .left, start: WallTime(at: Double(count)),
                        strideTime: count % 2 == 0 ? 1 : 1.2)
                ]))
            let item = try #require(try all(MeasureQuery(name: "stride_time_s", by: "session")).first)
            #expect((item.low == nil) == (count < 10))
        }
        // t of 9 degrees of freedom: 2.2622; standard deviation of five 1.0 and five 1.2: 0.10541.
        let item = try #require(try all(MeasureQuery(name: "stride_time_s", by: "session")).first)
        #expect(abs((item.high ?? 0) - 1.1 - 2.2622 * 0.10541 / 10.0.squareRoot()) < 3e-5)
    }

    @Test func boutsHaveTheMeansOfWhatLiesWithinThem() throws {
        let session = try fixture.startSession()
        let worn = Wearing(kit: "k1", session: session.id)
        func stride(_ at: Double, _ time: Double) -> StrideRow {
            StrideRow(wearing: worn, side: .right, start: WallTime(at: at), strideTime: time)
        }
        // Part of the bout's rows comes in an earlier batch.
        try store.write(Batch(strides: [stride(9, 5), stride(10, 1.0), stride(12, 1.1)]))
        try store.write(
            Batch(
                strides: [stride(14, 1.2), stride(20, 5)],
                measures: [
                    MeasureRow(wearing: worn, name: "si", at: WallTime(at: 19), value: 4, low: 0, high: 8, strides: 20),
                    MeasureRow(wearing: worn, name: "si", at: WallTime(at: 20), value: 6, low: 0, high: 8, strides: 30),
                    MeasureRow(
                        wearing: worn, name: "si", at: WallTime(at: 21), value: 99, low: 0, high: 8, strides: 30),
                ],
                bouts: [
                    BoutRow(
                        wearing: worn, start: WallTime(at: 10), end: WallTime(at: 20), stridesLeft: 0, stridesRight: 3,
                        cadence: 110),
                    BoutRow(
                        wearing: Wearing(kit: "k1"), start: WallTime(at: 10), end: WallTime(at: 20), stridesLeft: 0,
                        stridesRight: 0, cadence: .nan),
                ]))
        let stored = try all(MeasureQuery(by: "bout"))
        #expect(stored.count == 2)
        let time = try #require(stored.first { $0.name == "stride_time_s" })
        #expect(abs(time.value - 1.1) < 1e-12)
        #expect(time.strides == 3)
        #expect(time.at == Date(at: 10))
        #expect(time.session == session.id)
        let index = try #require(stored.first { $0.name == "si" })
        #expect(index.value == 5)
        #expect(index.strides == 30)
        #expect(index.low == nil)
    }

    @Test func daysAreThoseOfTheZone() throws {
        let zone = try #require(TimeZone(identifier: "Pacific/Auckland"))
        let fixture = try Fixture(options: Store.Options(timeZone: zone))
        let session = try fixture.startSession()
        // 10:00 and 11:00 UTC on 21 November are 23:00 on that day and midnight of the next in Auckland.
        for at in [0.0, 3600] {
            try fixture.store.write(
                Batch(strides: [
                    StrideRow(
                        wearing: Wearing(kit: "k1", session: session.id), side: .left, start: WallTime(at: at),
                        strideTime: 1)
                ]))
        }
        let days = try fixture.store.measures(MeasureQuery(by: "day")).items.map(\.at)
        #expect(days == [Date(at: 3600), Date(at: 3600 - 86400)])
    }

    /// A measure that hardly ever occurs costs many pages, not one long one, and none is lost.
    @Test func aRareValueIsFoundOverEmptyPages() throws {
        let worn = Wearing(kit: "k1")
        try store.write(
            Batch(
                strides: (0..<4001).map {
                    StrideRow(
                        wearing: worn, side: .left, start: WallTime(at: Double($0)), strideTime: 1,
                        stanceTime: $0 == 3 ? 0.6 : .nan)
                }))
        var query = MeasureQuery(name: "stance_time_s", limit: 10)
        var pages: [[Double]] = []
        repeat {
            let page = try store.measures(query)
            pages.append(page.items.map(\.value))
            query.cursor = page.next
        } while query.cursor != nil
        #expect(pages == [[], [0.6], []])
    }

    @Test func badQuestionsNameTheirField() throws {
        let session = try fixture.startSession()
        for (query, field) in [
            (MeasureQuery(by: "year"), "by"), (MeasureQuery(limit: 0), "limit"),
            (MeasureQuery(session: session.id, by: "day"), "session"), (MeasureQuery(subject: "x"), "subject"),
            (MeasureQuery(session: "x"), "session"), (MeasureQuery(cursor: "x"), "cursor"),
        ] {
            let refusal = error(RequestError.self) { _ = try store.measures(query) }
            #expect(refusal?.field == field)
        }
    }
}
