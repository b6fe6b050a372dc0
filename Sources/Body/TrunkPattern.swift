/// How the trunk moved across the vertical in one stride, as four vectors across it in the sensor's frame: how the
/// horizontal force goes with falling and with the body's turning about the vertical, and how the horizontal rate goes
/// with falling and with the vertical force.
///
/// What goes up and down or about the vertical is the same however the sensor sits round the waist. So the four turn
/// with the sensor, and all by the same angle.
public struct TrunkPattern: Sendable, Equatable, BitwiseCopyable {
    static let count = 4
    /// Those of the force, and those of the rate.
    static let force = 0..<2
    static let rate = 2..<4

    public var up: Vector
    /// Of the stride, s.
    public var duration: Double
    var vectors: InlineArray<4, Vector>

    public static func == (a: TrunkPattern, b: TrunkPattern) -> Bool {
        a.up == b.up && a.duration == b.duration && (0..<count).allSatisfy { a.vectors[$0] == b.vectors[$0] }
    }
}

/// Collects the pattern of one stride, sample by sample.
public struct TrunkPatternSum: Sendable {
    /// The mean vertical force over the stride, m/s².
    private let meanForce: Double
    /// The mean rate about the vertical, rad/s.
    private let meanTurning: Double
    private var fall = 0.0
    private var turn = 0.0
    private var samples = 0.0
    private var duration = 0.0
    private var verticalSquares = 0.0
    private var upSum = Vector()
    private var forceSum = Vector()
    private var rateSum = Vector()
    private var fallSum = 0.0
    private var turnSum = 0.0
    private var products = InlineArray<4, Vector>(repeating: Vector())

    public init(meanForce: Double, meanTurning: Double) {
        self.meanForce = meanForce
        self.meanTurning = meanTurning
    }

    /// Takes the next sample of the stride.
    /// - Parameters:
    ///   - force: specific force, m/s², sensor frame.
    ///   - rate: angular rate, rad/s, sensor frame.
    ///   - up: the vertical, unit length, sensor frame.
    ///   - step: since the sample before, s.
    public mutating func take(force: Vector, rate: Vector, up: Vector, step: Double) {
        let (height, turning) = (force.dot(up), rate.dot(up))
        let vertical = height - meanForce
        fall -= vertical * step
        turn += (turning - meanTurning) * step
        let (across, tilting) = (force - up * height, rate - up * turning)
        samples += 1
        duration += step
        verticalSquares += vertical * vertical
        upSum += up
        forceSum += across
        rateSum += tilting
        fallSum += fall
        turnSum += turn
        products[0] += across * fall
        products[1] += across * turn
        products[2] += tilting * fall
        products[3] += tilting * vertical
    }

    /// The stride's pattern: covariances, so that constant errors of force and rate take no part. Nil for a sensor that
    /// lies still.
    public var pattern: TrunkPattern? {
        let still = MountCheck.Parameters().stillForce
        guard samples > 1, verticalSquares > still * still * samples, let up = upSum.direction else { return nil }
        let share = 1 / samples
        var vectors = products
        vectors[0] -= forceSum * (fallSum * share)
        vectors[1] -= forceSum * (turnSum * share)
        vectors[2] -= rateSum * (fallSum * share)
        for index in vectors.indices {
            vectors[index] *= share
            vectors[index] -= up * vectors[index].dot(up)
        }
        return TrunkPattern(up: up, duration: duration, vectors: vectors)
    }
}
