import Glibc

/// A line with faults, deterministic from its seed. It keeps order, as a serial line does, and counts what it did.
public struct FaultyLink: Sendable {
    public let faults: LinkFaults
    private var state: UInt64
    private var burstLeft = 0
    private var lastArrival = -Double.infinity
    /// Readings that were lost, and readings in which a bit was turned over.
    public private(set) var lost = 0
    public private(set) var corrupted = 0

    public init(_ faults: LinkFaults, seed: UInt64) {
        self.faults = faults
        state = seed
    }

    /// Sends the bytes of one reading.
    /// - Parameters:
    ///   - bytes: may come out changed.
    ///   - time: when they are sent, s.
    /// - Returns: when they arrive, or nil where they are lost.
    public mutating func carry(_ bytes: inout [UInt8], at time: Double) -> Double? {
        // Every reading draws the same number of times, so one fault does not shift another.
        let draws = (uniform(), uniform(), uniform(), uniform(), uniform(), uniform())
        if burstLeft == 0, draws.0 < faults.burst {
            burstLeft = 1 + Int(-log(1 - draws.1) * max(0, faults.burstLength - 1))
        }
        let inBurst = burstLeft > 0
        if inBurst { burstLeft -= 1 }
        if inBurst || draws.2 < faults.loss {
            lost += 1
            return nil
        }
        if draws.3 < faults.corruption, !bytes.isEmpty {
            let bit = Int(draws.4 * Double(bytes.count * 8))
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            corrupted += 1
        }
        lastArrival = max(lastArrival, time - faults.jitter * log(1 - draws.5))
        return lastArrival
    }

    /// SplitMix64 (Steele, Lea & Flood 2014), uniform in 0..<1.
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
