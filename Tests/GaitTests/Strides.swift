import Gait
import IMU

/// A stride that carries the values a comparison looks at; the rest is of an ordinary walk.
func stride(
    _ side: Side, end: Double, stepTime: Double = 0.55, stanceTime: Double = 0.68, swingTime: Double = 0.42,
    tibialRotation: Double = 0.12, isSteady: Bool = true
) -> Stride {
    Stride(
        side: side, start: HostTime(seconds: end - 1.1), end: HostTime(seconds: end), strideTime: 1.1,
        stanceTime: stanceTime, swingTime: swingTime, stepTime: stepTime, tibialRotation: tibialRotation,
        isSteady: isSteady)
}
