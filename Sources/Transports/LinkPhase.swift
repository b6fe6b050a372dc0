internal import Drivers
internal import IMU

/// Where a serial link stands. Times are CLOCK_BOOTTIME in nanoseconds, never scaled.
enum LinkPhase {
    /// Not open; tried again at `retryAt`, or when the kernel reports a change at the path. `pause` is the last wait
    /// in seconds.
    case closed(retryAt: Int64, pause: Double)
    /// Open, listening for a known protocol.
    case hunting(SerialPort, Hunt)
    /// Open, the device is known.
    case streaming(SerialPort, Stream)
}

/// The search for a known protocol on an open line.
final class Hunt {
    var sniffer: Sniffer
    /// Bytes since the line was opened, at all speeds.
    var bytes: UInt64 = 0
    /// When the line was opened.
    let openedAt: Int64
    /// When the present speed was set.
    var baudSince: Int64
    /// What is asked of a silent device, over and over, where the configuration names a family that needs it.
    private let probe: [Intention]
    private(set) var questions: CommandQueue

    init(_ driver: DriverChoice, now: Int64) {
        sniffer = Sniffer(families: driver.families)
        openedAt = now
        baudSince = now
        probe = driver.probe
        questions = CommandQueue(probe, now: now)
    }

    /// Writes the questions that are due; the answers are the sniffer's.
    func ask(_ port: SerialPort, now: Int64) throws(CommandFailure) {
        if questions.isEmpty { questions.append(probe) }
        _ = try questions.write(to: port, answer: .none, now: now)
    }
}

/// A recognized device's stream.
final class Stream {
    var driver: AnyDriver
    var commands: CommandQueue
    /// When the newest sample was read.
    var lastSampleAt: Int64
    /// When the newest byte was read.
    var lastByteAt: Int64
    /// When the commands were last begun.
    var askedAt: Int64

    init(_ driver: AnyDriver, commands: CommandQueue, now: Int64) {
        self.driver = driver
        self.commands = commands
        lastSampleAt = now
        lastByteAt = now
        askedAt = now
    }
}

/// Seconds as nanoseconds.
func nanoseconds(_ seconds: Double) -> Int64 { Int64((max(0, min(seconds, 1e9)) * 1e9).rounded()) }
