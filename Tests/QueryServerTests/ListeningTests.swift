import Foundation
import QueryAPI
import QueryServer
import Testing

/// How the server comes to its socket, and what it leaves behind.
@Suite struct ListeningTests {
    @Test(arguments: [0o660, 0o600, 0o666] as [UInt32])
    func theSocketHasItsMode(mode: UInt32) async throws {
        try await withServer(mode: mode) { server in
            var status = stat()
            #expect(lstat(server.path, &status) == 0)
            #expect(status.st_mode & 0o7777 == mode)
            #expect(status.st_mode & S_IFMT == S_IFSOCK)
        }
    }

    @Test func aSocketInUseIsLeftAlone() async throws {
        try await withServer { server async throws in
            await #expect(throws: SocketError.inUse(server.path)) {
                try await withServer(MemoryBackend(), at: .path(server.path), path: server.path) { _ in }
            }
            #expect(try await server.ask("/v1/status").status == 200)
        }
    }

    @Test func aStaleSocketIsReplaced() async throws {
        try await withSocketFolder { path in
            close(listeningSocket(path))
            #expect(FileManager.default.fileExists(atPath: path))
            try await withServer(MemoryBackend(), at: .path(path), path: path) { server async throws in
                #expect(try await server.ask("/v1/status").status == 200)
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func whatIsNotASocketIsLeftAlone() async throws {
        try await withSocketFolder { path in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: SocketError.notASocket(path)) {
                try await withServer(MemoryBackend(), at: .path(path), path: path) { _ in }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        }
    }

    @Test func aPathThatDoesNotFitIsRefused() async throws {
        try await withSocketFolder { path in
            let long = path + String(repeating: "x", count: 108 - path.utf8.count)
            await #expect(throws: SocketError.pathTooLong(long, bytes: 108)) {
                try await withServer(MemoryBackend(), at: .path(long), path: long) { _ in }
            }
            let fits = String(long.dropLast())
            try await withServer(MemoryBackend(), at: .path(fits), path: fits) { server in
                let client = try RawClient(fits)
                await client.send("GET /v1/status HTTP/1.1\r\nHost: gaitd\r\nConnection: close\r\n\r\n")
                #expect(await client.readToEnd().hasPrefix("HTTP/1.1 200 OK"))
                client.close()
            }
        }
    }

    @Test func aMissingFolderIsNamed() async throws {
        try await withSocketFolder { path in
            let inside = path + "/no/s"
            await #expect(throws: SocketError.noDirectory(inside)) {
                try await withServer(MemoryBackend(), at: .path(inside), path: inside) { _ in }
            }
        }
    }

    @Test func aHandedOverSocketIsServedAndItsFileStays() async throws {
        try await withSocketFolder { path in
            let descriptor = listeningSocket(path)
            try await withServer(MemoryBackend(), at: .descriptor(descriptor), path: path) { server async throws in
                #expect(try await server.ask("/v1/status").status == 200)
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aDescriptorThatDoesNotListenIsRefused() async throws {
        try await withSocketFolder { path in
            let descriptor = listeningSocket(path, listens: false)
            await #expect(throws: SocketError.notListening(descriptor: descriptor)) {
                try await withServer(MemoryBackend(), at: .descriptor(descriptor), path: path) { _ in }
            }
            close(descriptor)
        }
    }

    @Test func anotherProcessesFileIsNotRemoved() async throws {
        try await withSocketFolder { path in
            try await withServer(MemoryBackend(), at: .path(path), path: path) { _ in
                unlink(path)
                close(listeningSocket(path))
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func everyErrorSaysWhatToDo() {
        let errors: [SocketError] = [
            .pathTooLong("/p", bytes: 200), .notASocket("/p"), .inUse("/p"), .noDirectory("/p"),
            .notListening(descriptor: 3), .system(call: "bind", path: "/p", reason: "Permission denied"),
        ]
        for error in errors { #expect(error.description.contains("/p") || error.description.contains("gaitd.socket")) }
        #expect(SocketError.inUse("/p").description.contains("systemctl stop gaitd"))
    }
}
