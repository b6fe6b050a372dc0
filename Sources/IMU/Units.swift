/// Conversions at the edges; inside everything is SI and radians.
public enum Units {
    /// Standard gravity in m/s² (ISO 80000-3; CGPM 1901).
    public static let standardGravity = 9.80665
    /// Radians in a degree.
    public static let radiansPerDegree = Double.pi / 180
    /// Degrees in a radian.
    public static let degreesPerRadian = 180 / Double.pi
}
