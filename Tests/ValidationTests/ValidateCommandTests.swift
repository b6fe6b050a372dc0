import Foundation
import IMU
import Recording
import TestSupport
import Testing
import Walker

@Suite("gaitctl validate") struct ValidateCommandTests {
    /// A small dataset of the synthetic body: one even walk, one limp, and what is known of them.
    final class Dataset {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("validate-\(UUID().uuidString)")
        let placements: [Placement] = [.leftShank, .rightShank, .lumbar]

        init() throws {
            try write("even", limp: 0, seed: 1, row: "near_symmetric\t0.0")
            try write("limp", limp: 20, seed: 2, row: "asymmetric\t20.0")
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        private func write(_ subject: String, limp: Double, seed: UInt64, row: String) throws {
            var parameters = GaitParameters()
            parameters.limp(.left, sizePercent: limp)
            let walker = try Walker(
                parameters, script: [.stand(seconds: 3), .walk(seconds: 60), .stand(seconds: 4)], seed: seed)
            var recording = MotionRecording(placements: placements, nominalRate: 100)
            var streams = try placements.map { try walker.stream($0) }
            while let row = Self.row(&streams) { recording.append(time: row.time, readings: row.readings) }
            let events = walker.truth.contacts.map {
                RecordedEvent(
                    onset: $0.time, trialType: $0.kind == .initialContact ? "initial_contact" : "final_contact",
                    side: $0.side)
            }
            let motion = try MotionBIDS.write(
                recording, events: events, to: folder, subject: subject, task: "walk", trackingSystem: "imu")
            let scans = "filename\tasymmetry_tier\tstep_asymmetry_percent\nmotion/\(motion.lastPathComponent)\t\(row)\n"
            try Data(scans.utf8).write(to: folder.appendingPathComponent("sub-\(subject)/sub-\(subject)_scans.tsv"))
        }

        private static func row(_ streams: inout [SensorStream]) -> (time: Double, readings: [MotionReading])? {
            var time = 0.0
            var readings: [MotionReading] = []
            for index in streams.indices {
                guard let reading = streams[index].next() else { return nil }
                time = reading.time
                readings.append((SIMD3<Float>(reading.acceleration), SIMD3<Float>(reading.angularRate)))
            }
            return (time, readings)
        }

        /// The truth's own tables, as another method would write them.
        func contacts(except left: String? = nil) throws -> URL {
            let target = folder.appendingPathComponent("contacts-\(left ?? "all")")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            for subject in ["even", "limp"] where subject != left {
                let name = "sub-\(subject)_task-walk_tracksys-imu_events.tsv"
                let source = folder.appendingPathComponent("sub-\(subject)/motion/\(name)")
                try FileManager.default.copyItem(at: source, to: target.appendingPathComponent(name))
            }
            return target
        }
    }

    private func run(_ arguments: [String]) async throws -> LaunchedProgram.Result {
        try await LaunchedProgram(Programs.path("gaitctl"), ["validate"] + arguments).result()
    }

    private func lines(_ arguments: [String]) async throws -> [[String: Any]] {
        let result = try await run(arguments + ["--format", "ndjson"])
        #expect(result.status == 0, "\(result.errors)")
        return try result.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func number(_ line: [String: Any], _ path: String...) -> Double? {
        var value: Any? = line
        for key in path {
            if let place = Int(key) {
                value = (value as? [Any])?[place]
            } else {
                value = (value as? [String: Any])?[key]
            }
        }
        return (value as? NSNumber)?.doubleValue
    }

    @Test("a dataset is scored recording by recording, subject by subject and as a whole")
    func scores() async throws {
        let dataset = try Dataset()
        let found = try await lines([dataset.folder.path])
        #expect(found.compactMap { $0["type"] as? String } == ["recording", "subject", "recording", "subject", "set"])
        let set = try #require(found.last)
        #expect(set["set"] as? String == dataset.folder.lastPathComponent)
        #expect(number(set, "recordings") == 2 && number(set, "subjects") == 2)
        for kind in ["initial_contact", "final_contact"] {
            #expect((number(set, kind, "sided", "1", "f1") ?? 0) > 0.98, "\(kind)")
            #expect(number(set, kind, "side_accuracy") == 1)
        }
        #expect((number(set, "latency", "confirmed", "p95_ms") ?? 0) > 10)
        let flags = try #require(set["flags"] as? [String: Any])
        let verdicts = (flags["verdicts"] as? [[String: String]])?.compactMap { $0["verdict"] }
        #expect(verdicts == ["right", "right"] && flags["false_episodes"] as? Int == 0)
        #expect((set["symmetry"] as? [Any])?.count == 3 && (set["agreement"] as? [Any])?.count == 4)
    }

    @Test("the three formats tell the same")
    func formats() async throws {
        let dataset = try Dataset()
        let table = try await run([dataset.folder.path, "--details"])
        #expect(table.status == 0 && table.errors.isEmpty)
        for word in ["2 recordings of 2 people", "F1 ±50", "contact to confirmed", "sub-limp", "stance time"] {
            #expect(table.output.contains(word), "\(word)")
        }
        let whole = try await run([dataset.folder.path, "--format", "json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? [String: Any])
        #expect((object["lines"] as? [Any])?.count == 5)
    }

    @Test("another method's contacts are scored by the same rules; the truth itself is perfect")
    func contacts() async throws {
        let dataset = try Dataset()
        let set = try #require(try await lines([dataset.folder.path, "--contacts", dataset.contacts().path]).last)
        for kind in ["initial_contact", "final_contact"] {
            #expect(number(set, kind, "sided", "0", "f1") == 1)
            #expect(number(set, kind, "mean_absolute_error_ms") == 0)
        }
        #expect(set["flags"] == nil && set["latency"] == nil)
        let missing = try await run([dataset.folder.path, "--contacts", dataset.contacts(except: "limp").path])
        #expect(missing.status == 66 && missing.errors.contains("sub-limp"), "\(missing.errors)")
    }

    @Test("fewer sensors: one shank scores one side, and a sensor that nobody wore leaves the recording out")
    func placements() async throws {
        let dataset = try Dataset()
        let set = try #require(try await lines([dataset.folder.path, "--placements", "left_shank"]).last)
        let f1 = try #require(number(set, "initial_contact", "sided", "1", "f1"))
        #expect(abs(f1 - 2.0 / 3) < 0.05, "half of the contacts, all of them right")
        let none = try await run([dataset.folder.path, "--placements", "left_foot"])
        #expect(none.status == 66 && none.errors.contains("left_foot"))
    }

    @Test("a span and an expectation on the command line take the place of what the set says")
    func span() async throws {
        let dataset = try Dataset()
        let all = try #require(try await lines([dataset.folder.path]).last)
        let part = try #require(
            try await lines([dataset.folder.path, "--from", "20", "--to", "40", "--expect", "even"]).last)
        let (whole, judged) = (
            number(all, "initial_contact", "reference") ?? 0, number(part, "initial_contact", "reference") ?? 0
        )
        #expect(judged > 0 && judged < whole / 2)
        #expect((number(part, "flags", "false_episodes") ?? 0) >= 1, "a limp is a false episode of an even walker")
    }

    @Test("a recording without a reference is undefined, not zero")
    func noReference() async throws {
        let dataset = try Dataset()
        let motion = dataset.folder.appendingPathComponent("sub-even/motion")
        try FileManager.default.removeItem(
            at: motion.appendingPathComponent("sub-even_task-walk_tracksys-imu_events.tsv"))
        let file = motion.appendingPathComponent("sub-even_task-walk_tracksys-imu_motion.tsv").path
        let set = try #require(try await lines([file]).last)
        #expect(set["initial_contact"] == nil && set["worst_initial"] == nil)
        #expect(number(set, "flags", "episodes") == 0 && set["latency"] != nil)
        let table = try await run([file])
        #expect(table.output.contains("no reference contacts"))
    }

    @Test(
        "what cannot be scored is said in one line, with its exit code",
        arguments: [
            (["/nowhere"], 66), (["/proc/self/fd"], 65), (["."] + ["--from", "3", "--to", "2"], 64), ([], 64),
            (["x", "--placements", "elbow"], 64),
        ] as [([String], Int32)])
    func errors(arguments: [String], status: Int32) async throws {
        let result = try await run(arguments)
        #expect(result.status == status && result.errors.hasPrefix("gaitctl: ") && result.output.isEmpty)
    }
}
