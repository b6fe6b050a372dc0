import Drivers
import FuzzSupport

@main struct FuzzPeripherals {
    static func main() {
        fuzz { start, count in
            checkPeripherals(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
