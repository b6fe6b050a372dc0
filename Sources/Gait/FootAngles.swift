import Body
import IMU
import Rings

/// Angles of a foot unit over a stride.
///
/// The foot's frontal angle is the direction of the vertical, by VQF 6D, about the foot's own forward axis, against quiet
/// standing. Its flexion axis is learnt as a shank's is: in swing the toes come up as the shank swings forward.
enum FootAngles {
    /// Writes what is known into the stride: the largest eversion from initial to final contact, positive with the
    /// outer edge of the foot up. A unit on the heel shows the rearfoot; one on the instep moves with the whole foot.
    static func measure(_ span: StrideSpan, foot: LegSegment, into stride: inout Stride) {
        guard let frame = foot.frame, frame.isZeroed, let numbers = foot.motion.numbers(from: span.start, to: span.end)
        else { return }
        // The left foot's outer side is its left one.
        let sign = span.side == .left ? 1.0 : -1.0
        var extremes = Extremes()
        for number in numbers.dropFirst() {
            let reading = foot.motion.readings[number]
            guard reading.time <= span.finalContact else { break }
            extremes.include(sign * frame.axes.roll(reading.vertical))
        }
        stride[.rearfootEversion] = extremes.largest
    }
}
