import Drivers
import FuzzSupport

@main struct FuzzMAVLink {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkDriver(MAVLinkDriver.self, bytes)
            Repair.mavlink(bytes).withUnsafeBytes { checkDriver(MAVLinkDriver.self, $0) }
            return 0
        }
    }
}
