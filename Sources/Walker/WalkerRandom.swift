import Glibc

/// SplitMix64 (Steele, Lea & Flood 2014): the walker's only source of chance, so that a seed names a walk.
public struct WalkerRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// An independent generator for a named purpose: drawing more for one does not shift another.
    public init(seed: UInt64, purpose: UInt64) {
        var mixer = WalkerRandom(seed: seed ^ (purpose &* 0xD6E8_FEB8_6659_FD93))
        state = mixer.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in 0..<1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Normally distributed, mean 0 and standard deviation 1 (Box–Muller).
    public mutating func normal() -> Double {
        let u = max(unit(), 0x1p-53)
        return (-2 * log(u)).squareRoot() * cos(2 * Double.pi * unit())
    }

    /// Normal, but never beyond `limit` standard deviations: one wild draw must not break a walk's order of contacts.
    mutating func boundedNormal(limit: Double = 2.5) -> Double { min(max(normal(), -limit), limit) }
}
