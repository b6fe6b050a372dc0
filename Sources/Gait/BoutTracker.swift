import IMU

/// Uninterrupted walking: at least `minimumStrides` strides of either foot with no pause longer than `pause`
/// (Mobilise-D, Kluge et al. 2021, use the same 3 s).
struct BoutTracker: Sendable {
    static let pause = 3.0
    static let minimumStrides = 2

    private(set) var start: HostTime?
    private var end = HostTime(nanoseconds: .min)
    private var left = 0
    private var right = 0
    private var modes = ModeCounts()

    /// Whether a stride that starts then continues the bout.
    func continues(at time: HostTime) -> Bool {
        start != nil && time.seconds(since: end) <= Self.pause
    }

    mutating func take(_ stride: Stride) {
        if start == nil {
            start = stride.start
            end = stride.end
        }
        end = max(end, stride.end)
        if stride.side == .left { left += 1 } else { right += 1 }
        modes.add(stride.mode)
    }

    /// Ends the bout when `now` lies beyond the pause; `force` ends it at once.
    mutating func close(at now: HostTime, force: Bool = false) -> Bout? {
        guard let start, force || now.seconds(since: end) > Self.pause else { return nil }
        defer {
            self.start = nil
            left = 0
            right = 0
            modes = ModeCounts()
        }
        guard left + right >= Self.minimumStrides else { return nil }
        let duration = end.seconds(since: start)
        let feet = left > 0 && right > 0 ? 1.0 : 2.0
        // Each stride of a foot is one of its steps; both feet together make the cadence.
        let steps = Double(left + right) * feet
        return Bout(
            start: start, end: end, stridesLeft: left, stridesRight: right,
            cadence: duration > 0 ? 60 * steps / duration : .nan, modes: modes)
    }
}
