import FuzzSupport

@main struct FuzzShimmer3 {
    static func main() {
        fuzz { start, count in
            HostileBytes.shimmer3.check(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
