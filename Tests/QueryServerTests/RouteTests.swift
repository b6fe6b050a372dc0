import Foundation
import QueryAPI
import QueryServer
import Testing

/// Every route with a good request.
@Suite struct RouteTests {
    @Test func readingRoutesAnswerWithTheirWireTypes() async throws {
        try await withServer { server in
            let backend = server.backend
            #expect(try await server.ask("/v1/status").decoded(Status.self) == backend.status())
            #expect(try await server.ask("/v1/sensors").decoded(Page<SensorState>.self).items == backend.sensors())
            #expect(try await server.ask("/v1/kits").decoded(Page<Kit>.self).items == backend.kits())
            #expect(try await server.ask("/v1/sessions/s1").decoded(Session.self) == MemoryBackend.session("s1"))
            #expect(try await server.ask("/v1/episodes/4").decoded(EpisodeDetail.self) == backend.episode(4))
            let signal = try await server.ask("/v1/episodes/4/signal?placement=left_shank").decoded(Signal.self)
            #expect(try await signal == backend.signal(episode: 4, placement: "left_shank"))
            #expect(
                try await server.ask("/v1/measures").decoded(Page<MeasureValue>.self).items == [MemoryBackend.measure])
            let annotations = try await server.ask("/v1/annotations").decoded(Page<Annotation>.self)
            #expect(annotations.items == [MemoryBackend.annotation])
        }
    }

    @Test func answersCarryTypeDateAndNoCaching() async throws {
        try await withServer { server in
            let answer = try await server.ask("/v1/status")
            #expect(answer.status == 200)
            #expect(answer.contentType == "application/json")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
            let metrics = try await server.ask("/v1/metrics")
            #expect(metrics.contentType == "text/plain; version=0.0.4; charset=utf-8")
            #expect(try await metrics.text == server.backend.metrics())
        }
    }

    @Test func listsPageToTheEndWithoutLoss() async throws {
        try await withServer { server in
            var ids: [Int] = []
            var cursor: String?
            repeat {
                let next = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await server.ask("/v1/episodes?limit=7\(next)").decoded(Page<EpisodeSummary>.self)
                #expect(page.items.count <= 7)
                ids += page.items.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(ids == Array(1...25))
            let subjects = try await server.ask("/v1/subjects?limit=2&cursor=2").decoded(Page<Subject>.self)
            #expect(subjects.items.map(\.id) == ["S-CCCCCCCC"])
        }
    }

    @Test func filtersReachTheBackend() async throws {
        try await withServer { server in
            let target =
                "/v1/episodes?since=2026-11-21T10:00:00Z&until=2026-11-21T12:00:00.5+01:00&subject=S-AAAAAAAA"
                + "&session=s%2F1&kit=a&kind=step_time_asymmetry&side=left&min_severity=0.5&limit=1000"
            #expect(try await server.ask(target).status == 200)
            let query = try #require(server.backend.queries.episodes)
            #expect(
                query
                    == EpisodeQuery(
                        since: Date(timeIntervalSince1970: 1_795_255_200),
                        until: Date(timeIntervalSince1970: 1_795_258_800.5),
                        subject: "S-AAAAAAAA", session: "s/1", kit: "a", kind: "step_time_asymmetry", side: "left",
                        minSeverity: 0.5, cursor: nil, limit: 1000))
            _ = try await server.ask("/v1/measures?name=x&by=day&cursor=0")
            #expect(
                server.backend.queries.measures == MeasureQuery(name: "x", by: "day", cursor: "0"))
            _ = try await server.ask("/v1/sessions?open=true&kit=a")
            #expect(server.backend.queries.sessions == SessionQuery(kit: "a", open: true))
            _ = try await server.ask("/v1/annotations?kind=pain&session=s1")
            #expect(
                server.backend.queries.annotations == AnnotationQuery(session: "s1", kind: "pain"))
        }
    }

    @Test func writingRoutesChange() async throws {
        try await withServer { server in
            let started = try await server.ask(
                "/v1/sessions", "POST", body: #"{"subject":"S-DDDDDDDD","kit":"a","walking_aid":"cane"}"#,
                contentType: "application/json; charset=utf-8")
            #expect(started.status == 201)
            #expect(started.headers["location"] == "/v1/sessions/s2")
            #expect(try started.decoded(Session.self).subject == "S-DDDDDDDD")
            #expect(try await server.ask("/v1/sessions/s2/stop", "POST").status == 200)
            #expect(try await server.ask("/v1/sessions/s3/stop", "POST", body: "{}").status == 200)
            let pain = try await server.ask(
                "/v1/annotations", "POST",
                body:
                    #"{"kind":"pain","pain":{"knee_left":4,"knee_right":0,"back":6},"at":"2026-11-21T10:00:00+01:00"}"#)
            #expect(pain.status == 201)
            #expect(try pain.decoded(Annotation.self).pain == ["knee_left": 4, "knee_right": 0, "back": 6])
            let body = #"{"placement":"right_shank"}"#
            #expect(try await server.ask("/v1/sensors/a/left_shank/placement", "POST", body: body).status == 200)
            #expect(try await server.ask("/v1/sensors/a%2Flumbar/placement", "POST", body: body).status == 200)
            let device = #"{"device":"/dev/serial/by-id/usb-x"}"#
            #expect(try await server.ask("/v1/sensors/a/lumbar/device", "POST", body: device).status == 200)
            #expect(try await server.ask("/v1/sensors/a/lumbar/device", "POST", body: "{}").status == 400)
            #expect(try await server.ask("/v1/kits/a/alignment", "POST").status == 200)
            #expect(try await server.ask("/v1/kits/b/alignment", "POST").status == 404)
            #expect(server.backend.changes.aligned == ["a"])
            #expect(try await server.ask("/v1/kits/b/alignment", "DELETE").status == 404)
            #expect(try await server.ask("/v1/kits/a/alignment", "DELETE").status == 200)
            #expect(server.backend.changes.aligned.isEmpty)
            #expect(try await server.ask("/v1/sensors/scan").decoded(Scan.self).devices.count == 2)
            let reset = try await server.ask("/v1/baselines/S-AAAAAAAA/reset", "POST")
            #expect(reset.status == 200)
            #expect(try reset.decoded(Baselines.self).versions.map(\.version) == [2])
            let erased = try await server.ask("/v1/subjects/S-AAAAAAAA", "DELETE")
            #expect(erased.status == 204)
            #expect(erased.body.isEmpty)
            #expect(erased.headers["content-length"] == nil)

            let changes = server.backend.changes
            #expect(changes.started == [NewSession(subject: "S-DDDDDDDD", kit: "a", walkingAid: "cane")])
            #expect(changes.stopped == ["s2", "s3"])
            #expect(changes.annotated.first?.at == Date(timeIntervalSince1970: 1_795_251_600))
            #expect(changes.placements == ["a/left_shank": "right_shank", "a/lumbar": "right_shank"])
            #expect(changes.devices == ["a/lumbar": NewDevice(device: "/dev/serial/by-id/usb-x")])
            #expect(changes.reset == ["S-AAAAAAAA"])
            #expect(changes.deleted == ["S-AAAAAAAA"])
            let caller = try #require(changes.callers.first)
            #expect(caller.role == .admin)
            #expect(caller.peer.user == geteuid())
            #expect(caller.peer.process == getpid())
            #expect(caller.peer.groups.contains(getegid()))
        }
    }
}
