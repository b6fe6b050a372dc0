/// Lengths of a person that samples do not show.
public struct BodyDimensions: Sendable, Equatable, BitwiseCopyable {
    /// Height of the shank sensors above the ankle joint, along the shank, m.
    ///
    /// The default is a knee wearable 10 cm below the knee of a person of 1.70 m: a shank is 0.246 of the stature
    /// (Winter, *Biomechanics and Motor Control of Human Movement*). Speed gains the mid-stance rate of the shank times
    /// the height's error: at a comfortable walk about 0.04 m/s for 5 cm.
    public var shankSensorHeight = 0.32

    public init() {}
}
