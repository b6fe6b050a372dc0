public import Foundation
import IMU

/// What a written recording says about itself beside its numbers.
public struct MotionDescription: Sendable {
    /// The dataset's name, for a dataset that is begun.
    public var datasetName = "gaitd recordings"
    /// The licence of a dataset that is begun; nil says nothing, and nobody may then use it.
    public var license: String?
    /// What the person did, in a sentence.
    public var taskDescription: String?
    /// Who made the sensors.
    public var manufacturer: String?
    /// The program that wrote the recording, and its version.
    public var software: String?
    /// The text of README for a dataset that is begun.
    public var readme = """
        Recordings of walking people, written by gaitd in Motion-BIDS.

        Accelerations are specific force in m/s^2, angular rates in rad/s, both in each sensor's own right-handed
        axes. Left and right are the person's. Rows that were lost on the way are n/a.
        """

    public init() {}
}

extension MotionBIDS {
    /// Writes a recording into a BIDS dataset, which is begun where `directory` holds none, and returns the path of
    /// its `_motion.tsv`. A recording of the same name is replaced.
    /// - Parameters:
    ///   - events: written as `_events.tsv`, sorted by onset; with none, no such file is left.
    ///   - subject, session, task, trackingSystem, acquisition: labels of letters and digits, as BIDS asks.
    @discardableResult
    public static func write(
        _ recording: MotionRecording, events: [RecordedEvent] = [], to directory: URL, subject: String,
        session: String? = nil, task: String, trackingSystem: String = "gaitd", acquisition: String? = nil,
        run: Int? = nil, description: MotionDescription = MotionDescription()
    ) throws(RecordingError) -> URL {
        var entities = [("sub", subject)]
        if let session { entities.append(("ses", session)) }
        entities += [("task", task), ("tracksys", trackingSystem)]
        if let acquisition { entities.append(("acq", acquisition)) }
        if let run { entities.append(("run", String(run))) }
        for (key, label) in entities
        where label.isEmpty || !label.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
            throw .invalidArgument(name: key, value: label, rule: "BIDS labels hold ASCII letters and digits only")
        }
        guard recording.rowCount > 0 else {
            throw .invalidArgument(name: "recording", value: "0 rows", rule: "a recording needs at least one row")
        }
        var folder = directory.appendingPathComponent("sub-" + subject)
        if let session { folder.appendPathComponent("ses-" + session) }
        folder.appendPathComponent("motion")
        try makeFolder(folder)
        try beginDataset(directory, subject: subject, description: description)

        let stem = folder.appendingPathComponent(entities.map { "\($0.0)-\($0.1)" }.joined(separator: "_"))
        func file(_ ending: String) -> URL { URL(fileURLWithPath: stem.path + ending) }
        let layout = MotionLayout(recording)
        try FileBytes.write(layout.channelTable(), to: file("_channels.tsv"))
        try FileBytes.write(
            json(layout.metadata(task: task, trackingSystem: trackingSystem, description: description)),
            to: file("_motion.json"))
        try FileBytes.write(layout.motionTable(), to: file("_motion.tsv"))
        if !events.isEmpty {
            try FileBytes.write(EventTable.encode(events), to: file("_events.tsv"))
            try FileBytes.write(json(EventTable.columns), to: file("_events.json"))
        } else {
            // A recording that is replaced must not keep the events of the one before.
            unlink(file("_events.tsv").path)
            unlink(file("_events.json").path)
        }
        return file("_motion.tsv")
    }

    /// Writes what stands at the dataset's top where it is not there yet, and adds the subject.
    private static func beginDataset(
        _ directory: URL, subject: String, description: MotionDescription
    ) throws(RecordingError) {
        func writeIfAbsent(_ name: String, _ bytes: [UInt8]) throws(RecordingError) {
            let file = directory.appendingPathComponent(name)
            if try FileBytes.readIfPresent(file, limit: maximumSidecarBytes) == nil {
                try FileBytes.write(bytes, to: file)
            }
        }
        var dataset: [String: JSONValue] = [
            "Name": .string(description.datasetName), "BIDSVersion": "1.10.0", "DatasetType": "raw",
        ]
        if let license = description.license { dataset["License"] = .string(license) }
        if let software = description.software {
            dataset["GeneratedBy"] = .array([.object(["Name": "gaitd", "Version": .string(software)])])
        }
        try writeIfAbsent("dataset_description.json", json(.object(dataset)))
        try writeIfAbsent("README", Array((description.readme + "\n").utf8))

        let participants = directory.appendingPathComponent("participants.tsv")
        let identifier = "sub-" + subject
        var table = try FileBytes.readIfPresent(participants, limit: maximumSidecarBytes) ?? []
        if table.isEmpty { table = Array("participant_id\n".utf8) }
        var text = TabbedText(table)
        let width = text.nextRow().count
        var isListed = false
        while !text.isAtEnd {
            if text.nextRow().first == identifier { isListed = true }
        }
        guard !isListed else { return }
        if table.last != UInt8(ascii: "\n") { table.append(UInt8(ascii: "\n")) }
        // Another program's dataset may say more of its people; we know nothing of that.
        let row = [identifier] + [String](repeating: "n/a", count: width - 1)
        table += Array((row.joined(separator: "\t") + "\n").utf8)
        try FileBytes.write(table, to: participants)
    }

    private static func makeFolder(_ folder: URL) throws(RecordingError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(file: folder.path, reason: error.localizedDescription)
        }
    }

    private static func json(_ value: JSONValue) -> [UInt8] { Array((value.text() + "\n").utf8) }
}
