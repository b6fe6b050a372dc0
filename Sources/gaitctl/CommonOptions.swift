public import ArgumentParser
import Foundation
public import GaitctlKit
import QueryAPI

extension OutputFormat: ExpressibleByArgument {}

/// What every command takes, and how it asks and prints.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket; also from GAITD_SOCKET. (default: \(SocketPath.standard))", valueName: "path"))
    var socket: String?

    @Option(help: "A table for people, json as the daemon answers, or ndjson with one item per line.")
    var format: OutputFormat = .table

    /// How to draw for the reader of the standard output stream.
    var presentation: Presentation {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = Printer.standardOutput.isTerminal
        return Presentation(
            colours: Presentation.takesColours(isTerminal: isTerminal, environment: environment))
    }

    func withClient(_ body: (DaemonClient) async throws -> Void) async throws {
        let path = try SocketPath.choose(option: socket, environment: ProcessInfo.processInfo.environment)
        try await DaemonClient.with(socket: path, body)
    }

    /// Asks for one thing and prints it: drawn by `draw` for people, as it came for programs.
    func show<Answer: Decodable & Sendable>(
        _ path: String, as type: Answer.Type, draw: (Answer) -> [String]
    ) async throws {
        try await withClient { client in
            switch format {
            case .table: try Printer.standardOutput.lines(draw(try await client.get(path, as: type)))
            case .json, .ndjson: try write(try await client.get(path, as: JSONValue.self))
            }
        }
    }

    /// Changes something and prints the answer.
    func change<Answer: Decodable & Sendable>(
        _ path: String, _ body: (any Encodable)? = nil, as type: Answer.Type, draw: (Answer) -> [String]
    ) async throws {
        try await withClient { client in
            switch format {
            case .table: try Printer.standardOutput.lines(draw(try await client.post(path, body, as: type)))
            case .json, .ndjson: try write(try await client.post(path, body, as: JSONValue.self))
            }
        }
    }

    /// Asks for a list, follows its cursors to the end (or to `limit` items), and prints it.
    func list<Item: Codable & Sendable>(
        _ path: String, _ query: Query = Query(), paging: DaemonClient.Paging, of type: Item.Type,
        draw: ([Item]) -> [String]
    ) async throws {
        try await withClient { client in
            switch format {
            case .table:
                var items: [Item] = []
                try await client.pages(path, query, paging, of: type) { items += $0 }
                try Printer.standardOutput.lines(draw(items))
            case .json:
                var items: [JSONValue] = []
                try await client.pages(path, query, paging, of: JSONValue.self) { items += $0 }
                try write(.object(["items": .array(items)]))
            case .ndjson:
                try await client.pages(path, query, paging, of: JSONValue.self) { page in
                    try Printer.standardOutput.lines(page.map { try $0.text(pretty: false) })
                }
            }
        }
    }

    /// Prints what the daemon answered.
    func write(_ value: JSONValue) throws {
        try Printer.standardOutput.line(try value.text(pretty: format == .json))
    }
}
