import Foundation

/// A BIDS file name taken apart: `sub-01_task-walk_tracksys-imu_motion.tsv` has the entities `sub`, `task` and
/// `tracksys`, the suffix `motion` and the extension `tsv`.
struct BIDSName: Equatable {
    var entities: [(key: String, label: String)]
    var suffix: String
    var fileExtension: String

    /// Nil where the name is not built so.
    init?(_ fileName: String) {
        guard let dot = fileName.firstIndex(of: ".") else { return nil }
        fileExtension = String(fileName[fileName.index(after: dot)...])
        var parts = fileName[..<dot].split(separator: "_", omittingEmptySubsequences: false)
        guard let last = parts.popLast(), !last.isEmpty, !last.contains("-") else { return nil }
        suffix = String(last)
        entities = []
        for part in parts {
            guard let dash = part.firstIndex(of: "-") else { return nil }
            entities.append((String(part[..<dash]), String(part[part.index(after: dash)...])))
        }
    }

    static func == (a: BIDSName, b: BIDSName) -> Bool { a.fileName == b.fileName }

    var fileName: String {
        (entities.map { "\($0.key)-\($0.label)" } + [suffix]).joined(separator: "_") + "." + fileExtension
    }

    /// The name of the file beside it that has another suffix or extension.
    func sibling(suffix: String, fileExtension: String) -> String {
        var sibling = self
        sibling.suffix = suffix
        sibling.fileExtension = fileExtension
        return sibling.fileName
    }

    /// Whether a file of this name holds for `other` too: the inheritance principle asks that each of its entities
    /// stands, with the same label, in the other's name.
    func applies(to other: BIDSName) -> Bool {
        entities.allSatisfy { entity in other.entities.contains { $0 == entity } }
    }
}

/// Finds the files that describe a motion file: beside it first, then further up to the dataset's top folder, as the
/// BIDS inheritance principle says.
struct BIDSSidecars {
    let motionFile: URL
    let name: BIDSName

    init(_ motionFile: URL) throws(RecordingError) {
        guard let name = BIDSName(motionFile.lastPathComponent), name.suffix == "motion", name.fileExtension == "tsv"
        else {
            throw .malformed(
                file: motionFile.path, problem: "the name is not that of a Motion-BIDS recording",
                wayOut: "name it like sub-01_task-walk_tracksys-imu_motion.tsv")
        }
        self.motionFile = motionFile
        self.name = name
    }

    /// The path at which the nearest such file would lie.
    func expected(suffix: String, fileExtension: String) -> URL {
        motionFile.deletingLastPathComponent()
            .appendingPathComponent(name.sibling(suffix: suffix, fileExtension: fileExtension))
    }

    /// Every applicable file, nearest first.
    func all(suffix: String, fileExtension: String) -> [URL] {
        folders().flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.compactMap(BIDSName.init)
                .filter { $0.suffix == suffix && $0.fileExtension == fileExtension && $0.applies(to: name) }
                .sorted { ($1.entities.count, $0.fileName) < ($0.entities.count, $1.fileName) }
                .map { folder.appendingPathComponent($0.fileName) }
        }
    }

    /// The folders from the recording's own up to the dataset's top. Where no dataset is around, only its own: what
    /// lies further up then belongs to something else.
    private func folders() -> [URL] {
        var folder = motionFile.deletingLastPathComponent().absoluteURL.standardizedFileURL
        var folders: [URL] = []
        // sub-*/ses-*/motion lies at most three levels below the dataset's top.
        for _ in 0...3 {
            folders.append(folder)
            let description = folder.appendingPathComponent("dataset_description.json")
            if FileManager.default.fileExists(atPath: description.path) { return folders }
            folder.deleteLastPathComponent()
        }
        return Array(folders.prefix(1))
    }
}
