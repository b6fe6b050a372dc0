import IMU
import Walker

/// The content of `truth.json`. Indices are 100·(L−R)/(½(L+R)), realised by the true contacts of the steady strides.
struct TruthSummary: Encodable {
    struct Sides: Encodable {
        var left: Double
        var right: Double
    }

    /// Means over the steady strides; absent where there were none.
    struct Quantity: Encodable {
        var left: Double?
        var right: Double?
        var symmetryIndexPercent: Double?
    }

    struct Sensor: Encodable {
        var segment: String
        /// w, x, y, z: takes the sensor's axes to the segment's (X forward, Y left, Z up).
        var mountingWxyz: [Double]
        var rateHz: Double
        var clockPpm: Double
        var clockOffsetS: Double
        var slipTimeS: Double?
        var slipWxyz: [Double]?
    }

    var seed: UInt64
    var durationS: Double
    var cadencePerMin: Double
    var strideLengthM: Double
    var askedStepTimeSymmetryIndexPercent: Double
    var askedStanceTimeSymmetryIndexPercent: Double
    /// The side whose step is longer by plan; absent in an even walk.
    var longerStep: String?
    var steadyStrides: Sides
    var stepTimeS: Quantity
    var stanceTimeS: Quantity
    var swingTimeS: Quantity
    var tibialRotationDeg: Quantity
    var pelvicDropDeg: Sides
    var kneeAtContactDeg: Sides
    var kneeLoadingDeg: Sides
    var turns: Int
    var sensors: [String: Sensor]

    init(walker: Walker, sensors: [WornSensor]) {
        let (parameters, truth) = (walker.parameters, walker.truth)
        func quantity(_ quantity: WalkTruth.Quantity) -> Quantity {
            func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
            return Quantity(
                left: finite(truth.mean(quantity, .left)), right: finite(truth.mean(quantity, .right)),
                symmetryIndexPercent: finite(truth.symmetryIndex(quantity)))
        }
        func sides(_ value: PerSide<Double>) -> Sides { Sides(left: value.left, right: value.right) }
        func wxyz(_ q: Quaternion) -> [Double] { [q.w, q.v.x, q.v.y, q.v.z] }
        seed = walker.seed
        durationS = walker.duration
        cadencePerMin = parameters.cadence
        strideLengthM = parameters.strideLength
        askedStepTimeSymmetryIndexPercent = parameters.stepTimeSymmetryIndexPercent
        askedStanceTimeSymmetryIndexPercent = parameters.stanceTimeSymmetryIndexPercent
        if parameters.stepTimeSymmetryIndexPercent != 0 {
            longerStep = (parameters.stepTimeSymmetryIndexPercent > 0 ? Side.left : .right).name
        }
        steadyStrides = Sides(
            left: Double(truth.steadyStrides(.left)), right: Double(truth.steadyStrides(.right)))
        stepTimeS = quantity(.stepTime)
        stanceTimeS = quantity(.stanceTime)
        swingTimeS = quantity(.swingTime)
        tibialRotationDeg = quantity(.tibialRotationDegrees)
        pelvicDropDeg = sides(parameters.pelvicDropDegrees)
        kneeAtContactDeg = sides(parameters.kneeAtContactDegrees)
        kneeLoadingDeg = sides(parameters.kneeLoadingDegrees)
        turns = truth.turns.count
        self.sensors = [:]
        for sensor in sensors {
            self.sensors[sensor.placement.name] = Sensor(
                segment: sensor.segment.name, mountingWxyz: wxyz(sensor.model.mounting), rateHz: sensor.model.rate,
                clockPpm: sensor.model.clockPartsPerMillion, clockOffsetS: sensor.model.clockOffset,
                slipTimeS: sensor.model.slip?.time, slipWxyz: sensor.model.slip.map { wxyz($0.rotation) })
        }
    }
}
