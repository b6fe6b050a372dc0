import FuzzSupport

@main struct FuzzPeripherals {
    static func main() {
        fuzz { start, count in
            HostileBytes.peripherals.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
