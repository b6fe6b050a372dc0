import Foundation
import Gait
import IMU
import QueryAPI
import Recording
import Testing
import Validation

@Suite struct KneeTests {
    /// A knee that bends from 5 to 15 to 60 and back to 0 degrees within one second, three angles a side.
    private let table: String = {
        let rows = (0...200).map { index -> String in
            let phase = Double(index % 100) / 100
            let bend = phase < 0.2 ? 5 + 50 * phase : phase < 0.7 ? 15 + 90 * (phase - 0.2) : 60 - 200 * (phase - 0.7)
            return "\(Double(index) / 100)\t3\t\(bend)\t-2\tn/a"
        }
        return (["t_s\tleft_knee_a_deg\tleft_knee_b_deg\tleft_knee_c_deg\tright_knee_a_deg"] + rows)
            .joined(separator: "\n")
    }()

    private func stride(_ side: Side, _ start: Double, _ quantities: [StrideQuantity: Double]) -> LiveLine {
        var line = LiveLine(type: "stride")
        (line.side, line.tStart, line.t) = (side.name, start, start + 0.99)
        line.quantities = Dictionary(uniqueKeysWithValues: quantities.map { ($0.key.name, $0.value) })
        return line
    }

    private func score(_ lines: [LiveLine], _ knee: KneeReference) -> PooledScore {
        let score = RecordingScore(
            .init(set: "s", subject: "p", recording: "r"), run: PipelineRun(lines: lines), reference: Reference([]),
            knee: knee, expectation: .unknown, seconds: 2)
        return PooledScore("all", [score])
    }

    @Test("the angle that moves most is flexion, and each quantity is taken from it")
    func comparison() throws {
        let said: [StrideQuantity: Double] = [
            .kneeRange: 60, .kneeSwingPeak: 58, .kneeInitialContact: 6, .kneeLoadingExcursion: 14,
        ]
        let pool = score([stride(.left, 0, said)], try KneeReference(table))
        func reference(_ quantity: StrideQuantity) throws -> Double {
            try #require(pool.knee(quantity).first).reference
        }
        #expect(abs(try reference(.kneeRange) - 58) < 0.1)
        #expect(abs(try reference(.kneeSwingPeak) - 60) < 0.1)
        #expect(abs(try reference(.kneeInitialContact) - 5) < 0.1)
        #expect(abs(try reference(.kneeLoadingExcursion) - 14.5) < 0.1)
        #expect(abs(pool.knee(.kneeRange)[0].error - 2) < 0.1)
    }

    @Test("without angles from the pipeline, without reference or beyond it, nothing is compared")
    func absent() throws {
        let knee = try KneeReference(table)
        #expect(score([stride(.left, 0, [:])], knee).knee(.kneeRange).isEmpty)
        #expect(score([stride(.right, 0, [.kneeRange: 60])], knee).knee(.kneeRange).isEmpty)
        #expect(score([stride(.left, 1.5, [.kneeRange: 60])], knee).knee(.kneeRange).isEmpty)
        #expect(try KneeReference(beside: URL(fileURLWithPath: "/nowhere/sub-1_motion.tsv")) == nil)
    }

    @Test("a table that cannot be read is named with its place")
    func malformed() {
        for text in ["", "t_s\thip_deg\n1\t2", "t_s\tleft_knee_deg\n1\t2\n1\t3", "t_s\tleft_knee_deg\n1"] {
            #expect(throws: RecordingError.self, "\(text)") { try KneeReference(text) }
        }
    }
}
