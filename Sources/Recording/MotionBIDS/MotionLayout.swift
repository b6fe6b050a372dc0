import IMU

/// A recording's columns as they are written: per sensor x, y, z of ACCEL and of GYRO, then LATENCY where the rows do
/// not lie on the even grid of the nominal rate.
struct MotionLayout {
    let recording: MotionRecording
    let hasLatency: Bool

    init(_ recording: MotionRecording) {
        self.recording = recording
        // A microsecond is below what the shortest LATENCY that BIDS shows (six decimals) can say.
        hasLatency = recording.times.enumerated().contains { row, time in
            abs(time - Double(row) / recording.nominalRate) > 1e-6
        }
    }

    func channelTable() -> [UInt8] {
        var text = "name\tcomponent\ttype\ttracked_point\tunits\tplacement\tsampling_frequency\n"
        let rate = JSONValue.number(recording.nominalRate).text()
        for placement in recording.placements {
            let place = placement.name.split(separator: "_").joined(separator: " ")
            for (type, units) in [("ACCEL", "m/s^2"), ("GYRO", "rad/s")] {
                for axis in ["x", "y", "z"] {
                    text += "\(placement.name)_\(type)_\(axis)\t\(axis)\t\(type)\t\(placement.name)\t\(units)"
                    text += "\t\(place)\t\(rate)\n"
                }
            }
        }
        if hasLatency { text += "latency\tn/a\tLATENCY\tn/a\ts\tn/a\t\(rate)\n" }
        return Array(text.utf8)
    }

    func metadata(task: String, trackingSystem: String, description: MotionDescription) -> JSONValue {
        let sensors = recording.placements.count
        var members: [String: JSONValue] = [
            "TaskName": .string(task),
            "SamplingFrequency": .number(recording.nominalRate),
            "TrackingSystemName": .string(trackingSystem),
            "MotionChannelCount": .integer(6 * sensors + (hasLatency ? 1 : 0)),
            "ACCELChannelCount": .integer(3 * sensors),
            "GYROChannelCount": .integer(3 * sensors),
            "TrackedPointsCount": .integer(sensors),
            "MissingValues": "n/a",
        ]
        if hasLatency { members["LATENCYChannelCount"] = .integer(1) }
        if recording.duration > 0 {
            members["SamplingFrequencyEffective"] = .number(Double(recording.rowCount - 1) / recording.duration)
        }
        if let text = description.taskDescription { members["TaskDescription"] = .string(text) }
        if let text = description.manufacturer { members["Manufacturer"] = .string(text) }
        if let text = description.software { members["SoftwareVersions"] = .string(text) }
        return .object(members)
    }

    func motionTable() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(recording.rowCount * (recording.placements.count * 6 * 10 + 12))
        func write(_ value: SIMD3<Float>) {
            for axis in 0..<3 {
                // The shortest text that reads back as the same number.
                bytes += value[axis].isFinite ? Array(value[axis].description.utf8) : Array("n/a".utf8)
                bytes.append(UInt8(ascii: "\t"))
            }
        }
        for row in 0..<recording.rowCount {
            for sensor in recording.placements.indices {
                let reading = recording.reading(row: row, sensor: sensor)
                write(reading.acceleration)
                write(reading.angularRate)
            }
            if hasLatency {
                bytes += Array(recording.times[row].description.utf8)
                bytes.append(UInt8(ascii: "\t"))
            }
            bytes[bytes.count - 1] = UInt8(ascii: "\n")
        }
        return bytes
    }
}
