import Glibc

/// What can be known at all of when the readings of a line were sent: an observer who knows the readings' exact period,
/// the share that is lost and the delays' distribution, and weighs all histories by Bayes' rule, arrival by arrival.
///
/// Delays are exponential and order is kept, as `FaultyLink` has them. What it does not know is how many of the readings
/// before the newest were lost; its error is a whole number of periods.
struct LossObserver {
    private let period: Double
    private let jitter: Double
    private let loss: Double
    /// Likelihoods of so many losses more than `least`.
    private var weights = [1.0]
    private var least = 0
    private var received = 0
    private var last = -Double.infinity

    /// Losses between two arrivals that are thought of.
    private static let most = 40
    private static let cutOff = 1e-12

    init(period: Double, jitter: Double, loss: Double) {
        (self.period, self.jitter, self.loss) = (period, jitter, loss)
    }

    /// Takes an arrival (s); answers when its reading was most likely sent, s.
    mutating func take(_ arrival: Double) -> Double {
        let isQueued = arrival <= last
        last = max(last, arrival)
        var carried = 0.0
        var next: [Double] = []
        for index in 0..<weights.count + Self.most {
            carried = (index < weights.count ? (1 - loss) * weights[index] : 0) + loss * carried
            let delay = arrival - Double(received + least + index) * period
            if delay < -1e-9 { break }
            let late = exp(-max(0, delay) / jitter)
            // One that queued behind the one before would have come earlier by itself.
            next.append(carried * (isQueued ? 1 - late : late))
        }
        let sum = next.reduce(0, +)
        while next.count > 1, next[next.count - 1] < Self.cutOff * sum { next.removeLast() }
        let gone = next.firstIndex { $0 >= Self.cutOff * sum } ?? 0
        weights = next[gone...].map { $0 / sum }
        least += gone
        received += 1
        let likely = weights.indices.max { weights[$0] < weights[$1] } ?? 0
        return Double(received - 1 + least + likely) * period
    }
}
