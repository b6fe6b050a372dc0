public import Gait
import IMU
import Recording

/// One recording's score.
public struct RecordingScore: Sendable {
    public var set: String
    public var subject: String
    /// Names the recording within its set.
    public var recording: String
    /// Seconds of data, and of them those that are judged.
    public var seconds: Double
    public var judgedSeconds: Double
    /// Nil without a reference of that kind.
    public var initial: ContactTally?
    public var final: ContactTally?
    /// Initial contacts outside turns.
    public var straight: ContactTally?
    public var latency = Latency()
    public var strides: [StrideComparison] = []
    public var symmetry: [SymmetryComparison] = []
    /// Empty without a reference of the knee, or without knee angles from the pipeline.
    public var knee: [KneeComparison] = []
    /// Nil where contacts came from a file: it says nothing of episodes.
    public var flags: FlagScore?
    /// Contacts that were said provisionally and withdrawn; nil where contacts came from a file.
    public var retractions: Int?

    /// Where a recording's score belongs.
    public struct Identity: Sendable {
        public var set: String
        public var subject: String
        public var recording: String

        public init(set: String, subject: String, recording: String) {
            self.set = set
            self.subject = subject
            self.recording = recording
        }
    }

    /// Scores contacts, wherever they came from.
    public init(_ identity: Identity, contacts: [TimedContact], reference: Reference, seconds: Double) {
        (set, subject, recording) = (identity.set, identity.subject, identity.recording)
        self.seconds = seconds
        judgedSeconds = reference.judgedSeconds(of: seconds)
        initial = Self.tally(contacts, reference, .initial)
        final = Self.tally(contacts, reference, .final)
        straight = Self.tally(contacts, reference.outsideTurns, .initial)
        latency = Latency(contacts, reference, hasReference: !reference.contacts.isEmpty)
        strides = StrideComparison.all(contacts, reference)
        symmetry = SymmetryComparison.all(strides)
    }

    /// Scores a run of the pipeline.
    public init(
        _ identity: Identity, run: PipelineRun, reference: Reference, knee: KneeReference? = nil,
        expectation: ExpectedFlags, seconds: Double
    ) {
        self.init(identity, contacts: run.contacts, reference: reference, seconds: seconds)
        flags = FlagScore(run.episodes, expectation)
        retractions = run.retractions
        if let knee { self.knee = KneeComparison.all(run.strides, knee) }
    }

    /// Nil where the reference holds no contact of the kind that is judged: there is then nothing to be held against.
    private static func tally(
        _ contacts: [TimedContact], _ reference: Reference, _ kind: Contact.Kind
    ) -> ContactTally? {
        let tally = ContactTally(contacts, reference, kind: kind)
        return tally.truths > 0 ? tally : nil
    }
}

/// Many recordings' scores, pooled: contacts, strides and episodes are counted together, none weighs more for coming
/// from a short recording.
public struct PooledScore: Sendable {
    public var name: String
    public var recordings: [RecordingScore]

    public init(_ name: String, _ recordings: [RecordingScore]) {
        self.name = name
        self.recordings = recordings
    }

    public var subjects: [String] { Array(Set(recordings.map(\.subject))).sorted() }
    public var hours: Double { recordings.reduce(0) { $0 + $1.seconds } / 3600 }
    public var judgedHours: Double { recordings.reduce(0) { $0 + $1.judgedSeconds } / 3600 }

    /// Nil where no recording has a reference of that kind.
    public func contacts(_ kind: Contact.Kind) -> ContactTally? {
        Self.pool(recordings.compactMap { kind == .initial ? $0.initial : $0.final })
    }

    /// Initial contacts outside turns; nil without a reference.
    public var straight: ContactTally? { Self.pool(recordings.compactMap(\.straight)) }

    private static func pool(_ tallies: [ContactTally]) -> ContactTally? {
        guard var pool = tallies.first else { return nil }
        for tally in tallies.dropFirst() { pool += tally }
        return pool
    }

    public var latency: Latency { recordings.reduce(into: Latency()) { $0 += $1.latency } }

    public var strides: [StrideComparison] { recordings.flatMap(\.strides) }

    public func symmetry(_ quantity: TimeOfStride) -> [SymmetryComparison] {
        recordings.flatMap(\.symmetry).filter { $0.quantity == quantity }
    }

    public func knee(_ quantity: StrideQuantity) -> [KneeComparison] {
        recordings.flatMap(\.knee).filter { $0.quantity == quantity }
    }

    /// The scores of each subject.
    public var bySubject: [PooledScore] {
        subjects.map { subject in PooledScore(subject, recordings.filter { $0.subject == subject }) }
    }

    /// The scores of each set, in the order in which they were given.
    public var bySet: [PooledScore] {
        var names: [String] = []
        for score in recordings where !names.contains(score.set) { names.append(score.set) }
        return names.map { name in PooledScore(name, recordings.filter { $0.set == name }) }
    }

    /// The same without the kinds of contacts of which a method never says any: it is silent of them, not wrong.
    public var withoutSilentKinds: PooledScore {
        func isSilent(_ kind: Contact.Kind) -> Bool {
            guard let counts = contacts(kind)?.blind.last else { return true }
            return counts.found + counts.extra == 0
        }
        var score = self
        let (noInitials, noFinals) = (isSilent(.initial), isSilent(.final))
        for index in score.recordings.indices {
            if noInitials { score.recordings[index].initial = nil }
            if noFinals { score.recordings[index].final = nil }
        }
        return score
    }

    /// The F1 that stands for a kind of contact: at ±100 ms, on the right side where the method tells sides.
    public func f1(_ kind: Contact.Kind) -> Double? {
        guard let tally = contacts(kind) else { return nil }
        return (tally.sided ?? tally.blind)[1].f1
    }

    /// The subject with the lowest F1 of a kind; the first by name of equals.
    public func worst(_ kind: Contact.Kind) -> (subject: String, f1: Double)? {
        let scores = bySubject.compactMap { score in score.f1(kind).map { (subject: score.name, f1: $0) } }
        return scores.min { ($0.f1, $0.subject) < ($1.f1, $1.subject) }
    }

    /// Episodes, those among them that were not to be, and the hours in which those would have been false.
    public var flags: (episodes: Int, falseEpisodes: Int?, hours: Double)? {
        let scored = recordings.compactMap(\.flags)
        guard !scored.isEmpty else { return nil }
        let judged = scored.compactMap(\.falseEpisodes)
        let hours = recordings.filter { $0.flags?.falseEpisodes != nil }.reduce(0) { $0 + $1.seconds } / 3600
        return (scored.reduce(0) { $0 + $1.episodes.count }, judged.isEmpty ? nil : judged.reduce(0, +), hours)
    }
}
