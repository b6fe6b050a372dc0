internal import Bluetooth
internal import Drivers
internal import GATT

/// Stands between a link and its peer, and writes down what both say.
final class CapturedPeer: Peer, PeerHandler {
    private let capture: LinkCapture
    private let target: PeerTarget
    private weak var central: (any Central)?
    private weak var handler: (any PeerHandler)?
    private var peer: (any Peer)?
    private var asked: Intention.Action?
    private var isUp = false

    init(_ target: PeerTarget, _ central: any Central, _ handler: any PeerHandler, _ capture: LinkCapture) {
        (self.target, self.central, self.handler, self.capture) = (target, central, handler, capture)
        peer = central.connect(target, self)
    }

    // MARK: What the link says

    func perform(_ action: Intention.Action) {
        asked = action
        capture.asked(action)
        peer?.perform(action)
    }

    func close() {
        handler = nil
        peer?.close()
        if isUp { capture.closed() }
        isUp = false
    }

    // MARK: What the peer says

    func connected(_ table: GATTTable, mtu: Int?) {
        isUp = true
        // Which kind of address it is may be known by now only.
        capture.target(target.address, target.type ?? central?.sighting(of: target.address)?.type)
        capture.connected(table, mtu: mtu)
        handler?.connected(table, mtu: mtu)
    }

    func learnt(mtu: Int) {
        capture.learnt(mtu: mtu)
        handler?.learnt(mtu: mtu)
    }

    func learnt(interval: ClosedRange<Double>) { handler?.learnt(interval: interval) }

    func answered(_ answer: GATTAnswer) {
        if let asked { capture.answered(asked, answer) }
        handler?.answered(answer)
    }

    func notified(_ characteristic: BluetoothUUID, _ value: UnsafeRawBufferPointer) {
        capture.notified(characteristic, value)
        handler?.notified(characteristic, value)
    }

    func lost(_ problem: BluetoothProblem) {
        if isUp { capture.lost() }
        isUp = false
        handler?.lost(problem)
    }
}
