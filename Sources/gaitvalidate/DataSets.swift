import Foundation
import Gait
import IMU
import Recording
import Validation
import ValidationReport

/// The sets of recordings in a folder, and how each is scored.
struct DataSets {
    /// Sets that are named where they are absent.
    private static let known = [
        "healthy_lumbar_feet_voisard", "lumbar_indip_mobilised", "neura_sparse_sample",
        "stroke_treadmill_movingreality",
    ]
    /// Where a set's reference covers a part of the recording and no `judged` event says so, s; from its README.
    private static let spans = ["neura_sparse_sample": 11.19...20.73]

    let data: String
    let peers: String?

    /// Scores every set that is there; answers also with those of the known ones that are not.
    func measure() throws -> (sets: [Measured.DataSet], absent: [String]) {
        let folder = URL(fileURLWithPath: data)
        let names = Self.folders(folder).filter { name in
            FileManager.default.fileExists(
                atPath: folder.appendingPathComponent(name).appendingPathComponent("dataset_description.json").path)
        }
        let absent = Self.known.filter { !names.contains($0) }
        for name in absent { ReportCommand.say("\(name) is absent and is left out") }
        return (try names.map { try measure($0, folder.appendingPathComponent($0)) }, absent)
    }

    private func measure(_ name: String, _ folder: URL) throws -> Measured.DataSet {
        ReportCommand.say("scoring \(name)")
        let files = try RecordingFile.find(folder)
        var options = ScoringOptions()
        var methods = [
            Measured.Method(
                name: Measured.own,
                description: "every sensor of the set, sample by sample; it is not told where walking is",
                score: try score(files, options))
        ]
        if let span = Self.spans[name] {
            options.span = span
            methods.append(
                .init(
                    name: "\(Measured.own), \(span.lowerBound) to \(span.upperBound) s",
                    description: "the same, judged only where the set's README says that there is a reference",
                    score: try score(files, options)))
        }
        options = ScoringOptions()
        options.placements = [.lumbar]
        let lumbar = try score(files, options)
        // Where nothing else was worn, that is the first row already.
        if try wearsMore(files) {
            methods.append(
                .init(
                    name: "\(Measured.own), lumbar alone", description: "as if no shank sensor had been worn",
                    score: lumbar))
        }
        return .init(name: name, methods: methods + (try peerMethods(name, files)))
    }

    private func peerMethods(_ set: String, _ files: [RecordingFile]) throws -> [Measured.Method] {
        guard let peers else { return [] }
        let folder = URL(fileURLWithPath: peers).appendingPathComponent(set)
        return try Self.folders(folder).map { name in
            var options = ScoringOptions()
            options.contacts = folder.appendingPathComponent(name)
            options.span = Self.spans[set]
            let said = try? String(
                contentsOf: folder.appendingPathComponent(name).appendingPathComponent("method.txt"), encoding: .utf8)
            let score = try score(files, options).withoutSilentKinds
            let isSilent = score.contacts(.initial) == nil && score.contacts(.final) == nil
            let description = (said ?? "").split(separator: "\n").joined(separator: " ")
            return .init(
                name: name, description: description + (isSilent ? "; it gave no contact on these recordings" : ""),
                score: score)
        }
    }

    private func score(_ files: [RecordingFile], _ options: ScoringOptions) throws -> PooledScore {
        PooledScore("all", try files.compactMap { try options.score($0) })
    }

    private func wearsMore(_ files: [RecordingFile]) throws -> Bool {
        guard let first = files.first, case .motion(let recording, _) = try RecordingSource.open(first.url) else {
            return false
        }
        return recording.placements.contains(.lumbar) && recording.placements.count > 1
    }

    private static func folders(_ folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted().filter { name in
            var isFolder: ObjCBool = false
            let path = folder.appendingPathComponent(name).path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
    }
}
