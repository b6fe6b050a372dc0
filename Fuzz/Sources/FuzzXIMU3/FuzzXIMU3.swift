import Drivers
import FuzzSupport

@main struct FuzzXIMU3 {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkDriver(XIMU3Driver.self, bytes)
            return 0
        }
    }
}
