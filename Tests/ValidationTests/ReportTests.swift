import Gait
import IMU
import Scenarios
import Testing
import Validation
import ValidationReport

@Suite struct ReportTests {
    private let document = "a\n<!-- measured: one -->\nold\n\nolder\n<!-- end -->\nprose 12 %\n"

    @Test("only what stands between the marks is replaced, and twice gives the same")
    func fill() throws {
        let filled = try MeasuredText.fill(document, with: ["one": "x\ny"])
        #expect(filled == "a\n<!-- measured: one -->\n\nx\ny\n\n<!-- end -->\nprose 12 %\n")
        #expect(try MeasuredText.fill(filled, with: ["one": "x\ny"]) == filled)
    }

    @Test("marks and parts must belong together")
    func problems() {
        #expect(throws: MeasuredText.Problem.noMarks(part: "two")) {
            try MeasuredText.fill(document, with: ["one": "x", "two": "y"])
        }
        #expect(throws: MeasuredText.Problem.notMeasured(part: "one")) { try MeasuredText.fill(document, with: [:]) }
        #expect(throws: MeasuredText.Problem.noEnd(part: "one")) {
            try MeasuredText.fill("<!-- measured: one -->\n", with: ["one": "x"])
        }
    }

    @Test("a table keeps its columns, and an absent value is a dash")
    func table() {
        var table = MarkdownTable(["a", "b"])
        #expect(table.isEmpty)
        table.add(["x|y", nil])
        #expect(table.text == "| a | b |\n|---|---|\n| x\\|y | – |")
    }

    @Test("a chart is the same text each time, and words in it cannot break it")
    func chart() {
        func draw() -> String {
            var chart = Chart(title: "a < b & c", x: .init("x", 0, 10, step: 5), y: .init("y", -1, 1, step: 1))
            chart.dots([(1, 0.5), (99, 0)], colour: "#000000")
            chart.line([(0, -0.25), (10, 1)], colour: "#111111", isDashed: true)
            chart.box(at: 5, width: 1, quantiles: [-0.9, -0.5, 0, 0.5, 0.9], colour: "#222222")
            chart.legend([("one", "#333333")])
            return chart.svg
        }
        #expect(draw() == draw())
        #expect(draw().contains("a &lt; b &amp; c") && draw().hasPrefix("<svg "))
        #expect(draw().split(separator: "<circle").count == 2, "a dot outside the axes was drawn")
        #expect(draw().contains("stroke-dasharray"))
    }

    @Test("data that do not spread are drawn all the same")
    func flat() {
        var chart = Chart(title: "flat", x: .init("x", 1, 1, step: 0.2), y: .init("y", 0, 0, step: 0))
        chart.dots([(1, 0)], colour: "#000000")
        #expect(chart.svg.contains("<circle") && !chart.svg.contains("nan"))
    }

    @Test("with nothing measured the report says so and draws nothing")
    func empty() {
        let report = Report(Measured(sets: [], absent: ["some_set"], scenarios: [], provenance: ["command: x"]))
        #expect(report.charts.isEmpty)
        #expect(report.parts["provenance"] == "- command: x\n- absent, and therefore not measured: some_set")
        for (name, text) in report.parts where name != "provenance" { #expect(text.contains("ot measured"), "\(name)") }
    }

    @Test("every part has its marks in the document")
    func marks() throws {
        let report = Report(Measured(sets: [], absent: [], scenarios: [], provenance: []))
        let text = try Repository.text("docs/validation.md")
        _ = try MeasuredText.fill(text, with: report.parts)
    }

    @Test("a scored set becomes rows, figures with what was asked")
    func rows() {
        let contacts = (0..<3).map { TimedContact(kind: .initial, side: .left, time: 1 + Double($0)) }
        let score = RecordingScore(
            .init(set: "stroke", subject: "p", recording: "r"), contacts: contacts,
            reference: Reference(contacts: contacts), seconds: 5)
        let pool = PooledScore("all", [score])
        let figure = Figure("share", 96, "%", evidence: "10 walks").within(90...99).asking("93 to 97 %", 93...97)
        let measured = Measured(
            sets: [.init(name: "stroke", methods: [.init(name: Measured.own, description: "itself", score: pool)])],
            absent: [],
            scenarios: [.init(name: "n", title: "T", question: "Q?", trials: 10, figures: [figure])], provenance: [])
        let report = Report(measured)
        #expect(report.parts["contacts"]?.contains("| gaitd | IC | 3 | 1.000 | 1.000 | 1.000 |") == true)
        #expect(
            report.parts["walker"]?.contains("| share | 96.0 % | 90.0 to 99.0 | 10 walks | 93 to 97 % | yes |") == true)
        #expect(report.charts.keys.sorted().count == 4)
    }
}
