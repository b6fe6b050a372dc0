private import Foundation
public import QueryAPI

/// Follows the live stream, and takes it up behind the last line seen when the daemon comes back.
public struct LiveFollower {
    /// What the person should know besides the lines.
    public enum Notice: Equatable, Sendable {
        case lost, reconnected
        /// The daemon no longer keeps the lines since the cursor.
        case linesMissed
    }

    public let client: DaemonClient
    /// The kinds of lines to ask for; empty for all.
    public let types: [String]
    /// Behind which line to begin; nil for now.
    public private(set) var cursor: String?
    /// Whether to come back after a loss.
    public let reconnects: Bool

    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(5)

    public init(client: DaemonClient, types: [String], cursor: String?, reconnects: Bool) {
        self.client = client
        self.types = types
        self.cursor = cursor
        self.reconnects = reconnects
    }

    /// Hands on each line, as it came and as a value, until `each` returns false.
    /// - Throws: `Failure` where the first connection fails, or a later one in a way that waiting does not mend.
    public mutating func follow(
        notice: (Notice) -> Void, _ each: (String, LiveLine) throws -> Bool
    ) async throws {
        var wasConnected = false
        var isLost = false
        var pause = Self.firstPause
        while true {
            var query = Query()
            query["types"] = types.isEmpty ? nil : types.joined(separator: ",")
            query["cursor"] = cursor
            do {
                var last = cursor
                defer { cursor = last }
                let ended = try await client.live(
                    query,
                    connected: {
                        if isLost { notice(.reconnected) }
                        (wasConnected, isLost, pause) = (true, false, Self.firstPause)
                    },
                    { text in
                        let line = try Self.decode(text, socket: client.socket)
                        last = line.cursor ?? last
                        guard types.isEmpty || types.contains(line.type), line.type != "heartbeat" else { return true }
                        return try each(text, line)
                    })
                guard ended else { return }
                guard reconnects else { throw Failure.lost(client.socket) }
            } catch let failure as Failure where wasConnected && reconnects && failure.mayPass {
                // Falls through to the pause.
            } catch let failure as Failure
                where wasConnected && reconnects && cursor != nil && [.dataError, .noInput].contains(failure.status)
            {
                notice(.linesMissed)
                cursor = nil
                continue
            }
            if !isLost {
                isLost = true
                notice(.lost)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private static func decode(_ text: String, socket: String) throws(Failure) -> LiveLine {
        do { return try WireCoding.decoder().decode(LiveLine.self, from: Data(text.utf8)) } catch {
            throw Failure.malformed("a line of the live stream cannot be read", path: socket)
        }
    }
}

extension Failure {
    /// Whether the daemon may be there again in a moment.
    fileprivate var mayPass: Bool { status == .unavailable || status == .temporary }
}
