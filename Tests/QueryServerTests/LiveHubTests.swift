import Foundation
import QueryAPI
import QueryServer
import Testing
import TestSupport

/// The hub by itself: places, loss, filters, ends.
@Suite struct LiveHubTests {
    static func line(_ id: Int, _ type: String = "stride") -> LiveLine {
        var line = LiveLine(type: type)
        line.id = id
        return line
    }

    static func lines(_ bytes: [UInt8]?) throws -> [LiveLine] {
        try (bytes ?? []).split(separator: UInt8(ascii: "\n")).map {
            try WireCoding.decoder().decode(LiveLine.self, from: Data($0))
        }
    }

    @Test func readersSeeWhatComesAfterThem() async throws {
        let hub = LiveHub(capacity: 8, epoch: "1")
        hub.publish([Self.line(1)])
        var reader = try hub.subscribe()
        hub.publish([Self.line(2), Self.line(3)])
        let lines = try Self.lines(await reader.next())
        #expect(lines.map(\.id) == [2, 3])
        #expect(lines.map(\.cursor) == ["1-2", "1-3"])
    }

    @Test func filtersPassOnlyTheirTypes() async throws {
        let hub = LiveHub(capacity: 8)
        var reader = try hub.subscribe(types: ["episode", "gap"])
        hub.publish([Self.line(1), Self.line(2, "episode"), Self.line(3), Self.line(4, "gap")])
        #expect(try Self.lines(await reader.next()).map(\.id) == [2, 4])
    }

    @Test func aCursorResumesBehindItsLine() async throws {
        let hub = LiveHub(capacity: 8, epoch: "ab")
        hub.publish((1...5).map { Self.line($0) })
        var reader = try hub.subscribe(after: "ab-3")
        #expect(try Self.lines(await reader.next()).map(\.id) == [4, 5])
    }

    @Test func aReaderLeftBehindIsToldHowMuchItMissed() async throws {
        let hub = LiveHub(capacity: 4, epoch: "1")
        var reader = try hub.subscribe()
        hub.publish((1...10).map { Self.line($0) })
        let told = try Self.lines(await reader.next())
        #expect(told.map(\.type) == ["dropped"])
        #expect(told.first?.lostLines == 6)
        #expect(told.first?.cursor == "1-6")
        #expect(try Self.lines(await reader.next()).map(\.id) == [7, 8, 9, 10])
    }

    @Test func aCursorOfAnEarlierRunIsToldSo() async throws {
        let hub = LiveHub(capacity: 4, epoch: "2")
        hub.publish([Self.line(1)])
        var reader = try hub.subscribe(after: "1-900")
        let told = try Self.lines(await reader.next())
        #expect(told.map(\.type) == ["dropped"])
        #expect(told.first?.lostLines == nil)
        #expect(told.first?.text?.contains("restarted") == true)
        #expect(try Self.lines(await reader.next()).map(\.id) == [1])
    }

    @Test(arguments: ["", "1", "1-", "-1", "1-x", "zz-1", "1-2-3", "1-99999999999999999999", "1-5"])
    func aCursorThatWasNeverGivenIsRefused(cursor: String) throws {
        let hub = LiveHub(capacity: 4, epoch: "1")
        hub.publish([Self.line(1)])
        let problem = #expect(throws: Problem.self) { _ = try hub.subscribe(after: cursor) }
        #expect(problem?.field == "cursor")
        #expect(problem?.status == 400)
    }

    @Test func linesThatCannotBeSaidAreCounted() async throws {
        let hub = LiveHub(capacity: 4)
        var reader = try hub.subscribe()
        var bad = Self.line(1)
        bad.value = .nan
        hub.publish([bad, Self.line(2)])
        #expect(hub.unencodableLines == 1)
        #expect(try Self.lines(await reader.next()).map(\.id) == [2])
    }

    @Test func heartbeatsReachIdleReaders() async throws {
        let hub = LiveHub(capacity: 4, epoch: "1")
        let reader = try hub.subscribe()
        async let beat = Self.first(reader)
        while hub.waitingReaders == 0 { await Task.yield() }
        hub.beat()
        let lines = try Self.lines(await beat)
        #expect(lines.map(\.type) == ["heartbeat"])
        #expect(lines.first?.cursor == "1-0")
    }

    @Test func theEndReachesWaitingAndLaterReaders() async throws {
        let hub = LiveHub(capacity: 4)
        let reader = try hub.subscribe()
        async let last = Self.first(reader)
        while hub.waitingReaders == 0 { await Task.yield() }
        hub.finish()
        #expect(await last == nil)
        var late = try hub.subscribe()
        #expect(await late.next() == nil)
    }

    @Test func aCancelledReaderEnds() async throws {
        let hub = LiveHub(capacity: 4)
        let reader = try hub.subscribe()
        let task = Task { await Self.first(reader) }
        while hub.waitingReaders == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value == nil)
        #expect(hub.waitingReaders == 0)
    }

    /// Whatever the batches and the reader's pace: what it gets and what it is told it lost are all that was published.
    @Test func nothingIsLostSilently() async throws {
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let hub = LiveHub(capacity: Int.random(in: 1...16, using: &random), epoch: "1")
            var reader = try hub.subscribe()
            var published = 0
            var seen = 0
            for _ in 0..<100 {
                let batch = Int.random(in: 1...24, using: &random)
                hub.publish((1...batch).map { Self.line(published + $0) })
                published += batch
                guard Bool.random(using: &random) else { continue }
                while seen < published {
                    for line in try Self.lines(await reader.next()) {
                        if line.type == "dropped" {
                            seen += try #require(line.lostLines)
                        } else {
                            seen += 1
                            #expect(line.id == seen, "seed \(seed)")
                        }
                        #expect(line.cursor == "1-\(seen)", "seed \(seed)")
                    }
                }
            }
        }
    }

    private static func first(_ reader: LiveHub.Subscription) async -> [UInt8]? {
        var reader = reader
        return await reader.next()
    }
}
