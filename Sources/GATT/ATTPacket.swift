internal import Drivers

/// The attribute protocol's opcodes and the packets that a client sends (Core Specification, vol 3, part F, 3.4).
enum ATT {
    static let error: UInt8 = 0x01
    static let mtuRequest: UInt8 = 0x02
    static let mtuResponse: UInt8 = 0x03
    static let findInformation: UInt8 = 0x04
    static let readByType: UInt8 = 0x08
    static let read: UInt8 = 0x0A
    static let readBlob: UInt8 = 0x0C
    static let readByGroupType: UInt8 = 0x10
    static let writeRequest: UInt8 = 0x12
    static let prepareWrite: UInt8 = 0x16
    static let executeWrite: UInt8 = 0x18
    static let notification: UInt8 = 0x1B
    static let indication: UInt8 = 0x1D
    static let confirmation: UInt8 = 0x1E
    static let severalNotifications: UInt8 = 0x23
    static let writeCommand: UInt8 = 0x52

    /// The answer to a request is the next number.
    static func answer(to request: UInt8) -> UInt8 { request + 1 }

    /// Errors that mean something here.
    static let requestNotSupported: UInt8 = 0x06
    static let invalidOffset: UInt8 = 0x07
    static let attributeNotFound: UInt8 = 0x0A
    static let attributeNotLong: UInt8 = 0x0B

    static let primaryService: UInt16 = 0x2800
    static let characteristic: UInt16 = 0x2803
    static let clientConfiguration: UInt16 = 0x2902

    /// The MTU before it was agreed on (vol 3, part G, 5.2.1).
    static let leastMTU = 23
    /// The longest value that an attribute may have (vol 3, part F, 3.2.9).
    static let longestValue = 512

    static func mtu(_ opcode: UInt8, _ mtu: Int) -> [UInt8] { words(opcode, UInt16(clamping: mtu)) }

    /// An opcode and numbers.
    static func words(_ opcode: UInt8, _ words: UInt16...) -> [UInt8] {
        var bytes = [opcode]
        for word in words { bytes.append(word: word) }
        return bytes
    }
}

/// Why a connection's attribute protocol came to its end: nothing more may be sent, so it must be closed.
public enum ATTFailure: Error, Sendable, Equatable, BitwiseCopyable {
    /// A request was not answered within 30 s (Core Specification, vol 3, part F, 3.3.3).
    case unanswered
    /// The device does not keep to the protocol.
    case malformed
    /// The device says that it offers nothing.
    case empty
}
