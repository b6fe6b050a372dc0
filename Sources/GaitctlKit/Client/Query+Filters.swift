public import QueryAPI

extension Query {
    /// The filters of `GET /v1/episodes`, but for the cursor and the page's length.
    public init(_ filter: EpisodeQuery) {
        self.init()
        self["since"] = filter.since.map(WireCoding.timestamp)
        self["until"] = filter.until.map(WireCoding.timestamp)
        self["subject"] = filter.subject
        self["session"] = filter.session
        self["kit"] = filter.kit
        self["kind"] = filter.kind
        self["side"] = filter.side
        self["min_severity"] = filter.minSeverity.map { "\($0)" }
    }

    /// The filters of `GET /v1/measures`, but for the cursor and the page's length.
    public init(_ filter: MeasureQuery) {
        self.init()
        self["name"] = filter.name
        self["subject"] = filter.subject
        self["session"] = filter.session
        self["since"] = filter.since.map(WireCoding.timestamp)
        self["until"] = filter.until.map(WireCoding.timestamp)
        self["by"] = filter.by
    }
}
