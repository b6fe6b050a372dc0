import Body
import IMU

/// How quietly a person stood, from the lumbar unit.
public struct StandingSway: Sendable, Equatable, BitwiseCopyable {
    /// Standing that it rests on, s.
    public var seconds: Double
    /// Root mean square of the specific force along the segment's sideways and forward axes, each 5 s less its mean,
    /// m/s². As in accelerometric posturography it holds gravity's share as the body tilts.
    public var sideways: Double
    public var forward: Double
    /// Mean frontal tilt against the mean of walking, rad: positive with the left side up, leaning to the right.
    public var lean: Double
}

/// Gathers standing in blocks of 5 s. A block counts 3 s after its end if no stride has begun by then: walking begins
/// before its first stride is known.
struct SwayMeter: Sendable {
    static let block = 5.0
    static let wait = 3.0

    private struct Sums: Sendable, BitwiseCopyable {
        var count = 0.0
        var force = Vector()
        var up = Vector()
        var squares = SymmetricMatrix()
    }

    private var running = Sums()
    private var begun: HostTime?
    private var pending: (end: HostTime, moments: SymmetricMatrix, up: Vector)?
    private var moments = SymmetricMatrix()
    private var up = Vector()
    private var blocks = 0.0

    /// Takes a sample of standing.
    mutating func take(time: HostTime, acceleration: Vector, up vertical: Vector) {
        if let waiting = pending, time.seconds(since: waiting.end) >= Self.wait {
            moments.add(waiting.moments)
            up += waiting.up
            blocks += 1
            pending = nil
        }
        let start = begun ?? time
        begun = start
        running.count += 1
        running.force += acceleration
        running.up += vertical
        running.squares.add(acceleration)
        guard time.seconds(since: start) >= Self.block else { return }
        var block = running.squares
        block.subtract(running.force, 1 / running.count)
        block.scale(1 / running.count)
        pending = (time, block, running.up.direction ?? Vector())
        running = Sums()
        begun = nil
    }

    /// The person does not stand, or samples are missing: what does not yet count is dropped.
    mutating func interrupt() {
        running = Sums()
        begun = nil
        pending = nil
    }

    /// What has been gathered, about the segment's axes with the mean of walking upright; nil before the first block.
    func sway(_ axes: SegmentFrame) -> StandingSway? {
        guard blocks > 0 else { return nil }
        func deviation(_ axis: Vector) -> Double { max(0, axis.dot(moments * axis) / blocks).squareRoot() }
        return StandingSway(
            seconds: blocks * Self.block, sideways: deviation(axes.left), forward: deviation(axes.forward),
            lean: axes.roll(up))
    }
}
