import Gait
import IMU
import Testing

@Suite struct StridePairsTests {
    private func expect(
        _ pairs: inout StridePairs, _ stride: Stride, completes: Bool, at location: SourceLocation = #_sourceLocation
    ) {
        let completed = pairs.take(stride)
        #expect(completed == completes, sourceLocation: location)
    }

    @Test("a left and a right stride that follow each other are a pair")
    func pairing() {
        var pairs = StridePairs()
        expect(&pairs, stride(.left, end: 2), completes: false)
        expect(&pairs, stride(.right, end: 2.5), completes: true)
        #expect(pairs.count == 1 && pairs.inBout == 1)
        #expect(pairs.start == HostTime(seconds: 0.9))
        #expect(pairs.end == HostTime(seconds: 2.5))
        // A stride is used once.
        expect(&pairs, stride(.left, end: 3.1), completes: false)
        expect(&pairs, stride(.right, end: 3.6), completes: true)
        #expect(pairs.count == 2)
    }

    @Test("two strides of one side are no pair, nor are strides far apart or over an unsteady one")
    func noPairs() {
        var pairs = StridePairs()
        expect(&pairs, stride(.left, end: 2), completes: false)
        expect(&pairs, stride(.left, end: 3.1), completes: false)
        expect(&pairs, stride(.right, end: 9), completes: false)
        expect(&pairs, stride(.left, end: 9.5, isSteady: false), completes: false)
        expect(&pairs, stride(.left, end: 10.1), completes: false)
        #expect(pairs.count == 0 && pairs.start == nil && pairs.end == nil)
    }

    @Test("the window holds the last 40 pairs of the last three minutes")
    func window() {
        var pairs = StridePairs()
        for step in 0..<100 { _ = pairs.take(stride(step % 2 == 0 ? .left : .right, end: 2 + 0.55 * Double(step))) }
        #expect(pairs.count == StridePairs.capacity && pairs.inBout == 50)
        _ = pairs.take(stride(.left, end: 400))
        expect(&pairs, stride(.right, end: 400.5), completes: true)
        #expect(pairs.count == 1)
    }

    @Test("a new bout keeps the window and counts anew")
    func bouts() {
        var pairs = StridePairs()
        for step in 0..<20 { _ = pairs.take(stride(step % 2 == 0 ? .left : .right, end: 2 + 0.55 * Double(step))) }
        pairs.startBout()
        #expect(pairs.count == 10 && pairs.inBout == 0 && pairs.start == nil)
        _ = pairs.take(stride(.left, end: 30))
        expect(&pairs, stride(.right, end: 30.5), completes: true)
        #expect(pairs.count == 11 && pairs.inBout == 1 && pairs.start == HostTime(seconds: 28.9))
    }
}
