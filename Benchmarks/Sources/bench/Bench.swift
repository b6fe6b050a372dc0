import Foundation

/// `make bench`: throughput of the pipeline on one core, latency from the last byte to the socket, memory after a long
/// walk, and the time to ready. Prints the machine and the commit beside them.
@main
enum Bench {
    static func main() throws {
        let binaries = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".build/release")
        Machine.describe()
        try Throughput.run()
        try StartUp.run(binaries)
        try Latency.run(binaries)
        try Memory.run(binaries)
    }
}

/// One figure beside what was asked for.
func report(_ name: String, _ value: String, goal: String) {
    let label = name.padding(toLength: 58, withPad: " ", startingAt: 0)
    print("\(label) \(value)   (goal \(goal))")
}

func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

extension [Double] {
    /// The value below which this share lies.
    func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return .nan }
        return sorted()[Swift.min(count - 1, Int(share * Double(count)))]
    }
}
