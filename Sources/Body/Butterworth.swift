import Glibc

/// Coefficients of a second-order Butterworth low-pass, from the analogue prototype by the bilinear transform with
/// prewarping (Oppenheim & Schafer, *Discrete-Time Signal Processing*, ch. 7).
public struct Butterworth: Sendable, Equatable, BitwiseCopyable {
    public var b0, b1, b2, a1, a2: Double
    /// Group delay at 0 Hz in seconds: √2/Ω of the analogue prototype, whose prewarped cutoff is Ω = 2·rate·tan(π·f/rate);
    /// the bilinear transform keeps the phase's slope there. Subtracted from time stamps.
    public var delay: Double

    /// - Parameters:
    ///   - cutoff: −3 dB frequency, Hz; held below 0.45 of the rate.
    ///   - rate: sampling rate, Hz.
    public init(cutoff: Double, rate: Double) {
        let frequency = min(cutoff, 0.45 * rate)
        let c = 1 / tan(Double.pi * frequency / rate)
        let norm = 1 / (1 + 2.0.squareRoot() * c + c * c)
        b0 = norm
        b1 = 2 * norm
        b2 = norm
        a1 = 2 * (1 - c * c) * norm
        a2 = (1 - 2.0.squareRoot() * c + c * c) * norm
        delay = 2.0.squareRoot() * c / (2 * rate)
    }

    /// Memory of the filter for one three-component signal (transposed direct form II).
    public struct State: Sendable, Equatable, BitwiseCopyable {
        @usableFromInline var s1 = Vector()
        @usableFromInline var s2 = Vector()
        @usableFromInline var isPrimed = false

        public init() {}
    }

    /// The next output. The first input is taken as having lasted for ever, so that there is no step at the start.
    @inlinable
    public func filter(_ input: Vector, _ state: inout State) -> Vector {
        if !state.isPrimed {
            state.s1 = input * (1 - b0)
            state.s2 = input * (b2 - a2)
            state.isPrimed = true
        }
        let output = b0 * input + state.s1
        state.s1 = b1 * input - a1 * output + state.s2
        state.s2 = b2 * input - a2 * output
        return output
    }
}
