internal import CLinux
internal import Drivers
internal import GATT
internal import Glibc

/// One connection over the kernel's sockets.
final class KernelPeer: Peer {
    let target: PeerTarget
    let token: UInt64
    private unowned let central: KernelCentral
    private weak var handler: (any PeerHandler)?
    private var state = State.fresh
    private var client = ATTClient()
    /// While a packet is being taken, actions wait.
    private var isTaking = false
    private var isPumping = false
    private var waiting: Intention.Action?

    private enum State {
        case fresh
        case connecting(Int32, KernelCentral.Way, until: Int64)
        case up(Int32, KernelCentral.Way)
        case closed
    }

    /// An attempt's time, ns, where the kind of address is a guess: the kernel itself tries for 40 s, too long then.
    private static let patience: Int64 = 10_000_000_000
    /// Where it is known the kernel ends the attempt. One that we end may be ended in the very moment at which the device
    /// is back, and the kernel needs seconds to begin anew; so this is only for a kernel that never says anything.
    private static let longPatience: Int64 = 60_000_000_000

    init(_ target: PeerTarget, token: UInt64, _ central: KernelCentral, _ handler: any PeerHandler) {
        self.target = target
        self.token = token
        self.central = central
        self.handler = handler
    }

    deinit { if let descriptor { Glibc.close(descriptor) } }

    private var descriptor: Int32? {
        switch state {
        case .connecting(let descriptor, _, _), .up(let descriptor, _): descriptor
        case .fresh, .closed: nil
        }
    }

    /// The adapter that it goes through; nil where the kernel chooses, and before it was begun.
    var adapter: UInt16? {
        switch state {
        case .connecting(_, let way, _), .up(_, let way): way.adapter
        case .fresh, .closed: nil
        }
    }

    // MARK: What its owner calls

    func perform(_ action: Intention.Action) {
        guard case .up = state else { return }
        if isTaking {
            waiting = action
        } else {
            client.perform(action, now: clinux_boottime_ns())
            pump()
        }
    }

    func close() {
        if let descriptor { Glibc.close(descriptor) }
        state = .closed
        handler = nil
        central.forget(self)
    }

    // MARK: What the central calls

    func tick(_ now: Int64) {
        switch state {
        case .fresh: if central.knowsAdapters { open(now) }
        case .connecting(_, let way, let until):
            guard now >= until else { return }
            central.tried(target.address, way, succeeded: false)
            lose(.outOfReach)
        case .up:
            client.tick(now: now)
            pump()
        case .closed: break
        }
    }

    func turn(_ now: Int64) {
        switch state {
        case .fresh, .closed: break
        case .connecting(let descriptor, let way, _): finishConnecting(descriptor, way, now)
        case .up(let descriptor, _):
            read(descriptor, now)
            // There may be room again for what waits to be sent.
            pump()
        }
    }

    func learn(_ interval: ClosedRange<Double>) { handler?.learnt(interval: interval) }

    // MARK: Connecting

    private func open(_ now: Int64) {
        do throws(BluetoothProblem) {
            let (descriptor, way) = try central.open(target)
            state = .connecting(descriptor, way, until: now &+ (way.isGuess ? Self.patience : Self.longPatience))
            central.watch(self, descriptor, writing: true)
        } catch {
            lose(error)
        }
    }

    private func finishConnecting(_ descriptor: Int32, _ way: KernelCentral.Way, _ now: Int64) {
        let code = clinux_socket_error(descriptor)
        guard code == 0 else {
            let problem = BluetoothProblem(connecting: code)
            if problem == .outOfReach { central.tried(target.address, way, succeeded: false) }
            return lose(problem)
        }
        // Woken, but neither connected nor refused.
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, 0) == 1, entry.revents & Int16(POLLOUT) != 0 else {
            if entry.revents & Int16(POLLHUP | POLLERR) != 0 { lose(.outOfReach) }
            return
        }
        central.tried(target.address, way, succeeded: true)
        state = .up(descriptor, way)
        client.begin(now: now)
        pump()
    }

    private func lose(_ problem: BluetoothProblem) {
        guard case .closed = state else {
            let handler = handler
            close()
            handler?.lost(problem)
            return
        }
    }

    // MARK: Packets

    /// Reads until nothing is left: what the socket has no room for is lost without a word.
    private func read(_ descriptor: Int32, _ now: Int64) {
        while case .up = state {
            // The longest packet that was offered, with room to see that one is longer.
            let goesOn = withUnsafeTemporaryAllocation(byteCount: 600, alignment: 8) { buffer in
                let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else {
                    let code = errno
                    if count == 0 {
                        lose(.connectionLost(errno: 0))
                    } else if code != EAGAIN, code != EINTR {
                        lose(.connectionLost(errno: code))
                    }
                    return count < 0 && code == EINTR
                }
                take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), now)
                return true
            }
            if !goesOn { return }
        }
    }

    private func take(_ packet: UnsafeRawBufferPointer, _ now: Int64) {
        let handler = handler
        isTaking = true
        client.receive(packet, now: now) { characteristic, value in handler?.notified(characteristic, value) }
        isTaking = false
        if let action = waiting {
            waiting = nil
            perform(action)
        } else {
            pump()
        }
    }

    /// Sends what is to be sent and says what happened, until neither is left.
    private func pump() {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        send()
        while case .up = state, !client.events.isEmpty {
            let event = client.events.removeFirst()
            switch event {
            case .ready: handler?.connected(client.table, mtu: client.mtu)
            case .answered(let answer): handler?.answered(answer)
            case .failed(let failure): lose(failure == .empty ? .unusable : .protocolBroken)
            }
            send()
        }
    }

    private func send() {
        guard case .up(let descriptor, _) = state, !client.outgoing.isEmpty else { return }
        while let packet = client.outgoing.first {
            let count = packet.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                guard code == EAGAIN else { return lose(.connectionLost(errno: code)) }
                central.watch(self, descriptor, writing: true)
                return
            }
            client.outgoing.removeFirst()
        }
        central.watch(self, descriptor, writing: false)
    }
}
