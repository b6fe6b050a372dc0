import Foundation
import QueryAPI
import TestSupport
import Testing

/// What somebody meets who uses the programs for the first time, against the real daemon.
@Suite("First use")
struct FirstUseTests {
    @Test("A misspelt measure or kind is refused, and does not pass for nothing found")
    func misspelt() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        let measure = try await house.ask("measures", "--name", "step_time_symetry_index_percent")
        #expect(measure.status == 65)
        #expect(measure.errors.contains("no measure is called step_time_symetry_index_percent"))
        let kind = try await house.ask("episodes", "--kind", "limp")
        #expect(kind.status == 65)
        #expect(kind.errors.contains("step_time_asymmetry") && kind.errors.contains("knee_lumbar_change"))
        for name in [
            "step_time_symmetry_index_percent", "stride_length_m", "likely_sitting_time_s", "lumbar_step_regularity",
            "harmonic_ratio_vertical", "left_pronation_proxy_change_deg", "step_time_symmetry_index_change_percent",
            "mean_walking_speed_mps", "pronation_proxy_difference_deg",
        ] {
            #expect(try await house.ask("measures", "--name", name).status == 0, "\(name)")
        }
        #expect(try await house.ask("episodes", "--kind", "pelvic_drop_change").status == 0)
        try await house.close(daemon)
    }

    @Test("Who is unknown is refused with the command that lists who is known")
    func unknownNames() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        let subject = try await house.ask("episodes", "--subject", "S-NOBODY")
        #expect(subject.status == 66 && subject.errors.contains("`gaitctl subjects`"), "\(subject.errors)")
        let kit = try await house.ask("session", "list", "--kit", "nokit")
        #expect(kit.status == 66 && kit.errors.contains("`gaitctl kits`"), "\(kit.errors)")
        try await house.close(daemon)
    }

    @Test("A placement without a device says so, also without a radio; the daemon answers when assign has ended")
    func unassigned() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        let away = try await house.ask("sensors", "assign", "assigned", "left_shank")
        #expect(away.status == 0, "\(away.errors)")
        let line = try await house.ask("sensors", "assign", "/dev/gaitd-none", "left_shank", "--format", "json")
        #expect(line.status == 0 && line.lines.count > 1, "\(line.errors)")
        #expect(try await house.ask("sensors", "assign", "assigned", "left_shank").status == 0)
        try await house.until("the placement says that it has no device", within: 20) {
            let sensor = try await house.items(SensorState.self, "sensors").first
            return sensor?.detail?.contains("no device is assigned") == true
        }
        try await house.close(daemon)
    }

    @Test("What is noted comes live with its words, its scores and its session")
    func liveNote() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        let watch = try await house.watch()
        let session = try await house.answer(Session.self, "session", "start", "--subject", "S-7K2M")
        #expect(try await house.ask("pain", "--back", "6", "--note", "after the stairs").status == 0)
        try await house.until("the rating comes live", within: 20) {
            watch.output.contains("after the stairs")
        }
        let text = try #require(watch.output.split(separator: "\n").first { $0.contains("after the stairs") })
        let line = try WireCoding.decoder().decode(LiveLine.self, from: Data(text.utf8))
        #expect(line.pain == ["back": 6] && line.session == session.id && line.subject == "S-7K2M")
        watch.signal(SIGTERM)
        _ = await watch.result()
        try await house.close(daemon)
    }

    @Test("An analysis and a validation speak of one as one, in the daemon's words, with units")
    func recordings() async throws {
        let house = try House(kits: [:])
        let folder = house.folder.appendingPathComponent("walk").path
        let written = try await LaunchedProgram(
            Programs.path("gaitsim"), ["write", folder, "--limp", "left", "--size", "20", "--seed", "7"]
        ).result()
        #expect(written.status == 0, "\(written.errors)")
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let recording = try #require(files.first { $0.hasSuffix("_motion.tsv") })
        let analysis = try await LaunchedProgram(Programs.path("gaitctl"), ["analyze", "\(folder)/\(recording)"])
            .result()
        #expect(analysis.output.contains("\n1 bout, "), "\(analysis.output)")
        #expect(analysis.output.contains(" % longer than right (95 % CI "), "\(analysis.output)")
        let table = try await LaunchedProgram(Programs.path("gaitctl"), ["validate", folder]).result()
        #expect(table.output.contains(": 1 recording of 1 person, "), "\(table.output)")
        #expect(!table.output.contains("step_time"))
        let lines = try await LaunchedProgram(
            Programs.path("gaitctl"), ["validate", folder, "--format", "ndjson"]
        ).result()
        #expect(lines.lines.count > 1)
        #expect(!lines.output.contains(":-0,") && !lines.output.contains(":-0}"))
    }

    @Test("Every type and field of an analysis stands in docs/analyze.md")
    func documentedFields() async throws {
        let house = try House(kits: [:])
        let folder = house.folder.appendingPathComponent("walk").path
        let written = try await LaunchedProgram(
            Programs.path("gaitsim"),
            [
                "write", folder, "--limp", "left", "--size", "20", "--script",
                "stand 5, walk 60, turn 180, run 20, sit 20",
                "--slip", "left_shank@30:60",
            ]
        ).result()
        #expect(written.status == 0, "\(written.errors)")
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let recording = try #require(files.first { $0.hasSuffix("_motion.tsv") })
        let analysis = try await LaunchedProgram(
            Programs.path("gaitctl"), ["analyze", "\(folder)/\(recording)", "--format", "ndjson"]
        ).result()
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/analyze.md")
        let documented = try String(contentsOf: page, encoding: .utf8)
        var missing: Set<String> = []
        for text in analysis.lines {
            let line = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let words = [line["type"] as? String ?? "no type"] + Array(line.keys)
            missing.formUnion(
                words.filter {
                    !documented.contains("`\($0)`") && !documented.contains("`\"type\":\"\($0)\"`") && $0 != "type"
                })
        }
        // Of two sides and three times the page names one and dots the rest.
        missing = missing.filter {
            $0.wholeMatch(of: /(step|stance|swing)_time_(left_s|right_s|symmetry_.*_percent)/) == nil
        }
        #expect(analysis.lines.count > 100 && missing.isEmpty, "\(missing.sorted())")
    }

    @Test("The checked configuration is counted in plain words, and all three programs tell their version")
    func plainWords() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let checked = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path, "--check-config"]
        ).result()
        #expect(checked.output.hasSuffix(": 1 kit, 1 sensor, no mistakes\n"))
        for program in ["gaitd", "gaitctl", "gaitsim"] {
            let version = try await LaunchedProgram(Programs.path(program), ["--version"]).result()
            #expect(version.status == 0 && version.output == SoftwareVersion.current + "\n", "\(program)")
        }
        let help = try await LaunchedProgram(Programs.path("gaitsim"), ["walk", "--help"]).result()
        let words = help.output.split { $0.isWhitespace }.joined(separator: " ")
        #expect(words.contains("without this left_shank, right_shank and lumbar") && !words.contains("0, 1, 2"))
    }

    @Test("A state directory that cannot be made says why in the system's words")
    func stateDirectory() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let result = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path, "--state-directory", "/proc/gaitd/a"]
        ).result()
        #expect(result.status == 73)
        #expect(result.errors.contains("(No such file or directory)"), "\(result.errors)")
    }
}
