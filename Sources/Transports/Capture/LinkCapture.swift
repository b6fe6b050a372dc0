internal import CLinux
internal import Drivers
internal import GATT
internal import Glibc
internal import IMU

/// Writes everything that goes over one sensor's link into a text file, each line with its time, so that the link can be
/// played again without the device (docs/writing-a-driver.md describes the lines). For finding faults only: it writes as
/// things happen, on the ingest thread.
final class LinkCapture {
    private let file: UnsafeMutablePointer<FILE>
    private let start = clinux_boottime_ns()
    private var table: GATTTable?
    private var address: BluetoothAddress?
    private var hasName = false

    /// - Parameter directory: must exist. A file that is there already is left alone; the new one gets a number.
    init(directory: String, plan: SensorPlan) throws(IngestError) {
        let name = plan.name.map { $0 == "/" ? "-" : $0 }
        var descriptor: Int32 = -1
        var number = 1
        repeat {
            let path = "\(directory)/\(String(name))\(number == 1 ? "" : "-\(number)").capture"
            // A person's movements: for the owner alone.
            descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            number += 1
        } while descriptor < 0 && errno == EEXIST && number < 1000
        guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
            throw IngestError(doing: "write a capture in \(directory)", errno: errno)
        }
        self.file = file
        // By lines, so that a capture is whole however the daemon ends.
        setvbuf(file, nil, Int32(_IOLBF), 1 << 16)
        put("gaitd capture 1")
        put("link \(plan.bluetooth == nil ? "serial" : "bluetooth")")
        if let family = plan.bluetooth?.family?.descriptor.id { put("driver \(family)") }
        if case .family(let family) = plan.driver { put("driver \(family.descriptor.id)") }
        if let rate = plan.rate { put("rate \(rate)") }
    }

    deinit { fclose(file) }

    private func put(_ line: String) {
        var line = line
        line.append("\n")
        _ = line.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
    }

    /// A line with its time, s since the capture began.
    private func event(_ text: String) {
        let microseconds = (clinux_boottime_ns() &- start) / 1000
        let fraction = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
        put("\(microseconds / 1_000_000).\(fraction) \(text)")
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? 48 + half : 87 + half) }
        }
        return digits.isEmpty ? "-" : String(decoding: digits, as: UTF8.self)
    }

    // MARK: Both

    func opened(_ what: String) { event("open \(what)") }
    /// The device or the connection went away.
    func lost() { event("lost") }
    /// gaitd let go of it.
    func closed() { event("close") }

    /// The daemon stops: what is said from here on ends the device's work.
    func stopping() { event("stop") }

    // MARK: A serial line

    func read(_ bytes: UnsafeRawBufferPointer) { event("in \(Self.hex(bytes))") }
    func wrote(_ bytes: some Sequence<UInt8>) { event("out \(Self.hex(bytes))") }
    func changed(baud: UInt32) { event("baud \(baud)") }

    // MARK: Bluetooth

    /// Who it is, once, and again where it has another address.
    func target(_ address: BluetoothAddress, _ type: AddressType?) {
        guard address != self.address else { return }
        self.address = address
        put("address \(address) \((type ?? (address.looksRandom ? .random : .public)).rawValue)")
    }

    /// What the device advertises, once.
    func advertisement(_ said: Advertisement) {
        guard !hasName, let name = said.name else { return }
        hasName = true
        put("name \(name)")
        if let company = said.company {
            put("company \(Self.hex([UInt8(company >> 8), UInt8(company & 0xFF)])) \(Self.hex(said.manufacturerData))")
        }
    }

    /// The connection stands.
    func connected(_ table: GATTTable, mtu: Int?) {
        if table != self.table {
            self.table = table
            for (index, characteristic) in table.characteristics.enumerated() {
                let properties = Self.hex(CollectionOfOne(characteristic.properties.rawValue))
                put("characteristic \(index) \(characteristic.uuid) \(properties)")
            }
        }
        opened(mtu.map(String.init) ?? "-")
    }

    func learnt(mtu: Int) { event("mtu \(mtu)") }

    func asked(_ action: Intention.Action) {
        guard let index = table?.index(for: action) else { return }
        switch action {
        case .serial: break
        case .subscribe: event("subscribe \(index)")
        case .unsubscribe: event("unsubscribe \(index)")
        case .read: event("read \(index)")
        case .write(_, let bytes, _): event("write \(index) \(Self.hex(bytes))")
        }
    }

    func answered(_ action: Intention.Action, _ answer: GATTAnswer) {
        guard table?.index(for: action) != nil else { return }
        switch answer {
        case .done: event("done")
        case .value(let bytes): event("value \(Self.hex(bytes))")
        case .refused(.attribute(let code)): event("refused \(Self.hex(CollectionOfOne(code)))")
        case .refused: event("refused -")
        }
    }

    func notified(_ characteristic: BluetoothUUID, _ value: UnsafeRawBufferPointer) {
        guard let index = table?.index(for: .subscribe(characteristic)) else { return }
        event("notify \(index) \(Self.hex(value))")
    }
}
