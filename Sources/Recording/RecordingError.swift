public import Foundation

/// What can go wrong with a recording. Every case names the file, and `description` says what to do next.
public enum RecordingError: Error, Equatable, Sendable {
    /// A file that must be there is not.
    case missing(file: String, wayOut: String)
    /// The system would not open or read the file.
    case unreadable(file: String, reason: String)
    /// The file is larger than gaitd is willing to hold.
    case tooLarge(file: String, bytes: Int, limit: Int)
    /// A table has a cell that cannot be read. Lines and columns count from 1.
    case malformedCell(file: String, line: Int, column: Int, problem: String, wayOut: String)
    /// The file as a whole cannot be used.
    case malformed(file: String, problem: String, wayOut: String)
    /// The recording names no placement with both acceleration and angular rate; `reasons` says why per sensor.
    case noSensor(file: String, reasons: [String])
    /// A binary log has a record that cannot be read; `offset` counts bytes from the start of the file.
    case corrupt(file: String, offset: Int, problem: String)
    /// A name or value handed to a writer that the format cannot hold.
    case invalidArgument(name: String, value: String, rule: String)
    /// The file system is full (or the quota is). What was written before is kept.
    case diskFull(file: String)
    /// The system would not write the file.
    case unwritable(file: String, reason: String)
    /// The file belongs to another running writer.
    case inUse(file: String)
}

extension RecordingError: CustomStringConvertible, LocalizedError {
    public var description: String {
        switch self {
        case .missing(let file, let wayOut):
            "\(file): not found; \(wayOut)"
        case .unreadable(let file, let reason):
            "\(file): cannot be read (\(reason)); check the path and its permissions"
        case .tooLarge(let file, let bytes, let limit):
            "\(file): \(bytes) bytes are more than the limit of \(limit); cut the recording into parts"
        case .malformedCell(let file, let line, let column, let problem, let wayOut):
            "\(file):\(line):\(column): \(problem); \(wayOut)"
        case .malformed(let file, let problem, let wayOut):
            "\(file): \(problem); \(wayOut)"
        case .noSensor(let file, let reasons):
            "\(file): no sensor that can be used"
                + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
                + "; name a tracked_point such as left_shank, right_shank or lumbar with x, y and z of ACCEL and GYRO"
        case .corrupt(let file, let offset, let problem):
            "\(file): damaged at byte \(offset): \(problem); what stands before it can still be read"
        case .invalidArgument(let name, let value, let rule):
            "\(name) \"\(value)\" cannot be written: \(rule)"
        case .diskFull(let file):
            "\(file): no space left; make room, what was written so far is kept"
        case .unwritable(let file, let reason):
            "\(file): cannot be written (\(reason)); check the path and its permissions"
        case .inUse(let file):
            "\(file): another process is writing it; stop that process or choose another file"
        }
    }

    public var errorDescription: String? { description }
}
