public import IMU
import Flagging

/// The stretch of raw signal that an episode keeps.
public struct SignalWindow: Sendable, Equatable, BitwiseCopyable {
    /// The episode's id.
    public var episode: UInt64
    public var start: HostTime
    public var end: HostTime
}

/// Which raw signal is still to be kept: from 10 s before an episode to 5 s after it, at most 60 s of it; a longer
/// episode refers to the session log for the rest.
struct SignalWindows: Sendable {
    static let before = 10.0
    static let after = 5.0
    static let longest = 60.0

    private var windows: [(window: SignalWindow, isClosed: Bool)] = []
    private var isFinished = false

    init() { windows.reserveCapacity(16) }

    mutating func take(_ episode: Episode) {
        let start = episode.start.advanced(seconds: -Self.before)
        let limit = start.advanced(seconds: Self.longest)
        let index = windows.firstIndex { $0.window.episode == episode.id }
        switch episode.phase {
        case .opened: windows.append((SignalWindow(episode: episode.id, start: start, end: limit), false))
        case .updated: break
        case .closed:
            guard let index else { return }
            windows[index].window.end = min(limit, episode.end.advanced(seconds: Self.after))
            windows[index].isClosed = true
        }
    }

    mutating func finish() { isFinished = true }

    /// The next window whose end has passed; an open episode's window is complete at its limit.
    mutating func next(now: HostTime) -> SignalWindow? {
        guard let index = windows.firstIndex(where: { isFinished || $0.window.end <= now }) else { return nil }
        return windows.remove(at: index).window
    }
}
