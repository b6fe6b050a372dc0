/// Pain as people rate it: 0 (none) to 10 (worst imaginable), per site.
public struct PainScores: Equatable, Sendable {
    public let kneeLeft: Int?
    public let kneeRight: Int?
    public let back: Int?

    public init(kneeLeft: Int?, kneeRight: Int?, back: Int?) throws(Failure) {
        let sites = [("--knee-left", kneeLeft), ("--knee-right", kneeRight), ("--back", back)]
        guard sites.contains(where: { $0.1 != nil }) else {
            throw Failure(.usage, "give at least one of --knee-left, --knee-right and --back, each 0 to 10")
        }
        for (name, score) in sites {
            if let score, !(0...10).contains(score) {
                throw Failure(
                    .usage, "\(name) \(score) is not a pain rating: give 0 (no pain) to 10 (worst imaginable)")
            }
        }
        self.kneeLeft = kneeLeft
        self.kneeRight = kneeRight
        self.back = back
    }

    /// By site, as the socket names them.
    public var wire: [String: Int] {
        var scores: [String: Int] = [:]
        scores["knee_left"] = kneeLeft
        scores["knee_right"] = kneeRight
        scores["back"] = back
        return scores
    }

    /// `left knee 4, right knee 0, back 6`; sites this version does not know keep their names.
    public static func text(_ wire: [String: Int]) -> String {
        let known = [("knee_left", "left knee"), ("knee_right", "right knee"), ("back", "back")]
        let first = known.compactMap { name, words in wire[name].map { "\(words) \($0)" } }
        let names = Set(known.map(\.0))
        let rest = wire.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            .map { printable("\(Finding.words($0.key)) \($0.value)") }
        return (first + rest).joined(separator: ", ")
    }
}
