/// A MAVLink frame's header, of either version (MAVLink guide, "Packet Serialization").
struct MAVLinkHeader {
    static let start1: UInt8 = 0xFE
    static let start2: UInt8 = 0xFD
    static let length1 = 6
    static let length2 = 10
    static let checksumLength = 2
    static let signatureLength = 13
    /// The only incompatibility flag there is: the frame carries a signature. A frame with any other must be rejected.
    static let signed: UInt8 = 0x01

    var sequence: UInt8
    var system: UInt8
    var component: UInt8
    var message: UInt32
    /// Where the payload begins, and how many bytes it has.
    var payloadStart: Int
    var payloadLength: Int
    /// The whole frame, checksum and signature included.
    var frameLength: Int

    /// Reads the header of a frame that begins with either start byte and is long enough for its header.
    @inline(__always)
    init(_ frame: UnsafeRawBufferPointer) {
        payloadLength = Int(frame[1])
        if frame[0] == Self.start2 {
            sequence = frame[4]
            system = frame[5]
            component = frame[6]
            message = frame.u32(6) >> 8
            payloadStart = Self.length2
            let signature = frame[2] & Self.signed == 0 ? 0 : Self.signatureLength
            frameLength = payloadStart + payloadLength + Self.checksumLength + signature
        } else {
            sequence = frame[2]
            system = frame[3]
            component = frame[4]
            message = UInt32(frame[5])
            payloadStart = Self.length1
            frameLength = payloadStart + payloadLength + Self.checksumLength
        }
    }
}

extension MAVLinkDecoder: FrameReader {
    /// A frame counts when its start byte, its flags, a message of the `common` set and the checksum hold. The
    /// signature is skipped, not checked: gaitd has no key, and noise has already been caught by the checksum.
    @inline(__always)
    func judge(_ candidate: UnsafeRawBufferPointer) -> Judgement {
        if candidate[0] == MAVLinkHeader.start2 {
            guard candidate.count > 2 else { return .incomplete }
            guard candidate[2] & ~MAVLinkHeader.signed == 0 else { return .noFrame }
            guard candidate.count >= MAVLinkHeader.length2 else { return .incomplete }
        } else {
            guard candidate[0] == MAVLinkHeader.start1 else { return .noFrame }
            guard candidate.count >= MAVLinkHeader.length1 else { return .incomplete }
        }
        let header = MAVLinkHeader(candidate)
        guard let extra = MAVLinkMessages.crcExtra(header.message) else { return .noFrame }
        guard candidate.count >= header.frameLength else { return .incomplete }
        let end = header.payloadStart + header.payloadLength
        var crc = CRC16()
        crc.append(UnsafeRawBufferPointer(rebasing: candidate[1..<end]))
        crc.append(extra)
        return crc.value == candidate.u16(end) ? .frame(header.frameLength) : .corrupt
    }

    /// Frames stand for themselves; nothing is half read.
    func streamBroke(_ counters: inout LinkCounters) {}
}
