import Flagging
import Gait
import IMU
import Pipeline
import QueryAPI
import QueryServer
import Reporting
import Rings
import ServiceLifecycle
import Store
import Synchronization
import Transports

/// Takes what the pipelines said: publishes it to live clients at once, and lays it into the store's spool.
///
/// Runs on a thread of its own, woken by the pipelines, so that the way from a sensor's last byte to the socket has no
/// timer in it.
final class ResultPump: Sendable {
    private let kits: [KitPlan]
    private let rings: [RingConsumer<KitResult>]
    private let boards: [KitBoard]
    private let runs: RunTable
    private let live: LiveHub
    private let spool: StoreSpool
    private let wall: WallClock
    private let lines: [PipelineLines]

    init(
        kits: [KitPlan], rings: [RingConsumer<KitResult>], boards: [KitBoard], runs: RunTable, live: LiveHub,
        spool: StoreSpool, wall: WallClock
    ) {
        self.kits = kits
        self.rings = rings
        self.boards = boards
        self.runs = runs
        self.live = live
        self.spool = spool
        self.wall = wall
        lines = kits.map { PipelineLines(placements: $0.placements, origin: HostTime(nanoseconds: 0)) }
    }

    /// Whether results wait.
    var hasNews: Bool { rings.contains { $0.count > 0 } }

    /// Empties the rings. One thread at a time.
    func pump() {
        for kit in kits.indices {
            var published: [LiveLine] = []
            while let result = rings[kit].pop() {
                switch result.content {
                case .output(let output):
                    published.append(line(output, kit: kit))
                    keep(output, kit: kit, run: result.run)
                case .ended:
                    runs.end(kit: kit, run: result.run)
                }
            }
            for signals in boards[kit].takeSignals() { keep(signals, kit: kit) }
            for learnt in boards[kit].takeBaselines() { keep(learnt, kit: kit) }
            if !published.isEmpty { live.publish(published) }
        }
    }

    private func line(_ output: PipelineOutput, kit: Int) -> LiveLine {
        var line = lines[kit].line(output)
        line.kit = kits[kit].name
        let time = line.t ?? line.tEnd ?? line.emittedT ?? 0
        line.at = WireCoding.timestamp(wall.date(HostTime(seconds: time)))
        return line
    }

    private func keep(_ output: PipelineOutput, kit: Int, run: UInt64) {
        let wearing = Wearing(kit: kits[kit].name, session: runs.session(kit: kit, run: run))
        switch output {
        // Said live and shown beside the sensors; the measure that a flag would have rested on is kept as such.
        case .contact, .retraction, .mount, .suppressed: break
        case .stride(let stride):
            spool.add(
                StrideRow(
                    wearing: wearing, side: stride.side == .left ? .left : .right, start: wall.wall(stride.start),
                    values: Self.values(stride), isSteady: stride.isSteady, mode: Self.mode(stride)))
        case .bout(let bout):
            spool.add(
                BoutRow(
                    wearing: wearing, start: wall.wall(bout.start), end: wall.wall(bout.end),
                    stridesLeft: bout.stridesLeft, stridesRight: bout.stridesRight, cadence: bout.cadence))
        case .turn(let turn):
            spool.add(
                TurnRow(wearing: wearing, start: wall.wall(turn.start), end: wall.wall(turn.end), angle: turn.angle))
        case .measure(let measure):
            spool.add(
                MeasureRow(
                    wearing: wearing, name: measure.name.name, at: wall.wall(measure.time), value: measure.value,
                    low: measure.low, high: measure.high, strides: measure.strides))
        case .episode(let episode):
            spool.add(EpisodeRows.row(episode, kit: kits[kit].name, run: run, session: wearing.session, wall: wall))
        case .gap(let gap):
            spool.add(
                GapRow(
                    wearing: wearing, placement: kits[kit].placements[gap.sensor].name, start: wall.wall(gap.start),
                    end: wall.wall(gap.end), lostSamples: gap.lostSamples, cause: gap.cause.name))
        }
    }

    private func keep(_ learnt: LearntBaseline, kit: Int) {
        guard let session = runs.session(kit: kit, run: learnt.run) else { return }
        let wearing = Wearing(kit: kits[kit].name, session: session)
        spool.add(BaselineRows.row(learnt.baseline, wearing: wearing, at: wall.wall(learnt.time)))
    }

    private static func mode(_ stride: Stride) -> RowMode {
        switch stride.mode {
        case .walking: .walking
        case .running: .running
        case .stairsUp: .stairsUp
        case .stairsDown: .stairsDown
        }
    }

    private static func values(_ stride: Stride) -> [String: Double] {
        var values: [String: Double] = [:]
        for quantity in StrideQuantity.allCases where stride[quantity].isFinite {
            values[quantity.name] = stride[quantity] * quantity.scale
        }
        return values
    }

    private func keep(_ signals: EpisodeSignals, kit: Int) {
        let reference = EpisodeReference(kit: kits[kit].name, pipelineRun: signals.run, id: signals.episode)
        spool.add(EpisodeRows.windows(signals, wall: wall), to: reference)
    }
}
