/// Shimmer's messages as bytes (LogAndStream firmware). What a byte means depends on what was asked before: an
/// acknowledgement is a bare 0xFF, and a data packet has the length that the inquiry's channels make.
enum Shimmer3Byte {
    static let packet: UInt8 = 0x00
    static let inStream: UInt8 = 0x8A
    static let refusal: UInt8 = 0xFE
    static let acknowledgement: UInt8 = 0xFF

    /// Bytes behind the opcode of a response, or nil where the opcode is none. An inquiry's have a variable length.
    @inline(__always)
    static func responseLength(_ opcode: UInt8) -> Int? {
        switch opcode {
        case 0x04: 2
        case 0x0B, 0x25, 0x31, 0x4B, 0x71: 1
        case Shimmer3Opcode.firmwareResponse: 6
        case Shimmer3Opcode.calibrationResponse: 84
        case 0x90: 8
        case 0x94: 3
        default: nil
        }
    }
}

/// A message from its first byte on.
enum Shimmer3Shape {
    case incomplete, none, corrupt
    case packet(Int)
    case acknowledgement(Int)
    case refusal(Int)
    /// Opcode and payload stand at `at`; the whole message has `length` bytes, its checksum included.
    case response(at: Int, length: Int)
}

extension Shimmer3Decoder: FrameReader {
    /// Packets without a checksum (old firmware): this many must follow each other before the first counts.
    static let packetsNeeded = 3
    /// The longest packet that is read: 3 of them, or one calibration, fit into the framer.
    static let longestPacket = 80

    @inline(__always)
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement {
        switch shape(candidate) {
        case .incomplete: .incomplete
        case .none: .noFrame
        case .corrupt: .corrupt
        case .packet(let length), .acknowledgement(let length), .refusal(let length), .response(_, let length):
            .frame(length)
        }
    }

    mutating func streamBroke(_ counters: inout LinkCounters) { followsPacket = false }

    @inline(__always)
    func shape(_ bytes: UnsafeRawBufferPointer) -> Shimmer3Shape {
        switch bytes[0] {
        case Shimmer3Byte.packet: packet(bytes)
        case Shimmer3Byte.acknowledgement: acknowledged(bytes)
        case Shimmer3Byte.refusal: refused(bytes)
        default: .none
        }
    }

    /// A packet needs its checksum, or where there is none, others at its stride.
    @inline(__always)
    private func packet(_ bytes: UnsafeRawBufferPointer) -> Shimmer3Shape {
        guard isStreaming, layout.packetLength > 0 else { return .none }
        let length = layout.packetLength
        if checksumBytes == 0, !followsPacket {
            for number in 1..<Self.packetsNeeded {
                guard bytes.count > number * length else { return .incomplete }
                guard bytes[number * length] == Shimmer3Byte.packet else { return .none }
            }
        }
        guard bytes.count >= length + checksumBytes else { return .incomplete }
        return Shimmer3CRC.holds(bytes, length: length, count: checksumBytes)
            ? .packet(length + checksumBytes) : .corrupt
    }

    private func acknowledged(_ bytes: UnsafeRawBufferPointer) -> Shimmer3Shape {
        if let mode = wantedChecksumBytes {
            // The answer to the change of mode: by the old mode without a checksum, by the new one with it.
            guard bytes.count > 1 else { return .incomplete }
            if mode > 0, Self.isBare(bytes, checksumBytes: 1) {
                guard bytes.count > mode else { return .incomplete }
                return .acknowledgement(Self.isBare(bytes, checksumBytes: mode) ? 1 + mode : 1)
            }
            return .acknowledgement(1)
        }
        if awaits == .acknowledgement {
            guard bytes.count > checksumBytes else { return .incomplete }
            if Self.isBare(bytes, checksumBytes: checksumBytes) { return .acknowledgement(1 + checksumBytes) }
        }
        guard bytes.count > 1 else { return .incomplete }
        let at = bytes[1] == Shimmer3Byte.inStream ? 2 : 1
        guard bytes.count > at else { return .incomplete }
        return response(bytes, at: at)
    }

    private func refused(_ bytes: UnsafeRawBufferPointer) -> Shimmer3Shape {
        guard awaits != .nothing else { return .none }
        guard bytes.count > checksumBytes else { return .incomplete }
        return Shimmer3CRC.holds(bytes, length: 1, count: checksumBytes) ? .refusal(1 + checksumBytes) : .none
    }

    private func response(_ bytes: UnsafeRawBufferPointer, at: Int) -> Shimmer3Shape {
        let opcode = bytes[at]
        // Without a checksum only what was asked for is believed, or what can hardly be anything else.
        guard checksumBytes > 0 || awaits == .response(opcode) || opcode == Shimmer3Opcode.firmwareResponse else {
            return .none
        }
        var length = at + 1
        if opcode == Shimmer3Opcode.inquiryResponse {
            let channels = at + 1 + inquiryHeader - 2
            guard bytes.count > channels else { return .incomplete }
            guard Int(bytes[channels]) <= Shimmer3Layout.mostChannels else { return .none }
            length += inquiryHeader + Int(bytes[channels])
        } else {
            guard let payload = Shimmer3Byte.responseLength(opcode) else { return .none }
            length += payload
        }
        guard bytes.count >= length + checksumBytes else { return .incomplete }
        if checksumBytes == 0, opcode == Shimmer3Opcode.firmwareResponse, awaits != .response(opcode) {
            // Nobody asked: identifier 3 and a major version below 256.
            guard bytes[at + 1] == 3, bytes[at + 2] == 0, bytes[at + 4] == 0 else { return .none }
        }
        return Shimmer3CRC.holds(bytes, length: length, count: checksumBytes)
            ? .response(at: at, length: length + checksumBytes) : .corrupt
    }

    /// Whether the byte 0xFF is followed by its own checksum.
    private static func isBare(_ bytes: UnsafeRawBufferPointer, checksumBytes: Int) -> Bool {
        Shimmer3CRC.holds(bytes, length: 1, count: checksumBytes)
    }
}
