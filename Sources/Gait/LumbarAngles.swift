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
        let steps = readings.numbers(in: span.start...opposite) { $0.time }
        var near = Neighbourhood(readings, around: span.start)
        let initial = axes.roll(near.sum)
        var extremes = Extremes()
        for number in steps {
            near.move(to: readings[number].time)
            extremes.include(sign * (axes.roll(near.sum) - initial))
        }
        return extremes.largest
    }

    /// The sum of the upward directions around a time that moves on.
    private struct Neighbourhood {
        private let readings: HistoryRing<SegmentReading>
        private var numbers: Range<Int>
        private(set) var sum = Vector()

        init(_ readings: HistoryRing<SegmentReading>, around time: HostTime) {
            self.readings = readings
            let first = readings.lowerBound(of: time.advanced(seconds: -smoothing)) { $0.time }
            numbers = first..<first
            move(to: time)
        }

        mutating func move(to time: HostTime) {
            let (from, to) = (time.advanced(seconds: -smoothing), time.advanced(seconds: smoothing))
            var (first, end) = (numbers.lowerBound, numbers.upperBound)
            while end < readings.endIndex, readings[end].time <= to {
                sum += readings[end].vertical
                end += 1
            }
            while first < end, readings[first].time < from {
                sum -= readings[first].vertical
                first += 1
            }
            numbers = first..<end
        }
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
