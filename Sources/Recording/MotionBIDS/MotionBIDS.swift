public import Foundation

/// Motion-BIDS (BIDS 1.11, "Motion" modality: https://bids-specification.readthedocs.io): the tables in which gait
/// laboratories exchange recordings. A `_motion.tsv` without header holds the numbers; `_channels.tsv` names its
/// columns, `_motion.json` the rate, `_events.tsv` what happened.
public enum MotionBIDS {
    /// The largest motion file that is read, in bytes: five sensors at 200 Hz for half a day and more.
    public static let maximumMotionBytes = 4 << 30
    static let maximumSidecarBytes = 16 << 20
    static let maximumEventBytes = 256 << 20

    /// Reads a recording and the files that describe it, which BIDS places beside it or further up.
    public static func read(_ motionFile: URL) throws(RecordingError) -> MotionRecording {
        let sidecars = try BIDSSidecars(motionFile)
        let motion = try FileBytes.read(
            motionFile, limit: maximumMotionBytes, wayOut: "give the path of a recording's _motion.tsv")
        let channelsFile =
            sidecars.all(suffix: "channels", fileExtension: "tsv").first
            ?? sidecars.expected(suffix: "channels", fileExtension: "tsv")
        let channels = try FileBytes.read(
            channelsFile, limit: maximumSidecarBytes,
            wayOut: "Motion-BIDS asks for it beside the motion file; it names the columns")
        let metadataFiles = sidecars.all(suffix: "motion", fileExtension: "json")
        guard !metadataFiles.isEmpty else {
            throw .missing(
                file: sidecars.expected(suffix: "motion", fileExtension: "json").path,
                wayOut: "Motion-BIDS asks for it beside the motion file; it holds \"SamplingFrequency\" in Hz")
        }
        // Nearest first: what a nearer file says hides what one further up says.
        var rate: Double?
        for file in metadataFiles where rate == nil {
            let bytes = try FileBytes.read(file, limit: maximumSidecarBytes, wayOut: "it was there a moment ago")
            rate = try samplingFrequency(bytes, file: file.path)
        }
        guard let rate else {
            throw .malformed(
                file: metadataFiles[0].path, problem: "\"SamplingFrequency\" is missing",
                wayOut: "add \"SamplingFrequency\": 100 (the recording's rate in Hz)")
        }
        return try parse(
            motion: motion, motionFile: motionFile.path, channels: channels, channelsFile: channelsFile.path,
            rate: rate)
    }

    /// Reads the events of a recording: those of its own name, else those shared by the tracking systems of the same
    /// task. A recording without an events file has none.
    public static func readEvents(for motionFile: URL) throws(RecordingError) -> [RecordedEvent] {
        let sidecars = try BIDSSidecars(motionFile)
        guard let file = sidecars.all(suffix: "events", fileExtension: "tsv").first,
            let bytes = try FileBytes.readIfPresent(file, limit: maximumEventBytes)
        else { return [] }
        return try EventTable.parse(bytes, file: file.path)
    }

    /// Reads a recording whose files are in memory.
    public static func parse(
        motion: [UInt8], channels: [UInt8], metadata: [UInt8], name: String = "motion"
    ) throws(RecordingError) -> MotionRecording {
        guard let rate = try samplingFrequency(metadata, file: name + ".json") else {
            throw .malformed(
                file: name + ".json", problem: "\"SamplingFrequency\" is missing",
                wayOut: "add \"SamplingFrequency\": 100 (the recording's rate in Hz)")
        }
        return try parse(
            motion: motion, motionFile: name + ".tsv", channels: channels, channelsFile: name + " channels",
            rate: rate)
    }

    /// Reads an events table that is in memory.
    public static func parseEvents(_ bytes: [UInt8], name: String = "events.tsv") throws(RecordingError)
        -> [RecordedEvent]
    {
        try EventTable.parse(bytes, file: name)
    }

    /// The rate in Hz that a `_motion.json` names, nil where it names none.
    private static func samplingFrequency(_ bytes: [UInt8], file: String) throws(RecordingError) -> Double? {
        struct Metadata: Decodable {
            var rate: Double?
            enum CodingKeys: String, CodingKey { case rate = "SamplingFrequency" }
        }
        let metadata: Metadata
        do {
            metadata = try JSONDecoder().decode(Metadata.self, from: Data(bytes))
        } catch {
            throw .malformed(
                file: file, problem: "not a JSON object with a number under \"SamplingFrequency\"",
                wayOut: "it should read like {\"TaskName\": \"walk\", \"SamplingFrequency\": 100}")
        }
        guard let rate = metadata.rate else { return nil }
        guard rate.isFinite, rate >= 1, rate <= 100_000 else {
            throw .malformed(
                file: file, problem: "\"SamplingFrequency\" is \(rate)",
                wayOut: "give the recording's rate in Hz, 1 to 100000")
        }
        return rate
    }

    private static func parse(
        motion: [UInt8], motionFile: String, channels: [UInt8], channelsFile: String, rate: Double
    ) throws(RecordingError) -> MotionRecording {
        let table = try ChannelTable.parse(channels, file: channelsFile)
        let plan = try ColumnPlan(table, file: channelsFile)
        return try MotionTable.parse(motion, file: motionFile, plan: plan, rate: rate)
    }
}
