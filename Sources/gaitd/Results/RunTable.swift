import Synchronization

/// Which session each run of a kit's pipeline belongs to: a session starts a run, and its end starts the next.
final class RunTable: Sendable {
    private struct Kit {
        var sessions: [UInt64: String] = [:]
        var next: UInt64 = 1
    }

    private let kits: Mutex<[Kit]>

    init(kits count: Int) { kits = Mutex(Array(repeating: Kit(), count: count)) }

    /// A new run of a kit, for a session or for none.
    func begin(kit: Int, session: String?) -> UInt64 {
        kits.withLock { kits in
            let run = kits[kit].next
            kits[kit].next += 1
            kits[kit].sessions[run] = session
            return run
        }
    }

    func session(kit: Int, run: UInt64) -> String? { kits.withLock { $0[kit].sessions[run] } }

    /// The run has said everything.
    func end(kit: Int, run: UInt64) { kits.withLock { $0[kit].sessions[run] = nil } }
}
