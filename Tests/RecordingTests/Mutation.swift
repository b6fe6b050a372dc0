import TestSupport

/// Random changes of bytes: flips, cuts, repeats, insertions and numbers at the edge.
enum Mutation {
    static func apply(to bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { return }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch random.next() % 7 {
            case 0: bytes[place] ^= 1 << (random.next() % 8)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 20)))
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            case 4: bytes.removeLast(bytes.count - place)
            case 5:
                let edges: [[UInt8]] = [
                    [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0],
                    Array("\t".utf8), Array("\n".utf8), Array("1e308".utf8), Array("-".utf8), [0x80],
                ]
                let edge = edges[Int(random.next() % UInt64(edges.count))]
                for (offset, byte) in edge.enumerated() where place + offset < bytes.count {
                    bytes[place + offset] = byte
                }
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
    }
}
