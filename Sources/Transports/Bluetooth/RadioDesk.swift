public import Bluetooth
internal import CLinux
internal import GATT
internal import IMU
internal import Synchronization

/// The radio and the links over it, on the ingest thread. The radio is opened when it is first needed: where no sensor
/// is on Bluetooth and nobody scans, nothing asks for it.
final class RadioDesk {
    private let links: [BluetoothLink]
    private let open: RadioOpener
    private let board: ScanBoard
    private let poller: Poller
    private let token: UInt64
    private var central: (any Central)?
    private var openAt: Int64 = 0
    /// Why it could not be opened.
    private var problem: BluetoothProblem?

    init(_ links: [BluetoothLink], open: @escaping RadioOpener, board: ScanBoard, poller: Poller, token: UInt64) {
        self.links = links
        self.open = open
        self.board = board
        self.poller = poller
        self.token = token
    }

    /// Notifications and answers. Each link stamps its values as they are read.
    func turn(clock: ArrivalClock, floor: HostTime) {
        for link in links { link.prepare(clock, floor: floor) }
        central?.turn()
        let now = clinux_boottime_ns()
        for link in links { link.advance(now) }
    }

    /// - Parameter time: the host time that belongs to `now`, above the watermark.
    func tick(now: Int64, clock: ArrivalClock, time: HostTime) {
        let isScanAsked = board.isWanted(at: now)
        if central == nil, !links.isEmpty || isScanAsked, now >= openAt { openRadio(now) }
        for link in links { link.prepare(clock, floor: time) }
        central?.scan(isScanAsked || links.contains(where: \.wantsScan))
        central?.tick(now: now)
        for link in links { link.tick(now: now, time: time, central, problem) }
        if isScanAsked { post() }
    }

    func stop() {
        for link in links { link.stop() }
        // What the devices are told to do is done before they are let go of.
        let deadline = clinux_boottime_ns() &+ 1_000_000_000
        while links.contains(where: \.isStopping), clinux_boottime_ns() < deadline {
            clinux_wait_readable(central?.descriptor ?? -1, 20)
            central?.turn()
            let now = clinux_boottime_ns()
            central?.tick(now: now)
            for link in links { link.advance(now) }
        }
        for link in links { link.letGo() }
        central?.stop()
    }

    private func openRadio(_ now: Int64) {
        do throws(BluetoothProblem) {
            let central = try open()
            guard poller.add(central.descriptor, token: token) else { throw .system(errno: 0) }
            self.central = central
            problem = nil
        } catch {
            problem = error
            // An adapter may be plugged in later.
            openAt = now &+ 5_000_000_000
        }
    }

    private func post() {
        guard let central else { return board.post([], problem) }
        board.post(Array(central.sightings.values), central.problem ?? central.scanProblem)
    }
}

/// Opens the radio; tests open another.
public typealias RadioOpener = @Sendable () throws(BluetoothProblem) -> any Central

/// What a scan shows, for other threads.
final class ScanBoard: Sendable {
    private struct State {
        var wantedUntil: Int64 = .min
        var sightings: [Sighting] = []
        var problem: BluetoothProblem?
    }

    private let state = Mutex(State())

    func want(until: Int64) { state.withLock { $0.wantedUntil = max($0.wantedUntil, until) } }

    func isWanted(at now: Int64) -> Bool { state.withLock { now < $0.wantedUntil } }

    func post(_ sightings: [Sighting], _ problem: BluetoothProblem?) {
        state.withLock { state in
            state.sightings = sightings
            state.problem = problem
        }
    }

    func read() -> (sightings: [Sighting], problem: BluetoothProblem?) {
        state.withLock { ($0.sightings, $0.problem) }
    }
}
