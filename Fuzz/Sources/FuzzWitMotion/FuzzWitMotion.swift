import Drivers
import FuzzSupport

@main struct FuzzWitMotion {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkDriver(WitMotionDriver.self, bytes)
            Repair.witMotion(bytes).withUnsafeBytes { checkDriver(WitMotionDriver.self, $0) }
            return 0
        }
    }
}
