import FakeWearables
import Testing

@Suite struct FaultyLinkTests {
    private func arrivals(_ faults: LinkFaults, count: Int = 20_000, seed: UInt64 = 1) -> ([Double?], FaultyLink) {
        var link = FaultyLink(faults, seed: seed)
        var bytes: [UInt8] = [1, 2, 3, 4]
        return ((0..<count).map { link.carry(&bytes, at: Double($0) / 100) }, link)
    }

    @Test("no faults, no change")
    func clean() {
        var link = FaultyLink(LinkFaults(), seed: 1)
        var bytes: [UInt8] = [1, 2, 3]
        #expect(link.carry(&bytes, at: 2) == 2 && bytes == [1, 2, 3] && link.lost == 0)
    }

    @Test("jitter comes late, never early, and keeps order")
    func jitter() {
        var faults = LinkFaults()
        faults.jitter = 0.008
        let (times, _) = arrivals(faults)
        var (last, sum) = (0.0, 0.0)
        for (index, time) in times.enumerated() {
            let time = time ?? .nan
            #expect(time >= Double(index) / 100 && time >= last)
            (last, sum) = (time, sum + time - Double(index) / 100)
        }
        #expect((0.008...0.02).contains(sum / Double(times.count)))
    }

    @Test("loss, bursts and corruption come about as often as asked, and are counted")
    func shares() {
        var faults = LinkFaults()
        faults.loss = 0.02
        let (lossy, counted) = arrivals(faults)
        let missing = lossy.count { $0 == nil }
        #expect(missing == counted.lost && (300...500).contains(missing))
        faults = LinkFaults()
        (faults.burst, faults.burstLength) = (0.001, 30)
        let bursts = arrivals(faults).1.lost
        #expect((250...1200).contains(bursts))
        faults = LinkFaults()
        faults.corruption = 0.01
        #expect((140...260).contains(arrivals(faults).1.corrupted))
    }

    @Test("a seed names its faults; one fault does not shift another")
    func determinism() {
        var faults = LinkFaults()
        faults.loss = 0.05
        let plain = arrivals(faults).0.map { $0 == nil }
        faults.jitter = 0.005
        faults.corruption = 0.5
        #expect(arrivals(faults).0.map { $0 == nil } == plain)
        #expect(arrivals(faults, seed: 2).0.map { $0 == nil } != plain)
    }
}
