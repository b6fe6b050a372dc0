import Drivers
import Foundation
import IMU
import Rings
import Testing
import Transports

/// What the links do when lines come, go, fall silent and talk nonsense.
@Suite struct LinkTests {
    private func oneSensor(_ folder: String) -> [SensorPlan] { [SensorPlan(name: "a/left_shank", path: folder + "/l")] }

    @Test func aLostLineIsMarkedAndComesBackAtTheSamePath() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<50 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 50 })
        line.disconnect()
        #expect(rig.wait { rig.marks().count == 2 })
        #expect(rig.wait { rig.snapshot().state == .missing })
        #expect(rig.text().contains("/l does not exist: plug the receiver in"))
        // `patience.missing` is 5 s here: only the kernel's word brings the link back at once.
        let plugged = Date()
        line.connect()
        for n in 50..<100 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 100 })
        #expect(Date().timeIntervalSince(plugged) < 4)
        #expect(rig.numbers() == Array(0..<100))
        let items = rig.items[0]
        guard case .lost(let lostAt, let lastSample) = items[51], case .streaming(let back, _, .linkUp) = items[52]
        else {
            Issue.record("lost and back stand between the samples: \(rig.marks())")
            return
        }
        #expect(lastSample == rig.samples()[49].arrival)
        #expect(lostAt >= rig.samples()[49].arrival && back > lostAt && back == rig.samples()[50].arrival)
        #expect(rig.wait { rig.snapshot().counters.samples == 100 })
        #expect(rig.snapshot().reconnects == 1)
        #expect(rig.snapshot().losses == 1)
        #expect(rig.eventTexts.contains { $0.hasSuffix("connects again as soon as it is back") })
        let states = rig.events.compactMap(\.state)
        #expect(states.prefix(3) == [.hunting, .streaming, .opening] && states.last == .streaming)
    }

    @Test func aDeviceThatIsNotThereYetIsFoundWhenItAppears() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l", connected: false)
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().state == .missing })
        line.connect()
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 20 })
        #expect(rig.snapshot().reconnects == 0, "a first connection is no reconnect")
    }

    @Test func aFolderThatIsNotThereYetIsFoundByTheSlowTimer() throws {
        var patience = Rig.impatient
        patience.missing = 0.05
        let rig = try Rig({ [SensorPlan(name: "a/lumbar", path: $0 + "/late/l")] }, patience: patience)
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().state == .missing })
        try FileManager.default.createDirectory(atPath: rig.folder + "/late", withIntermediateDirectories: false)
        let line = rig.line("late/l")
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 20 })
    }

    @Test func silenceIsSaidAndItsEndToo() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.snapshot().state == .silent })
        #expect(rig.text().hasPrefix("0 samples from"))
        for n in 20..<40 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 40 && rig.snapshot().state == .streaming })
        guard case .lost = rig.items[0][21], case .streaming(_, _, .resumed) = rig.items[0][22] else {
            Issue.record("lost and resumed stand between the samples: \(rig.marks())")
            return
        }
        #expect(rig.snapshot().losses == 1)
        #expect(rig.snapshot().reconnects == 0, "the line stayed open")
        #expect(rig.eventTexts.contains { $0.contains("samples arrive again") })
    }

    @Test func unknownBytesAreHuntedSaidAndCounted() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        try rig.ingest.start()
        line.write([UInt8](repeating: 0x20, count: 3000))
        #expect(rig.wait { rig.text().hasPrefix("3000 bytes on") })
        #expect(rig.snapshot().state == .hunting)
        #expect(
            rig.text().contains(
                "but no WitMotion WT901 family, MAVLink HIGHRES_IMU, Shimmer3 (LogAndStream) or x-io x-IMU3 frame among them"
            ))
        #expect(rig.text().contains("check `driver` and `baud` of a/left_shank"))
        #expect(rig.wait { rig.snapshot().counters.discardedBytes == 3000 })
        #expect(rig.items[0].isEmpty)
        // Real frames after the noise are still recognized, and every byte stays accounted for.
        for n in 0..<30 { line.write(Frames.witmotion(n)) }
        #expect(rig.wait { rig.samples().count == 30 })
        #expect(rig.wait { rig.snapshot().counters.samples == 30 })
        let counters = rig.snapshot().counters
        #expect(counters.bytes == 3000 + 30 * 22)
        #expect(counters.bytes == counters.acceptedBytes + counters.discardedBytes)
    }

    /// A device that talks sense only at its own speed, and the next time at another.
    @Test func theSpeedIsHuntedAndRemembered() throws {
        var patience = Rig.impatient
        patience.pseudoTerminalsHaveSpeed = true
        patience.huntPerBaud = 0.05
        patience.reopening = 0.4
        let rig = try Rig(oneSensor, patience: patience)
        let line = rig.line("l")
        try rig.ingest.start()
        var tried: [UInt32] = []
        func talk(at speed: UInt32, until done: () -> Bool) -> Bool {
            rig.wait {
                let baud = line.baud
                if tried.last != baud, rig.snapshot().baud != nil { tried.append(baud) }
                line.write(baud == speed ? Frames.witmotion(1) : [0xFE, 0x00, 0xF8])
                return done()
            }
        }
        #expect(talk(at: 230_400) { rig.samples().count > 50 && rig.snapshot().state == .streaming })
        let order = DriverFamily.huntOrder
        #expect(tried == Array(order.prefix(through: order.firstIndex(of: 230_400) ?? 0)))
        #expect(rig.eventTexts.contains { $0.hasSuffix("at 230400 baud") })
        // It falls silent, the line is opened anew at the speed that was right, and hunted on from there.
        #expect(rig.wait { rig.snapshot().state == .hunting })
        #expect(rig.snapshot().baud == 230_400)
        #expect(talk(at: 57_600) { rig.snapshot().reconnects == 1 && rig.snapshot().baud == 57_600 })
    }

    @Test func noBytesAreSaid() throws {
        let rig = try Rig(oneSensor)
        _ = rig.line("l")
        try rig.ingest.start()
        #expect(rig.wait { rig.text().contains("is open, but 0 bytes arrived") })
        #expect(rig.snapshot().state == .hunting)
    }

    @Test func aLineInUseIsRefusedAndTakenWhenItIsFree() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        let other = try Ingest([SensorPlan(name: "b/lumbar", path: rig.folder + "/l")], patience: Rig.impatient)
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().state == .hunting })
        try other.start()
        #expect(rig.wait { other.snapshot(0).state == .failed })
        #expect(other.snapshot(0).detail(other.plans[0])?.contains("is in use by another program: `fuser -v") == true)
        rig.ingest.stop()
        for n in 0..<20 { line.write(Frames.witmotion(n)) }
        let deadline = Date(timeIntervalSinceNow: 10)
        while other.snapshot(0).counters.samples < 20, Date() < deadline {
            other.bells[0].wait(timeoutMilliseconds: 100) { false }
        }
        #expect(other.snapshot(0).counters.samples == 20)
        other.stop()
    }

    @Test func aFileIsNotASerialLine() throws {
        let rig = try Rig(oneSensor)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: rig.folder + "/l"))
        try rig.ingest.start()
        #expect(rig.wait { rig.snapshot().state == .failed })
        #expect(rig.text().contains("is not a serial line: set `device` of a/left_shank to a tty"))
    }

    @Test func stoppingJoinsAndStartingAgainGoesOn() throws {
        let rig = try Rig(oneSensor)
        let line = rig.line("l")
        rig.ingest.stop()
        for round in 0..<3 {
            try rig.ingest.start()
            try rig.ingest.start()
            for n in 0..<20 { line.write(Frames.witmotion(n)) }
            #expect(rig.wait { rig.samples().count == 20 * (round + 1) })
            rig.ingest.stop()
            rig.ingest.stop()
            let stopped = rig.ingest.watermark
            #expect(rig.ingest.watermark == stopped)
        }
        #expect(rig.numbers() == Array(0..<20) + Array(0..<20) + Array(0..<20))
    }

    @Test func aUSBDeviceThatIsNotThereIsMissing() throws {
        let rig = try Rig { _ in [SensorPlan(name: "a/lumbar", path: "usb:FFFF:fffe:NOBODY-HAS-THIS")] }
        try rig.ingest.start()
        // Where no udev runs it says that instead.
        #expect(rig.wait { rig.text().contains("is not plugged in") || rig.text().contains("udev does not run here") })
        #expect(rig.events.count == 1, "it is said once")
    }

    @Test func everyProblemSaysTheWayOut() {
        let plan = SensorPlan(name: "a/lumbar", path: "/dev/ttyUSB0", driver: .family(.mavlink))
        #expect(LinkProblem.noPermission(group: 0).text(plan).contains("belongs to group root"))
        #expect(LinkProblem.noPermission(group: 0).text(plan).contains("`sudo usermod -aG root "))
        #expect(LinkProblem.noPermission(group: 3_999_999).text(plan).contains("group 3999999"))
        let adapter = SensorPlan(name: "a/lumbar", path: "usb:0403:6001")
        #expect(LinkProblem.manyDevices(count: 2).text(adapter).hasPrefix("2 devices are usb:0403:6001: add the"))
        #expect(LinkProblem.noSuchDevice.text(adapter).hasPrefix("usb:0403:6001 is not plugged in"))
        #expect(LinkProblem.noUdev.text(adapter).hasSuffix("set `device` of a/lumbar to a path"))
        #expect(LinkProblem.forbidden.text(plan).contains("add a `DeviceAllow=` for it"))
        #expect(LinkProblem.system(errno: EIO).text(plan).contains("Input/output error"))
        #expect(LinkProblem.unknownBytes(count: 9, baud: 9600).text(plan).contains("(now at 9600 baud)"))
        #expect(LinkProblem.unknownBytes(count: 9, baud: 9600).text(plan).contains("no MAVLink HIGHRES_IMU frame"))
        #expect(LinkProblem.noSamples(bytesArrive: true).text(plan).contains("let the device send acceleration"))
    }
}
