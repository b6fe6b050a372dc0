import FuzzSupport

@main struct FuzzGATT {
    static func main() {
        fuzz { start, count in
            HostileBytes.gatt.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
