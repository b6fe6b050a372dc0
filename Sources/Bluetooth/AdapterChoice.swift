internal import GATT

/// Which adapter carries which device, where nobody has said it: the one with the fewest links, among those the one that
/// hears the device loudest. A device keeps its adapter; one that an adapter could not reach is tried on another.
struct AdapterChoice<Adapter: Hashable & Comparable> {
    /// An adapter that could carry a device.
    struct Candidate {
        var adapter: Adapter
        /// Connections that it has or is making.
        var links: Int
        /// How loud it hears the device, dBm; nil where it does not say.
        var rssi: Int?
    }

    private var homes: [BluetoothAddress: Adapter] = [:]
    /// The adapter that failed last, and how often in a row.
    private var failures: [BluetoothAddress: (adapter: Adapter, count: Int)] = [:]
    /// After so many failures in a row an adapter is no longer waited for: a device that is carried away and back shall
    /// find its own.
    private static var patience: Int { 3 }
    /// More sensors than a clinic has; addresses that change must not fill the memory.
    private static var most: Int { 256 }
    /// Weaker than anything that is heard, dBm.
    private static var unheard: Int { -200 }

    /// The adapter that carried the device last.
    func home(of device: BluetoothAddress) -> Adapter? { homes[device] }

    /// The adapter to connect a device with; nil where there is none.
    func choose(for device: BluetoothAddress, among candidates: [Candidate]) -> Adapter? {
        let failure = failures[device]
        if let home = homes[device], candidates.contains(where: { $0.adapter == home }),
            failure?.adapter != home || failure.map({ $0.count < Self.patience }) ?? true
        {
            return home
        }
        func rank(_ candidate: Candidate) -> (Int, Int, Int, Adapter) {
            (
                failure?.adapter == candidate.adapter ? 1 : 0, candidate.links,
                -(candidate.rssi ?? Self.unheard), candidate.adapter
            )
        }
        return candidates.min { rank($0) < rank($1) }?.adapter
    }

    /// An attempt is over.
    mutating func note(_ device: BluetoothAddress, on adapter: Adapter, succeeded: Bool) {
        if homes.count >= Self.most { homes = [:] }
        if failures.count >= Self.most { failures = [:] }
        if succeeded {
            homes[device] = adapter
            failures[device] = nil
        } else {
            let before = failures[device].flatMap { $0.adapter == adapter ? $0.count : nil } ?? 0
            failures[device] = (adapter, before + 1)
        }
    }
}
