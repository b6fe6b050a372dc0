public import Gait
import IMU

/// How many contacts were found, missed and made up.
public struct ContactCounts: Sendable, Equatable {
    public var found = 0
    public var missed = 0
    public var extra = 0

    public init(found: Int = 0, missed: Int = 0, extra: Int = 0) {
        self.found = found
        self.missed = missed
        self.extra = extra
    }

    /// Found among those of the reference; nil without any.
    public var recall: Double? { Self.share(found, found + missed) }
    /// Right among those said; nil without any.
    public var precision: Double? { Self.share(found, found + extra) }
    /// 2·found / (2·found + missed + extra); nil where there was nothing to find and nothing was said.
    public var f1: Double? { Self.share(2 * found, 2 * found + missed + extra) }

    private static func share(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    static func += (a: inout ContactCounts, b: ContactCounts) {
        a.found += b.found
        a.missed += b.missed
        a.extra += b.extra
    }
}

/// Contacts of one kind against the reference, over one recording or many.
public struct ContactTally: Sendable, Equatable {
    /// Largest distances at which a contact counts as found, s.
    public static let tolerances = [0.05, 0.1, 0.25]
    /// The tolerance at which time errors are taken.
    public static let widest = 0.25

    /// Contacts of the reference that are judged.
    public var truths = 0
    /// At each tolerance, where a contact counts on its right side only; nil where the method tells no sides.
    public var sided: [ContactCounts]? = tolerances.map { _ in ContactCounts() }
    /// At each tolerance, whatever the side.
    public var blind = tolerances.map { _ in ContactCounts() }
    /// Contacts found whatever their side that name one, and those of them that name the right one.
    public var namedSides = 0
    public var rightSides = 0
    /// Detected minus reference time, s, leg by leg (a leg is one side in one recording).
    public var legs: [[Double]] = []

    public init() {}

    /// All legs' errors, s.
    public var errors: [Double] { legs.flatMap { $0 } }

    /// Every leg's errors about that leg's own median, s: what is left when each leg's constant offset is taken off.
    public var errorsWithinLegs: [Double] {
        legs.flatMap { leg in Statistics.median(leg).map { middle in leg.map { $0 - middle } } ?? [] }
    }

    public var sideAccuracy: Double? { namedSides > 0 ? Double(rightSides) / Double(namedSides) : nil }

    public static func += (a: inout ContactTally, b: ContactTally) {
        a.truths += b.truths
        if var counts = a.sided, let more = b.sided {
            for index in counts.indices { counts[index] += more[index] }
            a.sided = counts
        } else {
            a.sided = nil
        }
        for index in a.blind.indices { a.blind[index] += b.blind[index] }
        a.namedSides += b.namedSides
        a.rightSides += b.rightSides
        a.legs += b.legs
    }
}

extension ContactTally {
    /// Scores the contacts of one kind of one recording.
    ///
    /// All contacts are matched, judged or not, so that a pair across the edge of a judged stretch is no error. Then a
    /// reference contact counts where it is judged; a detected one counts with its partner, or, without one, where it
    /// is judged itself.
    public init(_ detected: [TimedContact], _ reference: Reference, kind: Contact.Kind) {
        let truth = reference.contacts.filter { $0.kind == kind }
        let said = detected.filter { $0.kind == kind }.sorted { $0.time < $1.time }
        let tellsSides = said.allSatisfy { $0.side != nil }
        truths = truth.count { reference.counts($0.time, $0.side) }
        for (index, tolerance) in Self.tolerances.enumerated() {
            let match = ContactMatch(said, truth, within: tolerance)
            blind[index] = match.counts(reference)
            guard tellsSides else {
                sided = nil
                continue
            }
            for side in Side.allCases {
                let match = ContactMatch(
                    said.filter { $0.side == side }, truth.filter { $0.side == side }, within: tolerance)
                sided?[index] += match.counts(reference)
            }
        }
        let match = ContactMatch(said, truth, within: Self.widest)
        for pair in match.judgedPairs(reference) where pair.detected.side != nil {
            namedSides += 1
            if pair.detected.side == pair.truth.side { rightSides += 1 }
        }
        for side in Side.allCases {
            let match =
                tellsSides
                ? ContactMatch(
                    said.filter { $0.side == side }, truth.filter { $0.side == side }, within: Self.widest) : match
            let errors = match.judgedPairs(reference).filter { $0.truth.side == side }
                .map { $0.detected.time - $0.truth.time }
            if !errors.isEmpty { legs.append(errors) }
        }
    }
}

/// Detected and reference contacts of one kind, matched by time.
struct ContactMatch {
    let detected: [TimedContact]
    let truth: [TimedContact]
    let pairs: [Matching.Pair]

    init(_ detected: [TimedContact], _ truth: [TimedContact], within tolerance: Double) {
        self.detected = detected
        self.truth = truth
        pairs = Matching.pairs(truth.map(\.time), detected.map(\.time), within: tolerance)
    }

    func judgedPairs(_ reference: Reference) -> [(detected: TimedContact, truth: TimedContact)] {
        pairs.map { (detected[$0.detected], truth[$0.reference]) }
            .filter { reference.counts($0.truth.time, $0.truth.side) }
    }

    func counts(_ reference: Reference) -> ContactCounts {
        let found = judgedPairs(reference).count
        let matched = Set(pairs.map(\.detected))
        return ContactCounts(
            found: found,
            missed: truth.count { reference.counts($0.time, $0.side) } - found,
            extra: detected.indices.count { index in
                !matched.contains(index) && reference.counts(detected[index].time, detected[index].side)
            })
    }
}
