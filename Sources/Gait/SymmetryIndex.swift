import Glibc

/// Left/right indices; each is positive when left is larger and 0 for equal sides.
public enum SymmetryIndex {
    /// Symmetry index in percent (Robinson, Herzog & Nigg 1987): 100·(L−R)/(½(L+R)).
    @inlinable
    public static func percent(left: Double, right: Double) -> Double {
        100 * (left - right) / (0.5 * (left + right))
    }

    /// Symmetry angle in percent (Zifchock et al. 2008), its sign turned so that left larger is positive:
    /// 100·(atan(L/R) − 45°)/90°.
    public static func anglePercent(left: Double, right: Double) -> Double {
        100 * (atan2(left, right) - Double.pi / 4) / (Double.pi / 2)
    }

    /// Log ratio in percent (after Plotnik et al. 2005, with a sign): 100·ln(L/R).
    public static func logPercent(left: Double, right: Double) -> Double { 100 * log(left / right) }
}
