import FuzzSupport

@main struct FuzzSniffer {
    static func main() {
        fuzz { start, count in
            HostileBytes.sniffer.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
