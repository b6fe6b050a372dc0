import Drivers
import FakeWearables
import IMU

/// Families of wearables as they come to the clock fit: what they send of time, in which bites.
enum TimedFamily: CaseIterable {
    case xsensDot, movesense, mavlinkRadio, shimmer3R, witmotionRadio
    case witmotionTimed, witmotionLine, shimmer3, xIMU3, mavlink

    /// Whether a time or a number comes with the samples.
    var sendsTime: Bool { self != .witmotionRadio && self != .witmotionLine }

    /// Plays a sensor of the family over a bad line.
    /// - Parameters:
    ///   - partsPerMillion: the device's clock, by which it also takes its readings, against the host's.
    ///   - jitter: mean of the one-sided delay, s.
    ///   - loss: share of the notifications, or of a line's readings, that are lost.
    ///   - latency: how old readings are when they are taken, s.
    func play(
        seconds: Double, partsPerMillion: Double, jitter: Double, loss: Double = 0.05, latency: Double = 0, seed: UInt64
    ) -> TimeTrack {
        let run = Run(
            seconds: seconds, quartz: Quartz(partsPerMillion: partsPerMillion), jitter: jitter, loss: loss,
            latency: latency, seed: seed)
        return switch self {
        case .xsensDot: run.radio(FakeXsensDot(), .xsensDot)
        case .movesense: run.radio(FakeMovesense(), .movesense)
        case .mavlinkRadio: run.radio(FakeStreamPeripheral.mavlink(rate: 100), .mavlink)
        case .shimmer3R: run.radio(FakeStreamPeripheral.shimmer3R(rate: 102.4), .shimmer3)
        case .witmotionRadio: run.radio(FakeWitMotionBLE(rate: 100), .witmotion)
        case .witmotionTimed: run.line(.witmotion(FakeWitMotion(rate: 100, sendsTime: true)), .witmotion)
        case .witmotionLine: run.line(.witmotion(FakeWitMotion(rate: 100)), .witmotion)
        case .shimmer3: run.line(FakeWearable(.shimmer3, placement: .lumbar, rate: 100), .shimmer3)
        case .xIMU3: run.line(FakeWearable(.xIMU3, placement: .lumbar, rate: 100), .xIMU3)
        case .mavlink: run.line(FakeWearable(.mavlink, placement: .lumbar, rate: 100), .mavlink)
        }
    }
}

private struct Run {
    var seconds: Double
    var quartz: Quartz
    var jitter: Double
    var loss: Double
    var latency: Double
    var seed: UInt64

    private func reading(_ number: Int, rate: Double) -> (reading: WearableReading, time: Double) {
        let shown = Double(number) / rate
        let time = quartz.truth(at: shown)
        return (TimeTrack.reading(number, clock: 450 + shown, of: time - latency), time)
    }

    /// A radio whose intervals switch between 15 and 90 ms.
    func radio<P: FakePeripheral>(_ peripheral: P, _ family: PeripheralFamily) -> TimeTrack {
        var faults = RadioFaults()
        faults.intervals = (0...Int(seconds / 20)).map { (Double($0) * 20, $0 % 2 == 0 ? 0.015 : 0.090) }
        (faults.loss, faults.jitter) = (loss, jitter)
        // Room for the longer interval at 100 Hz.
        faults.perEvent = 12
        var central = Central(peripheral, family, faults: faults, seed: seed)
        central.perform(central.driver.start(hertz: nil))
        central.forgetSamples()
        let rate = central.link.peripheral.outputRate
        var track = TimeTrack(timing: central.driver.timing, rate: rate, quartz: quartz, latency: latency)
        for number in 0..<Int(seconds * rate) {
            let (reading, time) = reading(number, rate: rate)
            central.send(reading, at: time)
            for sample in central.samples { track.take(sample) }
            central.forgetSamples()
        }
        return track
    }

    /// A serial line, or a Bluetooth serial port.
    func line(_ wearable: FakeWearable, _ family: DriverFamily) -> TimeTrack {
        var faults = LinkFaults()
        (faults.jitter, faults.loss) = (jitter, loss)
        var central = LineCentral(wearable, family, faults: faults, seed: seed)
        let rate = central.rate
        func play(_ numbers: Range<Int>, _ emit: (Sample) -> Void) {
            for number in numbers {
                let (reading, time) = reading(number, rate: rate)
                central.send(reading, at: time, emit)
            }
        }
        // A second for what the driver finds out of the first bytes.
        play(0..<Int(rate)) { _ in }
        var track = TimeTrack(timing: central.driver.timing, rate: rate, quartz: quartz, latency: latency)
        play(Int(rate)..<Int(seconds * rate)) { track.take($0) }
        return track
    }
}
