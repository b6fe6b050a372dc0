/// How fast one foot's ankle seems to climb when its wearer walks on the level.
///
/// The shank's long axis is known as the direction of the mean force, which leans against the bone, so the velocity at
/// mid-stance points a little up or down: by another angle on every leg, and by the same from stride to stride. So it is
/// learnt from the strides that were walked.
struct ApparentClimb: Sendable, BitwiseCopyable {
    /// Until the leg's own is known, m/s: the mean of twelve walks after stroke and of the synthetic body …
    static let usual = 0.05
    /// … which weighs as much as so many strides of its own.
    static let patience = 10.0
    /// Strides that are remembered.
    static let memory = 30.0

    /// Mean over the strides, m/s, upwards positive.
    private(set) var rate = usual
    private var strides = patience

    /// Takes a stride that was walked.
    mutating func take(_ way: StridePath.Way, strideTime: Double) {
        guard way.rise.isFinite else { return }
        strides = min(strides + 1, Self.memory)
        rate += (way.rise / strideTime - rate) / strides
    }
}
