import FuzzSupport

@main struct FuzzSniffer {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkSniffer(bytes)
            Repair.witMotion(bytes).withUnsafeBytes { checkSniffer($0) }
            Repair.mavlink(bytes).withUnsafeBytes { checkSniffer($0) }
            return 0
        }
    }
}
