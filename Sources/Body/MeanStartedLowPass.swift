import Glibc

/// A second-order Butterworth low-pass whose output, for the first time constant, is the mean of all inputs so far: so
/// VQF starts its filters (Laidig & Seel 2023, §3.2).
struct MeanStartedLowPass: Sendable, BitwiseCopyable {
    private let filter: Butterworth
    /// Samples of the mean.
    private let meanCount: Double

    /// - Parameters:
    ///   - timeConstant: of the non-oscillating part of the step response, s; the cutoff is √2/(2π·timeConstant).
    ///   - period: sampling period, s.
    init(timeConstant: Double, period: Double) {
        filter = Butterworth(cutoff: 2.0.squareRoot() / (2 * Double.pi * timeConstant), rate: 1 / period)
        // The first count that makes count · period ≥ timeConstant as rounded numbers.
        var count = (timeConstant / period).rounded(.down)
        while count * period < timeConstant { count += 1 }
        meanCount = max(count, 1)
    }

    /// Memory for up to four signals (transposed direct form II; during the mean: the sum).
    struct State: Sendable, BitwiseCopyable {
        var s1 = SIMD4<Double>()
        var s2 = SIMD4<Double>()
        var count = 0.0
    }

    /// The next output.
    @inline(__always)
    func smooth(_ input: SIMD4<Double>, _ state: inout State) -> SIMD4<Double> {
        if state.count < meanCount { return mean(input, &state) }
        let output = filter.b0 * input + state.s1
        state.s1 = filter.b1 * input - filter.a1 * output + state.s2
        state.s2 = filter.b2 * input - filter.a2 * output
        return output
    }

    /// The next output.
    @inline(__always)
    func smooth(_ input: Vector, _ state: inout State) -> Vector {
        smooth(SIMD4(input, 0), &state).first3
    }

    private func mean(_ input: SIMD4<Double>, _ state: inout State) -> SIMD4<Double> {
        state.count += 1
        state.s2 += input
        let mean = state.s2 / state.count
        if state.count == meanCount {
            // As if the mean had lasted for ever.
            state.s1 = mean * (1 - filter.b0)
            state.s2 = mean * (filter.b2 - filter.a2)
        }
        return mean
    }
}

extension SIMD4 where Scalar == Double {
    /// The first three components.
    @inline(__always) var first3: Vector { Vector(x, y, z) }
}
