import FuzzSupport

@main struct FuzzGATT {
    static func main() {
        fuzz { start, count in
            checkGATT(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        }
    }
}
