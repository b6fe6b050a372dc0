import Gait
public import IMU

/// Times of one stride, s; nil where a contact in it is unknown.
public struct StrideTimes: Sendable, Equatable {
    public var stride: Double
    /// IC to FC.
    public var stance: Double?
    /// FC to the next IC.
    public var swing: Double?
    /// From the other foot's IC within the stride to the IC that ends it.
    public var step: Double?
}

/// One stride as the reference has it and as it was detected.
public struct StrideComparison: Sendable, Equatable {
    /// A longer one is no stride: the walk was broken off (`StrideBuilder` uses the same bound).
    static let longest = 3.0

    public var side: Side
    public var reference: StrideTimes
    public var detected: StrideTimes
    /// False where the body turns within it: such strides enter no index.
    public var isStraight: Bool

    /// The strides of a recording whose two initial contacts were both found on the right side within the widest
    /// tolerance, with nothing made up between them. Without sides there are none.
    static func all(_ detected: [TimedContact], _ reference: Reference) -> [StrideComparison] {
        let legs = Side.allCases.map { Leg($0, detected, reference) }
        return legs.indices.flatMap { legs[$0].strides(other: legs[1 - $0], reference) }
    }

    /// One foot's contacts and what was found of them.
    private struct Leg {
        let side: Side
        let initials: ContactMatch
        let finals: ContactMatch
        let initialPartner: [Int: Int]
        let finalPartner: [Int: Int]

        init(_ side: Side, _ detected: [TimedContact], _ reference: Reference) {
            self.side = side
            func match(_ kind: Contact.Kind) -> ContactMatch {
                ContactMatch(
                    detected.filter { $0.kind == kind && $0.side == side }.sorted { $0.time < $1.time },
                    reference.contacts.filter { $0.kind == kind && $0.side == side }, within: ContactTally.widest)
            }
            initials = match(.initial)
            finals = match(.final)
            initialPartner = Dictionary(uniqueKeysWithValues: initials.pairs.map { ($0.reference, $0.detected) })
            finalPartner = Dictionary(uniqueKeysWithValues: finals.pairs.map { ($0.reference, $0.detected) })
        }

        func strides(other: Leg, _ reference: Reference) -> [StrideComparison] {
            initials.truth.indices.dropLast().compactMap { index in
                let (start, end) = (initials.truth[index].time, initials.truth[index + 1].time)
                guard end - start <= StrideComparison.longest, reference.counts(start, side),
                    reference.counts(end, side), let first = initialPartner[index],
                    let second = initialPartner[index + 1], second == first + 1
                else { return nil }
                let (began, ended) = (initials.detected[first].time, initials.detected[second].time)
                var comparison = StrideComparison(
                    side: side, reference: StrideTimes(stride: end - start),
                    detected: StrideTimes(stride: ended - began),
                    isStraight: !reference.turns(within: start...end))
                if let (truth, said) = finals.only(within: start...end, finalPartner) {
                    comparison.reference.stance = truth - start
                    comparison.reference.swing = end - truth
                    comparison.detected.stance = said - began
                    comparison.detected.swing = ended - said
                }
                if let (truth, said) = other.initials.only(within: start...end, other.initialPartner) {
                    comparison.reference.step = end - truth
                    comparison.detected.step = ended - said
                }
                return comparison
            }
        }
    }
}

extension ContactMatch {
    /// The one contact of the reference within a span and its detected partner; nil where there are more, or none.
    fileprivate func only(within span: ClosedRange<Double>, _ partner: [Int: Int]) -> (truth: Double, said: Double)? {
        let within = truth.indices.filter { span.contains(truth[$0].time) }
        guard within.count == 1, let said = partner[within[0]] else { return nil }
        return (truth[within[0]].time, detected[said].time)
    }
}

/// A time of a stride, by name.
public enum TimeOfStride: String, CaseIterable, Sendable {
    case stride = "stride_time"
    case step = "step_time"
    case stance = "stance_time"
    case swing = "swing_time"

    /// Those of which left and right are compared.
    public static let compared: [TimeOfStride] = [.step, .stance, .swing]

    func value(_ times: StrideTimes) -> Double? {
        switch self {
        case .stride: times.stride
        case .step: times.step
        case .stance: times.stance
        case .swing: times.swing
        }
    }

    /// Detected minus reference, s, over strides that have it.
    public func differences(_ strides: [StrideComparison]) -> [Double] {
        strides.compactMap { stride in
            guard let detected = value(stride.detected), let truth = value(stride.reference) else { return nil }
            return detected - truth
        }
    }
}

/// Limits of agreement (Bland & Altman 1986): bias ± 1.96 standard deviations of the differences.
public struct Agreement: Sendable, Equatable {
    public var count: Int
    public var bias: Double
    public var low: Double
    public var high: Double

    /// Nil below two differences.
    public init?(_ differences: [Double]) {
        guard let bias = Statistics.mean(differences), let deviation = Statistics.deviation(differences) else {
            return nil
        }
        count = differences.count
        self.bias = bias
        low = bias - 1.96 * deviation
        high = bias + 1.96 * deviation
    }
}
