/// WitMotion's frames as bytes (WIT Standard Communication Protocol; WT901BLECL data sheet).
enum WitMotionFrame {
    static let header: UInt8 = 0x55

    /// Serial frames: header, type, four 16-bit words, sum of the ten bytes before.
    static let serialLength = 11
    static let time: UInt8 = 0x50
    static let acceleration: UInt8 = 0x51
    static let angularRate: UInt8 = 0x52
    static let registerReply: UInt8 = 0x5F

    /// Frames of the Bluetooth models: header, type, nine 16-bit words; no checksum.
    static let longLength = 20
    static let longMotion: UInt8 = 0x61
    static let longRegisterReply: UInt8 = 0x71

    /// Whether `type` is one of the 11-byte frames: 0x50 (time) to 0x5A (GPS accuracy), or a register reply.
    @inline(__always)
    static func isSerial(_ type: UInt8) -> Bool { (0x50...0x5A).contains(type) || type == registerReply }

    /// Whether `type` is one of the 20-byte frames.
    @inline(__always)
    static func isLong(_ type: UInt8) -> Bool { type == longMotion || type == longRegisterReply }

    /// The sum of the first ten bytes, modulo 256. The frame has eleven.
    @inline(__always)
    static func checksum(_ frame: UnsafeRawBufferPointer) -> UInt8 {
        // Eight bytes at once: halves, quarters, then the whole, each sum in a lane wide enough for it.
        let word = frame.u64(0)
        let pairs = (word & 0x00FF_00FF_00FF_00FF) &+ ((word >> 8) & 0x00FF_00FF_00FF_00FF)
        let sum = (pairs &* 0x0001_0001_0001_0001) >> 48
        return UInt8(truncatingIfNeeded: sum) &+ frame[8] &+ frame[9]
    }
}

extension WitMotionDecoder: FrameReader {
    /// 20-byte frames have no checksum: until one was accepted, this many must follow each other at their stride.
    static let longFramesNeeded = 3

    /// An 11-byte frame counts when header, a known type and the checksum hold. A 20-byte frame counts when the frame
    /// before it was one and ended right here, or when `longFramesNeeded` headers stand at its stride (nothing is lost
    /// by that: the frames that were waited for are all read, with the arrival time of the bytes that confirmed them).
    /// A byte lost within a 20-byte frame therefore spoils that one reading unseen; the next header then fails.
    @inline(__always)
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement {
        guard candidate[0] == WitMotionFrame.header else { return .noFrame }
        guard candidate.count > 1 else { return .incomplete }
        let type = candidate[1]
        if WitMotionFrame.isSerial(type) {
            guard candidate.count >= WitMotionFrame.serialLength else { return .incomplete }
            guard WitMotionFrame.checksum(candidate) == candidate[10] else { return .corrupt }
            return .frame(WitMotionFrame.serialLength)
        }
        guard WitMotionFrame.isLong(type) else { return .noFrame }
        if !followsLongFrame {
            for number in 1..<Self.longFramesNeeded {
                let start = number * WitMotionFrame.longLength
                guard candidate.count > start else { return .incomplete }
                guard candidate[start] == WitMotionFrame.header else { return .noFrame }
                guard candidate.count > start + 1 else { return .incomplete }
                guard WitMotionFrame.isLong(candidate[start + 1]) else { return .noFrame }
            }
        }
        return candidate.count >= WitMotionFrame.longLength ? .frame(WitMotionFrame.longLength) : .incomplete
    }

    mutating func streamBroke(_ counters: inout LinkCounters) {
        followsLongFrame = false
        dropHalfReading(&counters)
        clock = nil
    }
}
