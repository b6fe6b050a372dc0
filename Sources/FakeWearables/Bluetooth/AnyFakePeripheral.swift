/// A fake peripheral of any make, so that several makes can stand in one list.
public struct AnyFakePeripheral: FakePeripheral {
    /// The makes that a fake can be.
    public enum Make: String, CaseIterable, Sendable {
        case movesense, witmotion, mavlink, shimmer3r
        case xsensDot = "xsens-dot"
        /// With the firmware of that year, which has no mode 26.
        case xsensDot2021 = "xsens-dot-2021"
    }

    private var base: any FakePeripheral

    /// - Parameters:
    ///   - rate: the output rate in Hz as its owner has set it; a Movesense has none of its own.
    ///   - number: makes name and address differ from others of its make.
    public init(_ make: Make, rate: Double, number: UInt8) {
        switch make {
        case .movesense: base = FakeMovesense()
        case .witmotion: base = FakeWitMotionBLE(rate: rate)
        case .mavlink: base = FakeStreamPeripheral.mavlink(rate: rate)
        case .shimmer3r: base = FakeStreamPeripheral.shimmer3R(rate: rate)
        case .xsensDot, .xsensDot2021:
            base = FakeXsensDot(rate: UInt16(max(1, min(60, rate))), knowsMode26: make == .xsensDot)
        }
        base.advertisement.address[5] = number
    }

    public var advertisement: FakeAdvertisement {
        get { base.advertisement }
        set { base.advertisement = newValue }
    }

    public var gatt: FakeGATT {
        get { base.gatt }
        set { base.gatt = newValue }
    }

    public var outputRate: Double { base.outputRate }
    public mutating func write(_ characteristic: String, _ bytes: [UInt8]) -> FakeReply {
        base.write(characteristic, bytes)
    }
    public mutating func read(_ characteristic: String) -> FakeReply { base.read(characteristic) }
    public mutating func send(_ reading: WearableReading) { base.send(reading) }
    public mutating func restartClock() { base.restartClock() }
    public mutating func subscribe(_ characteristic: String, _ isOn: Bool) -> FakeReply {
        base.subscribe(characteristic, isOn)
    }
    public mutating func connect(mtu: Int) { base.connect(mtu: mtu) }
    public mutating func disconnect() { base.disconnect() }
}
