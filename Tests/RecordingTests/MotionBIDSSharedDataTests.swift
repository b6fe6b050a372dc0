import Foundation
import IMU
import Recording
import Testing
import TestSupport

/// Every real recording is read, and the numbers are those of a plain split of the file.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
struct MotionBIDSSharedDataTests {
    static let sets: [(folder: String, recordings: Int, placements: [Placement])] = [
        ("stroke_treadmill_movingreality", 12, [.leftShank, .rightShank, .lumbar]),
        ("healthy_lumbar_feet_voisard", 60, [.lumbar]),
        ("lumbar_indip_mobilised", 3, [.lumbar]),
        ("neura_sparse_sample", 1, [.leftShank, .rightShank, .leftThigh, .rightThigh, .lumbar]),
    ]

    static func motionFiles(_ folder: String) -> [URL] {
        let files = FileManager.default.enumerator(
            at: SharedData.file("data/" + folder), includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.lastPathComponent.hasSuffix("_motion.tsv") }
            .sorted { $0.path < $1.path }
    }

    @Test(arguments: sets.indices)
    func readsEveryRecording(set: Int) throws {
        let (folder, count, placements) = Self.sets[set]
        let files = Self.motionFiles(folder)
        #expect(files.count == count)
        for file in files {
            let recording = try MotionBIDS.read(file)
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n")
            #expect(recording.placements == placements)
            #expect(recording.nominalRate == 100)
            #expect(recording.rowCount == lines.count)
            #expect(recording.omissions.isEmpty)
            #expect(abs(recording.duration - Double(lines.count - 1) / 100) < 1e-9)
            for row in stride(from: 0, to: lines.count, by: max(1, lines.count / 50)) {
                let cells = lines[row].split(separator: "\t", omittingEmptySubsequences: false)
                for sensor in placements.indices {
                    #expect(recording.sample(row: row, sensor: sensor).ticks == UInt64(row) * 10_000_000)
                    let reading = recording.reading(row: row, sensor: sensor)
                    for axis in 0..<3 {
                        let acceleration = Float(cells[sensor * 6 + axis])
                        let rate = Float(cells[sensor * 6 + 3 + axis])
                        #expect(reading.acceleration[axis].bitPattern == (acceleration ?? .nan).bitPattern)
                        #expect(reading.angularRate[axis].bitPattern == (rate ?? .nan).bitPattern)
                    }
                }
            }
        }
    }

    @Test func readsEveryEvent() throws {
        var kinds: [String: Int] = [:]
        for set in Self.sets {
            for file in Self.motionFiles(set.folder) {
                let events = try MotionBIDS.readEvents(for: file)
                let sibling = file.path.replacingOccurrences(of: "_motion.tsv", with: "_events.tsv")
                let lines = try String(contentsOfFile: sibling, encoding: .utf8).split(separator: "\n")
                #expect(events.count == lines.count - 1)
                for event in events { kinds["\(event.trialType) \(event.side?.name ?? "n/a")", default: 0] += 1 }
            }
        }
        #expect(
            kinds == [
                "initial_contact left": 2529, "initial_contact right": 2530, "final_contact left": 2521,
                "final_contact right": 2521, "turn n/a": 60, "judged n/a": 20, "untrusted left": 21,
                "untrusted right": 21,
            ])
    }

    /// Twelve thousand rows of eighteen columns must not be felt: the bound is ten times what an idle core needs.
    @Test func readsTwoMinutesOfThreeSensorsFast() throws {
        let file = try #require(Self.motionFiles("stroke_treadmill_movingreality").first)
        let clock = ContinuousClock()
        var rows = 0
        let best = try (0..<5).map { _ in
            try clock.measure { rows = try MotionBIDS.read(file).rowCount }
        }.min()
        let perTwoMinutes = try #require(best) * 12_000 / rows
        #expect(perTwoMinutes < .milliseconds(100), "\(perTwoMinutes) for 12000 rows")
        print("Motion-BIDS: \(perTwoMinutes) for 12000 rows x 18 columns")
    }
}
