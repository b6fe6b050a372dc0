import Foundation

/// From the start of the process to the first connection taken.
enum StartUp {
    static let rounds = 7

    static func run(_ binaries: URL) throws {
        var times: [Double] = []
        for _ in 0..<rounds {
            let daemon = try Daemon(binaries)
            times.append(try daemon.start())
            daemon.stop()
        }
        report(
            "start to ready",
            "\(fixed(times.quantile(0.5) * 1000, 0)) ms median, \(fixed((times.max() ?? 0) * 1000, 0)) ms worst of \(rounds)",
            goal: "≤ 200 ms")
    }
}
