import FuzzSupport

@main struct FuzzXIMU3 {
    static func main() {
        fuzz { start, count in
            HostileBytes.xIMU3.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
