internal import Drivers

/// What a device offers, as far as its lists have come (Core Specification, vol 3, part G, 4.4.1 and 4.6.1). Handles must
/// rise from list to list, so that discovery ends whatever the device says.
struct ATTDiscovery: Sendable {
    private(set) var table = GATTTable()
    /// Where services end, so that a characteristic's descriptors are not sought in the next one.
    private var serviceEnds: [UInt16] = []

    /// More than any wearable has; a device cannot make the table grow without end.
    private static let most = 256

    /// Takes a list of primary services that was asked for from a handle on.
    /// - Returns: where to ask on; nil at the end.
    mutating func takeServices(_ packet: UnsafeRawBufferPointer, from: UInt16) throws(ATTFailure) -> UInt16? {
        guard packet.count >= 2, packet[1] == 6 || packet[1] == 20 else { throw .malformed }
        let length = Int(packet[1])
        var last = from &- 1
        var at = 2
        while at + length <= packet.count {
            let (start, end) = (packet.word(at), packet.word(at + 2))
            guard start > last, end >= start else { throw .malformed }
            if serviceEnds.count < Self.most { serviceEnds.append(end) }
            last = end
            at += length
        }
        guard at > 2 else { throw .malformed }
        return last == 0xFFFF ? nil : last + 1
    }

    /// Takes a list of characteristics: declaration, properties, value's handle, and a UUID of 2 or 16 bytes.
    /// - Returns: where to ask on; nil at the end, or where there are more than is believed.
    mutating func takeCharacteristics(_ packet: UnsafeRawBufferPointer, from: UInt16) throws(ATTFailure) -> UInt16? {
        guard packet.count >= 2, packet[1] == 7 || packet[1] == 21 else { throw .malformed }
        let length = Int(packet[1])
        var last = from &- 1
        var at = 2
        while at + length <= packet.count {
            let (declaration, value) = (packet.word(at), packet.word(at + 3))
            guard declaration > last, value > declaration,
                let uuid = BluetoothUUID(overTheAir: packet.part(at + 5, at + length))
            else { throw .malformed }
            if let previous = table.characteristics.indices.last, table.characteristics[previous].end >= declaration {
                table.characteristics[previous].end = declaration - 1
            }
            let end = serviceEnds.first { $0 >= declaration } ?? 0xFFFF
            guard value <= end, (table.characteristics.last?.end ?? 0) < declaration else { throw .malformed }
            let properties = GATTProperties(rawValue: packet[at + 2])
            table.characteristics.append(
                GATTCharacteristic(uuid: uuid, properties: properties, value: value, end: end))
            guard table.characteristics.count < Self.most else { return nil }
            last = value
            at += length
        }
        guard at > 2 else { throw .malformed }
        return last == 0xFFFF ? nil : last + 1
    }
}
