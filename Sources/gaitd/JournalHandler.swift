import Foundation
import Logging

/// Writes log lines to standard error with the priority prefix that journald reads (sd-daemon(3)); on a terminal
/// without it.
struct JournalHandler: LogHandler {
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.info
    private static let prefixes = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = Self.prefixes ? "<\(Self.priority(event.level))>" : ""
        FileHandle.standardError.write(Data("\(prefix)\(event.message)\(details)\n".utf8))
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
