public import Bluetooth
public import Drivers
internal import FakeWearables
internal import Foundation
public import GATT

/// A central with fake devices within its reach, all on the test's own thread.
public protocol RadioBench: AnyObject {
    var central: any Central { get }
    var devices: [FakeDevice] { get }

    /// Puts devices within reach; they advertise from now on.
    func place(_ devices: [FakeDevice])
    /// Carries a device away: the connection breaks, and it is not heard any more until `isOn` is set again.
    func carryAway(_ device: FakeDevice)
    func setPower(_ isOn: Bool)
    /// Another adapter is plugged in, which hears devices louder than the first by so many dB.
    func addAdapter(_ index: UInt16, louder: Int)
    func removeAdapter(_ index: UInt16)
    /// The kernel says that a device's connection got other parameters; intervals in 1.25 ms.
    func tellParameters(_ device: FakeDevice, least: UInt16, largest: UInt16)
    /// Lets everybody do what is due; waits a little where nothing is.
    func turn()
}

extension RadioBench {
    /// Turns until the condition holds; false after ten seconds.
    public func turn(until condition: () -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 10)
        while !condition() {
            if Date() > deadline { return false }
            turn()
        }
        return true
    }
}

/// Hears everything about one peer.
public final class Listener: PeerHandler {
    public private(set) var table: GATTTable?
    public private(set) var mtu: Int?
    public private(set) var interval: ClosedRange<Double>?
    public private(set) var answers: [GATTAnswer] = []
    public private(set) var values: [(characteristic: BluetoothUUID, bytes: [UInt8])] = []
    public private(set) var problems: [BluetoothProblem] = []

    public init() {}

    public func connected(_ table: GATTTable, mtu: Int?) {
        self.table = table
        self.mtu = mtu
    }
    public func learnt(mtu: Int) { self.mtu = mtu }
    public func learnt(interval: ClosedRange<Double>) { self.interval = interval }
    public func answered(_ answer: GATTAnswer) { answers.append(answer) }
    public func notified(_ characteristic: BluetoothUUID, _ value: UnsafeRawBufferPointer) {
        values.append((characteristic, Array(value)))
    }
    public func lost(_ problem: BluetoothProblem) { problems.append(problem) }
}

extension RadioBench {
    /// Connects and waits until it stands, or is lost.
    public func connect(_ device: FakeDevice) -> (peer: any Peer, listener: Listener) {
        let listener = Listener()
        guard let address = BluetoothAddress(device.address) else { preconditionFailure("no address") }
        let type: AddressType = device.peripheral.advertisement.isRandomAddress ? .random : .public
        let peer = central.connect(PeerTarget(address: address, type: type), listener)
        _ = turn { listener.table != nil || !listener.problems.isEmpty }
        return (peer, listener)
    }

    /// Carries out an action and waits for its answer.
    public func perform(_ action: Intention.Action, _ peer: any Peer, _ listener: Listener) -> GATTAnswer? {
        let before = listener.answers.count
        peer.perform(action)
        _ = turn { listener.answers.count > before || !listener.problems.isEmpty }
        return listener.answers.count > before ? listener.answers[before] : nil
    }
}
