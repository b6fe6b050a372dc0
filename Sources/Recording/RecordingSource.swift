public import Foundation

/// A recording of whatever kind gaitd reads.
public enum RecordingSource {
    /// A Motion-BIDS recording with its events.
    case motion(MotionRecording, events: [RecordedEvent])
    /// A session log of gaitd, to be read entry by entry.
    case sessionLog(SessionLogReader)

    /// Opens a file, whose kind shows in its first bytes (MCAP) or its name (`…_motion.tsv`).
    public static func open(_ url: URL) throws(RecordingError) -> RecordingSource {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
            throw .missing(file: url.path, wayOut: "give the path of a _motion.tsv or of a session log (.mcap)")
        }
        guard !isDirectory.boolValue else {
            throw .malformed(
                file: url.path, problem: "a folder, not a recording",
                wayOut: "give the path of one _motion.tsv or .mcap in it")
        }
        if try startsWithMagic(url) { return .sessionLog(try SessionLog.read(url)) }
        guard url.lastPathComponent.hasSuffix("_motion.tsv") else {
            throw .malformed(file: url.path, problem: "no recording that gaitd reads", wayOut: hint(url))
        }
        return .motion(try MotionBIDS.read(url), events: try MotionBIDS.readEvents(for: url))
    }

    private static func startsWithMagic(_ url: URL) throws(RecordingError) -> Bool {
        let source = try LogSource(path: url.path)
        var start: [UInt8] = []
        try source.read(0..<MCAP.magic.count, into: &start)
        return start == MCAP.magic
    }

    private static func hint(_ url: URL) -> String {
        let name = url.lastPathComponent
        if name.hasSuffix(".mcap") { return "the file does not begin like an MCAP file; was it copied whole?" }
        if name.hasSuffix(".gz") || name.hasSuffix(".zst") { return "unpack it first" }
        for sidecar in ["_motion.json", "_channels.tsv", "_events.tsv", "_events.json"] where name.hasSuffix(sidecar) {
            return "give the _motion.tsv beside it"
        }
        return "give a Motion-BIDS recording (…_motion.tsv) or a session log (.mcap)"
    }
}
