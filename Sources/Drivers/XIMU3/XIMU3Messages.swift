/// x-IMU3 messages as bytes (x-IMU3 User Manual, "Communication protocol"): every message ends with LF; the first byte
/// says its kind. There is no checksum and no counter.
enum XIMU3Message {
    static let end: UInt8 = 0x0A
    /// SLIP's escapes (RFC 1055), with LF in the place of END.
    static let escape: UInt8 = 0xDB
    static let escapedEnd: UInt8 = 0xDC
    static let escapedEscape: UInt8 = 0xDD

    static let inertial = UInt8(ascii: "I")
    static let battery = UInt8(ascii: "B")
    static let command = UInt8(ascii: "{")
    static let multiplexed = UInt8(ascii: "^")

    /// Binary messages have the top bit of their letter set.
    static let binaryBit: UInt8 = 0x80

    /// The values of a binary message by its letter, or nil where its length is not fixed or the letter is none.
    /// Linear and earth acceleration come alone or behind a quaternion, depending on the firmware: by their length.
    @inline(__always)
    static func isLength(_ length: Int, of letter: UInt8) -> Bool {
        // Identifier, time stamp of eight bytes, and four bytes a value.
        switch letter {
        case UInt8(ascii: "I"): length == 9 + 6 * 4
        case UInt8(ascii: "M"), UInt8(ascii: "H"), UInt8(ascii: "A"), UInt8(ascii: "B"): length == 9 + 3 * 4
        case UInt8(ascii: "Q"): length == 9 + 4 * 4
        case UInt8(ascii: "R"): length == 9 + 9 * 4
        case UInt8(ascii: "L"), UInt8(ascii: "E"): length == 9 + 3 * 4 || length == 9 + 7 * 4
        case UInt8(ascii: "T"), UInt8(ascii: "Y"): length == 9 + 1 * 4
        case UInt8(ascii: "W"): length == 9 + 2 * 4
        // AHRS status, notification, error, serial accessory: text or numbers of any length.
        case UInt8(ascii: "U"), UInt8(ascii: "N"), UInt8(ascii: "F"), UInt8(ascii: "S"): length >= 9
        case UInt8(ascii: "C"), UInt8(ascii: "O"): length >= 9
        default: false
        }
    }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    /// Whether a message that begins with this byte proves something: binary ones of any length do not.
    @inline(__always)
    static func isProof(_ byte: UInt8) -> Bool {
        byte & binaryBit == 0 || !isLength(9 + 5 * 4, of: byte & ~binaryBit)
    }

    /// Whether a message can begin with this byte.
    @inline(__always)
    static func begins(_ byte: UInt8) -> Bool {
        isLetter(byte & ~binaryBit) || byte == command || byte == multiplexed
    }
}

/// What stands between two line feeds.
enum XIMU3Shape {
    case incomplete, none
    /// A whole message of that many bytes, LF included.
    case whole(Int)

    /// Looks at a message from its first byte on. The longest that is read has `longest` bytes; longer ones (some notes and
    /// settings) are passed over as noise.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, isInner: Bool = false) {
        guard let first = bytes.first else {
            self = .incomplete
            return
        }
        guard XIMU3Message.begins(first) else {
            self = .none
            return
        }
        if first == XIMU3Message.multiplexed {
            self = isInner ? .none : XIMU3Shape.multiplexed(bytes)
        } else if first & XIMU3Message.binaryBit != 0 {
            self = XIMU3Shape.binary(bytes)
        } else {
            self = XIMU3Shape.text(bytes)
        }
    }

    static let longest = 128

    /// Channel, then a message of the sensor behind it.
    private static func multiplexed(_ bytes: UnsafeRawBufferPointer) -> XIMU3Shape {
        guard bytes.count > 2 else { return .incomplete }
        guard (0x20...0x7E).contains(bytes[1]) else { return .none }
        switch XIMU3Shape(UnsafeRawBufferPointer(rebasing: bytes[2...]), isInner: true) {
        case .incomplete: return .incomplete
        case .none: return .none
        case .whole(let length): return .whole(length + 2)
        }
    }

    /// The end is the first LF; escapes must be whole, and the length without them right.
    @inline(__always)
    private static func binary(_ bytes: UnsafeRawBufferPointer) -> XIMU3Shape {
        var at = 1
        var length = 1
        while at < bytes.count {
            guard at < longest else { return .none }
            let byte = bytes[at]
            if byte == XIMU3Message.end {
                let letter = bytes[0] & ~XIMU3Message.binaryBit
                return XIMU3Message.isLength(length, of: letter) ? .whole(at + 1) : .none
            }
            if byte == XIMU3Message.escape {
                guard at + 1 < bytes.count else { return .incomplete }
                let escaped = bytes[at + 1]
                guard escaped == XIMU3Message.escapedEnd || escaped == XIMU3Message.escapedEscape else { return .none }
                at += 1
            }
            at += 1
            length += 1
        }
        return at < longest ? .incomplete : .none
    }

    /// Printable to the end. Data messages begin with a letter and a comma, commands end with a brace.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> XIMU3Shape {
        var at = 1
        while at < bytes.count {
            guard at < longest else { return .none }
            let byte = bytes[at]
            if byte == XIMU3Message.end {
                let isWhole =
                    bytes[0] == XIMU3Message.command ? bytes[at - 1] == UInt8(ascii: "}") : at > 2
                return isWhole ? .whole(at + 1) : .none
            }
            // A CR may stand before the LF.
            guard (0x20...0x7E).contains(byte) || byte == 0x0D else { return .none }
            if at == 1, bytes[0] != XIMU3Message.command, byte != UInt8(ascii: ",") { return .none }
            at += 1
        }
        return at < longest ? .incomplete : .none
    }
}

extension XIMU3Decoder: FrameReader {
    /// A message counts when it has the right length and end, and either follows one that was accepted or has another
    /// whole one behind it: there is no checksum to go by. What is damaged inside without changing its length passes;
    /// over USB and Bluetooth the transport itself is free of errors.
    @inline(__always)
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement {
        switch XIMU3Shape(candidate) {
        case .incomplete: return .incomplete
        case .none: return .noFrame
        case .whole(let length):
            if followsMessage { return .frame(length) }
            // A command's answer is proof enough, and often nothing follows it.
            if candidate[0] == XIMU3Message.command { return .frame(length) }
            guard XIMU3Message.isProof(candidate[0]) else { return .noFrame }
            let next = UnsafeRawBufferPointer(rebasing: candidate[length...])
            switch XIMU3Shape(next) {
            case .incomplete: return .incomplete
            case .none: return .noFrame
            case .whole: return XIMU3Message.isProof(next[0]) ? .frame(length) : .noFrame
            }
        }
    }

    mutating func streamBroke(_ counters: inout LinkCounters) { followsMessage = false }
}
