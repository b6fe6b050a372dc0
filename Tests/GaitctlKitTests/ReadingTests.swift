import Foundation
import GaitctlKit
import QueryAPI
import TestSupport
import Testing

/// What people who had never seen gaitctl stumbled over.
@Suite("Read for the first time")
struct ReadingTests {
    let plain = Presentation(timeZone: .gmt)

    @Test("The two sides of one mean stand left above right, whatever their order in the answer")
    func leftFirst() {
        func mean(_ side: String, _ name: String = "step_time_s") -> MeasureValue {
            MeasureValue(
                name: name, at: Examples.noon, session: "s", subject: "S-A", side: side, value: 0.6, low: nil,
                high: nil,
                strides: 30)
        }
        func sides(_ measures: [MeasureValue]) -> [String] {
            MeasureScreen.lines(measures, plain).dropFirst().map { $0.contains("left") ? "left" : "right" }
        }
        #expect(sides([mean("right"), mean("left")]) == ["left", "right"])
        #expect(sides([mean("left"), mean("right")]) == ["left", "right"])
        #expect(sides([mean("right", "stance_time_s"), mean("left")]) == ["right", "left"], "two measures")
    }

    @Test("What has no interval shows none")
    func noInterval() {
        let time = MeasureValue(
            name: "walking_time_s", at: Examples.noon, session: "s", subject: "S-A", side: nil, value: 148.884,
            low: 148.884, high: 148.884, strides: 0)
        let row = MeasureScreen.lines([time], plain).last?.split(separator: " ").suffix(3)
        #expect(row == ["148.884", "-", "0"])
        var line = LiveLine(type: "measure")
        (line.name, line.value, line.low, line.high) = ("walking_time_s", 148.884, 148.884, 148.884)
        #expect(LiveScreen.text(line, plain).hasSuffix("walking time  148.884 s"))
    }

    @Test("An episode's raw signals stand left, right, lumbar")
    func signalOrder() throws {
        var detail = Examples.detail
        let first = try #require(detail.signals.first)
        detail.signals = ["left_shank", "lumbar", "right_shank", "somewhere"].map { placement in
            var signal = first
            signal.placement = placement
            return signal
        }
        let lines = EpisodeScreens.show(detail, signals: [], plain)
        let begin = try #require(lines.firstIndex { $0.hasPrefix("Raw signal kept") })
        let names = lines[(begin + 1)...(begin + 4)].map { $0.split(separator: " ")[0] }
        #expect(names == ["left", "right", "lumbar", "somewhere"])
    }

    @Test("A note and a rating show in the live stream with what was said")
    func liveAnnotations() {
        var line = LiveLine(type: "annotation")
        (line.at, line.kind, line.text) = ("2026-11-21T10:30:59.125Z", "pain", "after the stairs")
        (line.pain, line.session, line.subject) = (["knee_left": 4, "back": 6], "s1", "S-7K2M")
        #expect(
            LiveScreen.text(line, plain)
                == "10:30:59  -  pain  left knee 4, back 6 (of 10)  \"after the stairs\"  s1")
        (line.kind, line.text, line.pain, line.session) = ("note", "tired", nil, nil)
        #expect(LiveScreen.text(line, plain) == "10:30:59  -  note  \"tired\"  S-7K2M")
    }

    @Test("A stride's line stays within a terminal's width")
    func liveStride() {
        var line = LiveLine(type: "stride")
        (line.at, line.kit, line.side, line.pronationProxyDeg) = ("2026-11-21T10:30:59.125Z", "demo", "right", 6.3)
        (line.strideTime, line.stanceTime, line.swingTime, line.stepTime) = (1.12, 0.74, 0.38, 0.51)
        line.quantities = [
            "stride_length_m": 1.286, "walking_speed_mps": 1.152, "shank_frontal_rate_degps": 0.1,
            "lumbopelvic_rotation_deg": 7.9, "contralateral_pelvic_drop_deg": 4.4, "double_support_time_s": 0.13,
            "pronation_proxy_rate_degps": 63, "shank_loading_rotation_deg": 30,
        ]
        let text = LiveScreen.text(line, plain)
        #expect(text.hasSuffix("pronation proxy 6.3°  speed 1.15 m/s"))
        #expect(text.count <= 130, "\(text.count)")
    }

    @Test("A list of sessions that a filter emptied does not say that there are none")
    func filteredSessions() async throws {
        #expect(SessionScreens.list([], filtered: true, plain)[0].hasPrefix("No session fits what was asked for"))
        let daemon = try await FakeDaemon { _ in try .json(Page(items: [Session]())) }
        let filtered = try await Gaitctl.run("session", "list", "--open", socket: daemon.path)
        #expect(filtered.output.hasPrefix("No session fits what was asked for"))
        let all = try await Gaitctl.run("session", "list", socket: daemon.path)
        #expect(all.output.hasPrefix("No sessions yet"))
        try await daemon.close()
    }

    @Test("One is not spoken of as many")
    func one() {
        #expect(Numbers.counted(1, "bout") == "1 bout" && Numbers.counted(0, "bout") == "0 bouts")
        #expect(
            Numbers.counted(1, "person", "people") == "1 person" && Numbers.counted(2, "person", "people") == "2 people"
        )
        var session = Examples.session
        (session.strides, session.episodes, session.lostSamples) = (1, 1, 1)
        #expect(SessionScreens.stopped(session, plain)[0].hasSuffix(": 1 stride, 1 episode, 1 sample lost."))
    }

    @Test("An analysis says what was flagged in the daemon's words")
    func findingOfALine() {
        var line = LiveLine(type: "episode")
        (line.kind, line.side, line.name) = ("stance_time_asymmetry", "right", "stance_time_symmetry_index_percent")
        (line.value, line.low, line.high) = (-16.5, -18.2, -14.9)
        #expect(Finding.sentence(line) == nil, "no threshold")
        line.threshold = 10
        #expect(Finding.sentence(line) == "right stance 16.5 % longer than left (95 % CI 14.9–18.2; threshold 10)")
    }

    @Test("A command that does not exist is called so", arguments: ["epsodes", "sessions"])
    func unknownCommand(word: String) async throws {
        let result = try await Gaitctl.run(word, socket: nil)
        #expect(result.status == 64)
        #expect(result.errors == "gaitctl: there is no command '\(word)': `gaitctl --help` lists what there is\n")
    }

    @Test("A socket that is a file is said to be one")
    func fileInPlaceOfSocket() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gaitctl-\(UUID().uuidString)")
        try "no socket".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try await Gaitctl.run("status", socket: file.path)
        #expect(result.status == 69)
        #expect(result.errors.contains("is not a socket") && result.errors.contains("--socket"))
    }

    @Test(
        "What a help text gives as an example is taken",
        arguments: [
            ["episodes", "list"], ["measures"], ["session", "start"], ["session", "list"], ["note"], ["pain"],
            ["analyze"], ["validate"], ["watch"], ["sensors", "assign"],
        ])
    func examples(command: [String]) async throws {
        let help = try await Gaitctl.start(command + ["--help"], socket: nil).result()
        let lines = help.lines.drop { !$0.contains("xample:") && !$0.contains("take it away:") }
            .prefix { !$0.hasPrefix("USAGE") }.map { $0.trimmingCharacters(in: .whitespaces) }
        let examples = lines.filter { $0.hasPrefix("gaitctl ") }
        #expect(!examples.isEmpty, "\(help.output)")
        for example in examples {
            // No daemon is there: everything but the command line's own mistakes may come of it.
            let words = Self.words(example).dropFirst() + (command == ["watch"] ? ["--no-reconnect"] : [])
            let result = try await Gaitctl.start(Array(words), socket: "/nowhere/gaitd.sock").result()
            #expect(result.status != 64 && result.status != 0, "\(example): \(result.errors)")
        }
    }

    /// A command line in words, as a shell parts it; double quotes are all that examples use.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
