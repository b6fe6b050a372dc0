public import IMU

/// Finds out which family speaks on a line, by letting every family's framer try. A family is recognized by several
/// frames in a row (`DriverFamily.framesToRecognize`: four of WitMotion, two of MAVLink); after `limit` bytes without
/// that the sniffer gives up, so that the next baud rate can be tried. A line that stays silent decides nothing: how
/// long to wait for bytes is the transport's affair.
///
/// No byte is lost by it: it keeps what it was fed, with the arrival times, and `makeDriver` reads all of it again.
///
/// ```swift
/// let taken = sniffer.feed(chunk, arrival: now)
/// switch sniffer.verdict {
/// case .undecided: break
/// case .gaveUp: sniffer.reset()                    // after setting the next baud rate
/// case .recognized:
///     driver = sniffer.makeDriver(push)            // hands on what was sniffed …
///     driver?.feed(rest, arrival: now, push)       // … and the chunk's bytes from `taken` on follow
/// }
/// ```
public struct Sniffer: Sendable {
    public enum Verdict: Sendable, Equatable {
        /// More bytes are needed.
        case undecided
        /// The family is known; `makeDriver` has its driver.
        case recognized(DriverFamily)
        /// Nothing was recognized within `limit` bytes: wrong speed, or no device gaitd knows.
        case gaveUp
    }

    /// Bytes after which the sniffer gives up: room for the longest MAVLink frame cut in half, noise of the same
    /// length, and two whole ones.
    public static let limit = 1200

    /// What the bytes have shown so far.
    public private(set) var verdict = Verdict.undecided

    private var trials: [AnyDriver]
    private let families: [DriverFamily]
    private var kept: [UInt8] = []
    private var chunks: [Chunk] = []

    /// A run of kept bytes with the same arrival time.
    private struct Chunk {
        var end: Int
        var arrival: HostTime
    }

    /// - Parameter families: those to look for; a configuration that names the driver leaves one.
    public init(families: [DriverFamily] = DriverFamily.allCases) {
        self.families = families
        trials = families.map(AnyDriver.init)
        kept.reserveCapacity(Self.limit)
        chunks.reserveCapacity(Self.limit)
    }

    /// Bytes taken so far.
    public var bytesTaken: Int { kept.count }

    /// Takes bytes up to the one that decides. Where a chunk is cut does not matter.
    /// - Returns: how many bytes were taken; once the family is known the rest belongs to the driver.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, arrival: HostTime) -> Int {
        guard verdict == .undecided, !bytes.isEmpty else { return 0 }
        let before = kept.count
        let chunk = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.limit - before))
        kept.append(contentsOf: chunk)
        for index in trials.indices { trials[index].feed(chunk, arrival: arrival) { _ in } }
        if recognized(by: trials) != nil, let (family, count) = decision() {
            verdict = .recognized(family)
            kept.removeSubrange(count...)
        } else if kept.count == Self.limit {
            verdict = .gaveUp
        }
        chunks.append(Chunk(end: kept.count, arrival: arrival))
        return kept.count - before
    }

    private func recognized(by trials: [AnyDriver]) -> DriverFamily? {
        trials.first { $0.longestRun >= $0.family.framesToRecognize }?.family
    }

    /// The byte that decided, found by reading all of them anew, one at a time. It is done once; chunks that decide
    /// nothing are read whole.
    private func decision() -> (family: DriverFamily, count: Int)? {
        var trials = families.map(AnyDriver.init)
        return kept.withUnsafeBytes { bytes in
            for at in bytes.indices {
                let byte = UnsafeRawBufferPointer(rebasing: bytes[at...at])
                for index in trials.indices { trials[index].feed(byte, arrival: HostTime(nanoseconds: 0)) { _ in } }
                if let family = recognized(by: trials) { return (family, at + 1) }
            }
            return nil
        }
    }

    /// The recognized family's driver, after it has read every byte that was sniffed; nil unless one was recognized.
    /// - Parameters:
    ///   - retimed: as in `Driver.feed`.
    ///   - emit: called for every sample among the sniffed bytes.
    public func makeDriver(retimed: (SensorTiming) -> Void = { _ in }, _ emit: (Sample) -> Void) -> AnyDriver? {
        guard case .recognized(let family) = verdict else { return nil }
        var driver = AnyDriver(family)
        kept.withUnsafeBytes { bytes in
            var start = 0
            for chunk in chunks {
                let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<chunk.end])
                driver.feed(slice, arrival: chunk.arrival, retimed: retimed, emit)
                start = chunk.end
            }
        }
        return driver
    }

    /// Begins anew, for the next baud rate or after the line broke.
    public mutating func reset() {
        verdict = .undecided
        trials = families.map(AnyDriver.init)
        kept.removeAll(keepingCapacity: true)
        chunks.removeAll(keepingCapacity: true)
    }
}
