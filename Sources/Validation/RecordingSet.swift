public import Foundation
import IMU
public import Recording

/// A recording on disk and where it belongs.
public struct RecordingFile: Sendable {
    public var url: URL
    /// The folder name of the dataset around it, else of the folder that holds it.
    public var set: String
    /// The label after `sub-`, else the file's name.
    public var subject: String

    /// The file's name without `_motion.tsv` or its extension.
    public var stem: String {
        let name = url.lastPathComponent
        guard name.hasSuffix("_motion.tsv") else { return url.deletingPathExtension().lastPathComponent }
        return String(name.dropLast("_motion.tsv".count))
    }

    init(_ url: URL) {
        self.url = url
        let folders = sequence(first: url.deletingLastPathComponent()) { folder in
            folder.path == "/" ? nil : folder.deletingLastPathComponent()
        }
        let top = folders.prefix(5).first { folder in
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("dataset_description.json").path)
        }
        set = (top ?? url.deletingLastPathComponent()).lastPathComponent
        let label = url.lastPathComponent.split(separator: "_").first { $0.hasPrefix("sub-") }?.dropFirst(4)
        subject = label.map(String.init) ?? url.deletingPathExtension().lastPathComponent
    }

    /// All recordings below a path, or the one that it names, sorted by path.
    public static func find(_ url: URL) throws(RecordingError) -> [RecordingFile] {
        let url = url.absoluteURL.standardizedFileURL
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw .missing(file: url.path, wayOut: "give a Motion-BIDS dataset, or one of its _motion.tsv files")
        }
        guard isFolder.boolValue else { return [RecordingFile(url)] }
        let names = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        let files = names.filter { $0.hasSuffix("_motion.tsv") }.sorted()
        guard !files.isEmpty else {
            throw .malformed(
                file: url.path, problem: "no _motion.tsv in this folder",
                wayOut: "lay the recordings out as Motion-BIDS: docs/validation.md says how")
        }
        return files.map { RecordingFile(url.appendingPathComponent($0)) }
    }

    /// What the set's `*_scans.tsv` says beforehand (columns `asymmetry_tier` and `step_asymmetry_percent`).
    public func expectation() throws(RecordingError) -> ExpectedFlags {
        // sub-*/motion/… and sub-*/ses-*/motion/…: the table lies one folder above the recording's.
        let folder = url.deletingLastPathComponent().deletingLastPathComponent()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        for name in names where name.hasSuffix("_scans.tsv") {
            let file = folder.appendingPathComponent(name)
            guard let text = try? String(contentsOf: file, encoding: .utf8) else {
                throw .unreadable(file: file.path, reason: "no text in UTF-8")
            }
            if let row = ScansTable(text).row(of: url.lastPathComponent) { return Self.expectation(row) }
        }
        return .unknown
    }

    private static func expectation(_ row: [String: String]) -> ExpectedFlags {
        switch row["asymmetry_tier"] {
        case "near_symmetric": return .evenSteps
        case "asymmetric":
            guard let percent = row["step_asymmetry_percent"].flatMap(Double.init), percent != 0 else {
                return .unknown
            }
            return .longerStep(percent > 0 ? .left : .right)
        default: return .unknown
        }
    }
}

/// A BIDS `*_scans.tsv`.
struct ScansTable {
    private let rows: [[String: String]]

    init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let titles = lines.first ?? []
        rows = lines.dropFirst().map { Dictionary(zip(titles, $0), uniquingKeysWith: { first, _ in first }) }
    }

    /// The row whose `filename` ends with that file's name.
    func row(of name: String) -> [String: String]? {
        rows.first { $0["filename"]?.split(separator: "/").last.map(String.init) == name }
    }
}
