import BluetoothSupport
import CLinux
import Glibc

/// Plays the device of a capture on a pseudo-terminal: says what it said, when it did, but never before gaitd has said
/// what it said before.
final class CapturedLine {
    private let capture: Capture
    private let link: String
    private var master: Int32 = -1
    private var cursor = 0
    private var anchor: (now: Double, time: Double) = (0, 0)
    /// What gaitd wrote and has yet to be found in the capture.
    private var written: [UInt8] = []
    private(set) var differences: [String] = []

    init(_ capture: Capture, link: String) {
        self.capture = capture
        self.link = link
    }

    deinit { unplug() }

    /// Whether the device has done all that it did before it was told to stop.
    var hasEnded: Bool { cursor >= capture.stop }

    /// At the end: what gaitd should have said and did not, and what it said besides.
    var unsaid: [String] {
        let missing = capture.events[cursor...].compactMap { entry in
            if case .said(let bytes) = entry.event { "not written: \(bytes)" } else { nil }
        }
        return missing + (written.isEmpty || hasEnded ? [] : ["written besides: \(written)"])
    }

    private func plug() {
        var slave = [CChar](repeating: 0, count: 128)
        master = clinux_open_pty(&slave, slave.count)
        symlink(slave, link)
    }

    private func unplug() {
        guard master >= 0 else { return }
        unlink(link)
        close(master)
        master = -1
    }

    /// Whether gaitd has opened the line and set it up: before that it echoes, and waits for whole lines.
    private var isRaw: Bool {
        var mode = termios()
        return tcgetattr(master, &mode) == 0 && mode.c_lflag & tcflag_t(ICANON) == 0
    }

    /// Lets time pass, s.
    func pass(to now: Double) {
        listen()
        while cursor < capture.events.count {
            let (time, event) = capture.events[cursor]
            let due = anchor.now + time - anchor.time
            switch event {
            case .open:
                guard now >= due else { return }
                if master < 0 { plug() }
                guard isRaw else { return }
                anchor = (now, time)
            case .heard(let bytes, _):
                guard now >= due else { return }
                if write(master, bytes, bytes.count) != bytes.count { note("the line is full") }
            case .said(let bytes):
                guard hears(bytes) else { return }
                if now > due { anchor = (now, time) }
            case .lost:
                guard now >= due, !hasEnded else { return }
                unplug()
            case .stop: break
            case .asked: note("a question on a serial line")
            }
            cursor += 1
        }
    }

    /// One difference brings the next: the first few tell enough.
    private func note(_ difference: String) {
        if differences.count < 5 { differences.append(difference) }
    }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 256)
        while master >= 0 {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            written += buffer[..<count]
        }
    }

    /// Whether gaitd has written that, and nothing else before it. But a device that has done all that it did is silent,
    /// and how often it is asked anew before it is told to stop, the clock on the wall decides.
    private func hears(_ bytes: [UInt8]) -> Bool {
        if hasEnded {
            guard let place = written.firstRange(of: bytes) else { return false }
            written.removeSubrange(..<place.upperBound)
            return true
        }
        guard written.count >= bytes.count else {
            if !bytes.starts(with: written) { note("written: \(written), not \(bytes)") }
            return false
        }
        if !written.starts(with: bytes) { note("written: \(written), not \(bytes)") }
        written.removeFirst(bytes.count)
        return true
    }
}
