import IMU
import Pipeline
import QueryAPI
import QueryServer
import Rings
import Store

/// Alignment of a kit's sensors: not in a session, whose times would step.
extension SessionKeeper {
    /// How long a kit's thread may take to answer, s.
    private static let patience = 2.0

    /// Takes differences between the delays of a kit's sensors out of their times, and keeps them.
    func align(_ name: String) async throws {
        let kit = try await restingKit(name)
        let outcome = try await ask(kit) { .align(ticket: $0) }
        if let outcome { try Self.judge(outcome, kits[kit]) }
        let rows = try OffsetRows.rows(boards[kit].read().sensors, kits[kit], ingest, wall)
        try await store.asynchronously { try $0.keepOffsets(rows, ofKit: name) }
    }

    /// Forgets what alignment found of a kit.
    func dropAlignment(_ name: String) async throws {
        let kit = try await restingKit(name)
        try await store.asynchronously { try $0.keepOffsets([], ofKit: name) }
        _ = try await ask(kit) { .dropAlignment(ticket: $0) }
    }

    /// The kit of that name, on which no session runs.
    private func restingKit(_ name: String) async throws -> Int {
        guard let kit = kits.firstIndex(where: { $0.name == name }) else {
            throw Problem.notFound("no kit is called \(name): `gaitctl kits` lists them")
        }
        let open = try await store.asynchronously { try $0.openSessions() }
        if let session = open.first(where: { $0.kit == name }) {
            throw Problem.conflict("session \(session.id) runs on kit \(name): stop it first (`gaitctl session stop`)")
        }
        return kit
    }

    /// What the kit's thread answers.
    private func ask(_ kit: Int, _ command: (UInt64) -> KitCommand) async throws -> AlignmentOutcome? {
        alignments += 1
        let ticket = alignments
        _ = commands[kit].push(command(ticket))
        let end = ContinuousClock.now + .seconds(Self.patience)
        while ContinuousClock.now < end {
            if let answer = boards[kit].readAlignment(), answer.ticket == ticket { return answer.outcome }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Problem.conflict("kit \(kits[kit].name) does not answer: try again")
    }

    private static func judge(_ outcome: AlignmentOutcome, _ kit: KitPlan) throws {
        switch outcome {
        case .aligned: return
        case .tooFew:
            throw Problem.conflict("fewer than two sensors of kit \(kit.name) have streamed for ten seconds")
        case .apart(let sensor):
            throw Problem.conflict(
                "\(kit.sensorID(sensor)) did not turn as the others did over the last ten seconds: hold all sensors "
                    + "together in one hand and turn them about")
        }
    }
}
