import CLinux
import Glibc
import IMU
import Synchronization
import Transports

/// A thread that runs some kits' pipelines: sleeps until the ingest's watermark moves, drains, hands on.
///
/// A plain thread, because nothing on this path may wait for a scheduler.
final class PipelineThread: Sendable {
    private let ingest: Ingest
    private let bell: Int
    private let news: Doorbell
    private let mustStop = Atomic<Bool>(false)
    private let handle = Mutex<pthread_t?>(nil)

    /// - Parameters:
    ///   - bell: index of the ingest's bell that rings for these kits.
    ///   - news: rung when results were handed on.
    init(ingest: Ingest, bell: Int, news: Doorbell) {
        self.ingest = ingest
        self.bell = bell
        self.news = news
    }

    /// What the thread owns while it runs.
    private final class Work {
        let thread: PipelineThread
        var runners: [KitRunner]

        init(_ thread: PipelineThread, _ runners: [KitRunner]) {
            self.thread = thread
            self.runners = runners
        }
    }

    func start(_ runners: sending [KitRunner]) throws {
        let work = Unmanaged.passRetained(Work(self, runners))
        var thread = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                clinux_name_thread("gaitd-pipeline")
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.thread.run(&work.runners)
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw IngestError(doing: "start a pipeline thread", errno: code)
        }
        handle.withLock { $0 = thread }
    }

    /// Stops the thread behind the last sample and waits for its end.
    func stop() {
        mustStop.store(true, ordering: .releasing)
        ingest.bells[bell].ring()
        handle.withLock { thread in
            if let running = thread { pthread_join(running, nil) }
            thread = nil
        }
    }

    private func run(_ runners: inout [KitRunner]) {
        var seen = HostTime(nanoseconds: .min)
        while !mustStop.load(ordering: .acquiring) {
            ingest.bells[bell].wait(timeoutMilliseconds: 100) {
                ingest.watermark > seen || mustStop.load(ordering: .acquiring)
            }
            seen = drain(&runners)
        }
        _ = drain(&runners)
        for index in runners.indices { runners[index].finish() }
        news.ring()
    }

    private func drain(_ runners: inout [KitRunner]) -> HostTime {
        let watermark = ingest.watermark
        var hadNews = false
        for index in runners.indices where runners[index].drain(upTo: watermark) { hadNews = true }
        if hadNews { news.ring() }
        return watermark
    }
}
