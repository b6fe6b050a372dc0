import HTTPTypes
import QueryAPI

/// What the box and its sensors are doing.
extension Route {
    static let device: [Route] = [
        Route(
            method: .get, path: "/v1/status", name: "getStatus", summary: "How the daemon is.",
            answer: .json(status: 200, .named("Status"))
        ) { call in try .encoding(await call.backend.status()) },
        Route(
            method: .get, path: "/v1/sensors", name: "listSensors", summary: "Every sensor, its link and its losses.",
            answer: .json(status: 200, .page(of: "SensorState"))
        ) { call in try .encoding(Page(items: await call.backend.sensors())) },
        Route(
            method: .get, path: "/v1/kits", name: "listKits", summary: "The sensors that each person wears.",
            answer: .json(status: 200, .page(of: "Kit"))
        ) { call in try .encoding(Page(items: await call.backend.kits())) },
        Route(
            method: .get, path: "/v1/sensors/scan", name: "scan",
            summary: "Devices that are near or plugged in. Asking looks for some seconds more; ask again for more.",
            needs: .operator, answer: .json(status: 200, .named("Scan"))
        ) { call in try .encoding(await call.backend.scan()) },
        Route(
            method: .post, path: "/v1/sensors/{kit}/{placement}/device", name: "assign",
            summary: "Put a device at a placement, and remember it. The daemon starts anew with it.", needs: .operator,
            parameters: [.path("kit", "The kit's name."), .path("placement", "Where the device sits.")],
            body: BodyRule(schema: .named("NewDevice"), isRequired: true),
            answer: .json(status: 200, .named("SensorState")),
            refusals: [404: "No sensor has this id.", 409: "A session runs, or another kit has the device."]
        ) { call in
            let sensor = "\(call.arguments.required("kit"))/\(call.arguments.required("placement"))"
            return try .encoding(
                await call.backend.assign(call.decoded(), toSensor: sensor, by: call.caller))
        },
        Route(
            method: .post, path: "/v1/kits/{kit}/alignment", name: "alignKit",
            summary:
                "Compare the delays of a kit's sensors, which were turned about together in one hand over the last "
                + "ten seconds, and take the differences out of their times.",
            needs: .operator, parameters: [.path("kit", "The kit's name.")],
            answer: .json(status: 200, .page(of: "SensorState")),
            refusals: [404: "No kit is called so.", 409: "A session runs, or the sensors did not turn together."]
        ) { call in
            let sensors = try await call.backend.align(kit: call.arguments.required("kit"), by: call.caller)
            return try .encoding(Page(items: sensors))
        },
        Route(
            method: .delete, path: "/v1/kits/{kit}/alignment", name: "dropAlignment",
            summary: "Forget what comparing the delays of a kit's sensors has found: nothing is added to their times.",
            needs: .operator, parameters: [.path("kit", "The kit's name.")],
            answer: .json(status: 200, .page(of: "SensorState")),
            refusals: [404: "No kit is called so.", 409: "A session runs."]
        ) { call in
            let sensors = try await call.backend.dropAlignment(kit: call.arguments.required("kit"), by: call.caller)
            return try .encoding(Page(items: sensors))
        },
        placement(
            "/v1/sensors/{kit}/{placement}/placement", name: "changePlacement",
            parameters: [.path("kit", "The kit's name."), .path("placement", "Where the sensor is said to sit now.")]
        ) { "\($0.required("kit"))/\($0.required("placement"))" },
        placement(
            "/v1/sensors/{id}/placement", name: "changePlacementById",
            parameters: [.path("id", "The sensor's id, its slash percent-encoded: left%2Fleft_shank.")]
        ) { $0.required("id") },
    ]

    static let metrics = Route(
        method: .get, path: "/v1/metrics", name: "getMetrics", summary: "Counters as Prometheus text.",
        answer: .text(contentType: "text/plain; version=0.0.4; charset=utf-8")
    ) { call in .text(try await call.backend.metrics()) }

    static let description = Route(
        method: .get, path: "/v1/openapi.json", name: "getDescription", summary: "This description, OpenAPI 3.1.",
        answer: .json(status: 200, .map(keys: [], .anything))
    ) { _ in .json(OpenAPI.document) }

    static let live = Route(
        method: .get, path: "/v1/live", name: "watch",
        summary: "Contacts, strides, measures, episodes and sensor states as they happen, one JSON object per line.",
        parameters: [
            .query(
                "cursor", .text(minLength: 1, maxLength: 64),
                "Go on behind the line with this cursor; without it, only what happens from now on."),
            .query(
                "types", .text(minLength: 1, maxLength: 256),
                "Only lines of these types, separated by commas: episode,stride. "
                    + "dropped and heartbeat lines always come."),
        ],
        answer: .lines(.named("LiveLine"))
    ) { call in
        let types = call.arguments.text("types").map { Set($0.split(separator: ",").map(String.init)) }
        return .lines(try call.backend.live.subscribe(after: call.arguments.text("cursor"), types: types))
    }

    private static func placement(
        _ path: PathPattern, name: String, parameters: [Parameter], sensor: @escaping @Sendable (Arguments) -> String
    ) -> Route {
        Route(
            method: .post, path: path, name: name,
            summary: "Tell where a sensor really sits: it changes places with the kit's sensor there.",
            needs: .operator,
            parameters: parameters, body: BodyRule(schema: .named("NewPlacement"), isRequired: true),
            answer: .json(status: 200, .named("SensorState")),
            refusals: [404: "No sensor has this id.", 409: "A session runs, or the kit has no sensor there."]
        ) { call in
            let state = try await call.backend.changePlacement(
                ofSensor: sensor(call.arguments), to: call.decoded(), by: call.caller)
            return try .encoding(state)
        }
    }
}
