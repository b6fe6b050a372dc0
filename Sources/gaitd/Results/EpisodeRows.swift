import Flagging
import Gait
import IMU
import Pipeline
import QueryAPI
import struct Store.EpisodeReference
import struct Store.EpisodeRow
import struct Store.SignalWindow

/// Turns the pipeline's episodes and their raw signal into the store's rows.
enum EpisodeRows {
    static func row(_ episode: Episode, kit: String, run: UInt64, session: String?, wall: WallClock) -> EpisodeRow {
        EpisodeRow(
            reference: EpisodeReference(kit: kit, pipelineRun: run, id: episode.id), session: session,
            isOpen: episode.phase != .closed, kind: episode.kind.name, side: episode.side == .left ? .left : .right,
            start: wall.wall(episode.start), end: wall.wall(episode.end), severity: episode.severity,
            confidence: episode.confidence, strides: episode.strides, measure: episode.peak.name.name,
            value: episode.peak.value, low: episode.peak.low, high: episode.peak.high, threshold: episode.threshold,
            method: episode.kind.method, version: SoftwareVersion.current, proxy: episode.kind.isProxy,
            evidence: episode.kind.evidence)
    }

    static func windows(_ signals: EpisodeSignals, wall: WallClock) -> [SignalWindow] {
        signals.signals.compactMap { placement, samples in
            guard let first = samples.first else { return nil }
            return SignalWindow(
                placement: placement.name, start: wall.wall(first.time),
                samples: samples.map {
                    .init(
                        offset: $0.time.nanoseconds - first.time.nanoseconds, acceleration: $0.acceleration,
                        angularRate: $0.angularRate)
                })
        }
    }
}
