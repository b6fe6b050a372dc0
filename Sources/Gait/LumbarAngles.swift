import Body
import IMU
import Rings

/// Angles of the pelvis and lower trunk over a stride, from the lumbar unit. At L4 or L5 it sees the lumbar spine move
/// as well: these are angles of the lumbopelvic segment.
enum LumbarAngles {
    /// The frontal angle is the mean over so long before and after, s: the shock of a contact rocks the strap.
    static let smoothing = 0.03

    /// Writes what is known into the stride.
    static func measure(_ span: StrideSpan, lumbar: LumbarSegment, into stride: inout Stride) {
        guard let numbers = lumbar.motion.numbers(from: span.start, to: span.end) else { return }
        let readings = lumbar.motion.readings
        stride[.lumbopelvicRotation] = rotation(numbers, readings)
        guard let frame = lumbar.frame else { return }
        stride[.pelvicDrop] = drop(span, readings, frame.axes)
        guard frame.isZeroed else { return }
        // Towards the side of the stride is positive: that side is down.
        let sign = span.side == .left ? -1.0 : 1.0
        var (pitch, roll, inStance) = (0.0, 0.0, 0.0)
        for number in numbers {
            let reading = readings[number]
            pitch += frame.axes.pitch(reading.vertical)
            if reading.time <= span.finalContact {
                roll += frame.axes.roll(reading.vertical)
                inStance += 1
            }
        }
        stride[.lumbarInclination] = -pitch / Double(numbers.count)
        stride[.trunkLean] = sign * roll / inStance
    }

    /// How far the other side of the pelvis drops, rad: from this side's initial contact to the largest until the other
    /// foot's initial contact. A difference within one step, so the strap's own tilt does not matter.
    private static func drop(
        _ span: StrideSpan, _ readings: HistoryRing<SegmentReading>, _ axes: SegmentFrame
    ) -> Double {
        guard let opposite = span.opposite else { return .nan }
        let sign = span.side == .left ? 1.0 : -1.0
        let initial = roll(at: span.start, readings, axes)
        var extremes = Extremes()
        for number in readings.numbers(in: span.start...opposite, by: { $0.time }) {
            extremes.include(sign * (roll(at: readings[number].time, readings, axes) - initial))
        }
        return extremes.largest
    }

    /// The mean frontal angle around a time, rad.
    private static func roll(
        at time: HostTime, _ readings: HistoryRing<SegmentReading>, _ axes: SegmentFrame
    ) -> Double {
        let near = time.advanced(seconds: -smoothing)...time.advanced(seconds: smoothing)
        var sum = Vector()
        for number in readings.numbers(in: near, by: { $0.time }) { sum += readings[number].vertical }
        return axes.roll(sum)
    }

    /// The range of the rotation about the vertical over the stride, rad; what the stride as a whole turned is taken
    /// off as a straight line.
    private static func rotation(_ numbers: Range<Int>, _ readings: HistoryRing<SegmentReading>) -> Double {
        func rate(_ number: Int) -> Double {
            Vector(readings[number].angularRate).dot(readings[number].vertical)
        }
        var (turn, duration) = (0.0, 0.0)
        for number in numbers.dropFirst() {
            let step = readings[number].time.seconds(since: readings[number - 1].time)
            turn += rate(number) * step
            duration += step
        }
        let mean = turn / duration
        var (angle, extremes) = (0.0, Extremes())
        extremes.include(0)
        for number in numbers.dropFirst() {
            angle += (rate(number) - mean) * readings[number].time.seconds(since: readings[number - 1].time)
            extremes.include(angle)
        }
        return extremes.largest - extremes.least
    }
}
