import TestSupport
import Testing

/// An hour of every family's bytes over bad lines: how far the daemon's own clock fit is off, and whether the error that
/// it says covers the one it has. The first minute is left out.
@Suite struct ClockErrorTests {
    /// Jitter in s (the mean of a one-sided delay), its seed, and what the time between two sensors with a clock may be
    /// off by, s: 2 ms is the target, which falls short where delays are 40 ms long.
    @Test(arguments: [
        (0.005, UInt64(1), 0.002), (0.005, 101, 0.002), (0.005, 201, 0.002), (0.020, 2, 0.002), (0.020, 102, 0.002),
        (0.020, 202, 0.002), (0.040, 3, 0.003), (0.040, 103, 0.003), (0.040, 203, 0.003),
    ])
    func saidErrorsCoverTrueOnes(jitter: Double, seed: UInt64, limit: Double) {
        for family in TimedFamily.allCases {
            let slow = family.play(seconds: 3600, partsPerMillion: -50, jitter: jitter, seed: 2 * seed)
            let fast = family.play(seconds: 3600, partsPerMillion: 50, jitter: jitter, seed: 2 * seed + 1)
            let own = ErrorCoverage(slow)
            let between = ErrorCoverage(slow, fast)
            let line =
                "clock error, \(family), jitter \(Int(jitter * 1000)) ms, seed \(seed): one sensor \(own); "
                + "between two \(between); \(slow.counted), \(slow.resets) resets"
            print(line)
            #expect(own.share >= 0.95 && between.share >= 0.95, "\(line)")
            #expect(slow.resets == 0 && fast.resets == 0, "\(line)")
            #expect(between.p95 <= (family.guessLimit(jitter) ?? limit), "\(line)")
            if family.sendsTime { #expect(slow.missing == slow.lost, "\(line)") }
        }
    }

    /// Devices without time or number whose rate is off as much as WitMotion's were measured to be, a share of whose
    /// notifications or readings is lost: none, or one in fifty. Jitter in s, its seed, and how many samples may falsely
    /// be said to be lost in the hour where none is, and how many of them may be left at its end.
    @Test(
        arguments: [TimedFamily.witmotionRadio, .witmotionLine],
        [(0.0, UInt64(7), 0, 0), (0.005, 1, 4, 0), (0.020, 2, 100, 16), (0.040, 3, 500, 48)])
    func slowDevicesWithoutAnyClock(family: TimedFamily, run: (jitter: Double, seed: UInt64, falsely: Int, left: Int)) {
        for loss in [0, 0.02] {
            let slow = family.play(
                seconds: 3600, partsPerMillion: -11_000, jitter: run.jitter, loss: loss, seed: 2 * run.seed)
            let other = family.play(
                seconds: 3600, partsPerMillion: -6_000, jitter: run.jitter, loss: loss, seed: 2 * run.seed + 1)
            let own = ErrorCoverage(slow)
            let between = ErrorCoverage(slow, other)
            let line =
                "clock error, slow \(family), jitter \(Int(run.jitter * 1000)) ms, \(Int(loss * 100)) % lost: "
                + "one sensor \(own); between two \(between); \(slow.counted); \(other.counted)"
            print(line)
            #expect(own.share >= 0.95 && between.share >= 0.95, "\(line)")
            #expect(slow.resets == 0 && other.resets == 0, "\(line)")
            #expect(between.p95 <= family.guessLimit(run.jitter) ?? 0, "\(line)")
            if loss == 0 {
                #expect(max(slow.missing, other.missing) <= run.falsely, "\(line)")
                #expect(max(slow.net, other.net) <= run.left, "\(line)")
            }
        }
    }
}

extension TimeTrack {
    /// Samples counted as lost after what was taken back.
    fileprivate var net: Int { missing - returned }

    fileprivate var counted: String {
        "\(lost) lost, \(net) counted: \(missing) and \(returned) of them taken back"
    }
}

extension TimedFamily {
    /// What the time between two sensors that send neither time nor number may be off by, s, at such a jitter: about a
    /// notification's time (40 ms; 10 ms on a line) and most of the jitter.
    func guessLimit(_ jitter: Double) -> Double? {
        switch self {
        case .witmotionRadio: 0.042 + 0.75 * jitter
        case .witmotionLine: 0.010 + 0.8 * jitter
        default: nil
        }
    }
}
