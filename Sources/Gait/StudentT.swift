/// Student's t distribution, as far as intervals from few blocks need it.
public enum StudentT {
    /// The 97.5 % quantile (tabled: NIST/SEMATECH e-Handbook 1.3.6.7.2); between the rows the wider one.
    public static func quantile(_ degreesOfFreedom: Int) -> Double {
        switch degreesOfFreedom {
        case ...1: 12.706
        case 2: 4.303
        case 3: 3.182
        case 4: 2.776
        case 5: 2.571
        case 6: 2.447
        case 7: 2.365
        case 8: 2.306
        case 9: 2.262
        case 10..<15: 2.228
        case 15..<20: 2.131
        case 20..<30: 2.086
        default: 2.042
        }
    }
}
