import Body
import IMU
import Rings

/// Angles of one leg over a stride: of the knee where a thigh unit is worn, else of the shank alone.
///
/// The knee's flexion is the thigh's pitch less the shank's: each is the direction of the vertical, by VQF 6D, about
/// that segment's own flexion axis. So there is no drift, and no heading is needed. Standing counts as zero.
enum LegAngles {
    /// Loading response is looked for in this part of the stride (knee flexion peaks at 10 to 20 %; Perry 1992).
    static let loading = 0.25
    /// Terminal swing, as a part of the stride.
    static let terminalSwing = 0.85

    /// Writes what the shank alone shows into the stride.
    static func measure(_ span: StrideSpan, shank: LegSegment, into stride: inout Stride) {
        guard let lower = shank.frame, let numbers = shank.motion.numbers(from: span.start, to: span.end) else {
            return
        }
        let pitch = Curve(span, numbers, shank.motion.readings) { lower.axes.pitch($0.vertical) }
        stride[.shankLoadingRotation] = pitch.initial - pitch.loading.least
        if lower.isZeroed { stride[.shankTerminalPitch] = pitch.initial }
    }

    /// Writes what is known of the knee into the stride.
    static func measure(_ span: StrideSpan, shank: LegSegment, thigh: LegSegment, into stride: inout Stride) {
        guard let lower = shank.frame, let numbers = shank.motion.numbers(from: span.start, to: span.end),
            let upper = thigh.frame, thigh.motion.numbers(from: span.start, to: span.end) != nil
        else { return }
        var cursor = PitchCursor(thigh.motion.readings, upper.axes, from: span.start)
        let flexion = Curve(span, numbers, shank.motion.readings) {
            cursor.pitch(at: $0.time) - lower.axes.pitch($0.vertical)
        }
        stride[.kneeLoadingExcursion] = flexion.loading.largest - flexion.initial
        stride[.kneeRange] = flexion.whole.largest - flexion.whole.least
        guard lower.isZeroed, upper.isZeroed else { return }
        stride[.kneeInitialContact] = flexion.initial
        stride[.kneeSwingPeak] = flexion.swing.largest
        stride[.kneeExtensionDeficit] = flexion.terminal.least
    }

    /// The value at initial contact and the extremes of a stride's phases.
    private struct Curve {
        let initial: Double
        var whole = Extremes()
        var loading = Extremes()
        var swing = Extremes()
        var terminal = Extremes()

        /// - Parameters:
        ///   - numbers: the readings of the stride, and one before it.
        ///   - value: called once per reading, in order.
        init(
            _ span: StrideSpan, _ numbers: Range<Int>, _ readings: HistoryRing<SegmentReading>,
            _ value: (SegmentReading) -> Double
        ) {
            let before = readings[numbers.lowerBound]
            let first = readings[numbers.lowerBound + 1]
            let (a, b) = (value(before), value(first))
            let length = first.time.seconds(since: before.time)
            let share = length > 0 ? span.start.seconds(since: before.time) / length : 1
            let start = a + (b - a) * share
            initial = start
            whole.include(start)
            loading.include(start)
            for number in numbers.dropFirst() {
                let reading = readings[number]
                let now = number == numbers.lowerBound + 1 ? b : value(reading)
                let phase = span.phase(reading.time)
                whole.include(now)
                if phase <= LegAngles.loading { loading.include(now) }
                if reading.time >= span.finalContact { swing.include(now) }
                if phase >= LegAngles.terminalSwing { terminal.include(now) }
            }
        }
    }
}

/// Reads one segment's pitch at another sensor's times, in order, by straight lines between its own readings.
private struct PitchCursor {
    private let readings: HistoryRing<SegmentReading>
    private let axes: SegmentFrame
    private var number: Int

    init(_ readings: HistoryRing<SegmentReading>, _ axes: SegmentFrame, from start: HostTime) {
        self.readings = readings
        self.axes = axes
        number = max(readings.startIndex, readings.lowerBound(of: start) { $0.time } - 2)
    }

    mutating func pitch(at time: HostTime) -> Double {
        while number + 2 < readings.endIndex, readings[number + 1].time <= time { number += 1 }
        let a = readings[number]
        let b = readings[number + 1]
        let length = b.time.seconds(since: a.time)
        // At the ends of what is kept the nearer reading stands for what lies beyond.
        let share = length > 0 ? min(1, max(0, time.seconds(since: a.time) / length)) : 1
        let from = axes.pitch(a.vertical)
        return from + share * (axes.pitch(b.vertical) - from)
    }
}
