internal import Foundation
internal import IMU
internal import TOMLKit

extension Configuration {
    /// The longest file that is read: a hundred kits take a tenth of it.
    static let longestFile = 1 << 20

    /// Reads and validates a file; all its mistakes come in one error.
    public static func load(_ path: String) throws(ConfigurationErrors) -> Configuration {
        let data = try bytes(path)
        guard data.count <= longestFile else {
            throw one(path, "has more than \(longestFile) bytes; is it the right file?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw one(path, "is not UTF-8 text; save it in that encoding")
        }
        return try parse(text, file: path)
    }

    /// Validates the text of a file; `file` names it in the mistakes.
    public static func parse(_ text: String, file: String) throws(ConfigurationErrors) -> Configuration {
        // TOMLKit hands C strings about: a NUL would hide what follows.
        for nul in ["\0", "\\u0000", "\\U00000000"] {
            guard let range = text.range(of: nul, options: .literal) else { continue }
            let line = 1 + text[..<range.lowerBound].unicodeScalars.count { $0 == "\n" }
            throw notTOML(file, SourcePosition(line: line, column: 1), "holds a NUL character; remove it")
        }
        let locator = KeyLocator(text)
        if let fault = locator.fault { throw notTOML(file, fault.position, "is not TOML: \(fault.text)") }
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let position = SourcePosition(line: error.source.begin.line, column: error.source.begin.column)
            throw notTOML(file, position, "is not TOML: \(error.description)")
        } catch {
            throw one(file, "is not TOML: \(error)")
        }
        let mistakes = MistakeCollector(file: file, locator: locator)
        // Tables inside others point into the root's memory.
        let configuration = withExtendedLifetime(root) { read(TableReader(root, section: "", path: "", mistakes)) }
        guard mistakes.mistakes.isEmpty else { throw ConfigurationErrors(mistakes: mistakes.mistakes) }
        return configuration
    }

    private static func notTOML(
        _ file: String, _ position: SourcePosition, _ problem: String
    ) -> ConfigurationErrors {
        ConfigurationErrors(mistakes: [
            ConfigurationMistake(file: file, line: position.line, column: position.column, problem: problem)
        ])
    }

    private static func one(_ file: String, _ problem: String) -> ConfigurationErrors {
        ConfigurationErrors(mistakes: [ConfigurationMistake(file: file, problem: problem)])
    }

    /// The file's bytes, one more than is allowed at most.
    private static func bytes(_ path: String) throws(ConfigurationErrors) -> Data {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while data.count <= longestFile {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { break }
            data.append(contentsOf: buffer[..<count])
        }
        return data
    }

    private static func unreadable(_ path: String, _ code: Int32) -> ConfigurationErrors {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return one(path, "cannot be read: \(reason); name another file with --config")
    }
}

// MARK: Sections

extension Configuration {
    private static func read(_ root: TableReader) -> Configuration {
        var configuration = Configuration()
        root.string("state_directory", isAbsolutePath).map { configuration.stateDirectory = $0 }
        root.word("log_level", LogLevel.self).map { configuration.logLevel = $0 }
        root.table("socket").map { configuration.socket = socket($0) }
        root.table("flagging").map { configuration.flagging = flagging($0) }
        root.table("retention").map { configuration.retention = retention($0) }
        root.table("bluetooth")?.word("backend", Bluetooth.Backend.self).map { configuration.bluetooth.backend = $0 }
        var known = Known()
        configuration.kits = (root.tables("kit") ?? []).compactMap { kit($0, &known) }
        return configuration
    }

    private static func socket(_ reader: TableReader) -> Socket {
        var socket = Socket()
        // sun_path of sockaddr_un has 108 bytes, the last of which is NUL.
        reader.string("path") { isAbsolutePath($0) && $0.utf8.count <= 107 }.map { socket.path = $0 }
        reader.string("mode") { mode($0) != nil }.flatMap(mode).map { socket.mode = $0 }
        socket.group = reader.string("group", isGroup)
        socket.viewerGroups = reader.strings("viewer_groups", isGroup) ?? []
        socket.operatorGroups = reader.strings("operator_groups", isGroup) ?? []
        socket.adminGroups = reader.strings("admin_groups", isGroup) ?? []
        return socket
    }

    private static func flagging(_ reader: TableReader) -> Flagging {
        var flagging = Flagging()
        let percent = 0.5...100.0
        reader.number("step_time_symmetry_index_percent", in: percent)
            .map { flagging.stepTimeSymmetryIndexPercent = $0 }
        reader.number("stance_time_symmetry_index_percent", in: percent)
            .map { flagging.stanceTimeSymmetryIndexPercent = $0 }
        reader.number("swing_time_symmetry_index_percent", in: percent)
            .map { flagging.swingTimeSymmetryIndexPercent = $0 }
        reader.number("pronation_proxy_difference_deg", in: 0.5...45)
            .map { flagging.pronationProxyDifferenceDeg = $0 }
        reader.number("symmetry_index_change_percent", in: percent).map { flagging.symmetryIndexChangePercent = $0 }
        reader.number("pronation_proxy_change_deg", in: 0.5...45).map { flagging.pronationProxyChangeDeg = $0 }
        reader.number("knee_change_deg", in: 0.5...45).map { flagging.kneeChangeDeg = $0 }
        reader.number("lumbar_change_deg", in: 0.5...45).map { flagging.lumbarChangeDeg = $0 }
        reader.integer("minimum_strides", in: 6...1000).map { flagging.minimumStrides = $0 }
        return flagging
    }

    private static func retention(_ reader: TableReader) -> Retention {
        var retention = Retention()
        reader.integer("raw_days", in: 0...36_500).map { retention.rawDays = $0 == 0 ? nil : $0 }
        reader.integer("episode_days", in: 0...36_500).map { retention.episodeDays = $0 == 0 ? nil : $0 }
        return retention
    }

    /// What must not come twice, with the path of its first appearance.
    private struct Known {
        var kits: [String: String] = [:]
        var subjects: [String: String] = [:]
        var devices: [String: String] = [:]
    }

    private static func kit(_ reader: TableReader, _ known: inout Known) -> Kit? {
        reader.require("name")
        reader.require("sensor")
        let name = reader.string("name", isCode)
        let subject = reader.string("subject", isCode)
        if let name { once(reader, "name", name, &known.kits) }
        if let subject { once(reader, "subject", subject, &known.subjects) }
        let tables = reader.tables("sensor")
        if let tables, tables.isEmpty { reader.add("sensor", "is empty; a kit has at least one sensor") }
        var placements: [String: String] = [:]
        let sensors = (tables ?? []).compactMap { sensor($0, &placements, &known.devices) }
        let height = reader.number("shank_sensor_height_m", in: 0.05...0.6)
        return name.map { name in
            var kit = Kit(name: name, subject: subject, sensors: sensors)
            height.map { kit.shankSensorHeight = $0 }
            return kit
        }
    }

    private static func sensor(
        _ reader: TableReader, _ placements: inout [String: String], _ devices: inout [String: String]
    ) -> Sensor? {
        reader.require("placement")
        let placement = reader.string("placement") { Placement(name: $0) != nil }.flatMap(Placement.init(name:))
        let place = place(reader, &devices)
        let driver = reader.word("driver", Driver.self) ?? .auto
        let baud = reader.integer("baud", in: 300...4_000_000, or: "auto").map(UInt32.init)
        let rate = reader.number("rate", in: 1...2000)
        if let placement { once(reader, "placement", placement.name, &placements) }
        guard let placement, let place else { return nil }
        check(reader, driver, place)
        return Sensor(placement: placement, place: place, driver: driver, baud: baud, rate: rate)
    }

    /// Exactly one of `device`, `address` and `name` says where the sensor is.
    private static func place(_ reader: TableReader, _ devices: inout [String: String]) -> Sensor.Place? {
        let adapter = reader.string("adapter", isAdapter)
        let type = reader.string("address_type") { $0 == "public" || $0 == "random" }
        let ways = ["device", "address", "name"].filter(reader.has)
        guard let way = ways.first else {
            reader.require("device")
            return nil
        }
        for other in ways.dropFirst() { reader.add(other, "stands beside `\(way)`; only one of them can be") }
        if way != "device", reader.has("baud") {
            reader.add("baud", "is for serial lines; Bluetooth has none")
        }
        if way == "name", reader.has("address_type") { reader.add("address_type", "goes with an `address`") }
        switch way {
        case "device":
            let device = reader.string(way) { isAbsolutePath($0) || isUSBName($0) || $0 == "assigned" }
            // What is assigned later may be on Bluetooth.
            for key in device == "assigned" ? ["address_type"] : ["address_type", "adapter"] where reader.has(key) {
                reader.add(key, "is for Bluetooth; a `device` has none")
            }
            guard let device else { return nil }
            if device == "assigned" { return .assigned(adapter: adapter) }
            once(reader, way, device, &devices)
            return .device(device)
        case "address":
            guard let address = reader.string(way, isBluetoothAddress)?.uppercased() else { return nil }
            once(reader, way, address, &devices)
            return .address(address, isRandom: type.map { $0 == "random" }, adapter: adapter)
        default:
            guard let name = reader.string(way, isDeviceName) else { return nil }
            once(reader, way, name, &devices)
            return .name(name, adapter: adapter)
        }
    }

    private static func check(_ reader: TableReader, _ driver: Driver, _ place: Sensor.Place) {
        switch place {
        case .device:
            guard Driver.wireless.contains(driver) else { return }
            reader.add("driver", "\"\(driver.rawValue)\" is for Bluetooth devices; give an `address` or a `name`")
        case .address, .name:
            guard Driver.wired.contains(driver) else { return }
            reader.add("driver", "\"\(driver.rawValue)\" is for serial lines; give a `device`")
        case .assigned: return
        }
    }

    private static func once(_ reader: TableReader, _ name: String, _ value: String, _ seen: inout [String: String]) {
        let path = "\(reader.path).\(name)"
        if let first = seen[value] {
            reader.add(name, "\"\(value)\" stands already in line \(reader.mistakes.line(of: first)) (`\(first)`)")
        } else {
            seen[value] = path
        }
    }
}

// MARK: What may stand there

private func isAbsolutePath(_ text: String) -> Bool {
    text.hasPrefix("/") && !text.hasSuffix("/") && text.utf8.count < 4096
        && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
}

/// `usb:VVVV:PPPP` or `usb:VVVV:PPPP:SERIAL`, the numbers in hexadecimal; a serial number has no spaces, as udev says it.
private func isUSBName(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    return (3...4).contains(parts.count) && parts[0] == "usb" && text.utf8.count < 256
        && parts[1...2].allSatisfy { $0.utf8.count == 4 && $0.allSatisfy(\.isHexDigit) }
        && (parts.count == 3 || !parts[3].isEmpty && parts[3].utf8.allSatisfy { $0 > 32 && $0 < 127 })
}

/// Letters, digits and a few signs: it becomes part of sensor names and file names.
private func isCode(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".")
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
}

/// Six bytes in hexadecimal, with colons.
private func isBluetoothAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 6 && parts.allSatisfy { $0.utf8.count == 2 && $0.allSatisfy(\.isHexDigit) }
}

private func isAdapter(_ text: String) -> Bool {
    isBluetoothAddress(text) || text.hasPrefix("hci") && UInt16(text.dropFirst(3)) != nil
}

/// What a device may call itself: without control characters.
private func isDeviceName(_ text: String) -> Bool {
    (1...248).contains(text.utf8.count) && text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
}

private func isGroup(_ text: String) -> Bool { isCode(text) }

/// Permission bits that let the owner read and write, and nobody but owner and group in.
private func mode(_ text: String) -> UInt32? {
    guard (3...4).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "+"), let bits = UInt32(text, radix: 8)
    else { return nil }
    return bits & 0o7 == 0 && bits & 0o600 == 0o600 && bits & ~0o770 == 0 ? bits : nil
}
