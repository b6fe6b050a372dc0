import Gait
import IMU
import Walker

/// What each stride of a synthetic walk really was, from the body's own angles, in degrees.
struct StrideTruth {
    private(set) var values: [StrideQuantity: Double] = [:]

    subscript(_ quantity: StrideQuantity) -> Double { values[quantity] ?? .nan }

    /// - Parameters:
    ///   - knee, lumbar: the ideal sensor to ask.
    ///   - opposite: the other foot's initial contact.
    ///   - standing: a time of quiet standing, s.
    init(
        _ stride: WalkTruth.Stride, knee: inout BodySensor, lumbar: inout BodySensor, opposite: Double, standing: Double
    ) {
        let times = Swift.stride(from: stride.start, through: stride.end, by: 0.002)
        let degrees = Units.degreesPerRadian
        let rest = knee.kneeFlexionDegrees(stride.side, at: standing)
        let flexion = times.map { knee.kneeFlexionDegrees(stride.side, at: $0) - rest }
        func within(_ range: ClosedRange<Double>) -> [Double] {
            zip(times, flexion).filter { range.contains($0.0) }.map(\.1)
        }
        let length = stride.end - stride.start
        values[.kneeInitialContact] = flexion[0]
        values[.kneeLoadingExcursion] = within(stride.start...stride.start + 0.25 * length).max()! - flexion[0]
        values[.kneeSwingPeak] = within(stride.finalContact...stride.end).max()!
        values[.kneeExtensionDeficit] = within(stride.start + 0.85 * length...stride.end).min()!
        values[.kneeRange] = flexion.max()! - flexion.min()!
        let side = stride.side == .left ? 1.0 : -1.0
        let quiet = lumbar.lumbarAngles(at: standing)
        let pelvis = times.map { lumbar.lumbarAngles(at: $0) }
        let frontal = zip(times, pelvis).map { ($0.0, ($0.1.obliquity - quiet.obliquity) * degrees) }
        values[.pelvicDrop] = frontal.filter { $0.0 <= opposite }.map { side * ($0.1 - frontal[0].1) }.max()!
        let stance = frontal.filter { $0.0 <= stride.finalContact }.map(\.1)
        values[.trunkLean] = -side * stance.reduce(0, +) / Double(stance.count)
        let rotation = pelvis.map { $0.rotation * degrees }
        values[.lumbopelvicRotation] = rotation.max()! - rotation.min()!
        values[.lumbarInclination] =
            pelvis.map { ($0.inclination - quiet.inclination) * degrees }.reduce(0, +) / Double(pelvis.count)
    }
}

extension Walker {
    /// The truth of each steady stride, by side and start.
    func strideTruths(standing: Double = 1) throws -> [(stride: WalkTruth.Stride, truth: StrideTruth)] {
        var knee = try sensor(.lumbar)
        var lumbar = try sensor(.lumbar)
        return truth.strides.filter(\.isSteady).compactMap { stride in
            let opposite = truth.contacts.first {
                $0.kind == .initialContact && $0.side != stride.side && $0.time > stride.start
            }
            guard let opposite, opposite.time < stride.end else { return nil }
            return (
                stride,
                StrideTruth(stride, knee: &knee, lumbar: &lumbar, opposite: opposite.time, standing: standing)
            )
        }
    }
}
