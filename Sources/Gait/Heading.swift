import IMU
import Rings

/// A reading that knows how fast its sensor turns about the vertical.
protocol YawReading: Sendable {
    /// Fitted host time of the sample.
    var time: HostTime { get }
    /// Angular rate about the vertical, unfiltered, rad/s; positive to the left.
    var yaw: Double { get }
}

extension HistoryRing where Element: YawReading {
    /// The change of heading over a stride, rad, positive to the left; NaN where samples lack.
    func headingChange(from start: HostTime, to end: HostTime) -> Double {
        guard var index = first(notBefore: start) else { return .nan }
        var angle = 0.0
        var last = start
        while index < endIndex, self[index].time <= end {
            angle += self[index].yaw * self[index].time.seconds(since: last)
            last = self[index].time
            index += 1
        }
        return angle
    }

    /// Index of the first reading at or after a time, or nil where the history does not reach it.
    func first(notBefore time: HostTime) -> Int? {
        guard endIndex > startIndex, self[startIndex].time <= time else { return nil }
        var index = endIndex - 1
        while index > startIndex, self[index - 1].time >= time { index -= 1 }
        return self[index].time >= time ? index : nil
    }
}
