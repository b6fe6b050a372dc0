import Foundation
import IMU

extension LinkOptions {
    /// The name of a placement's port.
    func path(_ placement: Placement) -> String {
        URL(fileURLWithPath: linkDir).appendingPathComponent("\(kit)-\(placement.name)").path
    }

    /// Plays to the end and prints what it came to.
    func play(_ player: consuming Player, placements: [Placement]) throws {
        if waitForReader {
            try player.waitForReaders(seconds: readerTimeout) { path(placements[$0]) }
        }
        let summary = try player.run(kit: kit, linger: linger)
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(summary), as: UTF8.self))
    }
}
