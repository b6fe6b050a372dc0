import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct ContactTests {
    static let seeds = 1...10 as ClosedRange<UInt64>

    private func score(_ walker: Walker, _ contacts: [Contact], _ kind: Contact.Kind, _ side: Side) -> Score {
        let wanted: WalkTruth.Kind = kind == .initial ? .initialContact : .finalContact
        var score = Score(tolerance: 0.1)
        // From the first initial contact to the last but one: the closing step hardly swings, and where a foot that
        // stood still begins to leave the ground is a matter of taste.
        let initials = walker.truth.contacts.filter { $0.kind == .initialContact }.map(\.time)
        let judged = (initials[0] - 0.1)...(initials[initials.count - 3] + 0.2)
        score.add(
            truth: walker.truth.contacts.filter { $0.kind == wanted && $0.side == side }.map(\.time)
                .filter { judged.contains($0) },
            detected: contacts.filter { $0.kind == kind && $0.side == side }.map(\.time.seconds)
                .filter { judged.contains($0) })
        return score
    }

    @Test("contacts are found at their time and side, from the first swing to the last but one", arguments: seeds)
    func accuracy(seed: UInt64) throws {
        let walker = try drawnWalker(seed)
        let confirmed = analyze(try readings(walker, seed: seed)).confirmed
        for side in Side.allCases {
            for kind in [Contact.Kind.initial, .final] {
                let score = score(walker, confirmed, kind, side)
                #expect(
                    score.f1 >= 0.965,
                    "seed \(seed), \(side) \(kind): \(score.found) of \(score.truths), \(score.said) said")
                #expect(abs(score.median) < 0.03, "seed \(seed), \(side) \(kind): \(score.median)")
                #expect(score.interquartileRange < 0.015, "seed \(seed), \(side) \(kind): \(score.interquartileRange)")
            }
        }
        // From the first swing on.
        let first = try #require(walker.truth.contacts.first { $0.kind == .initialContact })
        let said = try #require(confirmed.first { $0.kind == .initial })
        #expect(said.side == first.side && abs(said.time.seconds - first.time) < 0.1, "seed \(seed): \(said) \(first)")
    }

    @Test("other sampling rates find the same", arguments: [50.0, 52, 104, 200, 208])
    func rates(rate: Double) throws {
        let walker = try drawnWalker(3)
        let confirmed = analyze(try readings(walker, rate: rate), rate: rate).confirmed
        for side in Side.allCases {
            for kind in [Contact.Kind.initial, .final] {
                let score = score(walker, confirmed, kind, side)
                #expect(score.f1 >= 0.97, "\(side) \(kind): \(score.found) of \(score.truths), \(score.said) said")
                #expect(abs(score.median) < 0.035, "\(side) \(kind): \(score.median)")
            }
        }
    }

    @Test("every contact is said provisionally, then confirmed or withdrawn exactly once", arguments: seeds)
    func lifecycle(seed: UInt64) throws {
        // Cut anywhere: what is pending at the end is withdrawn too.
        var all = try readings(try drawnWalker(seed, seconds: 30), seed: seed)
        var generator = SeededGenerator(seed: seed)
        all.removeLast(Int.random(in: 0..<all.count / 2, using: &generator))
        var open: [UInt64: Contact] = [:]
        var closed = Set<UInt64>()
        for output in analyze(all) {
            switch output {
            case .contact(let contact) where contact.status == .provisional:
                #expect(open[contact.id] == nil && !closed.contains(contact.id), "seed \(seed), \(contact)")
                open[contact.id] = contact
            case .contact(let contact):
                let found = open.removeValue(forKey: contact.id)
                let provisional = try #require(found, "seed \(seed), \(contact)")
                #expect(provisional.kind == contact.kind && provisional.side == contact.side, "seed \(seed)")
                #expect(contact.emitted > provisional.emitted, "seed \(seed)")
                closed.insert(contact.id)
            case .retraction(let retraction):
                let found = open.removeValue(forKey: retraction.id)
                let provisional = try #require(found, "seed \(seed), \(retraction)")
                #expect(
                    provisional.side == retraction.side && retraction.emitted >= provisional.emitted, "seed \(seed)")
                closed.insert(retraction.id)
            default: break
            }
        }
        #expect(open.isEmpty, "seed \(seed): \(open.values)")
        #expect(closed.count > 20, "seed \(seed)")
    }

    @Test("no contact is said before its sample was there, and all soon after", arguments: seeds)
    func latency(seed: UInt64) throws {
        let all = try readings(try drawnWalker(seed), seed: seed)
        var analyzer = GaitAnalyzer()
        analyzer.add(.leftShank, rate: 100)
        analyzer.add(.rightShank, rate: 100)
        var now = HostTime(nanoseconds: 0)
        var contacts: [Contact] = []
        for reading in all {
            now = reading.time
            analyzer.take(
                reading.placement, time: reading.time, acceleration: reading.acceleration,
                angularRate: reading.angularRate
            ) {
                guard case .contact(let contact) = $0 else { return }
                // `emitted` is this very sample's time, and no contact lies in the future.
                #expect(contact.emitted == now && contact.time <= now, "seed \(seed), \(contact)")
                #expect((0...1).contains(contact.confidence), "seed \(seed)")
                contacts.append(contact)
            }
        }
        func latencies(_ status: Contact.Status) -> [Double] {
            contacts.filter { $0.status == status }.map { $0.emitted.seconds(since: $0.time) }.sorted()
        }
        let (provisional, confirmed) = (latencies(.provisional), latencies(.confirmed))
        #expect(provisional[provisional.count / 2] <= 0.065, "seed \(seed): \(provisional[provisional.count / 2])")
        #expect(
            provisional[provisional.count * 95 / 100] <= 0.1,
            "seed \(seed): \(provisional[provisional.count * 95 / 100])")
        #expect(confirmed[confirmed.count * 95 / 100] <= 0.2, "seed \(seed): \(confirmed[confirmed.count * 95 / 100])")
    }

    @Test("few contacts are withdrawn: at most one in ten strides", arguments: seeds)
    func retractions(seed: UInt64) throws {
        let outputs = analyze(try readings(try drawnWalker(seed), seed: seed))
        #expect(
            outputs.retractions.count <= max(2, outputs.strides.count / 10),
            "seed \(seed): \(outputs.retractions.count)")
    }

    @Test("any way of strapping a sensor on gives the same contacts", arguments: 1...20 as ClosedRange<UInt64>)
    func mounting(seed: UInt64) throws {
        let all = try readings(try drawnWalker(seed % 5 + 1, seconds: 30), [.leftShank, .rightShank], seed: seed)
        var generator = SeededGenerator(seed: seed)
        let plain = analyze(all).contacts
        let turned = analyze(all.remounted(using: &generator)).contacts
        #expect(plain.count == turned.count, "seed \(seed)")
        for (a, b) in zip(plain, turned) {
            #expect(a.id == b.id && a.kind == b.kind && a.status == b.status, "seed \(seed)")
            #expect(abs(a.time.seconds(since: b.time)) <= 0.01, "seed \(seed): \(a) \(b)")
        }
    }

    @Test("standing, sitting down and getting up are no steps", arguments: seeds)
    func quiet(seed: UInt64) throws {
        let walker = try Walker(script: [.stand(seconds: 20), .sit(seconds: 20), .stand(seconds: 10)], seed: seed)
        let outputs = analyze(try readings(walker, seed: seed))
        #expect(outputs.strides.isEmpty && outputs.bouts.isEmpty, "seed \(seed)")
        #expect(outputs.confirmed.count <= 2, "seed \(seed): \(outputs.confirmed)")
    }
}
