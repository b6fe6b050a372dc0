public import IMU

/// One reading as a worn sensor gives it.
public struct WornReading: Sendable, Equatable, BitwiseCopyable {
    /// Counts the sensor's samples from 0.
    public var index: Int
    /// When it was taken, s of the walk.
    public var time: Double
    /// What the sensor's own clock shows, s.
    public var clock: Double
    /// Specific force in the sensor's axes, m/s².
    public var acceleration: SIMD3<Double>
    /// Angular rate in the sensor's axes, rad/s.
    public var angularRate: SIMD3<Double>
}

/// A worn sensor's readings, one at a time, from the walk's start to its end. Nothing is kept but the place in the walk,
/// so an hour takes no more memory than a second.
public struct SensorStream: Sequence, IteratorProtocol, Sendable {
    public let model: SensorModel
    private var sensor: BodySensor
    private var noise: WalkerRandom
    private var tissue = SIMD3<Double>.zero
    private var index = 0
    private var stateHint = 0
    /// Since when the rate is what it is, and the index then.
    private var rateStart = (time: 0.0, index: 0)

    init(sensor: BodySensor, model: SensorModel) {
        self.sensor = sensor
        self.model = model
        rate = model.rate
        noise = WalkerRandom(seed: model.seed, purpose: 31 + UInt64(sensor.placement.rawValue))
    }

    public var placement: Placement { sensor.placement }
    /// When the next reading is taken, s of the walk.
    public var nextTime: Double {
        rateStart.time + Double(index - rateStart.index) / rate / (1 + model.clockPartsPerMillion * 1e-6)
    }

    /// Output rate by the sensor's own clock, Hz. It can be changed on the way, as a command to the device does.
    public var rate: Double {
        willSet { rateStart = (nextTime, index) }
    }

    public mutating func next() -> WornReading? {
        let time = nextTime
        guard time <= sensor.walker.duration else { return nil }
        var (acceleration, angularRate) = sensor.reading(at: time)
        // First-order low-pass of white noise, scaled to keep its deviation at any rate.
        let keep = Swift.max(0, 1 - 75 / rate)
        let fresh = normalVector() * (1 - keep * keep).squareRoot()
        tissue = keep * tissue + fresh
        if model.softTissue > 0, isWalking(at: time) {
            acceleration += model.softTissue * tissue
            angularRate += model.softTissue * model.softTissueRate * SIMD3(tissue.y, tissue.z, tissue.x)
        }
        if model.bundled?.contains(time) == true { (acceleration, angularRate) = Bundle.reading(at: time) }
        if model.unworn?.contains(time) == true {
            (acceleration, angularRate) = ([0, 0, Units.standardGravity], .zero)
        }
        let into = model.mounting(at: time).conjugate
        let spread = (rate / 2).squareRoot()
        acceleration = into.rotate(acceleration) * (1 + model.accelerationScaleError) + model.accelerationBias
        angularRate = into.rotate(angularRate) * (1 + model.rateScaleError) + model.rateBias
        acceleration += model.accelerationNoiseDensity * spread * normalVector()
        angularRate += model.rateNoiseDensity * spread * normalVector()
        defer { index += 1 }
        return WornReading(
            index: index, time: time, clock: model.clock(at: time), acceleration: acceleration,
            angularRate: angularRate)
    }

    private mutating func normalVector() -> SIMD3<Double> { [noise.normal(), noise.normal(), noise.normal()] }

    private mutating func isWalking(at time: Double) -> Bool {
        let states = sensor.walker.truth.states
        guard let state = states.lastIndex(before: time, key: { $0.start }, hint: &stateHint) else { return false }
        return states[state].activity == .walking
    }
}
