/// The last `capacity` elements of a stream, oldest first, each at its own running number: element `n` of the stream
/// is `ring[n]` until `capacity` younger ones have pushed it out.
///
/// A value with one owner. It allocates once, in `init`; a copy (or a slice that is kept while the ring goes on)
/// shares the memory until one of the two is changed, and only then is copied.
@frozen
public struct HistoryRing<Element: Sendable>: Sendable, RandomAccessCollection {
    @usableFromInline var storage: ContiguousArray<Element>
    /// Where the oldest element lies.
    @usableFromInline var oldest = 0

    /// How many elements are kept.
    public let capacity: Int
    /// The running number of the oldest element kept.
    @inlinable public var startIndex: Int { start }
    @usableFromInline var start = 0

    /// A ring that keeps the last `capacity` elements.
    public init(capacity: Int) {
        precondition(capacity > 0, "a history keeps at least one element")
        self.capacity = capacity
        storage = []
        storage.reserveCapacity(capacity)
    }

    /// The running number that the next element will get.
    @inlinable public var endIndex: Int { startIndex + storage.count }

    /// Adds the newest element, pushing out the oldest where the ring is full; returns the new one's running number.
    @inlinable @discardableResult
    public mutating func append(_ element: Element) -> Int {
        if storage.count < capacity {
            storage.append(element)
        } else {
            storage[oldest] = element
            oldest = oldest + 1 == capacity ? 0 : oldest + 1
            start += 1
        }
        return endIndex - 1
    }

    /// Element `number` of the stream; it must still be kept: `startIndex ..< endIndex`.
    @inlinable
    public subscript(number: Int) -> Element {
        precondition(number >= startIndex && number < endIndex, "the element is not kept any more, or not yet there")
        let position = oldest + (number - startIndex)
        return storage[position >= capacity ? position - capacity : position]
    }

    /// Forgets the elements, not the numbering nor the memory.
    public mutating func removeAll() {
        start = endIndex
        oldest = 0
        storage.removeAll(keepingCapacity: true)
    }

    /// The number of the first element whose key is not below `key`, `endIndex` where all are below. The keys must not
    /// fall from one element to the next. Takes O(log count).
    @inlinable
    public func lowerBound<Key: Comparable>(of key: Key, by keyOf: (Element) -> Key) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if keyOf(self[middle]) < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The numbers of the elements whose keys lie in `keys` (both ends included), as far as they are kept.
    @inlinable
    public func numbers<Key: Comparable>(in keys: ClosedRange<Key>, by keyOf: (Element) -> Key) -> Range<Int> {
        let first = lowerBound(of: keys.lowerBound, by: keyOf)
        var end = endIndex
        var low = first
        while low < end {
            let middle = low + (end - low) / 2
            if keyOf(self[middle]) <= keys.upperBound { low = middle + 1 } else { end = middle }
        }
        return first..<low
    }
}
