import Foundation
import GaitctlKit
import QueryAPI
import Testing
import TestSupport

@Suite("gaitctl as a program")
struct ProgramTests {
    /// Answers as a small, healthy daemon does.
    private func daemon() async throws -> FakeDaemon {
        try await FakeDaemon { question in
            let path = question.uri.prefix { $0 != "?" }
            return switch (question.method, path) {
            case ("GET", "/v1/status"): try .json(Examples.status)
            case ("GET", "/v1/sensors"): try .json(Page(items: Examples.sensors))
            case ("GET", "/v1/kits"):
                try .json(Page(items: [Kit(name: "demo", sensors: [], session: nil, state: "walking")]))
            case ("GET", "/v1/episodes"): try .json(Page(items: [Examples.episode(id: 1), Examples.episode(id: 2)]))
            case ("GET", "/v1/episodes/12"): try .json(Examples.detail)
            case ("GET", "/v1/episodes/12/signal"): try .json(Examples.signal)
            case ("GET", "/v1/measures"): try .json(Page(items: Examples.detail.measures))
            case ("GET", "/v1/annotations"): try .json(Page(items: [Examples.pain]))
            case ("GET", "/v1/sessions"): try .json(Page(items: [Examples.running]))
            case ("GET", "/v1/sessions/20261121-1"): try .json(Examples.session)
            case ("GET", "/v1/subjects"):
                try .json(Page(items: [Subject(id: "S-7K2M", createdAt: Examples.noon, sessions: 1, episodes: 2)]))
            case ("POST", "/v1/sessions"): try .json(Examples.running, status: 201)
            case ("POST", "/v1/sessions/20261121-1/stop"): try .json(Examples.session)
            case ("POST", "/v1/annotations"): try .json(Examples.pain, status: 201)
            case ("DELETE", "/v1/subjects/S-7K2M"): .init(status: 204)
            default:
                try .problem(Problem(title: "Not found", status: 404, detail: "nothing is called \(path)", field: "id"))
            }
        }
    }

    @Test(
        "Every question prints a table, one JSON document, or one JSON object per line",
        arguments: [
            ["status"], ["sensors"], ["kits"], ["episodes"], ["episodes", "show", "12"], ["measures"], ["subjects"],
            ["session", "list"], ["session", "show", "20261121-1"], ["session", "start", "--subject", "S-7K2M"],
            ["session", "stop"], ["note", "felt", "tired"], ["pain", "--back", "6"],
        ])
    func formats(command: [String]) async throws {
        let daemon = try await daemon()
        let table = try await Gaitctl.start(command, socket: daemon.path).result()
        #expect(table.status == 0 && table.errors.isEmpty, "\(table.errors)")
        #expect(!table.output.isEmpty && !table.output.hasPrefix("{") && !table.output.contains("\u{1B}"))
        let json = try await Gaitctl.start(command + ["--format", "json"], socket: daemon.path).result()
        #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
        #expect(json.lines.count > 1)
        _ = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let ndjson = try await Gaitctl.start(command + ["--format", "ndjson"], socket: daemon.path).result()
        #expect(ndjson.status == 0 && ndjson.errors.isEmpty, "\(ndjson.errors)")
        for line in ndjson.lines {
            #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
        }
        try await daemon.close()
    }

    @Test("JSON is the daemon's answer, unknown fields and all")
    func unchanged() async throws {
        let body = #"{"items":[{"id":1,"later_field":{"x_y":[0.1]}},{"id":2}],"next":null}"#
        let daemon = try await FakeDaemon { _ in .init(body: body) }
        let ndjson = try await Gaitctl.run("episodes", "--format", "ndjson", socket: daemon.path)
        #expect(ndjson.lines == [#"{"id":1,"later_field":{"x_y":[0.1]}}"#, #"{"id":2}"#])
        let json = try await Gaitctl.run("episodes", "--format", "json", socket: daemon.path)
        #expect(
            json.output.filter { !$0.isWhitespace } == #"{"items":[{"id":1,"later_field":{"x_y":[0.1]}},{"id":2}]}"#)
        try await daemon.close()
    }

    @Test("Filters reach the daemon as it names them")
    func filters() async throws {
        let daemon = try await daemon()
        _ = try await Gaitctl.run(
            "episodes", "--since", "2026-11-20", "--until", "2026-11-21T10:30:00Z", "--subject", "S-7K2M",
            "--session", "20261121-1", "--kit", "demo", "--kind", "step_time_asymmetry", "--side", "left",
            "--min-severity", "0.5", "--limit", "7", socket: daemon.path)
        #expect(
            daemon.questions.map(\.uri) == [
                "/v1/episodes?since=2026-11-20T00%3A00%3A00.000Z&until=2026-11-21T10%3A30%3A00.000Z&subject=S-7K2M"
                    + "&session=20261121-1&kit=demo&kind=step_time_asymmetry&side=left&min_severity=0.5&limit=7"
            ])
        try await daemon.close()
    }

    @Test("A pilot's log: start, pain, note, stop")
    func log() async throws {
        let daemon = try await daemon()
        let start = try await Gaitctl.run(
            "session", "start", "--subject", "S-7K2M", "--kit", "demo", "--shoes", "trainers", "--aid", "stick",
            "--note", "felt tired", socket: daemon.path)
        #expect(start.output.hasPrefix("Session 20261121-1 runs for subject S-7K2M on kit demo"))
        let pain = try await Gaitctl.run(
            "pain", "--knee-left", "4", "--knee-right", "0", "--back", "6", "--note", "after the stairs",
            socket: daemon.path)
        #expect(pain.output.contains("left knee 4, right knee 0, back 6 (of 10)"))
        _ = try await Gaitctl.run("note", "felt", "tired", "--session", "20261121-1", socket: daemon.path)
        let stop = try await Gaitctl.run("session", "stop", socket: daemon.path)
        #expect(stop.output.hasPrefix("Session 20261121-1 stopped after 10 min 00 s: 900 strides"))
        #expect(
            daemon.questions.map { "\($0.method) \($0.uri) \($0.body)" } == [
                // What is wrong with the kit is said first.
                "GET /v1/status ",
                "POST /v1/sessions "
                    + #"{"kit":"demo","note":"felt tired","shoes":"trainers","subject":"S-7K2M","walking_aid":"stick"}"#,
                "POST /v1/annotations "
                    + #"{"kind":"pain","pain":{"back":6,"knee_left":4,"knee_right":0},"text":"after the stairs"}"#,
                #"POST /v1/annotations {"kind":"note","session":"20261121-1","text":"felt tired"}"#,
                "GET /v1/sessions?open=true&limit=500 ", "POST /v1/sessions/20261121-1/stop ",
            ])
        try await daemon.close()
    }

    @Test("Erasing needs --yes where nobody can be asked, and asks the daemon nothing before")
    func erase() async throws {
        let daemon = try await daemon()
        let refused = try await Gaitctl.run("erase", "S-7K2M", socket: daemon.path)
        #expect(refused.status == 64 && refused.errors.contains("--yes"))
        #expect(daemon.questions.isEmpty)
        let done = try await Gaitctl.run("erase", "S-7K2M", "--yes", socket: daemon.path)
        #expect(done.status == 0 && done.output == "Everything of S-7K2M has been deleted.\n")
        let unknown = try await Gaitctl.run("erase", "S-0000", "--yes", socket: daemon.path)
        #expect(unknown.status == 66)
        try await daemon.close()
    }

    @Test(
        "Slips on the command line exit with 64, say what is wrong, and ask nothing",
        arguments: [
            (["pain", "--back", "11"], "--back 11"), (["pain"], "--knee-left"), (["pain", "--back", "much"], "much"),
            (["episodes", "--since", "soon"], "soon"), (["episodes", "--side", "up"], "up"),
            (["episodes", "--since", "today", "--until", "2026-01-01"], "later than"),
            (["episodes", "--limit", "0"], "--limit"), (["episodes", "--min-severity", "nan"], "--min-severity"),
            (["episodes", "show", "twelve"], "twelve"), (["note"], "text"),
            (["note", " "], "empty"), (["watch", "--types", "dance"], "dance"), (["watch", "--count", "0"], "--count"),
            (["status", "--format", "xml"], "xml"), (["dance"], "dance"),
            (["status", "--socket", "/" + String(repeating: "x", count: 120)], "107"),
        ])
    func usage(arguments: [String], text: String) async throws {
        let result = try await Gaitctl.start(arguments, socket: "/nonexistent").result()
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("gaitctl: ") && result.errors.contains(text), "\(result.errors)")
    }

    @Test(
        "Help, version and completions go to the output and exit with 0",
        arguments: [
            ["--help"], ["episodes", "--help"], ["--version"], [], ["--generate-completion-script", "bash"],
        ])
    func help(arguments: [String]) async throws {
        let result = try await Gaitctl.start(arguments, socket: nil).result()
        #expect(result.status == 0 && result.errors.isEmpty && !result.output.isEmpty)
    }

    @Test("No daemon")
    func noDaemon() async throws {
        let path = FakeDaemon.newPath()
        for file in [path, "\(path)/gaitd.sock"] {
            let result = try await Gaitctl.run("status", socket: file)
            #expect(result.status == 69)
            #expect(
                result.errors
                    == "gaitctl: cannot connect to \(file): is gaitd running? `systemctl status gaitd`\n")
        }
        // A socket that nobody listens on any more, as a crash leaves it.
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try await Gaitctl.run("status", "--socket", path, socket: nil).status == 69)
        try FileManager.default.removeItem(atPath: path)
    }

    @Test("A socket that this person may not use", .enabled(if: geteuid() != 0, "root may use every socket"))
    func noPermission() async throws {
        let daemon = try await daemon()
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: daemon.path)
        let result = try await Gaitctl.run("status", socket: daemon.path)
        #expect(result.status == 77 && result.errors.contains("usermod -aG"))
        try await daemon.close()
    }

    @Test(
        "The daemon's refusals keep their words and get their exit codes",
        arguments: [
            (403, 77), (404, 66), (409, 65), (400, 65), (503, 75), (507, 74), (500, 70),
        ])
    func refusals(status: Int, code: Int32) async throws {
        let problem = Problem(title: "No", status: status, detail: "the kit records a session already", field: "kit")
        let daemon = try await FakeDaemon { _ in try .problem(problem) }
        for format in ["table", "json"] {
            let result = try await Gaitctl.run(
                "session", "start", "--subject", "S-1", "--format", format, socket: daemon.path)
            #expect(result.status == code)
            #expect(result.errors == "gaitctl: the kit records a session already\n")
            #expect(result.output.isEmpty)
        }
        try await daemon.close()
    }

    @Test("A refusal cannot break out of its line or steer the terminal")
    func hostileRefusal() async throws {
        let daemon = try await FakeDaemon { _ in
            try .problem(Problem(title: "No", status: 400, detail: "a\u{1B}[2J\nb"))
        }
        let result = try await Gaitctl.run("status", socket: daemon.path)
        #expect(result.errors == "gaitctl: a?[2J b\n")
        try await daemon.close()
    }

    @Test("A malformed answer exits with 76 in every format", arguments: ["table", "json", "ndjson"])
    func malformed(format: String) async throws {
        let daemon = try await FakeDaemon { _ in .init(body: "{\"items\": 1}") }
        let result = try await Gaitctl.run("episodes", "--format", format, socket: daemon.path)
        #expect(result.status == 76)
        #expect(result.output.isEmpty && result.errors.hasPrefix("gaitctl: what answers at \(daemon.path)"))
        try await daemon.close()
    }

    @Test("A reader that goes away ends the output quietly; a full disk is told")
    func brokenOutput() async throws {
        // More than a pipe holds, so that writing must notice.
        let lines = String(repeating: "{\"type\":\"stride\"}\n", count: 10_000)
        let daemon = try await FakeDaemon { question in
            try question.uri.hasPrefix("/v1/live") ? .init(body: lines) : .json(Examples.status)
        }
        let program = try Programs.path("gaitctl").path
        func shell(_ script: String) async throws -> LaunchedProgram.Result {
            try await LaunchedProgram(
                URL(fileURLWithPath: "/bin/bash"), ["-c", script], environment: ["GAITD_SOCKET": daemon.path]
            ).result()
        }
        let closed = try await shell("'\(program)' watch | head -n 1; exit ${PIPESTATUS[0]}")
        #expect(closed.status == 141 && closed.errors.isEmpty && closed.lines.count == 1, "\(closed.errors)")
        let full = try await shell("'\(program)' status > /dev/full")
        #expect(full.status == 74 && full.errors.contains("No space left on device"))
        try await daemon.close()
    }
}
