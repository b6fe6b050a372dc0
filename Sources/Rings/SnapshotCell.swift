internal import Synchronization

/// The newest value of one writing thread, readable by any number of threads without ever making the writer wait:
/// a sequence lock. A reader that meets a write reads again.
///
/// Meant for small values that change seldom (a state that is published ten times a second), not for streams.
// Unchecked: `words` and `sequence` are atomics, so that no read and write race; the value is plain bits and is put
// together from one and the same sequence number only. The pointer is freed by the last owner.
public final class SnapshotCell<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// Odd while a value is being written.
    private let sequence = Atomic<UInt64>(0)
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    public init(_ value: Value) {
        count = (MemoryLayout<Value>.size + 7) / 8
        words = .allocate(capacity: max(count, 1))
        for index in 0..<count { (words + index).initialize(to: Atomic<UInt64>(0)) }
        publish(value)
    }

    deinit {
        words.deinitialize(count: count)
        words.deallocate()
    }

    /// Replaces the value. Only one thread at a time may publish.
    public func publish(_ value: Value) {
        let next = sequence.load(ordering: .relaxed) &+ 1
        sequence.store(next, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        withUnsafeBytes(of: value) { bytes in
            for index in 0..<count {
                var word: UInt64 = 0
                let length = min(8, bytes.count - index * 8)
                withUnsafeMutableBytes(of: &word) { target in
                    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[index * 8..<index * 8 + length]))
                }
                words[index].store(word, ordering: .relaxed)
            }
        }
        sequence.store(next &+ 1, ordering: .releasing)
    }

    /// The newest value that was published whole.
    public func read() -> Value {
        // An array and not a temporary allocation: inside generic code that one misaligned the stack (Swift 6.3.1).
        var copy = [UInt64](repeating: 0, count: max(count, 1))
        while true {
            let before = sequence.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            for index in 0..<count { copy[index] = words[index].load(ordering: .relaxed) }
            atomicMemoryFence(ordering: .acquiring)
            guard sequence.load(ordering: .relaxed) == before else { continue }
            return copy.withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
        }
    }
}
