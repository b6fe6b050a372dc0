/// A serial device by what it is instead of where it is plugged in: `usb:VVVV:PPPP` or `usb:VVVV:PPPP:SERIAL`, with
/// the vendor and product number of the USB descriptor in hexadecimal and its serial number, as udev's `ID_VENDOR_ID`,
/// `ID_MODEL_ID` and `ID_SERIAL_SHORT` say them.
struct USBName: Equatable {
    /// Four lower-case hexadecimal digits each.
    let vendor: String
    let product: String
    /// Nil takes the only device with these numbers.
    let serial: String?

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, parts[0] == "usb",
            parts[1...2].allSatisfy({ $0.utf8.count == 4 && $0.allSatisfy(\.isHexDigit) }),
            parts.count == 3 || !parts[3].isEmpty
        else { return nil }
        (vendor, product) = (parts[1].lowercased(), parts[2].lowercased())
        serial = parts.count == 4 ? String(parts[3]) : nil
    }
}
