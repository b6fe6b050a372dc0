import Gait

/// An estimated variance with its degrees of freedom.
struct Variance: Sendable, Equatable, BitwiseCopyable {
    var value: Double
    var freedom: Double

    /// From a sum of squares; nil without any freedom.
    init?(squares: Double, freedom: Double) {
        guard freedom >= 1 else { return nil }
        self.init(value: squares / freedom, freedom: freedom)
    }

    private init(value: Double, freedom: Double) {
        self.value = value
        self.freedom = freedom
    }

    /// The half width of the 95 % interval that it makes, by Student's t.
    var halfWidth: Double { StudentT.quantile(Int(freedom)) * value.squareRoot() }

    static func * (a: Variance, factor: Double) -> Variance { Variance(value: factor * a.value, freedom: a.freedom) }

    /// The sum of two independent ones, with the freedom of Satterthwaite (1946): (a + b)² / (a²/f + b²/g).
    static func + (a: Variance, b: Variance) -> Variance {
        let sum = a.value + b.value
        let parts = a.value * a.value / a.freedom + b.value * b.value / b.freedom
        return Variance(value: sum, freedom: parts > 0 ? sum * sum / parts : a.freedom + b.freedom)
    }
}
