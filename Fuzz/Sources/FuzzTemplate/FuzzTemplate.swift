import Drivers
import FuzzSupport

@main struct FuzzTemplate {
    static func main() {
        fuzz { start, count in
            let bytes = UnsafeRawBufferPointer(start: start, count: count)
            checkDriver(TemplateDriver.self, bytes)
            Repair.template(bytes).withUnsafeBytes { checkDriver(TemplateDriver.self, $0) }
            return 0
        }
    }
}
