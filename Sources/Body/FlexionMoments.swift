/// The flexion axis of a thigh or shank in its sensor's frame, learnt stride by stride.
///
/// The axis is the direction across the long axis along which the angular rate varies most over strides; the direction
/// of the largest variance of all three would be wrong on legs that turn more about their long axis than they flex. Its
/// sign: over a swing phase both thigh and shank turn forward on balance.
public struct FlexionMoments: Sendable, BitwiseCopyable {
    /// What a stride's worth counts a stride later: about thirty strides are remembered.
    private static let keep = 0.97
    /// Least share of the variance along the axis for it to be believed; 0.5 is none at all.
    private static let minimumShare = 0.6

    /// Strides before the axis is said: the first contacts of a walk may be wrong.
    private static let minimumStrides = 3

    private var moments = SymmetricMatrix()
    private var swing = Vector()
    /// Strides learnt from.
    public private(set) var strides = 0

    public init() {}

    /// Begins a stride.
    public mutating func beginStride() {
        moments.scale(Self.keep)
        swing *= Self.keep
        strides += 1
    }

    /// Takes a sample of the stride.
    /// - Parameters:
    ///   - rate: angular rate, rad/s.
    ///   - isSwing: whether the foot is in the air.
    public mutating func take(_ rate: Vector, isSwing: Bool) {
        moments.add(rate)
        if isSwing { swing += rate }
    }

    /// The axis about which the lower end swings forward, unit length, across the long axis; nil while unknown.
    public func axis(across long: Vector) -> Vector? {
        guard strides >= Self.minimumStrides, let (axis, share) = moments.principalDirection(across: long),
            share >= Self.minimumShare
        else { return nil }
        return swing.dot(axis) < 0 ? -axis : axis
    }
}
