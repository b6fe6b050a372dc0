/// Rounds for reports, so that no more places stand there than mean something.
enum Rounded {
    static func to(_ places: Int, _ value: Double) -> Double {
        let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
        // Plus nought makes a minus nought a plain one.
        return (value * scale).rounded() / scale + 0
    }

    static func optional(_ places: Int, _ value: Double?) -> Double? { value.map { to(places, $0) } }

    /// Seconds as milliseconds with one place.
    static func milliseconds(_ seconds: Double) -> Double { to(1, seconds * 1000) }
    static func milliseconds(_ seconds: Double?) -> Double? { seconds.map { milliseconds($0) } }
}
