import Alignment
import FakeWearables
import Glibc
import IMU

/// A device's clock, by which it also takes its readings.
struct Quartz {
    var partsPerMillion: Double
    /// Its rate sways with the temperature by this many parts per million, once in this many seconds: a tuning fork
    /// loses 0.034 ppm for each squared degree from 25 °C, about 2 ppm between a room and the skin.
    var sway = 2.0
    var swaySeconds = 1200.0

    /// Host time (s) when the device's clock shows that many seconds.
    func truth(at shown: Double) -> Double {
        let phase = 2 * Double.pi * shown / swaySeconds
        return shown - 1e-6 * (partsPerMillion * shown + sway * swaySeconds / (2 * .pi) * sin(phase))
    }
}

/// One sensor's placed times over a run, against the truth that only the fake knows; one value a second.
struct TimeTrack {
    /// Placed minus true time, and the error that the clock said, s; NaN in seconds without a sample.
    private(set) var errors: [Double] = []
    private(set) var said: [Double] = []
    /// Samples that the clock found missing, those that it took back, and those that were lost.
    private(set) var missing = 0
    private(set) var returned = 0
    private(set) var lost = 0
    private(set) var resets = 0
    /// How the sensor was turned, at placed times, while it was held together with others.
    private(set) var turning: [SharedMotion.Turning] = []
    private var clock: SensorClock
    private let quartz: Quartz
    private let rate: Double
    private let latency: Double
    private var number = -1

    /// - Parameter latency: readings show what was this long before they were taken, s: a filter's delay.
    init(timing: SensorTiming, rate: Double, quartz: Quartz, latency: Double) {
        clock = SensorClock(timing: timing, rate: rate)
        (self.rate, self.quartz, self.latency) = (rate, quartz, latency)
    }

    /// Readings are numbered by their acceleration, modulo this; no loss is as long.
    static let modulus = 700

    /// When the sensors are held together and turned about, s.
    static let bundled = 180.0..<195.0

    /// A reading that shows the motion of that moment.
    static func reading(_ number: Int, clock: Double, of time: Double) -> WearableReading {
        WearableReading(
            clock: clock, acceleration: [0.05 * Double(number % modulus), 0, 0], angularRate: motion(time))
    }

    /// A bundle in a turning hand, rad/s.
    private static func motion(_ time: Double) -> SIMD3<Double> {
        guard bundled.contains(time) else { return [0, 0, 0.1] }
        return [3 * sin(8.2 * time), 2 * sin(5.1 * time + 1), 1.5 + 2.5 * sin(11 * time + 0.3)]
    }

    mutating func take(_ sample: Sample) {
        let placed = clock.place(sample)
        let shown = Int((Double(sample.acceleration.x) / 0.05).rounded())
        let skipped = ((shown - number - 1) % Self.modulus + Self.modulus) % Self.modulus
        lost += number < 0 ? 0 : skipped
        number += 1 + skipped
        let truth = quartz.truth(at: Double(number) / rate)
        missing += placed.missing
        returned += placed.returned
        resets += placed.isReset ? 1 : 0
        while errors.count <= Int(truth) {
            errors.append(.nan)
            said.append(.nan)
        }
        errors[Int(truth)] = placed.time.seconds - truth + latency
        said[Int(truth)] = clock.uncertainty
        if Self.bundled.contains(truth) {
            let rate = sample.angularRate
            let size = Double((rate * rate).sum()).squareRoot()
            turning.append(SharedMotion.Turning(time: placed.time.seconds, rate: size))
        }
    }
}

/// How well said errors cover true ones, without their constant part, which is their median.
struct ErrorCoverage: CustomStringConvertible {
    var share = 0.0
    var p95 = 0.0
    var largest = 0.0
    /// Median of what was said.
    var said = 0.0

    init(_ a: TimeTrack, settled: Int = 60) { self.init(a.errors, a.said, settled) }

    /// Of the time between two sensors.
    init(_ a: TimeTrack, _ b: TimeTrack, settled: Int = 60) {
        let said = zip(a.said, b.said).map { ($0 * $0 + $1 * $1).squareRoot() }
        self.init(zip(a.errors, b.errors).map { $0 - $1 }, said, settled)
    }

    /// Of the time between two sensors with its constant part, but for what was taken out.
    init(_ a: TimeTrack, _ b: TimeTrack, but lag: Double, halfWidth: Double, settled: Int) {
        // The clocks' errors of the moment at which the lag was found stay in it.
        let then = Int(TimeTrack.bundled.upperBound) - 1
        let constant = a.said[then] * a.said[then] + b.said[then] * b.said[then] + halfWidth * halfWidth
        let said = zip(a.said, b.said).map { ($0 * $0 + $1 * $1 + constant).squareRoot() }
        self.init(zip(a.errors, b.errors).map { $0 - $1 - lag }, said, settled, middle: 0)
    }

    private init(_ errors: [Double], _ said: [Double], _ settled: Int, middle known: Double? = nil) {
        let both = zip(errors, said).dropFirst(settled).filter { !$0.0.isNaN && !$0.1.isNaN }
        let middle = known ?? both.map(\.0).sorted()[both.count / 2]
        share = Double(both.count { abs($0.0 - middle) <= $0.1 }) / Double(both.count)
        let sizes = both.map { abs($0.0 - middle) }.sorted()
        (p95, largest) = (sizes[Int(0.95 * Double(sizes.count))], sizes[sizes.count - 1])
        self.said = both.map(\.1).sorted()[both.count / 2]
    }

    var description: String {
        func ms(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10)" }
        return "\((share * 1000).rounded() / 10) % covered, p95 \(ms(p95)) ms, largest \(ms(largest)), said \(ms(said))"
    }
}
