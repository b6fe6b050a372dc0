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

    init(_ driver: DriverChoice, now: Int64) {
        sniffer = Sniffer(families: driver.families)
        openedAt = now
        baudSince = now
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

    init(_ driver: AnyDriver, commands: CommandQueue, now: Int64) {
        self.driver = driver
        self.commands = commands
        lastSampleAt = now
        lastByteAt = now
    }
}

/// Commands on their way to a device, each with the rest it wants before the next.
struct CommandQueue {
    private var commands: ArraySlice<DeviceCommand>
    private var unsent: ArraySlice<UInt8>
    private var notBefore: Int64

    /// - Parameter now: CLOCK_BOOTTIME in nanoseconds.
    init(_ commands: [DeviceCommand], now: Int64) {
        self.commands = commands[...]
        unsent = commands.first?.bytes[...] ?? []
        notBefore = now
    }

    var isEmpty: Bool { commands.isEmpty }

    /// Writes what is due.
    /// - Returns: the bytes of a command that was now written whole, or nil.
    mutating func write(to port: SerialPort, now: Int64) throws(CommandFailure) -> [UInt8]? {
        guard let command = commands.first, now >= notBefore else { return nil }
        guard let written = port.write(unsent) else { throw CommandFailure() }
        unsent = unsent.dropFirst(written)
        guard unsent.isEmpty else { return nil }
        commands = commands.dropFirst()
        unsent = commands.first?.bytes[...] ?? []
        notBefore = now &+ nanoseconds(command.pause)
        return command.bytes
    }

    /// Gives up the rest.
    mutating func abandon() { commands = [] }
}

/// Writing failed; `errno` says why.
struct CommandFailure: Error {}

/// Seconds as nanoseconds.
func nanoseconds(_ seconds: Double) -> Int64 { Int64((max(0, min(seconds, 1e9)) * 1e9).rounded()) }
