import Foundation
import IMU
import Recording
import Walker

/// A wearable of the synthetic body: its name, and the segment that it really sits on.
struct WornSensor {
    var placement: Placement
    var segment: Placement
    var model: SensorModel
}

/// The truth of a synthetic walk on disk: the same form as a recorded walk, so the same scoring works on both, and
/// `truth.json` with what no recording can know.
struct TruthFiles {
    var walker: Walker
    var sensors: [WornSensor]

    /// Writes everything; returns the path of the `_motion.tsv`.
    @discardableResult
    func write(to directory: URL, subject: String) throws -> URL {
        var description = MotionDescription()
        description.datasetName = "gaitsim synthetic walks"
        description.license = "CC0-1.0"
        description.taskDescription = "A synthetic walk: " + walker.script.map(\.description).joined(separator: ", ")
        description.manufacturer = "gaitsim"
        let label = String(subject.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        let motion = try MotionBIDS.write(
            try recording(), events: events, to: directory, subject: label.isEmpty ? "synthetic" : label,
            task: "walk", trackingSystem: "imu", description: description)
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try encoder.encode(TruthSummary(walker: walker, sensors: sensors))
            .write(to: directory.appendingPathComponent("truth.json"))
        // The validator of BIDS knows no truth.json.
        let ignore = directory.appendingPathComponent(".bidsignore")
        if !FileManager.default.fileExists(atPath: ignore.path) { try Data("truth.json\n".utf8).write(to: ignore) }
        return motion
    }

    /// What the sensors felt, on their common grid: clocks are perfect here and nothing is lost.
    private func recording() throws -> MotionRecording {
        var streams = try sensors.map { sensor in
            var model = sensor.model
            (model.clockPartsPerMillion, model.clockOffset) = (0, 0)
            return try walker.stream(sensor.segment, model: model)
        }
        var recording = MotionRecording(
            placements: sensors.map(\.placement), nominalRate: sensors.first?.model.rate ?? 100)
        var row: [MotionReading] = []
        while true {
            row.removeAll(keepingCapacity: true)
            var time = 0.0
            for index in streams.indices {
                guard let reading = streams[index].next() else { return recording }
                time = reading.time
                row.append((SIMD3<Float>(reading.acceleration), SIMD3<Float>(reading.angularRate)))
            }
            recording.append(time: time, readings: row)
        }
    }

    private var events: [RecordedEvent] {
        var events = walker.truth.contacts.map { contact in
            RecordedEvent(
                onset: contact.time,
                trialType: contact.kind == .initialContact ? "initial_contact" : "final_contact", side: contact.side)
        }
        events += walker.truth.turns.map {
            RecordedEvent(onset: $0.start, duration: $0.end - $0.start, trialType: "turn", value: $0.degrees)
        }
        events += walker.truth.states.map {
            RecordedEvent(onset: $0.start, duration: $0.end - $0.start, trialType: $0.activity.rawValue)
        }
        return events
    }
}
