import Foundation
import GaitctlKit
import QueryAPI
import Testing
import TestSupport

@Suite("Words for people")
struct WordsTests {
    @Test("A finding is one sentence that counts from the larger side")
    func finding() {
        #expect(
            Finding.sentence(Examples.episode())
                == "left step 12.8 % longer than right (95 % CI 10.1–15.4; threshold 10)")
        #expect(
            Finding.sentence(
                Examples.episode(
                    kind: "stance_time_asymmetry", side: "right", measure: "stance_time_symmetry_index_percent",
                    value: -31.04, low: -35, high: -27, threshold: 7.5))
                == "right stance 31.0 % longer than left (95 % CI 27.0–35.0; threshold 7.5)")
        #expect(
            Finding.sentence(
                Examples.episode(
                    kind: "pronation_proxy_asymmetry", measure: "pronation_proxy_difference_deg", value: 6.2,
                    low: -0.5, high: 9, threshold: 5))
                == "left pronation proxy 6.2° larger than right (95 % CI -0.5 to 9.0; threshold 5)")
        #expect(
            Finding.sentence(
                Examples.episode(
                    kind: "pronation_proxy_change", side: "right", measure: "right_pronation_proxy_change_deg",
                    value: -3, low: -4, high: -2, threshold: 2))
                == "right pronation proxy 3.0° smaller than this person's baseline (95 % CI -4.0 to -2.0; threshold 2)"
        )
        #expect(
            Finding.sentence(
                Examples.episode(
                    kind: "step_time_asymmetry_change", measure: "step_time_symmetry_index_change_percent", value: 6.1,
                    low: 5.2, high: 7, threshold: 5))
                == "step time symmetry index 6.1 points further left than this person's baseline (95 % CI 5.2–7.0; threshold 5)"
        )
        #expect(
            Finding.sentence(
                Examples.episode(
                    kind: "knee_lumbar_change", measure: "left_knee_loading_excursion_change_deg", value: -5, low: -6,
                    high: -4.2, threshold: 4))
                == "knee side and lumbar spine changed in the same strides; left knee loading excursion 5.0° smaller than this person's baseline (95 % CI -6.0 to -4.2; threshold 4)"
        )
    }

    @Test("A kind or side this version does not know, or a sign that contradicts the side, is told as it is")
    func unknownFinding() {
        #expect(
            Finding.sentence(Examples.episode(kind: "pelvic_drop", measure: "pelvic_drop_deg", value: 7))
                == "left: pelvic drop: pelvic drop 7.0° (95 % CI 10.1–15.4; threshold 10)")
        #expect(
            Finding.sentence(Examples.episode(side: "both"))
                == "step time asymmetry: step time symmetry index 12.8 % (95 % CI 10.1–15.4; threshold 10)")
        #expect(Finding.sentence(Examples.episode(value: -12.8)).hasPrefix("left: step time asymmetry: "))
        #expect(!Finding.sentence(Examples.episode(kind: "\u{1B}[2J", value: 1)).contains("\u{1B}"))
    }

    @Test(
        "Measure names carry their unit",
        arguments: [
            ("step_time_symmetry_index_percent", "step time symmetry index (%)", "12.8 %"),
            ("pronation_proxy_difference_deg", "pronation proxy difference (°)", "12.8°"),
            ("cadence_per_min", "cadence (/min)", "12.8 /min"), ("stance_time_s", "stance time (s)", "12.800 s"),
            ("stillness", "stillness", "12.800"), ("_s", "s", "12.800"), ("", "", "12.800"),
        ])
    func measureNames(name: String, title: String, text: String) {
        #expect(MeasureName(name).title == title)
        #expect(MeasureName(name).text(12.8) == text)
    }

    @Test(
        "Numbers and durations",
        arguments: [
            (0.0, "0.0 s"), (4.24, "4.2 s"), (9.96, "10 s"), (42.4, "42 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"),
            (7500, "2 h 05 min"), (273_600, "3 d 4 h"), (-75, "-1 min 15 s"), (1e300, "-"), (-Double.infinity, "-"),
            (.nan, "-"),
        ])
    func durations(seconds: Double, text: String) {
        #expect(Numbers.duration(seconds) == text)
    }

    @Test("No number shows as minus zero")
    func numbers() {
        #expect(Numbers.fixed(-0.04, 1) == "0.0")
        #expect(Numbers.signed(0.0720001, 3) == "+0.072")
        #expect(Numbers.signed(-1, 1) == "-1.0")
        #expect(Numbers.short(10) == "10")
        #expect(Numbers.short(7.5) == "7.5")
        #expect(Numbers.short(100) == "100")
        #expect(Numbers.fixed(.nan, 1) == "-")
    }

    @Test("Pain is 0 to 10 and for one site at least")
    func pain() throws {
        let scores = try PainScores(kneeLeft: 4, kneeRight: 0, back: nil)
        #expect(scores.wire == ["knee_left": 4, "knee_right": 0])
        #expect(PainScores.text(["back": 6, "knee_left": 4, "hip_left": 1]) == "left knee 4, back 6, hip left 1")
        let noSite = #expect(throws: Failure.self) { try PainScores(kneeLeft: nil, kneeRight: nil, back: nil) }
        #expect(noSite?.status == .usage)
        for score in [-1, 11, Int.max, Int.min] {
            let failure = #expect(throws: Failure.self) { try PainScores(kneeLeft: nil, kneeRight: 0, back: score) }
            #expect(failure?.status == .usage)
            #expect(failure?.message.contains("--back") == true)
        }
    }

    @Test("Without a name, stop means the only session that runs")
    func sessionChoice() throws {
        #expect(try SessionChoice.only(of: [Examples.running]) == "20261121-1")
        #expect(#expect(throws: Failure.self) { try SessionChoice.only(of: []) }?.status == .noInput)
        var other = Examples.running
        other.id = "20261121-2"
        let failure = #expect(throws: Failure.self) { try SessionChoice.only(of: [Examples.running, other]) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains("20261121-2") == true)
    }
}
