import IMU

/// Which columns of a motion file feed which sensor, and by what factor they become SI units.
struct ColumnPlan {
    enum Use: Equatable {
        case ignored
        /// Seconds from the onset.
        case latency
        /// The value's place in the row of `MotionRecording`, and the factor to SI units.
        case value(slot: Int, scale: Double)
    }

    var placements: [Placement] = []
    var uses: [Use]
    var omissions: [String] = []

    /// - Throws: where a channel that a sensor needs has units that cannot be read, or no sensor is complete.
    init(_ channels: [MotionChannel], file: String) throws(RecordingError) {
        uses = [Use](repeating: .ignored, count: channels.count)
        if let latency = channels.firstIndex(where: { $0.type.uppercased() == "LATENCY" }) {
            guard channels[latency].units.lowercased() == "s" else {
                throw ColumnPlan.badUnits(channels[latency], accepted: "s", file: file)
            }
            uses[latency] = .latency
        }
        for candidate in ColumnPlan.candidates(channels, &omissions) {
            guard !placements.contains(candidate.placement) else {
                omissions.append(
                    "\(candidate.point) is left out: another sensor is already the \(candidate.placement.name)")
                continue
            }
            let missing = candidate.columns.indices.filter { candidate.columns[$0] == nil }
            guard missing.isEmpty else {
                let names = missing.map { ($0 < 3 ? "ACCEL " : "GYRO ") + ["x", "y", "z"][$0 % 3] }
                omissions.append("\(candidate.point) is left out: no channel for \(names.joined(separator: ", "))")
                continue
            }
            let base = placements.count * 6
            for (offset, index) in candidate.columns.enumerated() {
                guard let index else { continue }
                let scale = try ColumnPlan.scale(of: channels[index], file: file)
                uses[index] = .value(slot: base + offset, scale: scale)
            }
            placements.append(candidate.placement)
        }
        guard !placements.isEmpty else { throw .noSensor(file: file, reasons: omissions) }
    }

    /// The channels of one tracked point: x, y, z of ACCEL, then of GYRO.
    private struct Candidate {
        var point: String
        var placement: Placement
        var distance: Int
        var columns = [Int?](repeating: nil, count: 6)
    }

    /// The tracked points that name a placement, those that name it best first, else in the file's order.
    private static func candidates(_ channels: [MotionChannel], _ omissions: inout [String]) -> [Candidate] {
        var candidates: [Candidate] = []
        for (index, channel) in channels.enumerated() {
            let kind = channel.type.uppercased()
            guard kind == "ACCEL" || kind == "GYRO",
                let axis = ["x": 0, "y": 1, "z": 2][channel.component.lowercased()]
            else { continue }
            let named = [channel.trackedPoint, channel.placement].lazy.compactMap(PlacementNames.recognize).first
            let point = channel.trackedPoint == "n/a" ? channel.placement : channel.trackedPoint
            guard let named else {
                let reason = "\(point) is left out: gaitd has no such placement"
                if !omissions.contains(reason) { omissions.append(reason) }
                continue
            }
            let slot = (kind == "ACCEL" ? 0 : 3) + axis
            if let known = candidates.firstIndex(where: { $0.point == point && $0.placement == named.placement }) {
                // A second accelerometer on the same point (another range, say) gives way to the first.
                if candidates[known].columns[slot] == nil { candidates[known].columns[slot] = index }
            } else {
                var candidate = Candidate(point: point, placement: named.placement, distance: named.distance)
                candidate.columns[slot] = index
                candidates.append(candidate)
            }
        }
        // Not every sort is stable, so the order of the file is part of the key.
        return candidates.enumerated()
            .sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
            .map(\.element)
    }

    private static func scale(of channel: MotionChannel, file: String) throws(RecordingError) -> Double {
        let units = channel.units.lowercased().filter { !$0.isWhitespace }
        if channel.type.uppercased() == "ACCEL" {
            switch units {
            case "m/s^2", "m/s2", "m/s²", "m/s/s", "m.s^-2", "ms^-2": return 1
            case "g", "g0", "gn": return Units.standardGravity
            case "mg": return Units.standardGravity / 1000
            default: throw badUnits(channel, accepted: "m/s^2, g, mg", file: file)
            }
        }
        switch units {
        case "rad/s", "rad.s^-1": return 1
        case "deg/s", "°/s", "dps", "deg.s^-1": return Units.radiansPerDegree
        default: throw badUnits(channel, accepted: "rad/s, deg/s", file: file)
        }
    }

    private static func badUnits(_ channel: MotionChannel, accepted: String, file: String) -> RecordingError {
        .malformedCell(
            file: file, line: channel.line, column: 5,
            problem: "\(channel.type) channel \"\(channel.name)\" has the units \"\(channel.units)\"",
            wayOut: "write one of \(accepted)")
    }
}
