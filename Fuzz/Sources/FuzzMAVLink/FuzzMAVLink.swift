import FuzzSupport

@main struct FuzzMAVLink {
    static func main() {
        fuzz { start, count in
            HostileBytes.mavlink.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
