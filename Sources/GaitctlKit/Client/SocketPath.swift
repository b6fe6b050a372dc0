private import Foundation

/// The file name of the daemon's socket.
public enum SocketPath {
    public static let standard = "/run/gaitd/gaitd.sock"

    /// Names the socket for people who have set one.
    public static let variable = "GAITD_SOCKET"

    /// Bytes that fit a socket address on Linux, without the closing zero.
    static let longest = 107

    /// The path to use: the option, else the environment, else the standard one.
    public static func choose(option: String?, environment: [String: String]) throws(Failure) -> String {
        let path = option ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
        guard !path.isEmpty else { throw Failure(.usage, "--socket needs the path of a socket, such as \(standard)") }
        guard path.utf8.count <= longest else {
            throw Failure(.usage, "the socket's path is longer than \(longest) bytes, which Linux cannot use: \(path)")
        }
        return path
    }

    /// Whether something lies there that is no socket.
    static func isOther(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type].map { $0 as? FileAttributeType != .typeSocket } ?? false
    }

    /// The group to join in order to use the socket: that of the socket, or of its folder where the folder hides it.
    static func group(of path: String) -> String {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        for file in [path, folder] {
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            if let name = attributes?[.groupOwnerAccountName] as? String, name != "root" { return name }
        }
        return "gaitd"
    }
}
