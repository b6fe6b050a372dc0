private import AsyncHTTPClient
private import Foundation
private import NIOCore
private import NIOHTTP1

extension Failure {
    /// What a failed `connect` means.
    /// - Parameters:
    ///   - code: the `errno` of the failure.
    ///   - path: the socket.
    ///   - group: the group that may use the socket.
    public static func connecting(errno code: CInt, path: String, group: String = "gaitd") -> Failure {
        switch code {
        case ECONNREFUSED where SocketPath.isOther(path):
            Failure(.unavailable, "\(path) is not a socket: name gaitd's with --socket or GAITD_SOCKET")
        case ENOENT, ECONNREFUSED, ENOTDIR:
            Failure(.unavailable, "cannot connect to \(path): is gaitd running? `systemctl status gaitd`")
        case EACCES, EPERM:
            Failure(
                .permission,
                "cannot connect to \(path): permission denied; join its group with "
                    + "`sudo usermod -aG \(group) $USER` and log in again")
        case EAGAIN:
            Failure(.temporary, "cannot connect to \(path): gaitd has too many clients waiting; try again")
        default:
            Failure(
                .unavailable,
                "cannot connect to \(path): \(String(cString: strerror(code))); `systemctl status gaitd` may say why")
        }
    }

    /// What any error of the HTTP client means.
    static func asking(_ error: any Error, path: String) -> Failure {
        switch error {
        case let failure as Failure:
            return failure
        case let error as IOError where [ECONNRESET, EPIPE, ENOTCONN].contains(error.errnoCode):
            return lost(path)
        case let error as IOError:
            return connecting(errno: error.errnoCode, path: path, group: SocketPath.group(of: path))
        case let error as HTTPClientError
        where [.deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout, .getConnectionFromPoolTimeout]
            .contains(error):
            return Failure(
                .temporary, "gaitd at \(path) did not answer in time; try again, or look at `journalctl -u gaitd`")
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            return lost(path)
        case let error as HTTPParserError where error == .invalidEOFState:
            return lost(path)
        case is HTTPParserError, is HTTPClientError, is NIOTooManyBytesError:
            return malformed("\(error)", path: path)
        case is CancellationError:
            return Failure(.interrupted, "")
        default:
            return Failure(.software, "asking gaitd at \(path) failed: \(error)")
        }
    }

    static func lost(_ path: String) -> Failure {
        Failure(
            .temporary,
            "gaitd closed the connection at \(path) before it had answered; try again, or look at `journalctl -u gaitd`"
        )
    }

    static func malformed(_ reason: String, path: String) -> Failure {
        Failure(
            .protocolError,
            "what answers at \(path) does not speak as gaitd does (\(reason)); "
                + "compare `gaitctl --version` with `gaitd --version`")
    }
}
