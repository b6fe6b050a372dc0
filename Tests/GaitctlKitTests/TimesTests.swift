import Foundation
import GaitctlKit
import QueryAPI
import Testing
import TestSupport

@Suite("Times that people write and read")
struct TimesTests {
    let zone = TimeZone(identifier: "Europe/Vienna") ?? .gmt
    let now = WireCoding.date("2026-11-21T10:30:00Z") ?? .distantPast

    private func parse(_ text: String, _ edge: Times.Edge = .start) -> String? {
        Times.parse(text, edge: edge, now: now, in: zone).map(WireCoding.timestamp)
    }

    @Test("Days are local, and --until counts a day to its end")
    func days() {
        #expect(parse("2026-11-20") == "2026-11-19T23:00:00.000Z")
        #expect(parse("2026-11-20", .end) == "2026-11-20T23:00:00.000Z")
        #expect(parse("today") == "2026-11-20T23:00:00.000Z")
        #expect(parse("today", .end) == "2026-11-21T23:00:00.000Z")
        #expect(parse("yesterday") == "2026-11-19T23:00:00.000Z")
        // The clocks go back that day: it has 25 hours.
        #expect(parse("2026-10-25") == "2026-10-24T22:00:00.000Z")
        #expect(parse("2026-10-25", .end) == "2026-10-25T23:00:00.000Z")
    }

    @Test(
        "So long ago",
        arguments: [
            ("90s", "2026-11-21T10:28:30.000Z"), ("15m", "2026-11-21T10:15:00.000Z"),
            ("2h", "2026-11-21T08:30:00.000Z"),
            ("3d", "2026-11-18T10:30:00.000Z"), ("1w", "2026-11-14T10:30:00.000Z"),
        ])
    func ago(text: String, time: String) { #expect(parse(text) == time) }

    @Test("RFC 3339 with a zone")
    func rfc3339() {
        #expect(parse("2026-11-21T11:30:59.125+01:00") == "2026-11-21T10:30:59.125Z")
        #expect(parse("2026-11-21T10:30:59Z", .end) == "2026-11-21T10:30:59.000Z")
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2h3m", "-2h", "1234567h", "h", "2026-02-30", "2026-13-01", "2026-11-21T10:30:59", "tomorrow", "２h",
            "2026-11-21 ", "0000-00-00",
        ])
    func refused(text: String) { #expect(parse(text) == nil) }

    @Test("Whatever is typed, parsing it ends in a time or in none")
    func anything() {
        var random = SeededGenerator(seed: 7)
        let letters = Array("0123456789-:TZ+.hdwms today\u{1B}é٣")
        for _ in 0..<2000 {
            let text = String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in letters.randomElement(using: &random) ?? " " })
            if let date = Times.parse(text, edge: .end, now: now, in: zone) {
                #expect(date.timeIntervalSince1970.isFinite, "seed \(random.seed), \(text)")
            }
        }
    }

    @Test("Times show in the zone of the reader")
    func shown() {
        #expect(Times.dateTime(now, in: zone) == "2026-11-21 11:30:00")
        #expect(Times.time(now, in: .gmt) == "10:30:00")
        #expect(Times.offset(now, in: zone) == "UTC+01:00")
        #expect(Times.offset(now, in: .gmt) == "UTC")
        #expect(Times.offset(now, in: TimeZone(secondsFromGMT: -12600) ?? .gmt) == "UTC-03:30")
    }
}
