import Drivers
import GATT
import TestSupport
import Testing

/// What devices say about themselves, and what strangers say.
@Suite struct AdvertisingDataTests {
    private func advertisement(_ packets: [UInt8]...) -> Advertisement {
        var advertisement = Advertisement()
        for packet in packets { packet.withUnsafeBytes { advertisement.take(advertisingData: $0) } }
        return advertisement
    }

    @Test func nameServicesAndCompanyAreRead() {
        let said = advertisement(
            [2, 0x01, 6, 5, 0xFF, 0x86, 0x08, 1, 0, 3, 0x03, 0x0F, 0x18],
            [12, 0x09] + Array("Movella DOT".utf8))
        #expect(said.name == "Movella DOT")
        #expect(said.company == 0x0886 && said.manufacturerData == [1, 0])
        #expect(said.services == [BluetoothUUID(short: 0x180F)])
        #expect(PeripheralFamily(said) == .xsensDot)
    }

    @Test func aShortNameDoesNotReplaceTheWholeOne() {
        let whole: [UInt8] = [8, 0x09] + Array("WT901BL".utf8)
        #expect(advertisement(whole, [3, 0x08] + Array("WT".utf8)).name == "WT901BL")
        #expect(advertisement([3, 0x08] + Array("WT".utf8), whole).name == "WT901BL")
    }

    @Test func namesThatWouldDoSomethingToAScreenAreNoNames() {
        for name in ["\u{1B}[2J", "a\nb", "\u{202E}evil", ""] {
            #expect(
                advertisement([UInt8(name.utf8.count + 1), 0x09] + Array(name.utf8)).name == nil,
                "\(name.debugDescription)")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func anythingCanBeSaid(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var said = Advertisement()
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<6, using: &generator) {
                let kinds: [UInt8] = [0x02, 0x03, 0x05, 0x07, 0x08, 0x09, 0xFF, 0x00]
                let content = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                bytes += [UInt8(content.count + Int.random(in: 0..<3, using: &generator))]
                bytes += [kinds.randomElement(using: &generator) ?? 0] + content
            }
            bytes.withUnsafeBytes { said.take(advertisingData: $0) }
        }
        #expect(said.services.count <= 64, "seed \(seed)")
        #expect((said.name ?? "a").unicodeScalars.allSatisfy { $0.value >= 32 }, "seed \(seed)")
        #expect(said.manufacturerData.count <= 253, "seed \(seed)")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func theKernelMaySayAnything(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var understood = 0
        for _ in 0..<2000 {
            let events: [UInt8] = [1, 2, 4, 5, 6, 0x12, 0x13, 0x1C]
            var body = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator) >> UInt8.random(in: 0..<8, using: &generator)
            }
            body = [events.randomElement(using: &generator) ?? 0, 0, 0, 0, UInt8(body.count), 0] + body
            if Bool.random(using: &generator) { body.removeLast(min(body.count, 3)) }
            let message = body.withUnsafeBytes { ManagementMessage($0) }
            if case .found(_, _, _, let rssi, let data) = message {
                #expect(data.count <= body.count && rssi != 127, "seed \(seed)")
            }
            understood += message == nil ? 0 : 1
        }
        #expect(understood > 0)
    }

    @Test func addressesAreReadAndWritten() {
        let address = BluetoothAddress("d4:22:CD:00:12:34")
        #expect(address?.description == "D4:22:CD:00:12:34")
        #expect(address?.overTheAir == [0x34, 0x12, 0x00, 0xCD, 0x22, 0xD4])
        #expect(address?.looksRandom == true)
        #expect(BluetoothAddress("00:11:22:33:44:55")?.looksRandom == false)
        for wrong in [
            "", "D4:22:CD:00:12", "D4:22:CD:00:12:3", "D4:22:CD:00:12:+4", "D4-22-CD-00-12-34", "G4:22:CD:00:12:34",
        ] {
            #expect(BluetoothAddress(wrong) == nil, "\(wrong)")
        }
    }
}
