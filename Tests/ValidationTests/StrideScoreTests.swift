import Gait
import IMU
import Recording
import Testing
import Validation

@Suite struct StrideScoreTests {
    /// Even contacts: each foot every 1.2 s, final contact 0.7 s after the initial one; left steps longer by `skew` s.
    private func contacts(_ strides: Int, skew: Double = 0, late: Double = 0) -> [TimedContact] {
        (0..<strides).flatMap { index -> [TimedContact] in
            let start = 1 + 1.2 * Double(index) + late
            return [
                TimedContact(kind: .initial, side: .left, time: start),
                TimedContact(kind: .initial, side: .right, time: start + 0.6 - skew / 2),
                TimedContact(kind: .final, side: .left, time: start + 0.7),
                TimedContact(kind: .final, side: .right, time: start + 1.3 - skew / 2),
            ]
        }
    }

    private func score(_ said: [TimedContact], _ reference: Reference) -> RecordingScore {
        RecordingScore(.init(set: "s", subject: "p", recording: "r"), contacts: said, reference: reference, seconds: 60)
    }

    @Test("a constant delay changes no time; every quantity is there")
    func delay() throws {
        let found = score(contacts(5, late: 0.05), Reference(contacts: contacts(5)))
        #expect(found.strides.count == 8)
        for quantity in TimeOfStride.allCases {
            let differences = quantity.differences(found.strides)
            #expect(!differences.isEmpty && differences.allSatisfy { abs($0) < 1e-9 }, "\(quantity)")
        }
        let stride = try #require(found.strides.first)
        #expect(abs((stride.reference.stance ?? 0) - 0.7) < 1e-9 && abs((stride.reference.swing ?? 0) - 0.5) < 1e-9)
        #expect(abs((stride.reference.step ?? 0) - 0.6) < 1e-9)
    }

    @Test("late final contacts lengthen stance and shorten swing by as much")
    func finals() {
        let said = contacts(5).map { contact in
            var contact = contact
            if contact.kind == .final { contact.time += 0.03 }
            return contact
        }
        let found = score(said, Reference(contacts: contacts(5)))
        #expect(TimeOfStride.stance.differences(found.strides).allSatisfy { abs($0 - 0.03) < 1e-9 })
        #expect(TimeOfStride.swing.differences(found.strides).allSatisfy { abs($0 + 0.03) < 1e-9 })
        #expect(TimeOfStride.step.differences(found.strides).allSatisfy { abs($0) < 1e-9 })
    }

    @Test("a stride with a missed end, or with something made up inside, is no stride")
    func broken() {
        let truth = Reference(contacts: contacts(5))
        let missing = contacts(5).filter { !($0.kind == .initial && $0.side == .left && $0.time == 1 + 1.2 * 2) }
        #expect(score(missing, truth).strides.count { $0.side == .left } == 2)
        let extra = contacts(5) + [TimedContact(kind: .initial, side: .left, time: 1.5)]
        #expect(score(extra, truth).strides.count { $0.side == .left } == 3)
        let swapped = contacts(5).map { contact in
            TimedContact(kind: contact.kind, side: contact.side?.opposite, time: contact.time)
        }
        #expect(score(swapped, truth).strides.isEmpty && score([], truth).strides.isEmpty)
    }

    @Test("a pause is no stride")
    func pause() {
        let walk = contacts(2) + contacts(2, late: 10)
        #expect(score(walk, Reference(contacts: walk)).strides.count == 4)
    }

    @Test("the index's error, and none below ten straight strides a side")
    func symmetry() throws {
        let truth = Reference(contacts: contacts(14))
        let found = score(contacts(14, skew: 0.06), truth)
        let step = try #require(found.symmetry.first { $0.quantity == .step })
        // Left 0.63, right 0.57 s against 0.6 s each.
        #expect(abs(step.reference) < 1e-9 && abs(step.error - 10) < 0.2)
        #expect(found.symmetry.map(\.quantity) == [.step, .stance, .swing])
        #expect(score(contacts(8), Reference(contacts: contacts(8))).symmetry.isEmpty)
        let turning = Reference(contacts: contacts(14), turns: [5...8])
        #expect(score(contacts(14), turning).symmetry.isEmpty)
        #expect(score(contacts(14), turning).strides.count == 26)
    }

    @Test("latency counts from the contact and from the reference")
    func latency() {
        let reference = Reference(contacts: contacts(2))
        let said = contacts(2, late: 0.02).map { contact in
            TimedContact(
                kind: contact.kind, side: contact.side, time: contact.time,
                provisional: contact.side == .left ? contact.time + 0.03 : nil, confirmed: contact.time + 0.1)
        }
        let latency = score(said, reference).latency
        #expect(latency.provisional.count == 4 && latency.confirmed.count == 8)
        #expect(latency.provisional.allSatisfy { abs($0 - 0.03) < 1e-9 })
        #expect(latency.provisionalFromReference.allSatisfy { abs($0 - 0.05) < 1e-9 })
        #expect(latency.confirmedFromReference.allSatisfy { abs($0 - 0.12) < 1e-9 })
        #expect(score(said, Reference([])).latency.confirmedFromReference.isEmpty)
    }
}
