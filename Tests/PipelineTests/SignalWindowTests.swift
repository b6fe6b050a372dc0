import Flagging
import IMU
import Pipeline
import Recording
import TestSupport
import Testing
import Walker

@Suite struct SignalWindowTests {
    /// Episodes and the windows that became ready, each with the time at which it did.
    private func walk(_ seconds: Double) throws -> (episodes: [Episode], windows: [(SignalWindow, Int, HostTime)]) {
        var parameters = GaitParameters()
        parameters.limp(.right, sizePercent: 18)
        let walker = try Walker(
            parameters, script: [.stand(seconds: 12), .walk(seconds: seconds), .stand(seconds: 12)], seed: 5)
        var pipeline = Kit.pipeline()
        var episodes: [Episode] = []
        var windows: [(SignalWindow, Int, HostTime)] = []
        func look(_ pipeline: inout KitPipeline) {
            while let window = pipeline.nextReadyWindow() {
                let signal = pipeline.signal(sensor: 0, from: window.start, to: window.end)
                windows.append((window, signal.count, pipeline.time))
                #expect(signal.allSatisfy { window.start <= $0.time && $0.time <= window.end })
                #expect(zip(signal, signal.dropFirst()).allSatisfy { $0.time < $1.time })
            }
        }
        for item in Kit.samples(try Kit.recording(walker)) {
            pipeline.push(item.sample, sensor: item.sensor) {
                if case .episode(let episode) = $0 { episodes.append(episode) }
            }
            look(&pipeline)
        }
        pipeline.finish { if case .episode(let episode) = $0 { episodes.append(episode) } }
        look(&pipeline)
        return (episodes, windows)
    }

    @Test("an episode keeps its signal from 10 s before to 5 s after, every sample of it")
    func whole() throws {
        let (episodes, windows) = try walk(34)
        let closed = try #require(episodes.first { $0.phase == .closed && $0.kind == .stepTimeAsymmetry })
        let (window, count, ready) = try #require(windows.first { $0.0.episode == closed.id })
        #expect(window.start == closed.start.advanced(seconds: -10))
        #expect(window.end == closed.end.advanced(seconds: 5))
        #expect(window.end.seconds(since: window.start) < 60)
        #expect(ready >= window.end && ready.seconds(since: window.end) < 0.02)
        #expect(abs(Double(count) - 100 * window.end.seconds(since: window.start)) <= 1)
        #expect(windows.count == Set(episodes.map(\.id)).count)
    }

    @Test("a long episode keeps the first minute, and need not have ended")
    func long() throws {
        let (episodes, windows) = try walk(100)
        let opened = try #require(episodes.first { $0.kind == .stepTimeAsymmetry })
        let (window, count, ready) = try #require(windows.first { $0.0.episode == opened.id })
        #expect(window.start == opened.start.advanced(seconds: -10))
        #expect(window.end == window.start.advanced(seconds: 60))
        #expect(abs(count - 6000) <= 1)
        let closed = try #require(episodes.first { $0.id == opened.id && $0.phase == .closed })
        #expect(ready < closed.end && ready >= window.end)
        #expect(windows.count { $0.0.episode == opened.id } == 1)
    }
}
