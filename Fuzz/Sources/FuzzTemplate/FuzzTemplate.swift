import FuzzSupport

@main struct FuzzTemplate {
    static func main() {
        fuzz { start, count in
            HostileBytes.template.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
