import Glibc

/// Why the simulation cannot run.
enum SimulationError: Error, CustomStringConvertible {
    case system(String, Int32)
    case noReader(path: String, seconds: Double)
    case request(String)

    var description: String {
        switch self {
        case .system(let action, let code): "cannot \(action): \(String(cString: strerror(code)))"
        case .request(let line): "not a request that `gaitsim radiate` knows: \(line)"
        case .noReader(let path, let seconds):
            "nobody opened \(path) within \(seconds) s: start gaitd with this port, or leave out --wait-for-reader"
        }
    }
}
