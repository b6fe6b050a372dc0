import Foundation
import GaitctlKit
import Testing
import TestSupport

@Suite("Tables")
struct TableTests {
    let plain = Presentation(timeZone: .gmt)

    @Test("Columns stand in line, numbers to the right, missing values as a dash")
    func alignment() {
        var table = Table([.text("name"), .number("rate (Hz)"), .text("note")])
        table.add(["left", "9.5", "日本"])
        table.add(["lumbar", "100.0"])
        table.add([nil, "", "é"])
        #expect(
            table.lines(plain) == [
                "name    rate (Hz)  note",
                "left          9.5  日本",
                "lumbar      100.0  -",
                "-               -  é",
            ])
    }

    @Test("What comes from outside cannot steer the terminal")
    func hostile() {
        #expect(printable("a\u{1B}[2Jb\u{7}\u{9B}1m\u{202E}c\nd\te\u{0}") == "a?[2Jb??1m?c d e?")
        #expect(printable("naïve 日本 👩\u{200D}🔧") == "naïve 日本 👩\u{200D}🔧")
    }

    @Test("Every row of any table has its columns where the title has them")
    func anyCells() {
        var random = SeededGenerator(seed: 11)
        let letters: [Character] = ["a", "é", "日", "\u{1B}", "\n", "0", " x", "한"].flatMap { Array($0) }
        for _ in 0..<200 {
            var table = Table([.text("first"), .number("second")])
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                table.add(
                    (0..<2).map { _ in
                        "|"
                            + String(
                                (0..<Int.random(in: 0...9, using: &random)).map { _ in
                                    letters.randomElement(using: &random) ?? "a"
                                }) + "|"
                    })
            }
            let lines = table.lines(plain)
            #expect(Set(lines.map(width)).count == 1, "seed \(random.seed): \(lines)")
        }
    }

    @Test("Colours only on a terminal, and never against NO_COLOR")
    func colours() {
        #expect(Presentation.takesColours(isTerminal: true, environment: ["TERM": "xterm"]))
        #expect(!Presentation.takesColours(isTerminal: false, environment: ["TERM": "xterm"]))
        #expect(!Presentation.takesColours(isTerminal: true, environment: ["NO_COLOR": "1"]))
        #expect(Presentation.takesColours(isTerminal: true, environment: ["NO_COLOR": ""]))
        #expect(!Presentation.takesColours(isTerminal: true, environment: ["TERM": "dumb"]))
        var table = Table([.text("a")])
        table.add(["b"])
        #expect(table.lines(Presentation(timeZone: .gmt, colours: true)) == ["\u{1B}[1ma\u{1B}[0m", "b"])
    }

    @Test("A sparkline shows each column's peak, and a gap as a space")
    func sparkline() {
        let bars = Sparkline.draw(
            [0, 4, 8, 8, -1, .nan, 100], at: [0, 0.9, 1, 1.5, 3, 3.5, 9], over: 0..<4, columns: 4, top: 8)
        #expect(bars == "▅█ ▁")
        #expect(Sparkline.draw([1], at: [0], over: 0..<1, columns: 0, top: 1) == "")
        #expect(Sparkline.draw([1], at: [0], over: 0..<1, columns: 1, top: 0) == "▁")
    }

    @Test("Lines are the same however the bytes are cut")
    func lineSplitter() throws {
        var random = SeededGenerator(seed: 3)
        let text = "{\"a\":1}\r\n\n{\"b\":\"é日\"}\nrest"
        for _ in 0..<100 {
            var splitter = LineSplitter()
            var lines: [String] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                lines += try splitter.feed(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(lines == ["{\"a\":1}", "", "{\"b\":\"é日\"}"], "seed \(random.seed)")
        }
    }

    @Test("A line without end is refused rather than kept")
    func endlessLine() throws {
        var splitter = LineSplitter()
        #expect(try splitter.feed(repeatElement(UInt8(ascii: "x"), count: LineSplitter.longest)) == [])
        #expect(throws: LineSplitter.TooLong.self) { try splitter.feed([UInt8(ascii: "x")]) }
    }
}
