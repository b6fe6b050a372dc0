import FuzzSupport

@main struct FuzzWitMotion {
    static func main() {
        fuzz { start, count in
            HostileBytes.witMotion.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
