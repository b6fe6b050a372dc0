import Alignment
import Drivers
import FakeWearables
import IMU
import TestSupport
import Testing

/// The daemon's clock fit on every family's own ticks, from the fakes' bytes over faulty links: the error against the
/// truth that only the fake knows. A constant delay cannot be seen by any fit and is taken out by the median.
@Suite struct ClockFitTests {
    /// Readings are numbered by their acceleration, modulo this; no loss is as long.
    private static let modulus = 700

    private static func numbered(_ number: Int, clock: Double) -> WearableReading {
        WearableReading(
            clock: clock, acceleration: [0.05 * Double(number % modulus), 0, 0], angularRate: [0, 0, 0.1])
    }

    struct Fit: CustomStringConvertible {
        var family: String
        /// Of the samples after the 60th second, s.
        var p50 = 0.0
        var p95 = 0.0
        var largest = 0.0
        var samples = 0
        var missing = 0
        var resets = 0

        var description: String {
            func ms(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100) ms" }
            return "clock fit, \(family): p50 \(ms(p50)), p95 \(ms(p95)), largest \(ms(largest)), "
                + "\(samples) samples, \(missing) missing, \(resets) resets"
        }
    }

    /// Places samples and compares them with when they were taken.
    private func fit(
        _ name: String, _ samples: [Sample], _ timing: SensorTiming, rate: Double, settled: Double = 60,
        startsAnewAtResets: Bool = true
    ) throws -> Fit {
        var clock = SensorClock(timing: timing, rate: rate)
        var fit = Fit(family: name)
        var number = -1
        var errors: [Double] = []
        var last = HostTime(nanoseconds: .min)
        var settledAt = settled
        for sample in samples {
            let placed = clock.place(sample)
            #expect(placed.time > last, "time never stands or goes back")
            last = placed.time
            let shown = Int((Double(sample.acceleration.x) / 0.05).rounded())
            number += 1 + ((shown - number - 1) % Self.modulus + Self.modulus) % Self.modulus
            let truth = Double(number) / rate
            fit.samples += 1
            fit.missing += placed.missing
            if placed.isReset {
                fit.resets += 1
                if startsAnewAtResets {
                    settledAt = truth + settled
                    errors = []
                }
            }
            if truth > settledAt { errors.append(placed.time.seconds - truth) }
        }
        try #require(errors.count > 1000)
        let middle = errors.sorted()[errors.count / 2]
        let sizes = errors.map { abs($0 - middle) }.sorted()
        (fit.p50, fit.p95) = (sizes[sizes.count / 2], sizes[Int(0.95 * Double(sizes.count))])
        fit.largest = sizes[sizes.count - 1]
        return fit
    }

    /// Radio faults of the target: intervals switch between 15 and 90 ms, 5 % of the notifications are lost, one-sided
    /// delays of 5 ms on the host.
    private func faults(loss: Double = 0.05, resets: [Double] = []) -> RadioFaults {
        var faults = RadioFaults()
        faults.intervals = (0..<20).map { (Double($0) * 20, $0 % 2 == 0 ? 0.015 : 0.090) }
        faults.loss = loss
        faults.jitter = 0.005
        // Room for the longer interval at 100 Hz.
        faults.perEvent = 12
        faults.clockResets = resets
        return faults
    }

    private func stream<P: FakePeripheral>(
        _ peripheral: P, _ family: PeripheralFamily, hertz: Double?, start: Double, ppm: Double, seed: UInt64,
        faults: RadioFaults, seconds: Double = 300
    ) -> (samples: [Sample], timing: SensorTiming, rate: Double) {
        var central = Central(peripheral, family, faults: faults, seed: seed)
        central.perform(central.driver.start(hertz: hertz))
        central.forgetSamples()
        let rate = central.link.peripheral.outputRate
        for number in 0..<Int(seconds * rate) {
            let time = Double(number) / rate
            central.send(Self.numbered(number, clock: start + time * (1 + ppm * 1e-6)), at: time)
        }
        return (central.samples, central.driver.timing, rate)
    }

    /// The clocks begin a minute or so before they wrap, where they do.
    @Test(arguments: [-50.0, 50], [1, 2, 3] as [UInt64])
    func deviceClocksOverBluetooth(ppm: Double, seed: UInt64) throws {
        let runs = [
            (
                "Xsens DOT",
                stream(
                    FakeXsensDot(), .xsensDot, hertz: nil, start: 4230, ppm: ppm, seed: seed, faults: faults())
            ),
            (
                "Movesense",
                stream(
                    FakeMovesense(), .movesense, hertz: nil, start: 4_294_900, ppm: ppm, seed: seed, faults: faults())
            ),
            (
                "MAVLink over Nordic UART",
                stream(
                    FakeStreamPeripheral.mavlink(rate: 100), .mavlink, hertz: nil, start: 5, ppm: ppm, seed: seed,
                    faults: faults())
            ),
            (
                "Shimmer3R",
                stream(
                    FakeStreamPeripheral.shimmer3R(rate: 102.4), .shimmer3, hertz: nil, start: 450, ppm: ppm,
                    seed: seed, faults: faults())
            ),
        ]
        for (name, run) in runs {
            let fit = try fit(name, run.samples, run.timing, rate: run.rate)
            print("\(fit), \(ppm) ppm, seed \(seed)")
            #expect(fit.p95 < 0.002, "\(fit), \(ppm) ppm, seed \(seed)")
            #expect(fit.resets == 0 && fit.missing > 0, "\(fit), \(ppm) ppm, seed \(seed)")
            // What the clock calls missing is what was lost: 5 %, in whole blocks.
            let share = Double(fit.missing) / Double(fit.missing + fit.samples)
            #expect((0.03...0.08).contains(share), "\(fit), \(share)")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aClockThatStartsAnewIsSaid(seed: UInt64) throws {
        let faults = faults(resets: [150])
        let runs = [
            (
                "Xsens DOT",
                stream(FakeXsensDot(), .xsensDot, hertz: nil, start: 500, ppm: 20, seed: seed, faults: faults)
            ),
            (
                "Movesense",
                stream(FakeMovesense(), .movesense, hertz: nil, start: 500, ppm: 20, seed: seed, faults: faults)
            ),
        ]
        for (name, run) in runs {
            let fit = try fit(name + ", reset at 150 s", run.samples, run.timing, rate: run.rate)
            print("\(fit), seed \(seed)")
            #expect(fit.resets == 1 && fit.p95 < 0.002, "\(fit), seed \(seed)")
        }
    }

    /// Without time or number a loss shows only as lateness: times hold to half a sample's period where nothing is lost,
    /// and to about a notification's time (40 ms) where 5 % are.
    @Test(arguments: [-50.0, 50], [1, 2, 3] as [UInt64])
    func withoutAnyClock(ppm: Double, seed: UInt64) throws {
        for loss in [0, 0.05] {
            let run = stream(
                FakeWitMotionBLE(rate: 100), .witmotion, hertz: nil, start: 0, ppm: ppm, seed: seed,
                faults: faults(loss: loss))
            let fit = try fit(
                "WitMotion BLE, \(Int(loss * 100)) % lost", run.samples, run.timing, rate: run.rate, settled: 20,
                startsAnewAtResets: false)
            print("\(fit), \(ppm) ppm, seed \(seed)")
            #expect(fit.p95 < (loss == 0 ? 0.005 : 0.045) && fit.resets == 0, "\(fit), \(ppm) ppm, seed \(seed)")
            if loss == 0 { #expect(fit.missing == 0, "\(fit), \(ppm) ppm, seed \(seed)") }
        }
    }

    /// Serial families: bursts of the Bluetooth serial port, 5 % lost.
    @Test(arguments: [-50.0, 50], [1, 2, 3] as [UInt64])
    func deviceClocksOnSerialLines(ppm: Double, seed: UInt64) throws {
        for language in [FakeWearable.Language.shimmer3, .xIMU3] {
            let family = try #require(DriverFamily(id: language.rawValue))
            var faults = LinkFaults()
            (faults.jitter, faults.loss) = (0.010, 0.05)
            var central = LineCentral(
                FakeWearable(language, placement: .lumbar, rate: 100), family, faults: faults, seed: seed)
            let (driver, rate) = (central.driver, central.rate)
            var samples: [Sample] = []
            for number in 0..<Int(300 * rate) {
                let time = Double(number) / rate
                central.send(Self.numbered(number, clock: 450 + time * (1 + ppm * 1e-6)), at: time) {
                    samples.append($0)
                }
            }
            let fit = try fit(driver.family.descriptor.name, samples, driver.timing, rate: rate)
            print("\(fit), \(ppm) ppm, seed \(seed)")
            #expect(fit.p95 < 0.002 && fit.resets == 0, "\(fit), \(ppm) ppm, seed \(seed)")
            #expect(fit.samples + fit.missing > Int(299 * rate), "\(fit)")
        }
    }
}
