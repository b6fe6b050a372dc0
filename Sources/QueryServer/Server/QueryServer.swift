import HTTPTypes
import HummingbirdCore
public import Logging
import NIOCore
import NIOExtras
import NIOHTTPTypes
import NIOPosix
import QueryAPI
public import ServiceLifecycle
import Synchronization

/// The query interface: HTTP/JSON over a Unix socket.
///
/// Hummingbird speaks HTTP on each connection; the listening socket is this type's own, because Hummingbird neither
/// takes one that systemd opened nor refuses a path that somebody listens on. One event loop thread serves all.
///
/// On graceful shutdown it stops listening, ends the live streams, lets answers under way finish for `shutdownGrace`,
/// and removes the socket file.
public struct QueryServer: Service {
    /// Where to listen.
    public enum Endpoint: Sendable, Equatable {
        /// A path to bind, and the file's mode: 0660 lets the socket's group in.
        case path(String, mode: UInt32 = 0o660)
        /// A descriptor that listens already (systemd socket activation).
        case descriptor(Int32)
    }

    /// How the server behaves; only the endpoint has no default.
    public struct Configuration: Sendable {
        public var endpoint: Endpoint
        public var policy: RolePolicy
        /// Clients served at once; one more is told that there are too many.
        public var maximumConnections: Int
        /// How often an idle live stream shows that it still stands.
        public var heartbeat: Duration
        /// How long answers under way may take once the daemon stops.
        public var shutdownGrace: Duration

        public init(
            endpoint: Endpoint, policy: RolePolicy = RolePolicy(), maximumConnections: Int = 32,
            heartbeat: Duration = .seconds(15), shutdownGrace: Duration = .seconds(2)
        ) {
            self.endpoint = endpoint
            self.policy = policy
            self.maximumConnections = maximumConnections
            self.heartbeat = heartbeat
            self.shutdownGrace = shutdownGrace
        }
    }

    private let configuration: Configuration
    private let backend: any QueryBackend
    private let dispatcher: Dispatcher
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

    /// `onListening` is called once clients can connect: the moment for READY=1.
    public init(
        configuration: Configuration, backend: any QueryBackend, logger: Logger,
        onListening: @escaping @Sendable () async -> Void = {}
    ) {
        self.configuration = configuration
        self.backend = backend
        self.logger = logger
        self.onListening = onListening
        dispatcher = Dispatcher(
            table: .version1, backend: backend, policy: configuration.policy, bodyLimit: ServerLimits.bodyBytes,
            logger: logger)
    }

    public func run() async throws {
        let socket = try openSocket()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await serve(on: socket, group: group)
        } catch {
            socket.removeFile()
            try? await group.shutdownGracefully()
            throw error
        }
        socket.removeFile()
        try await group.shutdownGracefully()
    }

    private func openSocket() throws -> ListeningSocket {
        switch configuration.endpoint {
        case .path(let path, let mode): try ListeningSocket.open(path: path, mode: mode)
        case .descriptor(let descriptor): try ListeningSocket.adopt(descriptor)
        }
    }

    private func serve(on socket: ListeningSocket, group: any EventLoopGroup) async throws {
        let quiescing = ServerQuiescingHelper(group: group)
        let listener = try await listen(on: socket, group: group, quiescing: quiescing)
        logger.info("Listening", metadata: ["socket": "\(socket.path ?? "descriptor \(socket.descriptor)")"])
        await onListening()
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await withGracefulShutdownHandler {
                    await accept(from: listener)
                } onGracefulShutdown: {
                    quiescing.initiateShutdown(promise: nil)
                    backend.live.finish()
                }
            }
            tasks.addTask {
                // Answers that nobody reads must not hold the daemon up.
                try? await gracefulShutdown()
                try? await Task.sleep(for: configuration.shutdownGrace)
            }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    private func listen(
        on socket: ListeningSocket, group: any EventLoopGroup, quiescing: ServerQuiescingHelper
    ) async throws -> NIOAsyncChannel<Connection, Never> {
        let maximum = configuration.maximumConnections + ServerLimits.refusedConnections
        let channels = connectionChannels(responder: { _, _, _ in })
        return try await ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        AvailableConnectionsChannelHandler(maxConnections: maximum),
                        quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            // `nc -N` closes its sending side behind the request and must still get its answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 16_384)
            )
            .bind(socket.descriptor) { channel in
                let peer = Self.peer(of: channel)
                return channels.setup(channel: channel, logger: logger).map { Connection(channel: $0, peer: peer) }
            }
    }

    /// Serves connections until the listener closes, and then until the last of them has closed.
    private func accept(from listener: NIOAsyncChannel<Connection, Never>) async {
        let open = OpenConnections()
        await withDiscardingTaskGroup { group in
            let heart = Task {
                while (try? await Task.sleep(for: configuration.heartbeat)) != nil { backend.live.beat() }
            }
            defer { heart.cancel() }
            do {
                try await listener.executeThenClose { connections in
                    for try await connection in connections {
                        group.addTask {
                            await handle(connection, isRefused: open.add() > configuration.maximumConnections)
                            open.remove()
                        }
                    }
                }
            } catch {
                logger.error("The socket stopped accepting", metadata: ["error": "\(error)"])
            }
        }
    }

    private func handle(_ connection: Connection, isRefused: Bool) async {
        let channels = connectionChannels { request, writer, channel in
            let response =
                if isRefused {
                    Response(Refusal(problem: .busy))
                } else if let peer = connection.peer {
                    await dispatcher.response(to: request, from: peer, on: channel)
                } else {
                    Response(Refusal(problem: .forbidden(needs: .viewer, has: nil)))
                }
            try await writer.write(response: response.head, body: response.body)
        }
        await channels.handle(value: connection.channel, logger: logger)
    }

    private func connectionChannels(responder: @escaping HTTPChannelHandler.Responder) -> HTTP1Channel {
        HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard()], idleTimeout: ServerLimits.idleTime,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ServerLimits.headerBytes, maxHeaderListSize: ServerLimits.headerBytes,
                    maxHeaderFieldCount: ServerLimits.headerCount)))
    }

    private static func peer(of channel: any Channel) -> Peer? {
        try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            Peer(descriptor: $0)
        } ?? nil
    }
}

/// A client's connection and who it is.
private struct Connection: Sendable {
    let channel: HTTP1Channel.Value
    /// Nil where the kernel does not say; such a client is refused.
    let peer: Peer?
}

/// How many connections are open.
private final class OpenConnections: Sendable {
    private let count = Mutex(0)

    /// Counts one more and returns how many there are.
    func add() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }

    func remove() { count.withLock { $0 -= 1 } }
}
