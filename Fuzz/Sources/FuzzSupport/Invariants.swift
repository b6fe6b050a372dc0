import Drivers
import IMU

/// What came out of a driver, shortened to what must not depend on the chunks.
struct Digest: Equatable {
    var counters = LinkCounters()
    var pending = 0
    var samples: UInt64 = 0
    var hash: UInt64 = 14_695_981_039_346_656_037

    /// FNV-1a (Fowler, Noll & Vo), over 64-bit words.
    mutating func mix(_ word: UInt64) { hash = (hash ^ word) &* 1_099_511_628_211 }

    mutating func take(_ sample: Sample) {
        precondition(sample.isComplete, "a sample that is not finite was handed on")
        precondition(
            (0..<3).allSatisfy {
                abs(sample.acceleration[$0]) <= Plausibility.acceleration
                    && abs(sample.angularRate[$0]) <= Plausibility.angularRate
            }, "a sample outside the bounds was handed on")
        samples += 1
        mix(sample.ticks)
        for axis in 0..<3 {
            mix(UInt64(sample.acceleration[axis].bitPattern))
            mix(UInt64(sample.angularRate[axis].bitPattern))
        }
    }

    func check() {
        precondition(
            counters.bytes == counters.acceptedBytes + counters.discardedBytes + UInt64(pending),
            "bytes are not accounted for: \(counters), pending \(pending)")
        precondition(counters.samples == samples, "samples are miscounted")
        precondition(pending < 280, "more is pending than a frame: \(pending)")
    }
}

/// Feeds the bytes whole, byte by byte, and in chunks drawn from the bytes themselves: all must agree.
/// - Parameter conversation: commands that were sent before, with their answers.
func checkDriver<D: Driver>(
    _ type: D.Type, _ bytes: UnsafeRawBufferPointer, after conversation: [(command: [UInt8], answer: [UInt8])] = []
) {
    var driver = D()
    for (command, answer) in conversation {
        driver.sent(command)
        answer.withUnsafeBytes { driver.feed($0, arrival: HostTime(nanoseconds: 0)) { _ in } }
    }
    let whole = digest(driver, bytes) { _ in bytes.count }
    precondition(digest(driver, bytes) { _ in 1 } == whole, "a byte at a time makes a difference")
    precondition(digest(driver, bytes) { Int(bytes[$0]) + 1 } == whole, "the chunks make a difference")
}

/// One driver over chunks; `length` says how long the chunk that begins at an offset is.
private func digest<D: Driver>(_ fresh: D, _ bytes: UnsafeRawBufferPointer, length: (Int) -> Int) -> Digest {
    var driver = fresh
    var digest = Digest()
    // What was said before handed no sample on, but counts.
    digest.samples = fresh.counters.samples
    var at = 0
    while at < bytes.count {
        let end = min(at + length(at), bytes.count)
        driver.feed(
            UnsafeRawBufferPointer(rebasing: bytes[at..<end]), arrival: HostTime(nanoseconds: 0),
            retimed: { timing in
                if case .deviceClock = timing.source { digest.mix(1) } else { digest.mix(2) }
                digest.mix(timing.nominalRate.bitPattern)
            },
            { digest.take($0) })
        digest.counters = driver.counters
        digest.pending = driver.pendingBytes
        digest.check()
        at = end
    }
    driver.resynchronize()
    precondition(driver.pendingBytes == 0, "bytes outlive a broken stream")
    return digest
}

/// Sniffs the bytes whole and byte by byte, which must agree, and compares the driver that comes out with one that read
/// the bytes from the start.
func checkSniffer(_ bytes: UnsafeRawBufferPointer) {
    var whole = Sniffer()
    let taken = whole.feed(bytes, arrival: HostTime(nanoseconds: 0))
    var single = Sniffer()
    var singly = 0
    for index in bytes.indices {
        let byte = UnsafeRawBufferPointer(rebasing: bytes[index..<(index + 1)])
        singly += single.feed(byte, arrival: HostTime(nanoseconds: Int64(index)))
    }
    precondition(whole.verdict == single.verdict && taken == singly, "the chunks make a difference")
    precondition(taken == whole.bytesTaken && taken <= Sniffer.limit, "the sniffer took too much")
    guard case .recognized(let family) = whole.verdict else {
        precondition(whole.makeDriver { _ in } == nil, "a driver without a family")
        precondition(taken == min(bytes.count, Sniffer.limit), "bytes were left without a verdict")
        return
    }
    var replayed = Digest()
    guard var driver = single.makeDriver({ replayed.take($0) }) else { preconditionFailure("no driver") }
    driver.feed(UnsafeRawBufferPointer(rebasing: bytes[taken...]), arrival: HostTime(nanoseconds: 0)) {
        replayed.take($0)
    }
    replayed.counters = driver.counters
    replayed.pending = driver.pendingBytes
    replayed.check()

    var straight = Digest()
    var direct = AnyDriver(family)
    direct.feed(bytes, arrival: HostTime(nanoseconds: 0)) { straight.take($0) }
    straight.counters = direct.counters
    straight.pending = direct.pendingBytes
    precondition(replayed == straight, "sniffing lost something")
}
