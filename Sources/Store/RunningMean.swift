/// Mean and spread of numbers that come one by one or in groups.
/// Update: Welford 1962, Technometrics 4(3); merging: Chan, Golub & LeVeque 1979, STAN-CS-79-773.
struct RunningMean: Equatable {
    var count = 0
    var mean = 0.0
    /// Sum of squared deviations from the mean.
    var m2 = 0.0

    mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / Double(count)
        m2 += delta * (value - mean)
    }

    mutating func merge(_ other: RunningMean) {
        guard other.count > 0 else { return }
        let total = Double(count + other.count)
        let delta = other.mean - mean
        mean += delta * Double(other.count) / total
        m2 += other.m2 + delta * delta * Double(count) * Double(other.count) / total
        count += other.count
    }

    /// Half width of the mean's 95 % confidence interval, or nil below ten values.
    ///
    /// Student's t by its expansion around the normal quantile (Abramowitz & Stegun 26.7.5), within 0.02 % from nine
    /// degrees of freedom on. It takes the values as independent; strides in a row are not quite.
    var halfWidth: Double? {
        guard count >= 10 else { return nil }
        let freedom = Double(count - 1)
        let z = 1.959_963_984_540_054
        let z3 = z * z * z
        let z5 = z3 * z * z
        let z7 = z5 * z * z
        let first = (z3 + z) / 4
        let second = (5 * z5 + 16 * z3 + 3 * z) / 96
        let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
        let t = z + (first + (second + third / freedom) / freedom) / freedom
        return t * (m2 / freedom / Double(count)).squareRoot()
    }
}
