/// The walking direction in the frame of a lumbar unit, learnt stride by stride from its accelerations alone.
///
/// Level walking trades speed for height like an inverted pendulum: the body brakes while it rises over the standing
/// leg and speeds up while it falls (Cavagna, Thys & Zamboni 1976, J Physiol 262). So the horizontal acceleration that
/// goes with falling points forward. Sideways acceleration repeats once per stride and the rise and fall twice, so over
/// whole strides the two do not correlate. A stronger sway to the side, as some people walk after a stroke, does not
/// matter, where the direction of the largest horizontal acceleration would be wrong.
///
/// The contacts of a lumbar unit need the direction before there is a stride, and learn it from the samples alone
/// (`ForwardAxis` in Gait). That one cannot take this one's place: its direction is less steady over a walk, and only
/// strides can be left out because they were not walked.
public struct ForwardDrive: Sendable, BitwiseCopyable {
    /// What a stride's worth counts a stride later: about fifty strides of either foot are remembered.
    private static let keep = 0.98
    /// Strides, of either foot, before the direction is said.
    private static let minimumStrides = 6
    /// Least correlation of falling with forward acceleration for the direction to be believed. It is 0.17 to 0.6 in 18
    /// people, healthy and after stroke.
    private static let minimumCorrelation = 0.08

    private var drive = Vector()
    private var fallPower = 0.0
    private var forcePower = 0.0
    /// Strides learnt from.
    public private(set) var strides = 0

    // Sums of the stride at hand.
    private var samples = 0.0
    private var forceSum = Vector()
    private var fallSum = 0.0
    private var product = Vector()
    private var forceSquares = 0.0
    private var fallSquares = 0.0

    public init() {}

    /// Takes a sample of a stride.
    /// - Parameters:
    ///   - horizontal: the specific force's part across the vertical, sensor frame, m/s².
    ///   - fall: downward velocity, m/s, with any constant offset.
    public mutating func take(horizontal: Vector, fall: Double) {
        samples += 1
        forceSum += horizontal
        fallSum += fall
        product += horizontal * fall
        forceSquares += horizontal.dot(horizontal)
        fallSquares += fall * fall
    }

    /// Ends a stride whose samples were all taken.
    public mutating func endStride() {
        defer {
            (samples, fallSum, forceSquares, fallSquares) = (0, 0, 0, 0)
            (forceSum, product) = (Vector(), Vector())
        }
        guard samples > 1 else { return }
        drive = Self.keep * drive + product - forceSum * (fallSum / samples)
        forcePower = Self.keep * forcePower + forceSquares - forceSum.dot(forceSum) / samples
        fallPower = Self.keep * fallPower + fallSquares - fallSum * fallSum / samples
        strides += 1
    }

    /// The walking direction, sensor frame, not of unit length; nil while unknown.
    public var forward: Vector? {
        guard strides >= Self.minimumStrides else { return nil }
        let scale = (forcePower * fallPower).squareRoot()
        return drive.length >= Self.minimumCorrelation * scale && scale > 0 ? drive : nil
    }
}
