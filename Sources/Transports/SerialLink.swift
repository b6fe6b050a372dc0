internal import CLinux
internal import Drivers
internal import Glibc
internal import IMU
internal import Rings

/// One serial sensor: opens its line, finds out the speed and the protocol, decodes, notices silence and loss, and
/// comes back. The ingest thread owns it and calls `readable` and `tick`.
final class SerialLink: SensorLink {
    let parts: LinkParts
    var problem: LinkProblem?
    private let poller: Poller
    private let udev: UdevWatch?
    /// Set where the plan names a device instead of a path.
    private let usbName: USBName?

    private var phase = LinkPhase.closed(retryAt: 0, pause: 0)
    private let bauds: [UInt32]
    /// Where in `bauds` the next line is opened; after a device was recognized, where that was.
    private var baudIndex = 0
    private var hasStreamed = false
    /// No arrival may lie below it: the watermark was published.
    private var floor = HostTime(nanoseconds: .min)

    init(_ parts: LinkParts, poller: Poller, udev: UdevWatch?) {
        (self.parts, self.poller, self.udev) = (parts, poller, udev)
        usbName = USBName(parts.plan.path)
        bauds = parts.plan.baud.rates(for: parts.plan.driver)
    }

    // MARK: What the loop calls

    /// Reads once and decodes. The epoll is level-triggered: what is left comes with the next turn.
    func readable(into buffer: UnsafeMutableRawBufferPointer, clock: ArrivalClock, floor: HostTime) {
        self.floor = floor
        let port: SerialPort
        switch phase {
        case .closed: return
        case .hunting(let open, _), .streaming(let open, _): port = open
        }
        let reading = port.read(into: buffer)
        let now = clinux_boottime_ns()
        let arrival = max(clock.hostTime(boottime: now), floor)
        switch reading {
        case .nothing: return
        case .ended(let code): lose(code == 0 || code == EIO ? .hungUp : .system(errno: code), now, arrival)
        case .bytes(let count):
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), now: now, arrival: arrival)
        }
    }

    /// What is due by the clock: attempts to open, the next speed, silence, commands, the snapshot.
    func tick(now: Int64, time: HostTime) {
        floor = time
        output.flush()
        switch phase {
        case .closed(let retryAt, let pause):
            if now >= retryAt { open(now, time, lastPause: pause) }
        case .hunting(let port, let hunt): tick(hunt, port, now, time)
        case .streaming(let port, let stream): tick(stream, port, now, time)
        }
        publish(time)
    }

    /// The daemon stops: tells the device to stop too, where it must be told.
    func stop() {
        guard case .streaming(let port, let stream) = phase else { return }
        parts.capture?.stopping()
        for intention in stream.driver.stop() { _ = port.write(intention.bytes[...]) }
    }

    /// The kernel says that something changed at the path: try at once.
    func pathChanged() {
        if case .closed = phase { phase = .closed(retryAt: 0, pause: 0) }
    }

    // MARK: Opening and losing

    private func open(_ now: Int64, _ time: HostTime, lastPause: Double) {
        do throws(LinkProblem) {
            let port = try SerialPort(
                path: try path(), baud: bauds[baudIndex], pseudoTerminalsHaveSpeed: patience.pseudoTerminalsHaveSpeed,
                capture: parts.capture)
            guard poller.add(port.descriptor, token: UInt64(parts.index)) else { throw .system(errno: errno) }
            phase = .hunting(port, Hunt(plan.driver, now: now))
            problem = nil
            tell(.opened(baud: port.baud), time)
        } catch {
            refuse(error, now, time, lastPause: lastPause)
        }
    }

    private func path() throws(LinkProblem) -> String {
        guard let usbName else { return plan.path }
        guard let udev else { throw .noUdev }
        return try udev.path(of: usbName)
    }

    private func refuse(_ why: LinkProblem, _ now: Int64, _ time: HostTime, lastPause: Double) {
        if case .noPermission = why, lastPause == 0 {
            // udev gives a new device to its group a moment after the kernel has made it: said only if it stays so.
            phase = .closed(retryAt: now &+ nanoseconds(patience.settling), pause: patience.settling)
            return
        }
        let pause =
            why == .noSuchDevice
            ? patience.missing : min(max(patience.refusal, lastPause * 2), patience.longestRefusal)
        phase = .closed(retryAt: now &+ nanoseconds(pause), pause: pause)
        trouble(why, time)
    }

    private func lose(_ why: LinkProblem, _ now: Int64, _ time: HostTime) {
        switch phase {
        case .closed: break
        case .hunting: meter.discardSniffed()
        case .streaming(_, let stream): meter.retire(stream.driver.counters)
        }
        if output.isUp { meter.losses += 1 }
        output.lose(at: time)
        // Closing the descriptor takes it out of the epoll. The first attempt to come back follows with the next tick.
        phase = .closed(retryAt: 0, pause: 0)
        trouble(why, time)
    }

    // MARK: Bytes

    private func take(_ bytes: UnsafeRawBufferPointer, now: Int64, arrival: HostTime) {
        switch phase {
        case .closed: return
        case .hunting(let port, let hunt):
            hunt.bytes &+= UInt64(bytes.count)
            meter.sniffed &+= UInt64(bytes.count)
            let taken = hunt.sniffer.feed(bytes, arrival: arrival)
            switch hunt.sniffer.verdict {
            case .undecided: return
            case .gaveUp: nextBaud(hunt, port, now, arrival)
            case .recognized(let family):
                let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
                recognize(family, hunt, port, rest: rest, now: now, arrival: arrival)
            }
        case .streaming(let port, let stream): decode(bytes, stream, port, now: now, arrival: arrival)
        }
    }

    private func recognize(
        _ family: DriverFamily, _ hunt: Hunt, _ port: SerialPort, rest: UnsafeRawBufferPointer, now: Int64,
        arrival: HostTime
    ) {
        tell(.recognized(DriverIdentity(family), baud: port.baud), arrival)
        if hasStreamed { meter.reconnects += 1 }
        hasStreamed = true
        problem = nil
        meter.sniffed = 0
        output.begin(timing: AnyDriver(family).timing)
        let replayed = hunt.sniffer.makeDriver(retimed: { output.retime($0, at: arrival) }) { sample in
            // Sniffed bytes arrived before watermarks that are out already: they count as arrived now.
            var sample = sample
            sample.arrival = max(sample.arrival, floor)
            output.push(sample)
        }
        let driver = replayed ?? AnyDriver(family)
        let stream = Stream(driver, commands: wishes(of: driver, port, now), now: now)
        phase = .streaming(port, stream)
        if !rest.isEmpty { decode(rest, stream, port, now: now, arrival: arrival) }
        // Whoever reads the first samples looks who they are from, and not only at the next tick.
        publish(arrival)
    }

    /// What the device needs to stream, and what the configuration wants of it. It is never saved by a command.
    private func wishes(of driver: AnyDriver, _ port: SerialPort, _ now: Int64) -> CommandQueue {
        CommandQueue(driver.start(hertz: plan.rate, baud: port.baud), now: now)
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, _ stream: Stream, _ port: SerialPort, now: Int64, arrival: HostTime
    ) {
        let output = output
        let before = output.samples
        let wasUp = output.isUp
        stream.lastByteAt = now
        stream.driver.feed(bytes, arrival: arrival, retimed: { output.retime($0, at: arrival) }) { output.push($0) }
        // Among the bytes may be the answer that the next command waits for.
        if !stream.commands.isEmpty { write(stream, port, now, arrival) }
        guard output.samples != before else { return }
        stream.lastSampleAt = now
        if !wasUp && problem != nil {
            problem = nil
            // It may have been switched off and on, and then has its own settings again.
            stream.commands = wishes(of: stream.driver, port, now)
            tell(.resumed, arrival)
        }
    }

    // MARK: Time

    private func tick(_ hunt: Hunt, _ port: SerialPort, _ now: Int64, _ time: HostTime) {
        do throws(CommandFailure) { try hunt.ask(port, now: now) } catch { tell(.commandFailed(errno: errno), time) }
        if hunt.bytes == 0, now &- hunt.openedAt >= nanoseconds(patience.silence) { trouble(.noBytes, time) }
        if now &- hunt.baudSince >= nanoseconds(patience.huntPerBaud) { nextBaud(hunt, port, now, time) }
    }

    private func nextBaud(_ hunt: Hunt, _ port: SerialPort, _ now: Int64, _ time: HostTime) {
        if hunt.bytes > 0 { trouble(.unknownBytes(count: hunt.bytes, baud: port.baud), time) }
        hunt.baudSince = now
        hunt.sniffer.reset()
        meter.discardSniffed()
        guard port.hasSpeed, bauds.count > 1 else { return }
        baudIndex = (baudIndex + 1) % bauds.count
        do throws(LinkProblem) { try port.setBaud(bauds[baudIndex]) } catch { lose(error, now, time) }
    }

    private func tick(_ stream: Stream, _ port: SerialPort, _ now: Int64, _ time: HostTime) {
        write(stream, port, now, time)
        guard now &- stream.lastSampleAt >= nanoseconds(patience.silence) else { return }
        if output.isUp {
            meter.losses += 1
            output.lose(at: time)
            stream.driver.resynchronize()
        }
        let bytesArrive = now &- stream.lastByteAt < nanoseconds(patience.silence)
        trouble(.noSamples(bytesArrive: bytesArrive), time)
        // A device that speaks only when asked may have been switched off and on: it is asked again.
        if !stream.driver.family.probe.isEmpty, stream.commands.isEmpty,
            now &- stream.askedAt >= nanoseconds(patience.silence)
        {
            stream.askedAt = now
            stream.commands = wishes(of: stream.driver, port, now)
        }
        if port.hasSpeed, now &- stream.lastSampleAt >= nanoseconds(patience.reopening) {
            lose(.noSamples(bytesArrive: bytesArrive), now, time)
        }
    }

    private func write(_ stream: Stream, _ port: SerialPort, _ now: Int64, _ time: HostTime) {
        do throws(CommandFailure) {
            let sent = try stream.commands.write(to: port, answer: stream.driver.answer, now: now)
            if let sent { stream.driver.sent(sent) }
        } catch {
            stream.commands.abandon()
            switch error {
            case .writing(let code): tell(.commandFailed(errno: code), time)
            case .unanswered: tell(.unanswered, time)
            }
        }
    }

    // MARK: Telling

    private func publish(_ time: HostTime) {
        var link = LinkMeter.Link(state: .opening, problem: problem)
        switch phase {
        case .closed: link.state = problem?.state ?? .opening
        case .hunting(let port, _):
            link.state = .hunting
            link.baud = port.baud
        case .streaming(let port, let stream):
            link.state = problem == nil ? .streaming : .silent
            link.baud = port.baud
            link.driver = DriverIdentity(stream.driver.family)
            link.counters = stream.driver.counters
            link.batteryPercent = stream.driver.batteryPercent
        }
        meter.publish(link, output, time)
    }
}
