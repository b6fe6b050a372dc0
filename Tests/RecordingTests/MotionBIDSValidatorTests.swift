import Foundation
import IMU
import Recording
import Testing
import TestSupport

enum Validator {
    static let program = URL(fileURLWithPath: Python.path).deletingLastPathComponent()
        .appendingPathComponent("bids-validator-deno")
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program.path) }
}

/// The official validator (PyPI `bids-validator-deno`) finds no error in what we write.
@Suite(.enabled(if: Validator.isPresent, "needs bids-validator-deno of Tests/requirements.txt"))
struct MotionBIDSValidatorTests {
    @Test func findsNoError() throws {
        let folder = try TemporaryFolder()
        let dataset = folder.file("dataset")
        for (run, jitter) in [0, 2e-3].enumerated() {
            try MotionBIDS.write(
                MotionBIDSRoundTripTests.recording(Placement.allCases, rows: 50, jitter: jitter, seed: 8),
                events: [RecordedEvent(onset: 0.1, trialType: "initial_contact", side: .left, confidence: 0.5)],
                to: dataset, subject: "01", session: "day1", task: "walk", acquisition: "a", run: run + 1)
        }
        try MotionBIDS.write(
            MotionBIDSRoundTripTests.recording([.lumbar], rows: 50, seed: 9), to: dataset, subject: "02", task: "walk")
        let process = Process()
        process.executableURL = Validator.program
        process.arguments = [dataset.path, "--format", "json"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let report = try JSONDecoder().decode(Report.self, from: output)
        #expect(report.summary.subjects.sorted() == ["01", "02"])
        let errors = report.issues.issues.filter { $0.severity == "error" }
        #expect(errors.isEmpty, "\(errors)")
    }

    private struct Report: Decodable {
        struct Issues: Decodable { var issues: [Problem] }
        struct Problem: Decodable {
            var code: String
            var severity: String
            var location: String?
        }
        struct Summary: Decodable { var subjects: [String] }
        var issues: Issues
        var summary: Summary
    }
}
