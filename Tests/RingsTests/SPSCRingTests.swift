import Foundation
import Rings
import Synchronization
import TestSupport
import Testing

@Suite struct SPSCRingTests {
    /// A ring whose indices have already advanced by `offset`.
    private func ring(_ capacity: Int, offset: Int) -> SPSCRing<Int> {
        let ring = SPSCRing<Int>(minimumCapacity: capacity)
        for n in 0..<offset {
            ring.producer.push(n)
            _ = ring.consumer.pop()
        }
        return ring
    }

    @Test func capacityIsRoundedUpToAPowerOfTwo() {
        for (asked, got) in [(1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (1000, 1024)] {
            #expect(SPSCRing<UInt8>(minimumCapacity: asked).capacity == got)
        }
    }

    @Test(arguments: [1, 2, 4, 8, 16]) func everyCapacityAtEveryOffsetKeepsOrderAndCountsDrops(capacity: Int) {
        for offset in 0..<(2 * capacity) {
            for pushed in 0...(capacity + 2) {
                let ring = ring(capacity, offset: offset)
                for n in 0..<pushed {
                    #expect(ring.producer.isFull == (n >= capacity))
                    #expect(ring.producer.push(n) == (n < capacity))
                }
                let kept = min(pushed, capacity)
                #expect(ring.consumer.count == kept)
                #expect(ring.consumer.dropped == pushed - kept)
                #expect(ring.producer.dropped == pushed - kept)
                #expect(ring.consumer.peek() == (kept > 0 ? 0 : nil))
                for n in 0..<kept { #expect(ring.consumer.pop() == n) }
                #expect(ring.consumer.pop() == nil)
                #expect(ring.consumer.count == 0)
            }
        }
    }

    @Test(arguments: [1, 2, 4, 8]) func drainHandsOutEverythingOnceAtEveryOffset(capacity: Int) {
        for offset in 0..<(2 * capacity) {
            for pushed in 0...capacity {
                for limit in 0...(capacity + 1) {
                    let ring = ring(capacity, offset: offset)
                    for n in 0..<pushed { ring.producer.push(n) }
                    var drained: [Int] = []
                    let first = ring.consumer.drain(limit: limit) { drained += $0 }
                    #expect(first == min(limit, pushed))
                    #expect(drained == Array(0..<first))
                    ring.consumer.drain { drained += $0 }
                    #expect(drained == Array(0..<pushed))
                }
            }
        }
    }

    @Test func drainIntoABufferTakesWhatFits() {
        let ring = ring(8, offset: 5)
        for n in 0..<8 { ring.producer.push(n) }
        var buffer = [Int](repeating: -1, count: 6)
        #expect(buffer.withUnsafeMutableBufferPointer { ring.consumer.drain(into: $0) } == 6)
        #expect(buffer == [0, 1, 2, 3, 4, 5])
        #expect(buffer.withUnsafeMutableBufferPointer { ring.consumer.drain(into: $0) } == 2)
        #expect(buffer == [6, 7, 2, 3, 4, 5])
        #expect(ring.consumer.drain(into: UnsafeMutableBufferPointer(start: nil, count: 0)) == 0)
    }

    /// One element of several words: a torn one would show.
    struct Wide: BitwiseCopyable, Sendable {
        var words: SIMD8<UInt64>
        init(_ n: UInt64) { words = SIMD8(repeating: n) }
        var isWhole: Bool { words == SIMD8(repeating: words[0]) }
    }

    @Test(arguments: [(1, 1 as UInt64), (2, 2), (64, 3), (1024, 4)])
    func twoThreadsLoseAndReorderNothing(capacity: Int, seed: UInt64) {
        let total: UInt64 = 200_000
        let ring = SPSCRing<Wide>(minimumCapacity: capacity)
        let producer = ring.producer
        let refused = Atomic<Int>(0)
        do {
            let done = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                var generator = SeededGenerator(seed: seed)
                for n in 0..<total {
                    while !producer.push(Wide(n)) {
                        refused.add(1, ordering: .relaxed)
                        sched_yield()
                    }
                    if UInt8.random(in: 0..<255, using: &generator) == 0 { sched_yield() }
                }
                done.signal()
            }
            var generator = SeededGenerator(seed: seed &+ 100)
            var next: UInt64 = 0
            var wrong = 0
            while next < total {
                if Bool.random(using: &generator) {
                    if let element = ring.consumer.pop() {
                        if element.words[0] != next || !element.isWhole { wrong += 1 }
                        next += 1
                    } else {
                        sched_yield()
                    }
                } else {
                    ring.consumer.drain(limit: Int.random(in: 1...100, using: &generator)) { piece in
                        for element in piece {
                            if element.words[0] != next || !element.isWhole { wrong += 1 }
                            next += 1
                        }
                    }
                }
            }
            done.wait()
            #expect(wrong == 0, "seed \(seed)")
            #expect(ring.consumer.pop() == nil)
            let refusals = refused.load(ordering: .relaxed)
            #expect(ring.producer.dropped == refusals, "seed \(seed)")
        }
    }

    @Test func aDroppingProducerLosesTheNewestAndTheSumHolds() {
        let total = 300_000
        let ring = SPSCRing<Int>(minimumCapacity: 32)
        let producer = ring.producer
        let finished = Atomic<Bool>(false)
        Thread.detachNewThread {
            for n in 0..<total { producer.push(n) }
            finished.store(true, ordering: .releasing)
        }
        var received = 0
        var last = -1
        var ordered = true
        while true {
            let over = finished.load(ordering: .acquiring)
            let got = ring.consumer.drain { piece in
                for n in piece {
                    if n <= last { ordered = false }
                    last = n
                }
            }
            received += got
            if over && got == 0 { break }
        }
        #expect(ordered)
        #expect(received + ring.consumer.dropped == total)
    }
}
