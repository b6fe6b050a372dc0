import Glibc
import IMU

extension VQF {
    /// Time constants and thresholds, by default those that the paper was evaluated with. Deviations are standard
    /// deviations.
    public struct Parameters: Sendable, Equatable, BitwiseCopyable {
        /// Time constant of the specific force's low-pass, s.
        public var accelerationTimeConstant = 3.0
        /// How well the bias is known at the start, rad/s.
        public var initialBiasDeviation = 0.5 * Units.radiansPerDegree
        /// Time in which an unobserved bias becomes uncertain by 0.1 °/s, s.
        public var biasForgettingTime = 100.0
        /// Largest bias that is believed, per axis, rad/s; and the largest low-passed rate of a sensor at rest.
        public var biasClip = 2 * Units.radiansPerDegree
        /// How well moving tells the bias once settled, rad/s.
        public var motionBiasDeviation = 0.1 * Units.radiansPerDegree
        /// How weakly the bias about the vertical, which moving cannot tell, is drawn to zero.
        public var verticalForgettingFactor = 0.0001
        /// How well rest tells the bias once settled, rad/s.
        public var restBiasDeviation = 0.03 * Units.radiansPerDegree
        /// Quiet that is called rest, s.
        public var restDuration = 1.5
        /// Time constant of the low-pass that quiet is measured against, s.
        public var restFilterTimeConstant = 0.5
        /// Distance from the low-passed rate that ends rest, rad/s.
        public var restRate = 2 * Units.radiansPerDegree
        /// Distance from the low-passed specific force that ends rest, m/s².
        public var restAcceleration = 0.5

        public init() {}
    }

    /// What the parameters mean at one sampling rate.
    struct Coefficients: Sendable, BitwiseCopyable {
        /// The covariance is kept in units of 0.01 °/s, squared, as in the paper's own code: numbers near 1.
        static let radiansPerUnit = 0.01 * Units.radiansPerDegree

        let rate: Double
        let period: Double
        let forceFilter: MeanStartedLowPass
        let restFilter: MeanStartedLowPass
        let restRateSquared: Double
        let restForceSquared: Double
        let restDuration: Double
        let biasClip: Double
        /// Variance at the start and its upper bound.
        let initialVariance: Double
        /// Growth of the variance per sample.
        let growth: Double
        /// Measurement variances of the Kalman filter (paper, eq. 24 to 26): chosen so that the variance settles where
        /// the parameters say.
        let restWeights: Vector
        let motionWeights: Vector

        init(_ parameters: Parameters, rate: Double) {
            self.rate = rate
            period = 1 / rate
            forceFilter = MeanStartedLowPass(timeConstant: parameters.accelerationTimeConstant, period: period)
            restFilter = MeanStartedLowPass(timeConstant: parameters.restFilterTimeConstant, period: period)
            restRateSquared = parameters.restRate * parameters.restRate
            restForceSquared = parameters.restAcceleration * parameters.restAcceleration
            restDuration = parameters.restDuration
            biasClip = parameters.biasClip
            func variance(_ deviation: Double) -> Double {
                let units = deviation / Self.radiansPerUnit
                return units * units
            }
            initialVariance = variance(parameters.initialBiasDeviation)
            let perSample = variance(0.1 * Units.radiansPerDegree) * period / parameters.biasForgettingTime
            growth = perSample
            func weight(_ deviation: Double) -> Double {
                let settled = variance(deviation)
                return settled * settled / perSample + settled
            }
            let motion = weight(parameters.motionBiasDeviation)
            restWeights = Vector(repeating: weight(parameters.restBiasDeviation))
            motionWeights = Vector(motion, motion, motion / max(parameters.verticalForgettingFactor, 1e-10))
        }
    }

    /// Everything that an update changes.
    struct State: Sendable, BitwiseCopyable {
        /// From the sensor frame into the almost-inertial frame.
        var gyroscope = Quaternion.identity
        /// From there into the earth frame.
        var correction = Quaternion.identity
        var force = MeanStartedLowPass.State()
        var restRate = MeanStartedLowPass.State()
        var restForce = MeanStartedLowPass.State()
        /// The rows of the rotation matrix; beside the first two, their product with the bias.
        var rowX = MeanStartedLowPass.State()
        var rowY = MeanStartedLowPass.State()
        var rowZ = MeanStartedLowPass.State()
        /// Low-passed rate, rad/s.
        var smoothRate = Vector()
        /// Quiet so far, s.
        var restTime = 0.0
        var isResting = false
        var bias = BiasEstimate()
    }
}
