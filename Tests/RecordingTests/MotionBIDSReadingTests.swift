import Foundation
import IMU
import Recording
import Testing
import TestSupport

/// What recordings of other hands look like: spellings, units, subsets, extra columns.
struct MotionBIDSReadingTests {
    static let metadata = Array(#"{"TaskName": "walk", "SamplingFrequency": 50}"#.utf8)

    static func channels(_ rows: [String]) -> [UInt8] {
        Array((["name\tcomponent\ttype\ttracked_point\tunits\tplacement"] + rows).joined(separator: "\n").utf8)
    }

    /// Six channels of one sensor.
    static func sensor(_ point: String, accel: String = "m/s^2", gyro: String = "rad/s", place: String = "n/a")
        -> [String]
    {
        [("ACCEL", accel), ("GYRO", gyro)].flatMap { type, units in
            ["x", "y", "z"].map { "\(point)_\(type)_\($0)\t\($0)\t\(type)\t\(point)\t\(units)\t\(place)" }
        }
    }

    static func parse(_ rows: [String], _ motion: String) throws(RecordingError) -> MotionRecording {
        try MotionBIDS.parse(motion: Array(motion.utf8), channels: channels(rows), metadata: metadata)
    }

    @Test(arguments: [
        ("left_shank", Placement.leftShank), ("LeftShank", .leftShank), ("shank left", .leftShank),
        ("shankL", .leftShank), ("R_tibia", .rightShank), ("right lower leg", .rightShank), ("LShank", .leftShank),
        ("left_ankle", .leftShank), ("LUMBAR", .lumbar), ("lower_back", .lumbar), ("L5", .lumbar), ("pelvis", .lumbar),
        ("thigh-r", .rightThigh), ("leftUpperLeg", .leftThigh), ("foot_left", .leftFoot), ("RFoot", .rightFoot),
    ])
    func knowsThePlacement(spelling: String, placement: Placement) throws {
        #expect(try Self.parse(Self.sensor(spelling), "1\t2\t3\t4\t5\t6").placements == [placement])
        let byPlace = Self.sensor("imu7", place: spelling)
        #expect(try Self.parse(byPlace, "1\t2\t3\t4\t5\t6").placements == [placement])
    }

    @Test func convertsUnits() throws {
        let recording = try Self.parse(
            Self.sensor("lumbar", accel: "g", gyro: "deg/s"), "1\t0\t-2\t180\t90\t-45\n1e-3\t+.5\t5.\t1E1\t0\t0\n")
        let (a, w) = recording.reading(row: 0, sensor: 0)
        #expect(a == SIMD3(9.80665, 0, -19.6133))
        let expected: [Float] = [.pi, .pi / 2, -.pi / 4]
        for axis in 0..<3 { #expect(abs(w[axis] - expected[axis]) < 1e-6) }
        #expect(recording.reading(row: 1, sensor: 0).acceleration == SIMD3(0.00980665, 4.903325, 49.03325))
        #expect(recording.times == [0, 0.02])
        #expect(recording.nominalRate == 50)
    }

    /// Feet, orientation, magnetometers and words beside the sensors disturb nobody.
    @Test func passesOverWhatItDoesNotKnow() throws {
        let rows =
            ["q\tquat_w\tORNT\tleft_shank\tn/a\tleft shank", "note\tn/a\tMISC\tn/a\tn/a\tn/a"]
            + Self.sensor("head") + Self.sensor("left_shank") + ["m\tx\tMAGN\tleft_shank\tuT\tleft shank"]
        let head = "1\t1\t1\t1\t1\t1"
        let recording = try Self.parse(rows, "0.7\tword\t\(head)\t1\tn/a\t3\t\tNaN\t6\t44\r\n")
        #expect(recording.placements == [.leftShank])
        #expect(recording.omissions == ["head is left out: gaitd has no such placement"])
        let (a, w) = recording.reading(row: 0, sensor: 0)
        #expect(a.x == 1 && a.y.isNaN && a.z == 3 && w.x.isNaN && w.y.isNaN && w.z == 6)
    }

    @Test func aSensorWithoutAngularRateIsLeftOutWithAReason() throws {
        let rows = Self.sensor("lumbar") + Self.sensor("left_shank").prefix(3)
        let recording = try Self.parse(Array(rows), "1\t2\t3\t4\t5\t6\t7\t8\t9")
        #expect(recording.placements == [.lumbar])
        #expect(recording.omissions == ["left_shank is left out: no channel for GYRO x, GYRO y, GYRO z"])
        #expect(throws: RecordingError.self) {
            try Self.parse(Array(Self.sensor("left_shank").prefix(3)), "1\t2\t3")
        }
    }

    /// An ankle strap stands for the shank only where no shank sensor is there.
    @Test func theBetterPlaceWins() throws {
        let recording = try Self.parse(
            Self.sensor("left_ankle") + Self.sensor("left_shank"), "1\t1\t1\t1\t1\t1\t2\t2\t2\t2\t2\t2")
        #expect(recording.placements == [.leftShank])
        #expect(recording.reading(row: 0, sensor: 0).acceleration.x == 2)
        #expect(recording.omissions.count == 1)
    }

    @Test func latencyGivesTheTimes() throws {
        let rows = Self.sensor("lumbar") + ["latency\tn/a\tLATENCY\tn/a\ts\tn/a"]
        let row = "1\t2\t3\t4\t5\t6\t"
        let recording = try Self.parse(rows, "\(row)10.5\n\(row)10.52\n\(row)10.6\n")
        #expect(recording.times.count == 3)
        #expect(abs(recording.times[1] - 0.02) < 1e-9 && abs(recording.duration - 0.1) < 1e-9)
        #expect(throws: RecordingError.self) { try Self.parse(rows, "\(row)10.5\n\(row)10.4\n") }
        #expect(throws: RecordingError.self) { try Self.parse(rows, "\(row)10.5\n\(row)n/a\n") }
    }

    /// What holds for all recordings may stand once, further up in the dataset; nearer files win.
    @Test func sidecarsAreInherited() throws {
        let folder = try TemporaryFolder()
        let recording = MotionBIDSRoundTripTests.recording([.lumbar], rows: 5, rate: 100, seed: 1)
        let file = try MotionBIDS.write(recording, to: folder.url, subject: "01", task: "walk")
        let near = file.path.replacingOccurrences(of: "_motion.tsv", with: "_motion.json")
        try FileManager.default.moveItem(atPath: near, toPath: folder.file("task-walk_motion.json").path)
        #expect(try MotionBIDS.read(file).nominalRate == 100)
        try Data(#"{"SamplingFrequency": 25}"#.utf8).write(to: URL(fileURLWithPath: near))
        #expect(try MotionBIDS.read(file).nominalRate == 25)
        try FileManager.default.removeItem(at: folder.file("dataset_description.json"))
        try FileManager.default.removeItem(atPath: near)
        #expect(throws: RecordingError.self) { try MotionBIDS.read(file) }
    }

    /// The fast path must round as the slow one does.
    @Test func numbersAreReadCorrectlyRounded() throws {
        var random = SeededGenerator(seed: 77)
        var texts = [
            "0", "-0", "1e22", "1e23", "9007199254740993", "123456789012345678901234567890", "4.9e-324", "1e-400",
        ]
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            if value.isFinite { texts.append(value.description) }
            texts.append(Float(random.normal()).description)
            texts.append("\(Int.random(in: -99999...99999, using: &random)).\(random.next() % 100_000_000)")
        }
        var table = "onset\tduration\tconf\n"
        for text in texts { table += "0\t0\t\(text)\n" }
        let events = try MotionBIDS.parseEvents(Array(table.utf8))
        #expect(events.count == texts.count)
        for (text, event) in zip(texts, events) {
            #expect(event.confidence?.bitPattern == Double(text)?.bitPattern, "\(text), seed \(random.seed)")
        }
    }
}
