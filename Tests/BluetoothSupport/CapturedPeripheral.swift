public import FakeWearables

/// Plays the device of a capture: answers what it was asked then, in that order, and notifies what it did, when it did;
/// but never before gaitd has said what it said before.
public struct CapturedPeripheral: FakePeripheral {
    public var advertisement: FakeAdvertisement
    public var gatt: FakeGATT
    public let outputRate = 0.0
    private let capture: Capture
    /// The next event that has yet to happen.
    private var cursor = 0
    /// Which of the capture's questions come next: they may come before the device has said all that it said then.
    private var questions: ArraySlice<Int>
    /// The time of the capture that belongs to the time of the test.
    private var anchor: (now: Double, time: Double) = (0, 0)
    private var isConnected = false
    /// What gaitd did otherwise than in the capture.
    public private(set) var differences: [String] = []
    private var mustBreak = false
    /// Whether the device is within reach: between two connections of the capture it is not.
    public private(set) var isReachable = false

    public init(_ capture: Capture) {
        self.capture = capture
        advertisement = capture.advertisement
        gatt = FakeGATT(own: [FakeService("0000180a-0000-1000-8000-00805f9b34fb", capture.characteristics)])
        questions =
            capture.events.indices.filter { index in
                if case .asked = capture.events[index].event { true } else { false }
            }[...]
    }

    /// Whether the device has done all that it did before it was told to stop.
    public var hasEnded: Bool { cursor >= capture.stop }

    /// Questions of the capture that were never asked.
    public var unasked: [String] {
        questions.filter { !isSilent($0) }.map { "not asked: \(capture.events[$0].event)" }
    }

    /// bluetoothd keeps to itself that somebody wants no more notifications: it need not come.
    private func isSilent(_ question: Int) -> Bool {
        if case .asked(.unsubscribe, _, _) = capture.events[question].event { true } else { false }
    }

    /// Whether the connection breaks now; said once.
    public mutating func takeBreak() -> Bool {
        defer { mustBreak = false }
        return mustBreak
    }

    // MARK: What a central does

    public mutating func connect(mtu: Int) {
        gatt.mtu = mtu
        isConnected = true
    }

    public mutating func disconnect() {
        gatt.outgoing = []
        isConnected = false
    }

    public mutating func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply {
        answer(isOn ? .subscribe : .unsubscribe, characteristic)
    }

    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        answer(.write(bytes), characteristic)
    }

    public mutating func read(_ characteristic: String) -> FakeReply { answer(.read, characteristic) }

    private mutating func answer(_ action: Capture.Action, _ characteristic: String) -> FakeReply {
        if action != .unsubscribe { passSilentQuestions() }
        guard let next = questions.first, case .asked(let wanted, let index, let reply) = capture.events[next].event,
            wanted == action, capture.characteristics[index].uuid == characteristic
        else {
            let wanted = questions.first.map { "\(capture.events[$0].event)" } ?? "anything"
            // One difference brings the next: the first few tell enough.
            if differences.count < 5 { differences.append("asked: \(action) of \(characteristic), not \(wanted)") }
            return .unlikely
        }
        questions = questions.dropFirst()
        return reply
    }

    private mutating func passSilentQuestions() {
        while let next = questions.first, isSilent(next) { questions = questions.dropFirst() }
    }

    // MARK: What the device does

    /// Lets time pass, s; what is due is notified.
    public mutating func pass(to now: Double) {
        while cursor < capture.events.count {
            let (time, event) = capture.events[cursor]
            let due = anchor.now + time - anchor.time
            switch event {
            case .heard(let bytes, let characteristic):
                guard now >= due, let characteristic else { return }
                gatt.outgoing.append(
                    FakeNotification(characteristic: capture.characteristics[characteristic].uuid, bytes: bytes))
            case .asked:
                if isSilent(cursor), questions.first == cursor { questions = questions.dropFirst() }
                // The question at the cursor was answered, or is the next one.
                guard questions.first.map({ $0 > cursor }) ?? true else { return }
                if now > due { anchor = (now, time) }
            case .open:
                guard now >= due else { return }
                isReachable = true
                guard isConnected else { return }
                anchor = (now, time)
            case .lost:
                // At the end gaitd itself lets go.
                guard now >= due, !hasEnded else { return }
                mustBreak = true
                isReachable = false
                cursor += 1
                return
            case .said, .stop: break
            }
            cursor += 1
        }
    }

    public mutating func send(_ reading: WearableReading) {}
    public mutating func restartClock() {}
}
