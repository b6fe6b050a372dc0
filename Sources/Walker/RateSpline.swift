/// An angle given by its rate: the rate is a piecewise cubic (Hermite) through knots, the angle its exact integral.
///
/// A shank is described by its rate, because that is what a gyroscope sees: the forward peak of swing, the troughs
/// about the contacts. Each stretch has one free amplitude, which is solved so that the angle arrives where it must.
struct RateSpline: Sendable {
    /// A knot of a stretch: rate = `fixed` + `free` · amplitude, in rad/s.
    struct Knot {
        var time: Double
        var fixed: Double
        var free: Double = 0
        /// The rate's slope in rad/s²; nil: as the neighbours say (Catmull–Rom). End knots always have one.
        var slope: Double?
    }

    private var times: [Double]
    private var rates: [Double]
    private var slopes: [Double]
    private var angles: [Double]

    /// At rest at `angle` from time 0.
    init(start angle: Double) {
        (times, rates, slopes, angles) = ([0], [0], [0], [angle])
    }

    var lastTime: Double { times[times.count - 1] }
    var lastAngle: Double { angles[angles.count - 1] }
    var lastRate: Double { rates[rates.count - 1] }

    /// Stays at rest until `time`. The spline must be at rest.
    mutating func hold(until time: Double) {
        guard time > lastTime + 0.001 else { return }
        append(time: time, rate: 0, slope: 0)
    }

    /// Adds the knots behind the last one so that the angle is `target` at the last knot.
    /// `knots` does not repeat the spline's last knot.
    mutating func append(_ knots: [Knot], to target: Double) {
        let still = resolved(knots, amplitude: 0)
        let moved = resolved(knots, amplitude: 1)
        let (base, unit) = (integral(still), integral(moved))
        let amplitude = unit == base ? 0 : (target - lastAngle - base) / (unit - base)
        for knot in resolved(knots, amplitude: amplitude) {
            append(time: knot.time, rate: knot.rate, slope: knot.slope)
        }
    }

    func angle(at time: Double, hint: inout Int) -> Double {
        let index = times.segment(of: time, hint: &hint)
        if time <= times[0] { return angles[0] }
        if index >= times.count - 1 { return lastAngle }
        let h = times[index + 1] - times[index]
        let u = (time - times[index]) / h
        let (u2, u3) = (u * u, u * u * u)
        let u4 = u2 * u2
        // Integrals of the four Hermite basis polynomials from 0 to u.
        let a = 0.5 * u4 - u3 + u
        let b = -0.5 * u4 + u3
        let c = 0.25 * u4 - 2 * u3 / 3 + 0.5 * u2
        let d = 0.25 * u4 - u3 / 3
        return angles[index]
            + h * (a * rates[index] + b * rates[index + 1] + h * (c * slopes[index] + d * slopes[index + 1]))
    }

    private typealias Solved = (time: Double, rate: Double, slope: Double)

    private func resolved(_ knots: [Knot], amplitude: Double) -> [Solved] {
        func rate(_ index: Int) -> Double {
            index < 0 ? lastRate : knots[index].fixed + knots[index].free * amplitude
        }
        func time(_ index: Int) -> Double { index < 0 ? lastTime : knots[index].time }
        return knots.indices.map { index in
            let slope: Double
            if let given = knots[index].slope {
                slope = given
            } else if index + 1 < knots.count {
                slope = (rate(index + 1) - rate(index - 1)) / (time(index + 1) - time(index - 1))
            } else {
                slope = 0
            }
            return (knots[index].time, rate(index), slope)
        }
    }

    private func integral(_ knots: [Solved]) -> Double {
        var previous: Solved = (lastTime, lastRate, slopes[slopes.count - 1])
        var sum = 0.0
        for knot in knots {
            let h = knot.time - previous.time
            sum += h * (previous.rate + knot.rate) / 2 + h * h * (previous.slope - knot.slope) / 12
            previous = knot
        }
        return sum
    }

    private mutating func append(time: Double, rate: Double, slope: Double) {
        let h = time - lastTime
        let angle = lastAngle + h * (lastRate + rate) / 2 + h * h * (slopes[slopes.count - 1] - slope) / 12
        times.append(time)
        rates.append(rate)
        slopes.append(slope)
        angles.append(angle)
    }
}
