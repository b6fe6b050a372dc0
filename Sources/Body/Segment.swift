/// The segments that sensors sit on, and how each moves in walking.
///
/// The size that tells them apart is the root mean square rate about the flexion axis times the stride time: an angle
/// per stride, which changes little with cadence. In walking of healthy people and after stroke it lies near 2.8 to 4.5
/// rad at a shank, 1.4 at a thigh and 0.3 to 1.1 at the lumbar spine, and a shank swings fast and stands long (skewness
/// 0.55 to 1.2) where a thigh goes to and fro (about 0.1).
public enum Segment: UInt8, Sendable, BitwiseCopyable {
    case shank, thigh, lumbar, foot

    var axes: MountSignature.Axes {
        switch self {
        case .shank: .signed
        case .thigh: .unsigned
        case .lumbar, .foot: .up
        }
    }

    /// Whether some strides of walking fit another segment better. A leg that hardly moves is not enough: beside its
    /// size, the shape of the movement or the other leg must contradict.
    /// - Parameters:
    ///   - period: stride time, s.
    ///   - peer: `flexing` of the same segment on the other side, rad/s.
    func contradicts(_ window: MountSignature, period: Double, peer: Double?) -> Bool {
        let size = window.flexing * period
        switch self {
        case .shank:
            let isLikeThigh = window.skewness < 0.35 && size < 2
            let isLikeTrunk = size < 1.2 && window.tilting + window.twisting > 0.8 * window.flexing
            guard let peer else { return isLikeTrunk && window.skewness < 0.35 }
            return (isLikeThigh && window.flexing < 0.65 * peer) || (isLikeTrunk && window.flexing < 0.35 * peer)
        case .thigh:
            return (size > 2.4 && window.skewness > 0.5) || size < 0.5
        case .lumbar: return size > 2
        case .foot: return false
        }
    }
}
