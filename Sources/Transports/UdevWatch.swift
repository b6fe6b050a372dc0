internal import CUdev
internal import Glibc

/// Learns from udev (libudev) that a serial device was plugged in and is ready, with its final name, group and
/// permissions, and finds devices by what they are. The ingest thread owns it.
///
/// Where no udev runs, as in most containers, the kernel's word about the paths remains (`PathWatch`).
final class UdevWatch {
    let descriptor: Int32
    private let udev: OpaquePointer
    private let monitor: OpaquePointer

    /// Nil where there is no udev to ask.
    init?() {
        guard let udev = udev_new() else { return nil }
        guard let monitor = udev_monitor_new_from_netlink(udev, "udev") else {
            udev_unref(udev)
            return nil
        }
        guard udev_monitor_filter_add_match_subsystem_devtype(monitor, "tty", nil) >= 0,
            udev_monitor_enable_receiving(monitor) >= 0
        else {
            udev_monitor_unref(monitor)
            udev_unref(udev)
            return nil
        }
        (self.udev, self.monitor) = (udev, monitor)
        descriptor = udev_monitor_get_fd(monitor)
    }

    deinit {
        udev_monitor_unref(monitor)
        udev_unref(udev)
    }

    /// Takes the events that are there.
    /// - Returns: whether a device may have become usable. That one went away, its open descriptor says.
    func read() -> Bool {
        var isNews = false
        while let device = udev_monitor_receive_device(monitor) {
            if let action = udev_device_get_action(device), strcmp(action, "remove") != 0 { isNews = true }
            udev_device_unref(device)
        }
        return isNews
    }

    /// The path of the device with that name.
    func path(of name: USBName) throws(LinkProblem) -> String {
        guard let list = udev_enumerate_new(udev) else { throw .noSuchDevice }
        defer { udev_enumerate_unref(list) }
        udev_enumerate_add_match_subsystem(list, "tty")
        // Names first: the other ttys' properties need not be read.
        udev_enumerate_add_match_sysname(list, "ttyUSB*")
        udev_enumerate_add_match_sysname(list, "ttyACM*")
        // A device that udev has not finished has no group yet.
        udev_enumerate_add_match_is_initialized(list)
        udev_enumerate_scan_devices(list)
        var found: [String] = []
        var entry = udev_enumerate_get_list_entry(list)
        while let here = entry {
            if let device = udev_device_new_from_syspath(udev, udev_list_entry_get_name(here)) {
                if Self.is(device, name), let path = udev_device_get_devnode(device) {
                    found.append(String(cString: path))
                }
                udev_device_unref(device)
            }
            entry = udev_list_entry_get_next(here)
        }
        guard let path = found.first else { throw .noSuchDevice }
        guard found.count == 1 else { throw .manyDevices(count: UInt32(truncatingIfNeeded: found.count)) }
        return path
    }

    private static func `is`(_ device: OpaquePointer, _ name: USBName) -> Bool {
        func property(_ key: String) -> String? {
            udev_device_get_property_value(device, key).map { String(cString: $0) }
        }
        return property("ID_VENDOR_ID")?.lowercased() == name.vendor
            && property("ID_MODEL_ID")?.lowercased() == name.product
            && (name.serial == nil || property("ID_SERIAL_SHORT") == name.serial)
    }
}
