import Body
import Glibc
import IMU
import Rings

/// The harmonics of the trunk's acceleration over one stride, in the sensor's axes.
///
/// Harmonic k of the stride is exp(2πi·k·t/T). What repeats with each step has even harmonics only; so vertically and
/// forwards the even ones belong to an even walk (they are *intrinsic*), and sideways, where left and right mirror each
/// other, the odd ones do (Menz, Lord & Fitzpatrick 2003; Bellanca et al. 2013).
struct StrideHarmonics: Sendable {
    /// Harmonics that count: the first twenty, as is the custom.
    static let count = 20

    /// Real and imaginary parts of the amplitudes, m/s², sensor axes; harmonic k at k − 1.
    private var real = InlineArray<20, Vector>(repeating: .zero)
    private var imaginary = InlineArray<20, Vector>(repeating: .zero)
    /// The mean specific force's direction: up, as far as the trunk's mean inclination goes (Moe-Nilssen 1998).
    private(set) var up = Vector(0, 0, 1)

    /// Nil where samples lack, or are too sparse for the highest harmonic.
    init?(from start: HostTime, to end: HostTime, readings: HistoryRing<TrunkReading>) {
        let duration = end.seconds(since: start)
        let span = readings.lowerBound(of: start) { $0.time }..<readings.lowerBound(of: end) { $0.time }
        guard duration > 0, span.count >= 2 * Self.count + 2, readings[readings.startIndex].time <= start else {
            return nil
        }
        // Gravity is taken off first: over a broken number of samples it would leak into every harmonic.
        var mean = Vector()
        for index in span { mean += Vector(readings[index].acceleration) }
        guard let up = mean.direction else { return nil }
        self.up = up
        mean /= Double(span.count)
        for index in span {
            let reading = readings[index]
            let force = Vector(reading.acceleration) - mean
            let angle = -2 * Double.pi * reading.time.seconds(since: start) / duration
            let (c, s) = (cos(angle), sin(angle))
            var (re, im) = (1.0, 0.0)
            for k in 0..<Self.count {
                (re, im) = (re * c - im * s, re * s + im * c)
                real[k] += force * re
                imaginary[k] += force * im
            }
        }
        let scale = 2 / Double(span.count)
        for k in 0..<Self.count {
            real[k] *= scale
            imaginary[k] *= scale
        }
    }

    /// The power of the even harmonics along two directions and across them.
    func evenPower(_ a: Vector, _ b: Vector) -> (aa: Double, ab: Double, bb: Double) {
        var sum = (aa: 0.0, ab: 0.0, bb: 0.0)
        for k in Swift.stride(from: 1, to: Self.count, by: 2) {
            let (ra, rb) = (real[k].dot(a), real[k].dot(b))
            let (ia, ib) = (imaginary[k].dot(a), imaginary[k].dot(b))
            sum.aa += ra * ra + ia * ia
            sum.ab += ra * rb + ia * ib
            sum.bb += rb * rb + ib * ib
        }
        return sum
    }

    /// Along a direction: the harmonic ratio Σ intrinsic amplitudes / Σ extrinsic amplitudes, and the improved harmonic
    /// ratio 100·Σ intrinsic power / Σ all power, % (Pasciuto et al. 2017).
    /// - Parameter axis: what the direction is: sideways the odd harmonics are the intrinsic ones.
    func ratios(along direction: Vector, _ axis: TrunkAxis) -> (ratio: Double, improved: Double) {
        var amplitude = (odd: 0.0, even: 0.0)
        var power = (odd: 0.0, even: 0.0)
        for k in 0..<Self.count {
            let (re, im) = (real[k].dot(direction), imaginary[k].dot(direction))
            let square = re * re + im * im
            if k % 2 == 1 {
                amplitude.even += square.squareRoot()
                power.even += square
            } else {
                amplitude.odd += square.squareRoot()
                power.odd += square
            }
        }
        let all = power.even + power.odd
        guard all > 0, amplitude.even > 0, amplitude.odd > 0 else { return (.nan, .nan) }
        return axis == .mediolateral
            ? (amplitude.odd / amplitude.even, 100 * power.odd / all)
            : (amplitude.even / amplitude.odd, 100 * power.even / all)
    }
}
