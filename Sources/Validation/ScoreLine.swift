import Flagging
import Gait
import IMU

/// A score as it goes out as JSON: `gaitctl validate --format json|ndjson`. Absent fields are undefined or not known;
/// an undefined score is never written as 0.
public struct ScoreLine: Encodable, Sendable {
    /// `recording`, `subject`, `set` or `all`.
    public var type: String
    public var set: String?
    public var subject: String?
    public var recording: String?
    public var recordings: Int
    public var subjects: Int
    public var hours: Double
    public var judgedHours: Double
    public var initialContact: ContactLine?
    public var finalContact: ContactLine?
    public var latency: LatencyLine?
    public var agreement: [AgreementLine]
    public var symmetry: [SymmetryLine]
    public var knee: [KneeLine]
    public var flags: FlagLine?
    public var retractions: Int?
    /// The subjects with the lowest F1 at ±100 ms.
    public var worstInitial: WorstLine?
    public var worstFinal: WorstLine?

    public struct WorstLine: Encodable, Sendable {
        public var subject: String
        public var f1: Double
    }

    public init(type: String, _ score: PooledScore) {
        self.type = type
        let sets = Set(score.recordings.map(\.set))
        set = sets.count == 1 ? sets.first : nil
        subject = score.subjects.count == 1 && type != "set" && type != "all" ? score.subjects.first : nil
        recording = type == "recording" ? score.recordings.first?.recording : nil
        recordings = score.recordings.count
        subjects = score.subjects.count
        hours = Rounded.to(4, score.hours)
        judgedHours = Rounded.to(4, score.judgedHours)
        initialContact = score.contacts(.initial).map(ContactLine.init)
        finalContact = score.contacts(.final).map(ContactLine.init)
        latency = LatencyLine(score.latency)
        agreement = TimeOfStride.allCases.compactMap { AgreementLine($0, score.strides) }
        symmetry = TimeOfStride.compared
            .compactMap { SymmetryLine($0, score.symmetry($0)) }
        knee = KneeComparison.quantities.compactMap { KneeLine($0, score.knee($0)) }
        flags = score.flags.map { FlagLine($0, score.recordings) }
        let withdrawn = score.recordings.compactMap(\.retractions)
        retractions = withdrawn.isEmpty ? nil : withdrawn.reduce(0, +)
        guard type == "set" || type == "all" else { return }
        worstInitial = score.worst(.initial).map { WorstLine(subject: $0.subject, f1: Rounded.to(4, $0.f1)) }
        worstFinal = score.worst(.final).map { WorstLine(subject: $0.subject, f1: Rounded.to(4, $0.f1)) }
    }
}

/// One kind of contact.
public struct ContactLine: Encodable, Sendable {
    public struct Counts: Encodable, Sendable {
        public var withinMs: Int
        public var found: Int
        public var missed: Int
        public var extra: Int
        public var recall: Double?
        public var precision: Double?
        public var f1: Double?
    }

    public var reference: Int
    /// On the right side only; absent where the method tells no sides.
    public var sided: [Counts]?
    public var blind: [Counts]
    public var sideAccuracy: Double?
    /// Errors over contacts found within ±250 ms; positive is late.
    public var biasMs: Double?
    public var medianMs: Double?
    public var meanAbsoluteErrorMs: Double?
    public var interquartileRangeMs: Double?
    /// About each leg's own median.
    public var interquartileRangeWithinLegMs: Double?

    init(_ tally: ContactTally) {
        func lines(_ counts: [ContactCounts]) -> [Counts] {
            zip(ContactTally.tolerances, counts).map { tolerance, counts in
                Counts(
                    withinMs: Int(tolerance * 1000), found: counts.found, missed: counts.missed, extra: counts.extra,
                    recall: Rounded.optional(4, counts.recall), precision: Rounded.optional(4, counts.precision),
                    f1: Rounded.optional(4, counts.f1))
            }
        }
        let errors = tally.errors
        reference = tally.truths
        sided = tally.sided.map(lines)
        blind = lines(tally.blind)
        sideAccuracy = Rounded.optional(4, tally.sideAccuracy)
        biasMs = Rounded.milliseconds(Statistics.mean(errors))
        medianMs = Rounded.milliseconds(Statistics.median(errors))
        meanAbsoluteErrorMs = Rounded.milliseconds(Statistics.meanMagnitude(errors))
        interquartileRangeMs = Rounded.milliseconds(Statistics.interquartileRange(errors))
        interquartileRangeWithinLegMs = Rounded.milliseconds(Statistics.interquartileRange(tally.errorsWithinLegs))
    }
}

/// Median and 95th percentile of delays.
public struct LatencyLine: Encodable, Sendable {
    public struct Delay: Encodable, Sendable {
        public var count: Int
        public var p50Ms: Double?
        public var p95Ms: Double?

        init?(_ delays: [Double]) {
            guard !delays.isEmpty else { return nil }
            count = delays.count
            p50Ms = Rounded.milliseconds(Statistics.quantile(delays, 0.5))
            p95Ms = Rounded.milliseconds(Statistics.quantile(delays, 0.95))
        }
    }

    public var provisional: Delay?
    public var confirmed: Delay?
    public var provisionalFromReference: Delay?
    public var confirmedFromReference: Delay?

    init?(_ latency: Latency) {
        provisional = Delay(latency.provisional)
        confirmed = Delay(latency.confirmed)
        provisionalFromReference = Delay(latency.provisionalFromReference)
        confirmedFromReference = Delay(latency.confirmedFromReference)
        if provisional == nil, confirmed == nil { return nil }
    }
}
