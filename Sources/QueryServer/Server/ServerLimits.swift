import NIOCore

/// What a client may cost. Without these a client that sends or keeps open enough could take the daemon's memory.
enum ServerLimits {
    /// A request's body.
    static let bodyBytes = 65_536
    /// A request's line and headers together.
    static let headerBytes = 16_384
    static let headerCount = 64
    /// How long a connection may be silent between requests, or within one.
    static let idleTime = TimeAmount.seconds(30)
    /// Connections accepted beyond the configured number, to be told so; more wait in the kernel's queue.
    static let refusedConnections = 8
}
