import ArgumentParser
import Foundation
import GaitctlKit

/// A time on the command line, whose day's start is meant.
struct Since: ExpressibleByArgument, Sendable {
    let date: Date

    init?(argument: String) {
        guard let date = Times.parse(argument, edge: .start, now: Date(), in: .current) else { return nil }
        self.date = date
    }
}

/// A time on the command line, whose day's end is meant.
struct Until: ExpressibleByArgument, Sendable {
    let date: Date

    init?(argument: String) {
        guard let date = Times.parse(argument, edge: .end, now: Date(), in: .current) else { return nil }
        self.date = date
    }
}

enum BodySide: String, ExpressibleByArgument, CaseIterable { case left, right }

/// From when to when.
struct PeriodOptions: ParsableArguments {
    @Option(help: "From this time on: 2026-11-21T10:30:00Z, 2026-11-21, today, yesterday, or 2h, 3d ago.")
    var since: Since?

    @Option(help: "Up to this time; a day counts to its end.")
    var until: Until?

    func validate() throws {
        if let since, let until, since.date > until.date {
            throw ValidationError("--since is later than --until: nothing can lie between them")
        }
    }
}

/// How many items of a list.
struct LimitOption: ParsableArguments {
    @Option(help: ArgumentHelp("Show so many at most. (default: all)", valueName: "count"))
    var limit: Int?

    var paging: DaemonClient.Paging { limit.map { .first($0) } ?? .all }

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit needs a number of at least 1") }
    }
}
