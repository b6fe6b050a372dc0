public import IMU

/// A sensor of a kit, as the pipeline needs to know it.
public struct PipelineSensor: Sendable {
    public var placement: Placement
    public var timing: SensorTiming
    /// What is known of its delay; nil where the kit's sensors were not aligned.
    public var offset: SensorOffset?
    /// Where an earlier run left its clock; nil where it begins anew.
    public var continuity: SensorContinuity?

    public init(
        placement: Placement, timing: SensorTiming, offset: SensorOffset? = nil, continuity: SensorContinuity? = nil
    ) {
        self.placement = placement
        self.timing = timing
        self.offset = offset
        self.continuity = continuity
    }
}
