import Body
import IMU

/// The lumbar unit's chain: signals, turns, and contacts for the feet that have no shank unit.
struct LumbarUnit: Sendable {
    private(set) var signals: LumbarSignals
    private(set) var contacts: LumbarContacts
    private var turns: TurnDetector
    /// The last sample's time.
    private(set) var now = HostTime(nanoseconds: .min)

    init(rate: Double, firstID: UInt64) {
        signals = LumbarSignals(rate: rate)
        contacts = LumbarContacts(signals: signals, firstID: firstID)
        turns = TurnDetector(rate: rate)
    }

    /// Takes the next sample; answers with the turn that it ended.
    /// - Parameters:
    ///   - up: the upward direction, unit length, sensor frame.
    ///   - supplies: the sides whose contacts are wanted.
    mutating func take(
        time: HostTime, acceleration: Vector, angularRate: Vector, up: Vector, supplies: PerSide<Bool>
    ) -> Turn? {
        now = time
        let reading = signals.take(time: time, acceleration: acceleration, angularRate: angularRate, up: up)
        contacts.take(reading, signals, supplies: supplies)
        return turns.take(time: time, yaw: reading.yaw)
    }

    /// After a gap: what is pending is withdrawn, the directions are kept.
    mutating func interrupt(at time: HostTime) {
        contacts.interrupt(at: time)
        signals.interrupt()
        turns.interrupt()
    }

    /// The sensor has turned on the body: what is pending is withdrawn, and the directions are learnt anew.
    mutating func realign(at time: HostTime) {
        interrupt(at: time)
        signals.realign()
    }
}
