import Scenarios
import Testing

@Suite struct ScenarioTests {
    private struct Squares: Scenario {
        let name = "squares", title = "Squares", question = "What?", trials = 50
        func run(_ trial: Int) throws -> Int { trial * trial }
        func figures(_ outcomes: [Int]) -> [Figure] {
            outcomes.map { Figure("n", Double($0), "", evidence: "") }
        }
    }

    @Test("outcomes come in the order of the trials, on any number of cores")
    func order() async throws {
        let result = try await Squares().play()
        #expect(result.figures.compactMap(\.value) == (0..<50).map { Double($0 * $0) })
    }

    @Test("what is asked is judged only where there is a value")
    func figures() {
        #expect(Figure("a", nil, "", evidence: "").asking("1", 0...1).isReached == nil)
        #expect(Figure("a", 2, "", evidence: "").asking("1", 0...1).isReached == false)
        #expect(Figure("a", 1, "", evidence: "").asking("1", 0...1).isReached == true)
        #expect(Figure("a", 1, "", evidence: "").isReached == nil)
    }

    @Test("scenarios have names of their own")
    func names() {
        let names = ScenarioList.all(hours: 1).map(\.name)
        #expect(Set(names).count == names.count && !names.isEmpty)
    }

    @Test("half an hour of even walking: nothing is flagged, contacts are found, and twice gives the same")
    func even() async throws {
        let scenario = try #require(ScenarioList.all(hours: 0.5).first { $0.name == "even-walking" })
        let first = try await scenario.play()
        #expect(first.trials == 3)
        #expect(first.figures.first { $0.name == "false episodes in 10 h" }?.value == 0)
        let f1 = try #require(first.figures.first { $0.name == "F1 of initial contacts at ±100 ms" }?.value)
        #expect(f1 > 0.99)
        #expect(try await scenario.play().figures == first.figures)
    }

    @Test("a large limp is flagged, and never on the wrong side")
    func uneven() async throws {
        let scenario = try #require(ScenarioList.all(hours: 0.4).first { $0.name == "uneven-walking" })
        let figures = try await scenario.play().figures
        #expect(figures.first { $0.name == "walks flagged on the wrong side" }?.value == 0)
        #expect(figures.first { $0.name == "walks of 30 % flagged for step time" }?.value == 100)
    }

    /// Everything of a trial comes from its number, so a few trials give the same figures everywhere.
    @Test(
        "what is asked is reached in a few trials too",
        arguments: [
            ("slipped-sensor", 5.0), ("swapped-shanks", 4), ("pronation-change", 12), ("coupled-change", 1),
            ("walking-speed", 3), ("body-angles", 3), ("sitting", 4), ("slid-belt", 4),
            ("set-apart", 4),
        ])
    func asked(name: String, hours: Double) async throws {
        let scenario = try #require(ScenarioList.all(hours: hours).first { $0.name == name })
        let asked = try await scenario.play().figures.filter { $0.target != nil }
        #expect(!asked.isEmpty)
        for figure in asked { #expect(figure.isReached == true, "\(figure)") }
    }

    @Test("a limp that comes after the person was learnt is flagged on its side, and nothing of the steps before")
    func changed() async throws {
        let scenario = try #require(ScenarioList.all(hours: 1).first { $0.name == "changed-walking" })
        let figures = try await scenario.play().figures
        #expect(figures.first { $0.name == "found at all, learnt" }?.value == 100)
        #expect(figures.first { $0.name == "episodes on the wrong side" }?.value == 0)
        #expect(figures.first { $0.name == "false step-time episodes while learning in 50 h" }?.value == 0)
    }
}
