import Body
import Glibc

/// The walking direction in the frame of a lumbar sensor, learnt from walking itself, for any mounting.
///
/// The body's centre is lowest in double support and highest in mid-stance, so its vertical acceleration goes as the
/// cosine of the step's phase; it is braked from contact to mid-stance and sped up from there to the next contact, so
/// its forward acceleration goes as minus the sine: as the *rate of change* of the vertical one (Zijlstra & Hof 2003
/// describe both curves). Sideways acceleration has the stride's period, not the step's, and takes no part. So the
/// moment m = ∫ a_h dv of the horizontal acceleration vector a_h over the vertical one v points forward, sign and all.
///
/// Rotating the sensor rotates the result: nothing here prefers one of the sensor's own axes.
///
/// Angles and the check of the labels use the steadier `ForwardDrive`, which needs strides; contacts cannot wait for
/// them, since strides are made of contacts.
struct ForwardAxis: Sendable, BitwiseCopyable {
    /// Forgetting time, s: as long as a short walk, so that a unit that was turned round is followed within one.
    static let memory = 20.0
    /// The moment that must have come together before a direction is believed, (m/s²)²: about one brisk step.
    static let evidence = 1.0

    /// The low-passed vertical acceleration of walking stays below this, m/s²; running goes beyond. A runner is braked as
    /// the body falls, so the moment would point backwards.
    static let walking = 7.0
    /// Nothing is learnt for this long after it went beyond, s: longer than a step.
    static let hold = 1.0

    private let keep: Double
    private let holdSamples: Int
    private var held = 0
    private var moment = Vector()
    private var vertical: Double?

    /// - Parameter rate: sampling rate, Hz.
    init(rate: Double) {
        keep = exp(-1 / (Self.memory * rate))
        holdSamples = Int(Self.hold * rate)
    }

    /// After a gap: no difference is taken over it; the direction is kept.
    mutating func interrupt() { vertical = nil }

    /// Takes the next sample.
    /// - Parameters:
    ///   - acceleration: without gravity, low-passed, m/s², sensor frame.
    ///   - up: the vertical, unit length, sensor frame.
    mutating func update(acceleration: Vector, up: Vector) {
        let height = acceleration.dot(up)
        defer { vertical = height }
        held = abs(height) > Self.walking ? holdSamples : max(0, held - 1)
        guard held == 0 else { return }
        moment *= keep
        guard let vertical else { return }
        moment += (acceleration - height * up) * (height - vertical)
    }

    /// Forward across the vertical, unit length; nil until walking has shown it.
    func direction(up: Vector) -> Vector? {
        let across = moment - up * moment.dot(up)
        return across.length > Self.evidence ? across.direction : nil
    }
}
