import Gait
import IMU
import TestSupport
import Testing
import Walker

@Suite struct LumbarContactTests {
    static let seeds = 1...8 as ClosedRange<UInt64>

    /// Both feet, each contact on its own side only, between the second contact and the last but one.
    private func score(_ walker: Walker, _ contacts: [Contact], _ kind: Contact.Kind) -> Score {
        let wanted: WalkTruth.Kind = kind == .initial ? .initialContact : .finalContact
        let initials = walker.truth.contacts.filter { $0.kind == .initialContact }.map(\.time)
        let judged = (initials[1] - 0.1)...(initials[initials.count - 3] + 0.2)
        var score = Score(tolerance: 0.1)
        for side in Side.allCases {
            score.add(
                truth: walker.truth.contacts.filter { $0.kind == wanted && $0.side == side }.map(\.time)
                    .filter { judged.contains($0) },
                detected: contacts.filter { $0.kind == kind && $0.side == side }.map(\.time.seconds)
                    .filter { judged.contains($0) })
        }
        return score
    }

    @Test("contacts are found on their sides from the lumbar unit alone", arguments: seeds)
    func accuracy(seed: UInt64) throws {
        let walker = try drawnWalker(seed)
        let outputs = analyze(try readings(walker, [.lumbar], seed: seed))
        #expect(outputs.confirmed.allSatisfy { $0.source == .lumbar })
        #expect(outputs.strides.allSatisfy { $0.source == .lumbar })
        let initial = score(walker, outputs.confirmed, .initial)
        #expect(initial.f1 >= 0.94, "seed \(seed): \(initial.found) of \(initial.truths), \(initial.said) said")
        #expect(abs(initial.median) < 0.03, "seed \(seed): \(initial.median)")
        #expect(initial.interquartileRange < 0.015, "seed \(seed): \(initial.interquartileRange)")
        let final = score(walker, outputs.confirmed, .final)
        #expect(final.f1 >= 0.92, "seed \(seed): \(final.found) of \(final.truths), \(final.said) said")
        #expect(abs(final.median) < 0.06, "seed \(seed): \(final.median)")
        let cadence = try #require(outputs.bouts.first).cadence
        #expect(abs(cadence - walker.parameters.cadence) < 5, "seed \(seed): \(cadence)")
        #expect(outputs.strides.count { $0.isSteady && $0.stepTime.isFinite } > 40, "seed \(seed)")
    }

    @Test("other sampling rates find the same", arguments: [50.0, 52, 104, 200, 400])
    func rates(rate: Double) throws {
        for seed in 2...4 as ClosedRange<UInt64> {
            let walker = try drawnWalker(seed)
            let confirmed = analyze(try readings(walker, [.lumbar], rate: rate, seed: seed), rate: rate).confirmed
            let initial = score(walker, confirmed, .initial)
            #expect(initial.f1 >= 0.93, "seed \(seed): \(initial.found) of \(initial.truths), \(initial.said) said")
            #expect(abs(initial.median) < 0.03, "seed \(seed): \(initial.median)")
        }
    }

    @Test("any way of strapping the sensor on gives the same contacts", arguments: seeds)
    func mounting(seed: UInt64) throws {
        let all = try readings(try drawnWalker(seed), [.lumbar], seed: seed)
        var generator = SeededGenerator(seed: seed)
        let plain = analyze(all).confirmed
        let turned = analyze(all.remounted(using: &generator)).confirmed
        #expect(plain.count > 100 && turned.count == plain.count, "seed \(seed): \(plain.count) \(turned.count)")
        for (a, b) in zip(plain, turned) {
            #expect(a.kind == b.kind && a.side == b.side, "seed \(seed): \(a) \(b)")
            #expect(abs(a.time.seconds(since: b.time)) < 0.001, "seed \(seed): \(a) \(b)")
        }
    }

    @Test(
        "every contact is said provisionally, then confirmed or withdrawn exactly once, and in time", arguments: seeds)
    func lifecycle(seed: UInt64) throws {
        // Cut anywhere: what is pending at the end is withdrawn too.
        var all = try readings(try drawnWalker(seed, seconds: 30), [.lumbar], seed: seed)
        var generator = SeededGenerator(seed: seed)
        all.removeLast(Int.random(in: 0..<all.count / 2, using: &generator))
        var open: [UInt64: Contact] = [:]
        var closed = Set<UInt64>()
        var lags: [Double] = []
        for output in analyze(all) {
            switch output {
            case .contact(let contact) where contact.status == .provisional:
                #expect(open[contact.id] == nil && !closed.contains(contact.id), "seed \(seed), \(contact)")
                #expect(contact.time <= contact.emitted && (0...1).contains(contact.confidence), "seed \(seed)")
                open[contact.id] = contact
            case .contact(let contact):
                let found = open.removeValue(forKey: contact.id)
                let provisional = try #require(found, "seed \(seed), \(contact)")
                #expect(provisional.kind == contact.kind && provisional.side == contact.side, "seed \(seed)")
                #expect(contact.emitted >= provisional.emitted && contact.time <= contact.emitted, "seed \(seed)")
                lags.append(contact.emitted.seconds(since: contact.time))
                closed.insert(contact.id)
            case .retraction(let retraction):
                let found = open.removeValue(forKey: retraction.id)
                let provisional = try #require(found, "seed \(seed), \(retraction)")
                #expect(provisional.side == retraction.side, "seed \(seed)")
                closed.insert(retraction.id)
            default: break
            }
        }
        #expect(open.isEmpty && closed.count > 20, "seed \(seed): \(open.values)")
        lags.sort()
        #expect(lags[lags.count * 9 / 10] < 0.35, "seed \(seed): \(lags[lags.count * 9 / 10])")
    }

    @Test("standing, sitting down and getting up are no walk")
    func noWalk() throws {
        let walker = try Walker(
            script: [
                .stand(seconds: 60), .sit(seconds: 60), .stand(seconds: 30), .sit(seconds: 60), .stand(seconds: 30),
            ], seed: 5)
        let outputs = analyze(try readings(walker, [.lumbar]))
        #expect(outputs.confirmed.isEmpty && outputs.strides.isEmpty)
    }

    @Test("with both shanks the lumbar unit says no contact")
    func bothShanks() throws {
        let outputs = analyze(try readings(try drawnWalker(2)))
        #expect(outputs.confirmed.count > 100)
        #expect(
            outputs.contacts.allSatisfy { $0.source == .shank } && outputs.strides.allSatisfy { $0.source == .shank })
    }

    @Test("with one shank the lumbar unit stands in for the other foot", arguments: Side.allCases)
    func oneShank(side: Side) throws {
        let walker = try drawnWalker(2)
        let outputs = analyze(try readings(walker, [side == .left ? .leftShank : .rightShank, .lumbar], seed: 2))
        #expect(outputs.confirmed.allSatisfy { ($0.side == side) == ($0.source == .shank) })
        let ids = outputs.contacts.filter { $0.status == .provisional }.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(score(walker, outputs.confirmed, .initial).f1 >= 0.97)
        #expect(outputs.strides.count { $0.isSteady && $0.stepTime.isFinite } > 40)
        // Contacts of different units are not compared.
        var pairs = StridePairs()
        #expect(!outputs.strides.map { pairs.take($0) }.contains(true))
    }

    @Test("a shank unit that falls silent is replaced, and takes over again when it comes back")
    func silence() throws {
        let walker = try drawnWalker(6)
        let all = try readings(walker, seed: 6).filter {
            $0.placement != .leftShank || !(20..<40).contains($0.time.seconds)
        }
        let confirmed = analyze(all).confirmed
        let left = confirmed.filter { $0.side == .left }
        #expect(left.allSatisfy { ($0.source == .lumbar) == (21.5..<40.1).contains($0.time.seconds) })
        #expect(left.count { $0.source == .lumbar } > 20)
        #expect(confirmed.allSatisfy { $0.side == .left || $0.source == .shank })
        #expect(score(walker, confirmed, .initial).f1 >= 0.95)
    }

    @Test("after a gap the contacts go on, and no stride reaches over it")
    func gap() throws {
        let walker = try drawnWalker(6)
        let all = try readings(walker, [.lumbar], seed: 6).filter { !(30..<32).contains($0.time.seconds) }
        var analyzer = GaitAnalyzer()
        analyzer.add(.lumbar, rate: 100)
        var outputs: [GaitOutput] = []
        var last = HostTime(nanoseconds: 0)
        for reading in all {
            if reading.time.seconds(since: last) > 1, last.nanoseconds > 0 {
                analyzer.interrupt(.lumbar, at: reading.time) { outputs.append($0) }
            }
            last = reading.time
            analyzer.take(
                .lumbar, time: reading.time, acceleration: reading.acceleration, angularRate: reading.angularRate
            ) { outputs.append($0) }
        }
        analyzer.finish { outputs.append($0) }
        #expect(!outputs.strides.contains { $0.start.seconds < 30 && $0.end.seconds > 32 })
        let after = outputs.confirmed.filter { $0.kind == .initial && $0.time.seconds > 33 }
        let truth = walker.truth.contacts.filter { $0.kind == .initialContact && $0.time > 33 }
        #expect(abs(after.count - truth.count) <= 2)
        for contact in after {
            let nearest = truth.min { abs($0.time - contact.time.seconds) < abs($1.time - contact.time.seconds) }
            #expect(nearest?.side == contact.side)
        }
    }
}
