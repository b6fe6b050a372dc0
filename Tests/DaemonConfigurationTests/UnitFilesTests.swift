import DaemonConfiguration
import Foundation
import TestSupport
import Testing

/// The unit files say what the configuration's defaults say, and keep the daemon in.
@Suite struct UnitFilesTests {
    private static let analyze = "/usr/bin/systemd-analyze"
    private static let folder = SharedData.repository.appendingPathComponent("systemd")

    private func lines(_ name: String) throws -> Set<String> {
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
        return Set(text.split(separator: "\n").map(String.init))
    }

    @Test func theSocketIsTheConfigurationsDefault() throws {
        let socket = Configuration().socket
        let lines = try lines("gaitd.socket")
        #expect(lines.contains("ListenStream=\(socket.path)"))
        #expect(lines.contains("SocketMode=0" + String(socket.mode, radix: 8)))
    }

    @Test func theServiceMayWriteTheDefaultStateDirectory() throws {
        let service = try lines("gaitd.service")
        #expect(Configuration().stateDirectory == "/var/lib/gaitd")
        #expect(service.isSuperset(of: ["StateDirectory=gaitd", "ProtectSystem=strict", "User=gaitd", "Type=notify"]))
        #expect(service.contains("RestrictAddressFamilies=AF_UNIX AF_BLUETOOTH AF_NETLINK"))
        #expect(service.contains("IPAddressDeny=any"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: analyze), "systemd-analyze is not installed"))
    func systemdCallsTheExposureLow() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.analyze)
        process.arguments = [
            "security", "--offline=yes", "--threshold=20", "--no-pager",
            Self.folder.appendingPathComponent("gaitd.service").path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "an exposure above 2.0")
    }
}
