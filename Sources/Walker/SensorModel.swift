/// How one real sensor differs from an ideal one. Everything that happens before the bytes; what happens to the bytes
/// is the link's matter.
public struct SensorModel: Sendable, Equatable {
    /// The sensor's axes in the segment's: v_segment = mounting · v_sensor.
    public var mounting = Quaternion.identity
    /// A slipped strap: from that time on (s) the sensor is turned further by `rotation` in its own axes.
    public var slip: Slip?
    /// When the sensor is off the body and lies still, s.
    public var unworn: Range<Double>?
    /// When the sensor is held together with the others in one hand and turned about, s.
    public var bundled: Range<Double>?
    /// Nominal output rate, Hz.
    public var rate = 100.0
    /// The clock's error: a positive one runs fast, so samples come early. Parts per million.
    public var clockPartsPerMillion = 0.0
    /// The clock's reading at the walk's start, s.
    public var clockOffset = 0.0
    /// White noise of the accelerometer, (m/s²)/√Hz.
    public var accelerationNoiseDensity = 0.0015
    /// White noise of the gyroscope, (rad/s)/√Hz.
    public var rateNoiseDensity = 0.00015
    /// Constant errors, m/s² and rad/s, in the sensor's axes.
    public var accelerationBias = SIMD3<Double>.zero
    public var rateBias = SIMD3<Double>.zero
    /// Scale errors per axis; 0.01 reads one percent too much.
    public var accelerationScaleError = SIMD3<Double>.zero
    public var rateScaleError = SIMD3<Double>.zero
    /// Movement of skin and muscle under the strap while walking, m/s² (standard deviation, below about 12 Hz).
    public var softTissue = 0.35
    /// Its share in the angular rate, (rad/s) per (m/s²).
    public var softTissueRate = 0.06
    /// Names the sensor's own noise.
    public var seed: UInt64 = 1

    public struct Slip: Sendable, Equatable {
        public var time: Double
        public var rotation: Quaternion

        public init(time: Double, rotation: Quaternion) {
            self.time = time
            self.rotation = rotation
        }
    }

    public init() {}

    /// No noise, no bias, no error: the ideal reading in the mounted axes.
    public static var ideal: SensorModel {
        var model = SensorModel()
        (model.accelerationNoiseDensity, model.rateNoiseDensity, model.softTissue) = (0, 0, 0)
        return model
    }

    /// Biases and scale errors as small MEMS sensors have them after a factory calibration: 0.05 m/s², 0.01 rad/s
    /// and half a percent (standard deviations).
    public mutating func drawImperfections(seed: UInt64) {
        var draw = WalkerRandom(seed: seed, purpose: 21)
        func vector(_ size: Double, _ draw: inout WalkerRandom) -> SIMD3<Double> {
            [size * draw.normal(), size * draw.normal(), size * draw.normal()]
        }
        accelerationBias = vector(0.05, &draw)
        rateBias = vector(0.01, &draw)
        accelerationScaleError = vector(0.005, &draw)
        rateScaleError = vector(0.005, &draw)
    }

    /// How the sensor sits at that time.
    public func mounting(at time: Double) -> Quaternion {
        guard let slip, time >= slip.time else { return mounting }
        return mounting * slip.rotation
    }

    /// What the sensor's own clock shows at that time of the walk, s.
    public func clock(at time: Double) -> Double { clockOffset + time * (1 + clockPartsPerMillion * 1e-6) }
}
