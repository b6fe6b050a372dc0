public import Body
import Gait
public import IMU

/// A sensor's mounting has become known, suspect or good again.
public struct MountChange: Sendable, Equatable, BitwiseCopyable {
    /// Index of the sensor within its kit.
    public var sensor: Int
    public var state: MountState
    public var time: HostTime
}

/// The mount checks of a kit: cuts each sensor's samples into blocks of one stride time while the person walks.
struct MountWatch: Sendable {
    /// Strides of a bout before blocks are cut: the first ones speed up.
    static let startStrides = 3
    /// Weight of the newest stride in the stride time.
    static let gain = 0.2

    private struct Watched: Sendable {
        var placement: Placement
        var check: MountCheck
        var said = MountState.unknown
        var block = MotionMoments()
        var blockStart: HostTime?
    }

    private var sensors: [Watched] = []
    private var period = 0.0
    private var strides = 0
    /// Whether each foot's last stride was walked.
    private var walks = (left: true, right: true)

    mutating func add(_ placement: Placement) {
        sensors.append(Watched(placement: placement, check: MountCheck(Segment(placement))))
    }

    /// The state of a sensor's mounting.
    func state(_ sensor: Int) -> MountState { sensors[sensor].check.state }

    /// How often a sensor has slipped.
    func slips(_ sensor: Int) -> Int { sensors[sensor].check.slips }

    /// Whether a placement's sensor is suspect.
    func isSuspect(_ placement: Placement) -> Bool {
        sensors.contains { $0.placement == placement && $0.check.state.isSuspect }
    }

    mutating func take(_ stride: Stride) {
        // On stairs and in running the segments are carried otherwise, however the sensors sit. A sensor that has slipped
        // may show stairs too, but not on both feet.
        let isWalking = stride.mode == .walking
        if stride.side == .left { walks.left = isWalking } else { walks.right = isWalking }
        guard walks.left || walks.right else { return endBout() }
        strides += 1
        period = period == 0 ? stride.strideTime : period + Self.gain * (stride.strideTime - period)
        guard strides == 2 * Self.startStrides else { return }
        for index in sensors.indices { sensors[index].check.startBout() }
    }

    /// Walking has stopped; blocks are cut again once it has gone on for some strides.
    mutating func endBout() {
        strides = 0
        period = 0
        for index in sensors.indices { sensors[index].blockStart = nil }
    }

    /// After a gap in a sensor's samples the block begins anew.
    mutating func interrupt(_ sensor: Int) { sensors[sensor].blockStart = nil }

    /// A sensor has slid round its segment.
    mutating func slide(_ sensor: Int) {
        sensors[sensor].check.slide()
        sensors[sensor].said = .slipped
        sensors[sensor].blockStart = nil
    }

    /// Takes a sensor's next sample; answers with a change of its mounting's state, and whether it has just slipped.
    mutating func take(
        _ sensor: Int, time: HostTime, acceleration: Vector, angularRate: Vector
    ) -> (change: MountChange, hasSlipped: Bool)? {
        guard strides >= 2 * Self.startStrides else { return nil }
        guard let start = sensors[sensor].blockStart else {
            begin(sensor, at: time)
            return nil
        }
        var ended: (change: MountChange, hasSlipped: Bool)?
        if time.seconds(since: start) >= period {
            ended = close(sensor, at: time)
            begin(sensor, at: time)
        }
        sensors[sensor].block.add(acceleration: acceleration, angularRate: angularRate)
        return ended
    }

    private mutating func begin(_ sensor: Int, at time: HostTime) {
        sensors[sensor].blockStart = time
        sensors[sensor].block = MotionMoments()
    }

    private mutating func close(_ sensor: Int, at time: HostTime) -> (change: MountChange, hasSlipped: Bool)? {
        let hasSlipped = sensors[sensor].check.take(
            sensors[sensor].block, period: period, peer: peer(of: sensors[sensor].placement))
        let state = sensors[sensor].check.state
        guard state != sensors[sensor].said else { return nil }
        sensors[sensor].said = state
        return (MountChange(sensor: sensor, state: state, time: time), hasSlipped)
    }

    /// How strongly the same segment of the other side flexes.
    private func peer(of placement: Placement) -> Double? {
        let other = sensors.first {
            $0.placement != placement && $0.placement.side == placement.side?.opposite
                && Segment($0.placement) == Segment(placement)
        }
        return other?.check.latest?.flexing
    }
}

extension Segment {
    /// The segment that a placement is on.
    init(_ placement: Placement) {
        switch placement {
        case .leftShank, .rightShank: self = .shank
        case .leftThigh, .rightThigh: self = .thigh
        case .leftFoot, .rightFoot: self = .foot
        case .lumbar: self = .lumbar
        }
    }
}
