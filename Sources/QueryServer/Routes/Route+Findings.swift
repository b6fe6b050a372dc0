import Foundation
import HTTPTypes
import QueryAPI

/// Episodes and measures: what the pipeline found.
extension Route {
    static let findings: [Route] = [
        Route(
            method: .get, path: "/v1/episodes", name: "listEpisodes",
            summary: "Stretches of walking or sitting that a rule flagged, newest first.",
            parameters: [
                .since, .until, .subject, .session, .kit,
                .query("kind", .name, "Only this kind, such as step_time_asymmetry."), .side,
                .query(
                    "min_severity", .number(minimum: 0, maximum: nil),
                    "Only episodes at least this severe: 0 at the threshold, 1 at twice it."),
                .cursor, .limit,
            ],
            answer: .json(status: 200, .page(of: "EpisodeSummary"))
        ) { call in
            let given = call.arguments
            return try .encoding(
                await call.backend.episodes(
                    EpisodeQuery(
                        since: given.time("since"), until: given.time("until"), subject: given.text("subject"),
                        session: given.text("session"), kit: given.text("kit"), kind: given.text("kind"),
                        side: given.text("side"), minSeverity: given.number("min_severity"),
                        cursor: given.text("cursor"), limit: given.integer("limit") ?? 100)))
        },
        Route(
            method: .get, path: "/v1/episodes/{id}", name: "getEpisode",
            summary: "One episode with its measures and the day's annotations beside it.",
            parameters: [episode], answer: .json(status: 200, .named("EpisodeDetail")),
            refusals: [404: "No episode has this id."]
        ) { call in try .encoding(await call.backend.episode(call.arguments.integer("id") ?? 0)) },
        Route(
            method: .get, path: "/v1/episodes/{id}/signal", name: "getEpisodeSignal",
            summary: "The raw signal of one sensor around an episode.",
            parameters: [
                episode,
                .query(
                    "placement", .name, "Which sensor, such as left_shank: one of the episode's signals.",
                    isRequired: true),
            ],
            answer: .json(status: 200, .named("Signal")),
            refusals: [404: "No episode has this id, or it keeps no signal of this sensor."]
        ) { call in
            try .encoding(
                await call.backend.signal(
                    episode: call.arguments.integer("id") ?? 0, placement: call.arguments.required("placement")))
        },
        Route(
            method: .get, path: "/v1/measures", name: "listMeasures", summary: "Measures per stride, or their means.",
            parameters: [
                .query("name", .name, "Only this measure, such as step_time_symmetry_index_percent."),
                .subject, .session, .since, .until,
                .query(
                    "by", .oneOf(["stride", "bout", "session", "day"]),
                    "Each stride (the default), or means over bouts, sessions or days."),
                .cursor, .limit,
            ],
            answer: .json(status: 200, .page(of: "MeasureValue"))
        ) { call in
            let given = call.arguments
            return try .encoding(
                await call.backend.measures(
                    MeasureQuery(
                        name: given.text("name"), subject: given.text("subject"), session: given.text("session"),
                        since: given.time("since"), until: given.time("until"), by: given.text("by") ?? "stride",
                        cursor: given.text("cursor"), limit: given.integer("limit") ?? 100)))
        },
    ]

    private static let episode = Parameter.path(
        "id", "The episode's number.", schema: .integer(minimum: 1, maximum: nil))
}
