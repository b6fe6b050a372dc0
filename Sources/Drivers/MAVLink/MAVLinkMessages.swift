/// What gaitd knows of MAVLink's messages without being able to read them: CRC_EXTRA, the fingerprint of a message's
/// layout that goes into its checksum. A frame whose CRC_EXTRA is unknown cannot be checked and is not accepted.
enum MAVLinkMessages {
    static let highresIMU: UInt32 = 105

    /// The CRC_EXTRA of a message of the `common` set, or nil where the message is unknown.
    @inline(__always)
    static func crcExtra(_ message: UInt32) -> UInt8? {
        guard message < UInt32(table.count) else { return nil }
        let extra = table[Int(message)]
        return extra == 0 ? nil : extra
    }

    /// By message id; 0 stands for none (no message of the set has CRC_EXTRA 0). The values follow from MAVLink's
    /// message definitions, common.xml, and are compared with the generated ones of PyPI `pymavlink` in a test.
    private static let table: InlineArray<400, UInt8> = [
        50, 124, 137, 0, 237, 217, 104, 119, 0, 0, 0, 89, 0, 0, 0, 0,
        0, 0, 0, 0, 214, 159, 220, 168, 24, 23, 170, 144, 67, 115, 39, 246,
        185, 104, 237, 244, 222, 212, 9, 254, 230, 28, 28, 132, 221, 232, 11, 153,
        41, 39, 78, 196, 0, 0, 15, 3, 0, 0, 0, 0, 0, 167, 183, 119,
        191, 118, 148, 21, 0, 243, 124, 0, 0, 38, 20, 158, 152, 143, 0, 0,
        0, 106, 49, 22, 143, 140, 5, 150, 0, 231, 183, 63, 54, 47, 0, 0,
        0, 0, 0, 0, 175, 102, 158, 208, 56, 93, 138, 108, 32, 185, 84, 34,
        174, 124, 237, 4, 76, 128, 56, 116, 134, 237, 203, 250, 87, 203, 220, 25,
        226, 46, 29, 223, 85, 6, 229, 203, 1, 195, 109, 168, 181, 47, 72, 131,
        127, 0, 103, 154, 178, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 189, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 208, 0, 0, 0, 0, 163, 105, 151, 35, 150, 179, 0, 0, 0, 0,
        0, 90, 104, 85, 95, 130, 184, 81, 8, 204, 49, 170, 44, 83, 46, 0,
        71, 131, 187, 92, 146, 179, 12, 133, 49, 26, 193, 35, 14, 109, 59, 22,
        0, 0, 0, 126, 18, 62, 0, 0, 70, 48, 123, 74, 99, 137, 210, 1,
        20, 0, 0, 0, 0, 0, 0, 234, 158, 0, 0, 19, 0, 243, 0, 0,
        0, 0, 0, 0, 0, 0, 28, 95, 0, 0, 0, 0, 0, 0, 0, 0,
        243, 88, 243, 78, 132, 0, 0, 0, 0, 0, 23, 91, 236, 231, 0, 225,
        0, 0, 0, 199, 99, 0, 0, 0, 0, 209, 0, 0, 0, 0, 232, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 75, 0, 0, 117, 0, 251, 199, 0, 0, 0, 0, 0, 0, 0,
        0, 147, 132, 4, 8, 0, 156, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]
}
