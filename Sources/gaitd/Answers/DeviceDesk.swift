import Bluetooth
import Drivers
import Foundation
import GATT
import IMU
import QueryAPI
import QueryServer
import Store
import Transports

/// Shows which devices are near, and puts them at placements. What is assigned is kept in the store and stands above the
/// configuration file, which the daemon never writes; the daemon then starts anew with it, as on `systemctl reload`.
struct DeviceDesk: Sendable {
    let kits: [KitPlan]
    let ingest: Ingest
    let store: Store

    /// A scan goes on for this long after it was last asked for, s.
    private static let scanTail = 4.0
    /// Devices that were not heard for this long are not shown, s.
    private static let staleness = 30.0

    func scan() -> Scan {
        ingest.scan(seconds: Self.scanTail)
        let (sightings, problem) = ingest.sightings()
        let now = ArrivalClock().now()
        let near =
            sightings
            .map { (seen: $0, ago: now.seconds(since: $0.time)) }
            .filter { $0.ago < Self.staleness }
            .sorted {
                ($0.seen.rssi ?? -200, $1.seen.address.description) > (
                    $1.seen.rssi ?? -200, $0.seen.address.description
                )
            }
            .map { seen, ago in
                SeenDevice(
                    id: seen.address.description, kind: "bluetooth", addressType: seen.type?.rawValue,
                    name: seen.advertisement.name, rssiDbm: seen.rssi, driver: seen.family?.descriptor.id,
                    sensor: sensor(with: seen.address.description) ?? sensor(with: seen.advertisement.name),
                    seenSAgo: (max(0, ago) * 10).rounded() / 10)
            }
        let lines = Self.lines().map { SeenDevice(id: $0, kind: "serial", sensor: sensor(with: $0)) }
        return Scan(devices: near + lines, problem: problem?.text("the radio"))
    }

    /// Puts a device at a placement; it leaves any other.
    func assign(_ new: NewDevice, to sensor: String) async throws {
        let place = try place(sensor)
        try await refuseInSession(place.kit.name)
        let device = try Self.normal(new)
        var rows: [AssignmentRow] = []
        if device != Self.nobody {
            for kit in kits {
                for index in kit.placements.indices where kit.plans[index].path == device {
                    guard kit.name == place.kit.name else {
                        throw Problem.conflict("\(device) belongs to \(kit.sensorID(index))", field: "device")
                    }
                    rows.append(
                        AssignmentRow(kit: kit.name, placement: kit.placements[index].name, device: Self.nobody))
                }
            }
        }
        let type = new.addressType ?? seenType(device)
        rows.append(
            AssignmentRow(kit: place.kit.name, placement: place.placement.name, device: device, addressType: type))
        try await store.asynchronously { [rows] in try $0.assign(rows) }
        Reload.ask()
    }

    /// The sensor really sits elsewhere: it and the kit's sensor there exchange their devices.
    func move(_ sensor: String, to placement: String) async throws {
        let from = try place(sensor)
        guard let to = from.kit.placements.firstIndex(where: { $0.name == placement }) else {
            throw Problem.conflict(
                "kit \(from.kit.name) has no sensor at \(placement): add one to the configuration file",
                field: "placement")
        }
        try await refuseInSession(from.kit.name)
        guard let index = from.kit.placements.firstIndex(of: from.placement), index != to else { return }
        let (a, b) = (from.kit.plans[index], from.kit.plans[to])
        for plan in [a, b] {
            guard case .name? = plan.bluetooth?.identity else { continue }
            throw Problem.conflict("\(plan.name) is configured by its name: change that in the configuration file")
        }
        let rows = [
            Self.row(b, at: from.placement, of: from.kit), Self.row(a, at: from.kit.placements[to], of: from.kit),
        ]
        try await store.asynchronously { try $0.assign(rows) }
        Reload.ask()
    }

    // MARK: Parts

    private static let nobody = "assigned"

    private static func row(_ plan: SensorPlan, at placement: Placement, of kit: KitPlan) -> AssignmentRow {
        var type: AddressType?
        if case .address(_, let known)? = plan.bluetooth?.identity { type = known }
        return AssignmentRow(kit: kit.name, placement: placement.name, device: plan.path, addressType: type?.rawValue)
    }

    private func place(_ sensor: String) throws -> (kit: KitPlan, placement: Placement) {
        for kit in kits {
            for index in kit.placements.indices where kit.sensorID(index) == sensor {
                return (kit, kit.placements[index])
            }
        }
        throw Problem.notFound("no sensor is called \(sensor): `gaitctl sensors` lists them")
    }

    /// A session's samples belong to the placements that it began with.
    private func refuseInSession(_ kit: String) async throws {
        let open = try await store.asynchronously { try $0.openSessions() }
        guard let session = open.first(where: { $0.kit == kit }) else { return }
        throw Problem.conflict("session \(session.id) runs on kit \(kit): stop it first (`gaitctl session stop`)")
    }

    private static func normal(_ new: NewDevice) throws -> String {
        if let address = BluetoothAddress(new.device) { return address.description }
        guard new.device == nobody || new.device.hasPrefix("/dev/") && !new.device.contains("/../") else {
            throw Problem.invalid(
                "device", "\(new.device) is neither a Bluetooth address nor a path below /dev: `gaitctl sensors scan`")
        }
        return new.device
    }

    private func seenType(_ device: String) -> String? {
        ingest.sightings().sightings.first { $0.address.description == device }?.type?.rawValue
    }

    private func sensor(with device: String?) -> String? {
        guard let device else { return nil }
        for kit in kits {
            for index in kit.placements.indices where kit.plans[index].path == device { return kit.sensorID(index) }
        }
        return nil
    }

    /// Serial lines by the names that stay the same in every port.
    private static func lines() -> [String] {
        let folder = "/dev/serial/by-id"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }
}
