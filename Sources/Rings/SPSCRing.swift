public import Synchronization

// The whole unsafe part of the rings is in this file: one raw block of memory that two threads share.
//
//   line 0 (producer writes)   tail, cached head, drops
//   line 1 (consumer writes)   head, cached tail
//   slots                      `capacity` elements
//
// A line is 128 bytes wide, because common processors prefetch cache lines in pairs. Each side reads the other's
// index only when its own cached copy says full or empty, so that the lines seldom move between cores.

/// A lock-free, bounded ring between exactly one producing and one consuming thread.
///
/// A full ring refuses the newest element and counts it: what is already inside is never overwritten, and the
/// producer never waits. The two ends are types of their own, so that neither thread holds the other's calls:
/// ```swift
/// let ring = SPSCRing<Sample>(minimumCapacity: 4096)
/// ingest(ring.producer)
/// pipeline(ring.consumer)
/// ```
/// Either end may be handed from thread to thread, but two threads may never use copies of the same end at the same
/// time.
@frozen
public struct SPSCRing<Element: BitwiseCopyable & Sendable>: Sendable {
    /// The end that pushes.
    public let producer: RingProducer<Element>
    /// The end that pops.
    public let consumer: RingConsumer<Element>

    /// A ring that holds at least `minimumCapacity` elements; the capacity is rounded up to a power of two.
    public init(minimumCapacity: Int) {
        let memory = RingMemory<Element>(minimumCapacity: minimumCapacity)
        producer = RingProducer(memory)
        consumer = RingConsumer(memory)
    }

    /// The elements that fit.
    public var capacity: Int { producer.capacity }
}

/// The pushing end of a ring; used by one thread at a time.
// Unchecked: the pointers lead into `memory`, which lives as long as any end does. Elements are Sendable and plain
// bits; a slot is written only between the consumer's head and the producer's tail, published by the release store
// of `tail` and handed back by the release store of `head`.
@frozen
public struct RingProducer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    @usableFromInline let mine: UnsafeMutablePointer<ProducerLine>
    @usableFromInline let theirs: UnsafeMutablePointer<ConsumerLine>
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    @usableFromInline let memory: RingMemory<Element>

    init(_ memory: RingMemory<Element>) {
        (mine, theirs, slots) = (memory.producerLine, memory.consumerLine, memory.slots)
        mask = memory.capacity - 1
        self.memory = memory
    }

    /// Puts the element into the ring; false where the ring is full, then the element is dropped and counted.
    @inlinable @discardableResult
    public func push(_ element: Element) -> Bool {
        defer { extendLifetime(memory) }
        let tail = mine.pointee.tail.load(ordering: .relaxed)
        if tail &- mine.pointee.cachedHead > mask {
            mine.pointee.cachedHead = theirs.pointee.head.load(ordering: .acquiring)
            if tail &- mine.pointee.cachedHead > mask {
                mine.pointee.dropped.wrappingAdd(1, ordering: .relaxed)
                return false
            }
        }
        (slots + (tail & mask)).initialize(to: element)
        mine.pointee.tail.store(tail &+ 1, ordering: .releasing)
        return true
    }

    /// Counts an element that the producer gives up without trying to push it, as `push` does on a full ring.
    @inlinable
    public func drop() {
        defer { extendLifetime(memory) }
        mine.pointee.dropped.wrappingAdd(1, ordering: .relaxed)
    }

    /// Whether `push` would drop an element now.
    @inlinable public var isFull: Bool {
        defer { extendLifetime(memory) }
        let tail = mine.pointee.tail.load(ordering: .relaxed)
        if tail &- mine.pointee.cachedHead <= mask { return false }
        mine.pointee.cachedHead = theirs.pointee.head.load(ordering: .acquiring)
        return tail &- mine.pointee.cachedHead > mask
    }

    /// The elements that fit.
    @inlinable public var capacity: Int { mask + 1 }

    /// Elements refused so far because the ring was full. Any thread may ask.
    @inlinable public var dropped: Int {
        defer { extendLifetime(memory) }
        return mine.pointee.dropped.load(ordering: .relaxed)
    }
}

/// The popping end of a ring; used by one thread at a time.
// Unchecked: see `RingProducer`.
@frozen
public struct RingConsumer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    @usableFromInline let mine: UnsafeMutablePointer<ConsumerLine>
    @usableFromInline let theirs: UnsafeMutablePointer<ProducerLine>
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: Int
    @usableFromInline let memory: RingMemory<Element>

    init(_ memory: RingMemory<Element>) {
        (mine, theirs, slots) = (memory.consumerLine, memory.producerLine, memory.slots)
        mask = memory.capacity - 1
        self.memory = memory
    }

    /// The oldest element, which stays in the ring; nil where the ring is empty.
    @inlinable
    public func peek() -> Element? {
        defer { extendLifetime(memory) }
        let head = mine.pointee.head.load(ordering: .relaxed)
        guard available(from: head, atLeast: 1) > 0 else { return nil }
        return slots[head & mask]
    }

    /// Takes the oldest element out of the ring; nil where the ring is empty.
    @inlinable
    public func pop() -> Element? {
        defer { extendLifetime(memory) }
        let head = mine.pointee.head.load(ordering: .relaxed)
        guard available(from: head, atLeast: 1) > 0 else { return nil }
        let element = slots[head & mask]
        mine.pointee.head.store(head &+ 1, ordering: .releasing)
        return element
    }

    /// Hands every element that is in the ring now, oldest first and at most `limit`, to `body` in one or two
    /// contiguous pieces, then frees their slots. Returns how many there were. The pieces are invalid after `body`.
    @inlinable @discardableResult
    public func drain(limit: Int = .max, _ body: (UnsafeBufferPointer<Element>) -> Void) -> Int {
        defer { extendLifetime(memory) }
        let head = mine.pointee.head.load(ordering: .relaxed)
        let count = min(available(from: head, atLeast: limit), max(limit, 0))
        guard count > 0 else { return 0 }
        let start = head & mask
        let unwrapped = min(count, mask + 1 - start)
        body(UnsafeBufferPointer(start: slots + start, count: unwrapped))
        if unwrapped < count { body(UnsafeBufferPointer(start: slots, count: count - unwrapped)) }
        mine.pointee.head.store(head &+ count, ordering: .releasing)
        return count
    }

    /// Moves as many elements as are there and fit into `buffer`, oldest first; returns how many.
    @inlinable
    public func drain(into buffer: UnsafeMutableBufferPointer<Element>) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var filled = 0
        return drain(limit: buffer.count) { piece in
            guard let source = piece.baseAddress else { return }
            (base + filled).update(from: source, count: piece.count)
            filled += piece.count
        }
    }

    /// How many elements were in the ring at some moment during the call.
    @inlinable public var count: Int {
        defer { extendLifetime(memory) }
        return theirs.pointee.tail.load(ordering: .acquiring) &- mine.pointee.head.load(ordering: .relaxed)
    }

    /// The elements that fit.
    @inlinable public var capacity: Int { mask + 1 }

    /// Elements the producer had to drop because the ring was full. Any thread may ask.
    @inlinable public var dropped: Int {
        defer { extendLifetime(memory) }
        return theirs.pointee.dropped.load(ordering: .relaxed)
    }

    /// Elements that may be read from `head` on; asks the producer only where the cached tail shows fewer than wanted.
    @inlinable
    func available(from head: Int, atLeast wanted: Int) -> Int {
        if mine.pointee.cachedTail &- head < wanted {
            mine.pointee.cachedTail = theirs.pointee.tail.load(ordering: .acquiring)
        }
        return mine.pointee.cachedTail &- head
    }
}

/// What the producer writes. Indices count all elements ever pushed and popped; they are masked at the slots.
@usableFromInline
@frozen
struct ProducerLine: ~Copyable {
    @usableFromInline let tail = Atomic<Int>(0)
    @usableFromInline var cachedHead = 0
    @usableFromInline let dropped = Atomic<Int>(0)
}

/// What the consumer writes.
@usableFromInline
@frozen
struct ConsumerLine: ~Copyable {
    @usableFromInline let head = Atomic<Int>(0)
    @usableFromInline var cachedTail = 0
}

/// Owns the block; freed when the last end is gone.
// Unchecked: immutable after init; what the pointers lead to is guarded by the protocol of the two ends.
@usableFromInline
final class RingMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let producerLine: UnsafeMutablePointer<ProducerLine>
    let consumerLine: UnsafeMutablePointer<ConsumerLine>
    let slots: UnsafeMutablePointer<Element>
    let capacity: Int
    private let block: UnsafeMutableRawPointer

    init(minimumCapacity: Int) {
        precondition(minimumCapacity > 0 && minimumCapacity <= 1 << 32, "a ring holds 1 to 2³² elements")
        var capacity = 1
        while capacity < minimumCapacity { capacity *= 2 }
        self.capacity = capacity
        let line = 128
        let alignment = max(line, MemoryLayout<Element>.alignment)
        let first = max(2 * line, alignment)
        let bytes = first + capacity * MemoryLayout<Element>.stride
        block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
        // Zeroed, so that the pages are there before the first sample.
        block.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        producerLine = block.bindMemory(to: ProducerLine.self, capacity: 1)
        consumerLine = (block + line).bindMemory(to: ConsumerLine.self, capacity: 1)
        slots = (block + first).bindMemory(to: Element.self, capacity: capacity)
        producerLine.initialize(to: ProducerLine())
        consumerLine.initialize(to: ConsumerLine())
    }

    deinit {
        producerLine.deinitialize(count: 1)
        consumerLine.deinitialize(count: 1)
        block.deallocate()
    }
}
