import Foundation
import IMU
import QueryAPI
import Recording
import TestSupport

/// The sets beside the repository that have a lumbar unit and contacts of both feet.
enum LumbarRecordings {
    /// A recording's file and what people call it.
    struct Named {
        var name: String
        var file: URL
    }

    static func files(_ set: String) throws -> [Named] {
        let manager = FileManager.default
        let subjects = try manager.contentsOfDirectory(
            at: SharedData.file("data/\(set)"), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasPrefix("sub-") }
        return try subjects.flatMap {
            try manager.contentsOfDirectory(at: $0.appending(path: "motion"), includingPropertiesForKeys: nil)
        }.filter { $0.lastPathComponent.hasSuffix("_motion.tsv") }.sorted { $0.path < $1.path }
            .map { Named(name: $0.lastPathComponent, file: $0) }
    }
}

extension MotionRecording {
    /// The same recording with some of its sensors, under other names where wanted.
    func only(_ wanted: [(Placement, as: Placement)]) -> MotionRecording {
        let sensors = wanted.compactMap { placements.firstIndex(of: $0.0) }
        var part = MotionRecording(placements: wanted.map(\.as), nominalRate: nominalRate)
        for row in 0..<rowCount {
            part.append(time: times[row], readings: sensors.map { reading(row: row, sensor: $0) })
        }
        return part
    }

    /// The lumbar unit alone.
    var lumbarOnly: MotionRecording { only([(.lumbar, as: .lumbar)]) }
}

/// Contacts of both feet of several recordings against their reference, outside turns, one to one within 100 ms.
struct LumbarScore {
    private(set) var found = 0
    private(set) var truths = 0
    private(set) var said = 0
    private(set) var errors: [Double] = []
    /// Contacts matched whatever their side, and those of them on the right side.
    private(set) var matched = 0
    private(set) var sided = 0
    private(set) var lags: [Double] = []

    /// A contact on the wrong side is both one missed and one made up.
    var f1: Double { 2 * Double(found) / Double(truths + said) }
    var meanError: Double { errors.reduce(0) { $0 + abs($1) } / Double(errors.count) }
    var side: Double { Double(sided) / Double(matched) }
    /// Of the confirmation, s: the share that is no longer.
    func lag(_ share: Double) -> Double { lags.sorted()[Int(Double(lags.count - 1) * share)] }

    mutating func add(_ lines: [LiveLine], _ events: [RecordedEvent], kind: String) {
        func within(_ type: String, _ time: Double, of side: Side? = nil) -> Bool {
            events.contains {
                $0.trialType == type && $0.onset <= time && time <= $0.onset + $0.duration
                    && ($0.side == nil || $0.side == side)
            }
        }
        let isJudgedInPart = events.contains { $0.trialType == "judged" }
        func counts(_ time: Double, _ side: Side) -> Bool {
            (!isJudgedInPart || within("judged", time)) && !within("turn", time)
                && !within("untrusted", time, of: side)
        }
        let confirmed = lines.filter { $0.kind == kind && $0.status == "confirmed" }
        lags += confirmed.map { ($0.emittedT ?? 0) - ($0.t ?? 0) }
        let truth = events.filter { $0.trialType == kind }.compactMap { event in
            event.side.flatMap { counts(event.onset, $0) ? (time: event.onset, side: $0) : nil }
        }
        let contacts = confirmed.compactMap { line in
            line.side.flatMap(Side.init(name:)).flatMap { side in
                line.t.flatMap { counts($0, side) ? (time: $0, side: side) : nil }
            }
        }
        truths += truth.count
        said += contacts.count
        for side in Side.allCases {
            let (a, b) = (truth.filter { $0.side == side }, contacts.filter { $0.side == side })
            let matches = Self.match(a.map(\.time), b.map(\.time))
            found += matches.count
            errors += matches.map { b[$0.1].time - a[$0.0].time }
        }
        for (a, b) in Self.match(truth.map(\.time), contacts.map(\.time)) {
            matched += 1
            sided += truth[a].side == contacts[b].side ? 1 : 0
        }
    }

    private static func match(_ truth: [Double], _ contacts: [Double]) -> [(Int, Int)] {
        let candidates = truth.indices.flatMap { a in contacts.indices.map { (a, $0, abs(contacts[$0] - truth[a])) } }
            .filter { $0.2 <= 0.1 }.sorted { $0.2 < $1.2 }
        var (usedTruth, usedContacts) = (Set<Int>(), Set<Int>())
        var matches: [(Int, Int)] = []
        for (a, b, _) in candidates where !usedTruth.contains(a) && !usedContacts.contains(b) {
            usedTruth.insert(a)
            usedContacts.insert(b)
            matches.append((a, b))
        }
        return matches
    }

    func words(_ name: String) -> String {
        func shown(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
        return "\(name): F1 \(shown(f1, 1e3)), MAE \(shown(meanError * 1e3, 10)) ms, side \(shown(side, 1e3)), "
            + "\(truths) contacts; confirmed after \(shown(lag(0.5) * 1e3, 1)) ms, 95 % within "
            + "\(shown(lag(0.95) * 1e3, 1)) ms"
    }
}
