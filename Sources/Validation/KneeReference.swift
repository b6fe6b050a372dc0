public import Foundation
import IMU
public import Recording

/// Knee flexion of both legs as a reference system measured it.
///
/// From a table `<recording>*_angles.tsv` beside the recording: a header, the column `t_s` (seconds from the
/// recording's first sample), and columns whose names hold the side, `knee` and the unit `deg`. Where several columns of
/// a side are given (the three angles of a joint), flexion is the one that names it, else the one that moves most: in
/// walking the knee flexes by some 60° and moves by some 10° about its other axes (Perry 1992).
public struct KneeReference: Sendable, Equatable {
    /// In order of time.
    public let times: [Double]
    /// Degrees, one per time, NaN where unknown.
    let flexion: [Side: [Double]]

    public init(times: [Double], left: [Double]?, right: [Double]?) {
        self.times = times
        var flexion: [Side: [Double]] = [:]
        flexion[.left] = left
        flexion[.right] = right
        self.flexion = flexion
    }

    /// The table of a recording; nil where there is none.
    public init?(beside motion: URL) throws(RecordingError) {
        let stem = motion.lastPathComponent.replacing("_motion.tsv", with: "")
        let folder = motion.deletingLastPathComponent()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        guard let name = names.first(where: { $0.hasPrefix(stem) && $0.hasSuffix("_angles.tsv") }) else { return nil }
        let file = folder.appendingPathComponent(name)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw .unreadable(file: file.path, reason: "no text in UTF-8")
        }
        try self.init(text, file: file.path)
    }

    /// Reads a table.
    public init(_ text: String, file: String = "angles.tsv") throws(RecordingError) {
        let rows = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let titles = rows.first ?? []
        guard let clock = titles.firstIndex(of: "t_s"), titles.contains(where: { $0.contains("knee") }) else {
            throw .malformedCell(
                file: file, line: 1, column: 1, problem: "no header with t_s and angles of a knee",
                wayOut:
                    "the first line should read: t_s, left_knee_flexion_deg, right_knee_flexion_deg, separated by tabs")
        }
        var times: [Double] = []
        for (line, row) in rows.enumerated().dropFirst() {
            guard row.count == titles.count, let time = Double(row[clock]), time > times.last ?? -.infinity else {
                throw .malformedCell(
                    file: file, line: line + 1, column: clock + 1, problem: "a row without a later time, or too short",
                    wayOut: "sort the rows by t_s and write n/a for angles that are unknown")
            }
            times.append(time)
        }
        func flexion(_ side: Side) -> [Double]? {
            let columns = titles.indices.filter {
                titles[$0].hasPrefix(side.name) && titles[$0].contains("knee") && titles[$0].hasSuffix("deg")
            }
            let series = columns.map { column in
                (title: titles[column], values: rows.dropFirst().map { Double($0[column]) ?? .nan })
            }
            let named = series.first { $0.title.contains("flexion") }
            return (named ?? series.max { Self.range($0.values) < Self.range($1.values) })?.values
        }
        self.init(times: times, left: flexion(.left), right: flexion(.right))
    }

    /// The angles of a side within a span; nil unless the table covers it without holes.
    func flexion(_ side: Side, within span: ClosedRange<Double>) -> [Double]? {
        guard let values = flexion[side], let first = times.first, let last = times.last,
            first <= span.lowerBound, span.upperBound <= last
        else { return nil }
        let inside = times.indices.filter { span.contains(times[$0]) }.map { values[$0] }
        return inside.count > 10 && inside.allSatisfy(\.isFinite) ? inside : nil
    }

    private static func range(_ values: [Double]) -> Double {
        let known = values.filter(\.isFinite)
        return (known.max() ?? 0) - (known.min() ?? 0)
    }
}
