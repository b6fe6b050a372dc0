import Foundation
import TestSupport

enum Repository {
    /// A file of the repository.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: SharedData.repository.appendingPathComponent(path), encoding: .utf8)
    }
}
