import IMU

/// The angles of one stride of a synthetic walk, from the body itself, degrees. Counted from quiet standing, as a worn
/// sensor's are.
public struct StrideAngles: Sendable, Equatable {
    /// Knee flexion at the initial contact.
    public var kneeInitialContact: Double
    /// How far the knee bends on in the first quarter of the stride.
    public var kneeLoadingExcursion: Double
    /// The largest knee flexion in swing.
    public var kneeSwingPeak: Double
    /// The least knee flexion in the last 15 % of the stride.
    public var kneeExtensionDeficit: Double
    public var kneeRange: Double
    /// How far the other side of the pelvis sinks until the other foot's initial contact.
    public var pelvicDrop: Double
    /// Mean lean in stance, positive towards the stride's side.
    public var trunkLean: Double
    /// Range of the pelvis' rotation about the vertical.
    public var lumbopelvicRotation: Double
    /// Mean forward inclination of the lumbar unit.
    public var lumbarInclination: Double
}

extension Walker {
    /// The angles of a stride; nil where the other foot does not meet the ground in it.
    /// - Parameter standing: a time of quiet standing, s.
    public func angles(of stride: WalkTruth.Stride, standing: Double = 1) -> StrideAngles? {
        let opposite = truth.contacts.first {
            $0.kind == .initialContact && $0.side != stride.side && $0.time > stride.start
        }
        guard let opposite, opposite.time < stride.end else { return nil }
        var body = BodySensor(walker: self, placement: .lumbar)
        let straight = body.kneeFlexionDegrees(stride.side, at: standing)
        let quiet = body.lumbarAngles(at: standing)
        let side = stride.side == .left ? 1.0 : -1.0
        let initialRoll = body.lumbarAngles(at: stride.start).obliquity
        let initial = body.kneeFlexionDegrees(stride.side, at: stride.start) - straight
        var (loading, swing, terminal, least) = (initial, -Double.infinity, Double.infinity, initial)
        var largest = initial
        var (drop, lean, inStance, inclination, count) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var turned = (least: Double.infinity, largest: -Double.infinity)
        for time in Swift.stride(from: stride.start, through: stride.end, by: 0.002) {
            let flexion = body.kneeFlexionDegrees(stride.side, at: time) - straight
            let phase = (time - stride.start) / stride.strideTime
            (least, largest) = (min(least, flexion), max(largest, flexion))
            if phase <= 0.25 { loading = max(loading, flexion) }
            if time >= stride.finalContact { swing = max(swing, flexion) }
            if phase >= 0.85 { terminal = min(terminal, flexion) }
            let pelvis = body.lumbarAngles(at: time)
            if time <= opposite.time { drop = max(drop, side * (pelvis.obliquity - initialRoll)) }
            if time <= stride.finalContact {
                lean -= side * (pelvis.obliquity - quiet.obliquity)
                inStance += 1
            }
            turned = (min(turned.least, pelvis.rotation), max(turned.largest, pelvis.rotation))
            inclination += pelvis.inclination - quiet.inclination
            count += 1
        }
        let degrees = Units.degreesPerRadian
        return StrideAngles(
            kneeInitialContact: initial, kneeLoadingExcursion: loading - initial, kneeSwingPeak: swing,
            kneeExtensionDeficit: terminal, kneeRange: largest - least, pelvicDrop: drop * degrees,
            trunkLean: lean / inStance * degrees, lumbopelvicRotation: (turned.largest - turned.least) * degrees,
            lumbarInclination: inclination / count * degrees)
    }
}
