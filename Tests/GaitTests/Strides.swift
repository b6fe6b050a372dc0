import Gait
import IMU

/// A stride that carries the values a comparison looks at; the rest is of an ordinary walk.
func stride(
    _ side: Side, end: Double, stepTime: Double = 0.55, stanceTime: Double = 0.68, swingTime: Double = 0.42,
    tibialRotation: Double = 0.12, isSteady: Bool = true
) -> Stride {
    var stride = Stride(
        side: side, start: HostTime(seconds: end - 1.1), end: HostTime(seconds: end), isSteady: isSteady)
    stride[.stanceTime] = stanceTime
    stride[.swingTime] = swingTime
    stride[.stepTime] = stepTime
    stride[.tibialRotation] = tibialRotation
    return stride
}
