import Foundation
import QueryAPI
import TestSupport
import Testing

/// What goes wrong around the daemon gets a clear error, an exit code of sysexits and no crash.
@Suite("Bad input to the programs")
struct BadInputTests {
    @Test("a second daemon on the same state directory names the first")
    func secondDaemon() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let first = try await house.open()
        let second = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path]
        ).result()
        #expect(second.status == 75)
        #expect(second.errors.contains("in use by another gaitd"))
        #expect(second.errors.contains("\(first.process)"))
        try await house.close(first)
    }

    @Test("a configuration's mistakes are all named with file, line and key")
    func badConfiguration() async throws {
        let house = try House(kits: [:])
        let text =
            "state_directory = \"relative\"\n[[kit]]\nname = \"a\"\n[[kit.sensor]]\nplacement = \"left_shin\"\n"
            + "device = \"/dev/ttyUSB0\"\ncolour = 3\n"
        try text.write(to: house.configurationFile, atomically: true, encoding: .utf8)
        let result = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path, "--check-config"]
        ).result()
        #expect(result.status == 78)
        for (line, key) in [(1, "state_directory"), (5, "placement"), (7, "colour")] {
            #expect(
                result.errors.split(separator: "\n").contains {
                    $0.contains("gaitd.toml:\(line):") && $0.contains(key)
                },
                "line \(line), \(key): \(result.errors)")
        }
    }

    @Test("a state directory that cannot be written is said with the way out")
    func readOnlyState() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let result = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path, "--state-directory", "/proc/gaitd"]
        ).result()
        #expect(result.status == 73)
        #expect(result.errors.contains("/proc/gaitd"))
    }

    @Test("a foreign database is left alone")
    func foreignDatabase() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        try FileManager.default.createDirectory(at: house.state, withIntermediateDirectories: true)
        let file = house.state.appendingPathComponent("gaitd.sqlite")
        try "this is somebody's diary, not a database, and it is long enough to look at\n".write(
            to: file, atomically: true, encoding: .utf8)
        let before = try Data(contentsOf: file)
        let result = try await LaunchedProgram(
            Programs.path("gaitd"), ["--config", house.configurationFile.path]
        ).result()
        #expect(result.status == 65)
        #expect(result.errors.contains("not an SQLite database"))
        #expect(try Data(contentsOf: file) == before)
    }

    @Test("a missing device is said, and the rest runs")
    func missingDevice() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let daemon = try await house.open()
        try await house.until("the missing device is noticed", within: 10) {
            try await house.items(SensorState.self, "sensors").first?.link == "missing"
        }
        let status = try await house.answer(Status.self, "status")
        #expect(status.warnings.contains { $0.contains("kit-left_shank") && $0.contains("kit/left_shank") })
        try await house.close(daemon)
    }

    @Test("unknown bytes are hunted through, counted and said")
    func noise() async throws {
        let house = try House(kits: ["kit": ["left_shank"]])
        let port = try NoisyPort(link: "\(house.devices)/kit-left_shank")
        let daemon = try await house.open()
        try await house.until("the noise is noticed", within: 20) {
            port.write((0..<512).map { _ in UInt8.random(in: 0...255) })
            let sensor = try await house.items(SensorState.self, "sensors").first
            return sensor.map { $0.link != "streaming" && $0.samples == 0 && ($0.detail ?? "") != "" } ?? false
        }
        try await house.close(daemon)
    }

    @Test("gaitctl without a daemon says what to do")
    func noDaemon() async throws {
        let house = try House(kits: [:])
        let result = try await house.ask("status")
        #expect(result.status == 69)
        #expect(result.errors.contains("is gaitd running?"))
        #expect(result.errors.contains("systemctl status gaitd"))
    }

    @Test("analyze says what is wrong with a file")
    func badRecording() async throws {
        let house = try House(kits: [:])
        let file = house.folder.appendingPathComponent("walk_motion.tsv")
        try "not\ta\trecording\n".write(to: file, atomically: true, encoding: .utf8)
        let result = try await LaunchedProgram(Programs.path("gaitctl"), ["analyze", file.path]).result()
        #expect(result.status == 66 || result.status == 65)
        #expect(result.errors.contains("gaitctl: "))
        let missing = try await LaunchedProgram(Programs.path("gaitctl"), ["analyze", "/nowhere_motion.tsv"]).result()
        #expect(missing.status == 66)
    }
}
