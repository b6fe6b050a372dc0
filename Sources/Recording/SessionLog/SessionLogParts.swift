public import Foundation

/// The files of one session: `NAME.mcap`, and after each crash `NAME.part2.mcap`, `NAME.part3.mcap`, …
public enum SessionLogParts {
    /// The files that are there, in order.
    public static func existing(directory: URL, name: String) -> [URL] {
        var found: [URL] = []
        while true {
            let file = url(directory: directory, name: name, part: found.count + 1)
            guard FileManager.default.fileExists(atPath: file.path) else { return found }
            found.append(file)
        }
    }

    /// The file to write next and its number for `SessionLogHeader.part`.
    public static func next(directory: URL, name: String) -> (file: URL, part: Int) {
        let part = existing(directory: directory, name: name).count + 1
        return (url(directory: directory, name: name, part: part), part)
    }

    private static func url(directory: URL, name: String, part: Int) -> URL {
        directory.appendingPathComponent(part == 1 ? "\(name).mcap" : "\(name).part\(part).mcap")
    }
}
