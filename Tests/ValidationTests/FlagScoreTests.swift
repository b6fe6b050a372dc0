import Flagging
import IMU
import QueryAPI
import Testing
import Validation

@Suite struct FlagScoreTests {
    private func episode(_ kind: EpisodeKind, _ side: Side) -> FlaggedEpisode {
        FlaggedEpisode(kind: kind, side: side, start: 1, end: 2, value: 12)
    }

    private func check(
        _ episodes: [FlaggedEpisode], _ expected: ExpectedFlags, _ verdict: FlagScore.Verdict, wrong: Int?
    ) {
        let score = FlagScore(episodes, expected)
        #expect(score.verdict == verdict && score.falseEpisodes == wrong, "\(expected), \(episodes.count) episodes")
    }

    @Test("what is expected decides, and nothing is judged where nothing is known")
    func verdicts() {
        let step = episode(.stepTimeAsymmetry, .left)
        let other = episode(.stanceTimeAsymmetry, .right)
        check([], .unknown, .notJudged, wrong: nil)
        check([step], .unknown, .notJudged, wrong: nil)
        check([], .even, .right, wrong: 0)
        check([other], .even, .falseAlarm, wrong: 1)
        check([other], .evenSteps, .right, wrong: 0)
        check([step, other], .evenSteps, .falseAlarm, wrong: 1)
        check([step], .longerStep(.left), .right, wrong: 0)
        check([other], .longerStep(.left), .missed, wrong: 0)
        check([step], .longerStep(.right), .wrongSide, wrong: 1)
    }

    @Test("a run is read from its lines: withdrawn contacts do not count, confirmed ones know when they were said")
    func lines() {
        func event(_ id: Int, _ status: String, _ time: Double, _ said: Double) -> LiveLine {
            var line = LiveLine(type: "event")
            (line.id, line.status, line.t, line.emittedT) = (id, status, time, said)
            (line.kind, line.side) = ("initial_contact", "left")
            return line
        }
        var retraction = LiveLine(type: "retraction")
        retraction.id = 1
        var flagged = LiveLine(type: "episode")
        (flagged.kind, flagged.side, flagged.tStart, flagged.tEnd) = ("step_time_asymmetry", "right", 3, 9)
        var open = flagged
        open.type = "episode_open"
        let run = PipelineRun(lines: [
            event(1, "provisional", 1, 1.02), retraction, event(3, "provisional", 2, 2.02), open,
            event(3, "confirmed", 2.01, 2.1), event(5, "confirmed", 1.5, 2.2), flagged, LiveLine(type: "stride"),
        ])
        #expect(run.contacts.map(\.time) == [1.5, 2.01])
        #expect(run.contacts.map(\.provisional) == [nil, 2.02] && run.contacts.map(\.confirmed) == [2.2, 2.1])
        #expect(run.episodes.map(\.side) == [.right] && run.retractions == 1 && run.strides.isEmpty)
    }
}
