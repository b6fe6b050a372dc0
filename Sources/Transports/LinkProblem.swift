public import Bluetooth
internal import Drivers
internal import Glibc

/// Why a link does not deliver samples, as plain bits that cross threads; `text` says it with the way out.
public enum LinkProblem: Sendable, Equatable, BitwiseCopyable {
    /// The path does not exist.
    case noSuchDevice
    /// The path leads to something that is not a serial line.
    case notATerminal
    /// The kernel refused to open it; `group` owns the device file.
    case noPermission(group: UInt32)
    /// It is not permitted whoever asks: a sandbox or a container keeps devices of this kind away.
    case forbidden
    /// Another program has it open.
    case busy
    /// More devices than one have the USB numbers that the plan names.
    case manyDevices(count: UInt32)
    /// The plan names a USB device, but there is no udev to find it.
    case noUdev
    /// Any other error of the system, by its `errno`.
    case system(errno: Int32)
    /// The device went away while it was open.
    case hungUp
    /// Open, but not one byte arrived.
    case noBytes
    /// Bytes arrive, but no known protocol is among them.
    case unknownBytes(count: UInt64, baud: UInt32?)
    /// The known device sends nothing, or nothing that makes a sample, for a while.
    case noSamples(bytesArrive: Bool)
    /// Over Bluetooth.
    case bluetooth(BluetoothProblem)

    /// Sorts an `errno` of opening or reading; `group` is the owner of the device file.
    static func opening(errno code: Int32, group: UInt32) -> LinkProblem {
        switch code {
        case ENOENT, ENOTDIR, ENXIO, ENODEV: .noSuchDevice
        case EACCES: .noPermission(group: group)
        // What the device file's own bits refuse is EACCES; this comes from the control group.
        case EPERM: .forbidden
        case EBUSY: .busy
        case ENOTTY: .notATerminal
        default: .system(errno: code)
        }
    }

    /// The state that goes with it.
    var state: LinkState {
        switch self {
        case .noSuchDevice: .missing
        case .notATerminal, .noPermission, .forbidden, .busy, .manyDevices, .noUdev, .system: .failed
        case .hungUp: .opening
        case .noBytes, .unknownBytes: .hunting
        case .noSamples: .silent
        case .bluetooth(let problem):
            switch problem {
            case .notSeen, .outOfReach, .notAssigned: .missing
            case .connectionLost, .protocolBroken: .opening
            default: .failed
            }
        }
    }

    /// Whether it is the same trouble, whatever the numbers: told once.
    func isSameKind(as other: LinkProblem) -> Bool {
        switch (self, other) {
        case (.unknownBytes, .unknownBytes), (.noSamples, .noSamples): true
        default: self == other
        }
    }

    /// What is wrong, and what to do about it.
    public func text(_ plan: SensorPlan) -> String {
        let path = plan.path
        switch self {
        case .noSuchDevice where USBName(path) != nil:
            return "\(path) is not plugged in: plug it in, in any port; gaitd connects by itself"
        case .noSuchDevice:
            return "\(path) does not exist: plug the receiver in or switch the sensor on; gaitd connects by itself"
        case .notATerminal:
            return "\(path) is not a serial line: set `device` of \(plan.name) to a tty such as /dev/ttyUSB0"
        case .noPermission(let group):
            let name = groupName(group)
            return "no permission to open \(path), which belongs to group \(name): add the user that runs gaitd to it "
                + "(`sudo usermod -aG \(name) \(userName())`) and start gaitd again"
        case .forbidden:
            return "\(path) is kept from gaitd by its unit or container: add a `DeviceAllow=` for it "
                + "(`systemctl edit gaitd`), or give the container the device; gaitd tries again"
        case .busy:
            return "\(path) is in use by another program: `fuser -v \(path)` names it; close it, gaitd tries again"
        case .manyDevices(let count):
            return "\(count) devices are \(path): add the serial number to `device` of \(plan.name) "
                + "(`udevadm info -q property /dev/ttyUSB0 | grep ID_SERIAL_SHORT` shows it), or name a path under "
                + "/dev/serial"
        case .noUdev:
            return "\(path) cannot be found because udev does not run here: set `device` of \(plan.name) to a path"
        case .system(let code):
            return "cannot use \(path): \(systemText(code)); gaitd tries again"
        case .hungUp:
            return "\(path) was disconnected; gaitd connects again as soon as it is back"
        case .noBytes:
            return "\(path) is open, but 0 bytes arrived: is the sensor switched on and paired with its receiver?"
        case .unknownBytes(let count, let baud):
            let speed = baud.map { " (now at \($0) baud)" } ?? ""
            return "\(count) bytes on \(path), but no \(plan.driver.protocols) frame among them\(speed): "
                + "check `driver` and `baud` of \(plan.name)"
        case .bluetooth(let problem): return problem.text(path)
        case .noSamples(let bytesArrive):
            return bytesArrive
                ? "bytes arrive on \(path), but 0 samples: let the device send acceleration and angular rate"
                : "0 samples from \(path): switched off, out of range or empty battery?"
        }
    }
}

/// The system's words for an `errno`.
func systemText(_ code: Int32) -> String {
    // glibc's strerror has a buffer per thread.
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
}

private func groupName(_ id: UInt32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        guard let base = buffer.baseAddress, getgrgid_r(id, &entry, base, buffer.count, &found) == 0,
            let name = found?.pointee.gr_name
        else { return String(id) }
        return String(cString: name)
    }
}

private func userName() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard let base = buffer.baseAddress, getpwuid_r(geteuid(), &entry, base, buffer.count, &found) == 0,
            let name = found?.pointee.pw_name
        else { return String(geteuid()) }
        return String(cString: name)
    }
}
