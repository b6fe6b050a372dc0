/// Why the socket cannot be opened, and the way out.
public enum SocketError: Error, Equatable, CustomStringConvertible {
    case pathTooLong(String, bytes: Int)
    case notASocket(String)
    case inUse(String)
    case noDirectory(String)
    case system(call: String, path: String, reason: String)
    case notListening(descriptor: Int32)

    public var description: String {
        switch self {
        case .pathTooLong(let path, let bytes):
            "the socket path \(path) has \(bytes) bytes and a Unix socket's may have 107: "
                + "set a shorter socket path in the configuration"
        case .notASocket(let path):
            "\(path) exists and is not a socket: move it away, or set another socket path"
        case .inUse(let path):
            "something already answers on \(path), most likely another gaitd: stop it (systemctl stop gaitd), "
                + "or set another socket path"
        case .noDirectory(let path):
            "the folder of the socket \(path) is not there: create it, or set another socket path "
                + "(systemd does it with RuntimeDirectory=gaitd)"
        case .system(let call, let path, let reason): "cannot open the socket \(path): \(call): \(reason)"
        case .notListening(let descriptor):
            "descriptor \(descriptor) is not a listening Unix stream socket: check ListenStream= in gaitd.socket"
        }
    }
}
