import Foundation
import QueryAPI
import QueryServer
import Testing
import TestSupport

/// `/v1/openapi.json` against an independent judge, and the real answers against it.
@Suite struct DescriptionTests {
    static let judgePresent = Python.isPresent

    /// A request for each operation, by `METHOD path`, that is answered with success.
    static let good: [String: (target: String, body: String?)] = [
        "GET /v1/status": ("/v1/status", nil),
        "GET /v1/sensors": ("/v1/sensors", nil),
        "GET /v1/kits": ("/v1/kits", nil),
        "GET /v1/subjects": ("/v1/subjects?limit=1", nil),
        "GET /v1/sessions": ("/v1/sessions", nil),
        "GET /v1/sessions/{id}": ("/v1/sessions/s1", nil),
        "GET /v1/episodes": ("/v1/episodes?limit=2", nil),
        "GET /v1/episodes/{id}": ("/v1/episodes/1", nil),
        "GET /v1/episodes/{id}/signal": ("/v1/episodes/1/signal?placement=left_shank", nil),
        "GET /v1/measures": ("/v1/measures", nil),
        "GET /v1/annotations": ("/v1/annotations", nil),
        "GET /v1/metrics": ("/v1/metrics", nil),
        "GET /v1/openapi.json": ("/v1/openapi.json", nil),
        "GET /v1/live": ("/v1/live?cursor=0-0", nil),
        "POST /v1/sessions": ("/v1/sessions", #"{"subject":"S-A"}"#),
        "POST /v1/sessions/{id}/stop": ("/v1/sessions/s1/stop", nil),
        "POST /v1/annotations": ("/v1/annotations", #"{"kind":"pain","pain":{"back":3}}"#),
        "POST /v1/sensors/{kit}/{placement}/placement": (
            "/v1/sensors/a/lumbar/placement", #"{"placement":"lumbar"}"#
        ),
        "POST /v1/sensors/{id}/placement": ("/v1/sensors/a%2Flumbar/placement", #"{"placement":"lumbar"}"#),
        "GET /v1/sensors/scan": ("/v1/sensors/scan", nil),
        "POST /v1/kits/{kit}/alignment": ("/v1/kits/a/alignment", nil),
        "DELETE /v1/kits/{kit}/alignment": ("/v1/kits/a/alignment", nil),
        "POST /v1/sensors/{kit}/{placement}/device": (
            "/v1/sensors/a/lumbar/device", #"{"device":"D4:22:CD:00:12:34","address_type":"public"}"#
        ),
        "GET /v1/baselines/{subject}": ("/v1/baselines/S-A", nil),
        "POST /v1/baselines/{subject}/reset": ("/v1/baselines/S-A/reset", nil),
        "DELETE /v1/subjects/{id}": ("/v1/subjects/S-A", nil),
    ]

    @Test(.enabled(if: judgePresent, "needs the Python of Tests/requirements.txt"))
    func theDocumentIsValidOpenAPI() async throws {
        try await withServer { server in
            let document = try await server.ask("/v1/openapi.json").text
            let verdict = try await Self.judge(
                """
                import json, sys
                from openapi_spec_validator import OpenAPIV31SpecValidator
                document = json.loads(open(sys.argv[1]).read())
                assert document["openapi"] == "3.1.0"
                OpenAPIV31SpecValidator(document).validate()
                print("valid", len(document["paths"]))
                """, document)
            #expect(verdict.status == 0, "\(verdict.output)")
            #expect(verdict.output.contains("valid"))
        }
    }

    @Test(.enabled(if: judgePresent, "needs the Python of Tests/requirements.txt"))
    func everyRealAnswerIsAsDescribed() async throws {
        try await withServer { server in
            let document = try await server.ask("/v1/openapi.json").text
            server.backend.live.publish([Self.fullLine])
            var answers: [[String: Any]] = []
            for (operation, request) in Self.good.sorted(by: { $0.key < $1.key }) {
                let method = String(operation.prefix { $0 != " " })
                guard operation != "GET /v1/live" else { continue }
                let answer = try await server.ask(request.target, method, body: request.body)
                #expect(answer.status < 300, "\(operation): \(answer.text)")
                answers.append(Self.record(operation, answer))
            }
            for bad in RefusalTests.bad {
                guard let operation = try Self.operation(bad, in: document) else { continue }
                let answer = try await server.ask(bad.target, bad.method, body: bad.body, contentType: bad.contentType)
                answers.append(Self.record(operation, answer))
            }
            var lines = try await server.watch("/v1/live?cursor=0-0")
            while let line = try await lines.nextText() {
                answers.append([
                    "operation": "GET /v1/live", "status": 200, "type": lines.contentType ?? "", "text": line,
                ])
                if line.contains(#""type":"everything""#) { break }
            }
            let recorded = String(decoding: try JSONSerialization.data(withJSONObject: answers), as: UTF8.self)
            let verdict = try await Self.judge(Self.checkAnswers, document, recorded)
            #expect(verdict.status == 0, "\(verdict.output)")
            #expect(verdict.output.contains("checked \(answers.count) answers of 26 operations"), "\(verdict.output)")
        }
    }

    @Test func everyRouteIsTried() async throws {
        try await withServer { server in
            let document = try Self.parsed(try await server.ask("/v1/openapi.json").text)
            let operations = document.flatMap { path, methods in
                methods.keys.map { "\($0.uppercased()) \(path)" }
            }
            #expect(Set(operations) == Set(Self.good.keys))
        }
    }

    /// The statuses that docs/query-interface.md explains are those that the description knows, and the server itself.
    @Test func everyStatusIsExplained() async throws {
        try await withServer { server in
            let document = try Self.parsed(try await server.ask("/v1/openapi.json").text)
            var told: Set<String> = []
            for (path, methods) in document {
                for (method, operation) in methods {
                    let responses = try #require((operation as? [String: Any])?["responses"] as? [String: Any])
                    let filters = (operation as? [String: Any])?["parameters"] as? [[String: Any]] ?? []
                    told.formUnion(responses.keys.filter { $0 >= "400" })
                    if filters.contains(where: { $0["in"] as? String == "query" && $0["name"] as? String == "subject" })
                    {
                        #expect(responses["404"] != nil, "\(method) \(path)")
                    }
                    if method != "get" { #expect(responses["507"] != nil, "\(method) \(path)") }
                }
            }
            let page = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../docs/query-interface.md")
            let explained = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
                .compactMap { $0.wholeMatch(of: /\| ([45]\d\d) \| .*/).map { String($0.1) } }
            // Before a route is found, the server refuses by itself; no build lacks a question now.
            #expect(Set(explained) == told.union(["404", "405", "431", "501"]))
        }
    }

    /// A live line with every field filled; `type` is one of its own so that the test finds it.
    static let fullLine: LiveLine = {
        var line = LiveLine(type: "everything")
        line.at = WireCoding.timestamp(MemoryBackend.start)
        (line.kit, line.id, line.kind, line.side) = ("a", 1, "initial_contact", "left")
        (line.t, line.emittedT, line.status, line.confidence) = (1, 1.1, "confirmed", 0.9)
        (line.tStart, line.tEnd, line.strideTime, line.stanceTime) = (1, 2, 1.1, 0.7)
        (line.swingTime, line.stepTime, line.pronationProxyDeg, line.steady) = (0.4, 0.5, 3, true)
        (line.mode, line.setApart) = ("running", ["running": 12])
        (line.quantities, line.source) = (["stride_length_m": 1.2], "shank")
        (line.strides, line.stridesLeft, line.stridesRight, line.cadencePerMin) = (3, 1, 2, 110)
        (line.angleDeg, line.name, line.value, line.low, line.high) = (180, "x", 1, 0.5, 1.5)
        (line.threshold, line.severity, line.placement, line.cause) = (10, 0.2, "lumbar", "clock")
        (line.lostSamples, line.lostLines, line.text) = (4, 5, "words")
        (line.session, line.subject, line.pain) = ("s1", "S-A", ["back": 6])
        return line
    }()

    private static let checkAnswers = """
        import json, sys
        from jsonschema import Draft202012Validator, FormatChecker
        document = json.loads(open(sys.argv[1]).read())
        answers = json.loads(open(sys.argv[2]).read())
        operations = set()
        seen = {}
        for answer in answers:
            method, path = answer["operation"].split(" ")
            described = document["paths"][path][method.lower()]["responses"]
            where = f'{answer["operation"]} {answer["status"]}: {answer["text"][:300]}'
            assert str(answer["status"]) in described, "status not described: " + where
            content = described[str(answer["status"])].get("content")
            if content is None:
                assert answer["text"] == "", "a body that is not described: " + where
            else:
                assert list(content) == [answer["type"]], "another content type: " + where
                if "json" in answer["type"]:
                    schema = dict(content[answer["type"]]["schema"], components=document["components"])
                    value = json.loads(answer["text"])
                    for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value):
                        raise AssertionError(f"{error.message} at {list(error.path)} in {where}")
                    name = schema.get("$ref", "").split("/")[-1]
                    items = value.get("items", [])
                    if "items" in value and not name:
                        name = schema["properties"]["items"]["items"]["$ref"].split("/")[-1]
                    else:
                        items = [value]
                    for item in items:
                        seen.setdefault(name, set()).update(item)
            operations.add(answer["operation"])
        # Every property that is described has been seen in a real answer: the description promises nothing more.
        for name, keys in seen.items():
            if name:
                described = set(document["components"]["schemas"][name]["properties"])
                assert keys == described, f"{name} is described with {sorted(described - keys)} that no answer has"
        print(f"checked {len(answers)} answers of {len(operations)} operations")
        """

    private static func record(_ operation: String, _ answer: RunningServer.Answer) -> [String: Any] {
        ["operation": operation, "status": answer.status, "type": answer.contentType ?? "", "text": answer.text]
    }

    /// The operation that a bad request was meant for; nil for what no route takes.
    private static func operation(_ bad: RefusalTests.Bad, in document: String) throws -> String? {
        let path = bad.target.prefix { $0 != "?" }.split(separator: "/")
        return try parsed(document).first { template, methods in
            let parts = template.split(separator: "/")
            return methods[bad.method.lowercased()] != nil && parts.count == path.count && !bad.target.contains("%FF")
                && !bad.target.hasSuffix("/")
                && zip(parts, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }.map { "\(bad.method) \($0.key)" }
    }

    private static func parsed(_ document: String) throws -> [String: [String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
        return try #require(object?["paths"] as? [String: [String: Any]])
    }

    /// Runs the judge on texts that it reads as files, and removes them.
    private static func judge(_ script: String, _ texts: String...) async throws -> (status: Int32, output: String) {
        let files = texts.map { _ in
            FileManager.default.temporaryDirectory
                .appendingPathComponent("gaitd-judge-\(UInt64.random(in: 0 ... .max)).json")
        }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        for (file, text) in zip(files, texts) { try Data(text.utf8).write(to: file) }
        return try await blocking { Result { try Python.run(script, files.map(\.path)) } }.get()
    }
}
