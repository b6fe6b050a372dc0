import CLinux
import Foundation
import ServiceLifecycle
import Synchronization
import Transports

/// The threads that samples run through, as one service: ingest → pipelines → pump, and the recorder beside them.
/// Started from the end to the front and stopped from the front to the end, so that nothing that arrived is lost.
struct SamplingService: Service {
    let ingest: Ingest
    let recorder: SessionRecorder
    let pump: ResultPump
    let news: Doorbell
    let writer: StoreWriter
    let threads: Int
    let runners: @Sendable (Int) -> [KitRunner]
    let linkEvents: LinkEventLog
    let onRunning: @Sendable () async throws -> Void

    func run() async throws {
        let pumping = PumpThread(pump: pump, linkEvents: linkEvents, news: news)
        pumping.start()
        recorder.start()
        let pipelines = (0..<threads).map { PipelineThread(ingest: ingest, bell: $0, news: news) }
        for index in pipelines.indices { try pipelines[index].start(runners(index)) }
        try ingest.start()
        try await onRunning()
        try? await gracefulShutdown()
        ingest.stop()
        recorder.stop()
        for pipeline in pipelines { pipeline.stop() }
        pumping.stop()
        await writer.flush()
    }
}

/// The thread that empties the result rings.
final class PumpThread: Sendable {
    private let pump: ResultPump
    private let linkEvents: LinkEventLog
    private let news: Doorbell
    private let mustStop = Atomic<Bool>(false)
    private let finished = DispatchGroup()

    init(pump: ResultPump, linkEvents: LinkEventLog, news: Doorbell) {
        self.pump = pump
        self.linkEvents = linkEvents
        self.news = news
    }

    func start() {
        finished.enter()
        Thread { [self] in
            clinux_name_thread("gaitd-results")
            while !mustStop.load(ordering: .acquiring) {
                pump.pump()
                linkEvents.drain()
                news.wait(timeoutMilliseconds: 200) { mustStop.load(ordering: .acquiring) || pump.hasNews }
            }
            pump.pump()
            linkEvents.drain()
            finished.leave()
        }.start()
    }

    func stop() {
        mustStop.store(true, ordering: .releasing)
        news.ring()
        finished.wait()
    }
}
