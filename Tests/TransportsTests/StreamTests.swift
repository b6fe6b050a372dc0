import Drivers
import IMU
import Rings
import TestSupport
import Testing
import Transports

/// Bytes in at a pseudo-terminal, samples out of the ring.
@Suite struct StreamTests {
    private func oneSensor(_ folder: String) -> [SensorPlan] { [SensorPlan(name: "a/left_shank", path: folder + "/l")] }

    @Test func witmotionBytesBecomeSamplesInOrder() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<500 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 500 })
        #expect(rig.numbers() == Array(0..<500))
        #expect(abs(rig.samples()[7].acceleration.z - Float(Units.standardGravity)) < 1e-3)
        guard case .streaming(_, let timing, .linkUp) = rig.items[0].first else {
            Issue.record("the first item says that the link is up and how ticks are read")
            return
        }
        #expect(timing.source == .arrivalOnly)
        #expect(rig.marks().count == 1)
        #expect(rig.wait { rig.snapshot().counters.samples == 500 })
        let snapshot = rig.snapshot()
        #expect(snapshot.state == .streaming)
        #expect(snapshot.driver?.family == .witmotion)
        #expect(snapshot.baud == nil, "a pseudo-terminal has no speed")
        #expect(snapshot.counters.bytes == 500 * 22)
        #expect(snapshot.counters.discardedBytes == 0)
        #expect(rig.text() == "")
        #expect(rig.eventTexts.last?.hasPrefix("a/left_shank: WitMotion") == true)
    }

    @Test(arguments: [1 as UInt64, 2, 3]) func cutsDoNotMatter(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        var bytes = (0..<300).flatMap(Frames.mavlink)[...]
        while !bytes.isEmpty {
            let piece = bytes.prefix(Int.random(in: 1...150, using: &generator))
            line.write(Array(piece))
            bytes = bytes.dropFirst(piece.count)
            if Bool.random(using: &generator) { rig.drain() }
        }
        #expect(rig.wait { rig.samples().count == 300 }, "seed \(seed)")
        #expect(rig.samples().map(\.ticks) == (0..<300).map { UInt64($0) * 5000 }, "seed \(seed)")
        #expect(zip(rig.samples(), rig.samples().dropFirst()).allSatisfy { $0.arrival <= $1.arrival }, "seed \(seed)")
        #expect(rig.wait { rig.snapshot().driver?.family == .mavlink })
    }

    @Test func severalSensorsAreKeptApart() throws {
        let rig = try Rig { folder in
            (0..<6).map { SensorPlan(name: "k/\($0)", path: folder + "/\($0)") }
        }
        let lines = (0..<6).map { rig.line("\($0)") }
        try rig.ingest.start()
        for n in 0..<200 {
            for (index, line) in lines.enumerated() {
                line.write(index % 2 == 0 ? Frames.witmotion(n + 1000 * index) : Frames.mavlink(n))
            }
        }
        #expect(rig.wait { (0..<6).allSatisfy { rig.samples($0).count == 200 } })
        for index in [0, 2, 4] { #expect(rig.numbers(index) == Array((1000 * index)..<(1000 * index + 200))) }
        for index in [1, 3, 5] { #expect(rig.samples(index).map(\.ticks) == (0..<200).map { UInt64($0) * 5000 }) }
    }

    @Test func aFullRingDropsTheNewestCountsAndMarksIt() throws {
        let rig = try Rig(oneSensor, ringCapacity: 16)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<100 { line.write(Frames.witmotion(n)) }
        // Nothing is taken out meanwhile: the ring holds the mark and 15 samples.
        while rig.snapshot().counters.samples < 100 {
            rig.ingest.bells[0].wait(timeoutMilliseconds: 100) { rig.snapshot().counters.samples == 100 }
        }
        #expect(rig.snapshot().droppedForPipeline == 85)
        #expect(rig.wait { rig.marks().count == 2 })
        #expect(rig.numbers() == Array(0..<15))
        guard case .overrun(let at, let from, let to, 85) = rig.items[0].last else {
            Issue.record("the overrun stands behind what came before it: \(rig.marks())")
            return
        }
        #expect(at == to && from <= to && from >= rig.samples()[14].arrival)
        line.write(Frames.witmotion(500))
        #expect(rig.wait { rig.samples().count == 16 })
        #expect(rig.numbers().last == 500)
        #expect(rig.snapshot().droppedForPipeline == 85)
    }

    @Test func theRecorderGetsSamplesOnlyWhileItListens() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 20 })
        let recorder = rig.ingest.recorderItems(0)
        #expect(recorder.count == 0)
        rig.ingest.setRecorderListens(true, sensor: 0)
        for n in 20..<30 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 30 })
        guard case .streaming(_, _, .joined) = recorder.pop() else {
            Issue.record("the recording begins with how ticks are read")
            return
        }
        var recorded: [Int] = []
        recorder.drain { piece in
            for case .sample(let sample) in piece { recorded.append(Frames.number(sample.angularRate)) }
        }
        #expect(recorded == Array(20..<30))
        rig.ingest.setRecorderListens(false, sensor: 0)
        line.write(Frames.witmotion(30))
        #expect(rig.wait { rig.samples().count == 31 })
        #expect(recorder.count == 0)
    }

    @Test func aRecorderThatBeginsToListenInASilenceLearnsWhenItBegan() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 20 })
        rig.ingest.setRecorderListens(true, sensor: 0)
        #expect(
            rig.wait {
                if case .lost = rig.items[0].last { true } else { false }
            })
        let recorder = rig.ingest.recorderItems(0)
        guard case .streaming(_, _, .joined) = recorder.pop(), case .lost(_, let last) = recorder.pop() else {
            Issue.record("how ticks are read, and that they ceased")
            return
        }
        #expect(last == rig.samples().last?.arrival && recorder.count == 0)
    }

    @Test func theWishedRateIsAskedForAndNeverSaved() throws {
        let rig = try Rig { [SensorPlan(name: "a/lumbar", path: $0 + "/l", rate: 100)] }
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<10 { line.write(Frames.witmotion(n)) }
        var written: [UInt8] = []
        #expect(
            rig.wait {
                written += line.read()
                return written.count >= 25
            })
        let commands = stride(from: 0, to: written.count, by: 5).map { Array(written[$0..<min($0 + 5, written.count)]) }
        #expect(commands == AnyDriver(.witmotion).start(hertz: 100, baud: nil).map(\.bytes))
        #expect(commands.contains(WitMotionCommands.setRate(.hz100)))
        #expect(!commands.contains(WitMotionCommands.save))
    }

    @Test func theRateIsMeasuredInHostTime() throws {
        let rig = try Rig(oneSensor, clock: ArrivalClock(timeScale: 10))
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<100 { line.write(Frames.witmotion(n)) }
        var n = 100
        #expect(
            rig.wait {
                line.write(Frames.witmotion(n))
                n += 1
                return rig.snapshot().rate ?? 0 > 0
            })
        let machine = ArrivalClock().now()
        let before = rig.ingest.clock.now()
        #expect(rig.wait { rig.ingest.watermark.seconds(since: before) > 1 })
        let passed = ArrivalClock().now().seconds(since: machine)
        #expect(passed >= 0.1, "ten host seconds in one of the machine")
    }
}
