import Drivers
import GATT
import TestSupport
import Testing

/// The attribute protocol against a device that says anything at all.
@Suite struct ATTClientTests {
    /// Packets that begin like answers more often than chance would have it.
    private static func packet(using generator: inout SeededGenerator) -> [UInt8] {
        let heads: [[UInt8]] = [
            [], [0x01, 0x0A, 3, 0], [0x03], [0x05, 1], [0x05, 2], [0x09, 7], [0x09, 21], [0x11, 6], [0x11, 20], [0x0B],
            [0x0D], [0x13], [0x17], [0x19], [0x1B, 3, 0], [0x1D, 3, 0], [0x23, 3, 0, 2, 0], [0x02, 23, 0],
            [0x0A, 1, 0],
        ]
        var bytes = heads.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 0..<40, using: &generator) {
            // Small numbers look like handles.
            bytes.append(UInt8.random(in: 0...255, using: &generator) >> UInt8.random(in: 0..<8, using: &generator))
        }
        return bytes
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func hostileDevicesEndInAnErrorOrATable(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var client = ATTClient()
        client.begin(now: 0)
        for step in 0..<400 {
            let bytes = Self.packet(using: &generator)
            bytes.withUnsafeBytes {
                client.receive($0, now: Int64(step)) { _, value in #expect(value.count <= bytes.count) }
            }
            #expect(client.outgoing.allSatisfy { $0.count <= client.mtu }, "seed \(seed): too long for the MTU")
            #expect(client.outgoing.count <= 1 + bytes.count, "seed \(seed)")
            client.outgoing = []
            var isOver = false
            for event in client.events { if case .failed = event { isOver = true } }
            client.events = []
            if isOver { break }
            let characteristics = client.table.characteristics
            #expect(characteristics.count <= 256, "seed \(seed)")
            #expect(zip(characteristics, characteristics.dropFirst()).allSatisfy { $0.value < $1.value })
            #expect(characteristics.allSatisfy { $0.value <= $0.end })
            if !client.isBusy, let some = characteristics.randomElement(using: &generator) {
                let actions: [Intention.Action] = [
                    .read(some.uuid), .subscribe(some.uuid), .unsubscribe(some.uuid),
                    .write(some.uuid, [UInt8](repeating: 7, count: 60), isAcknowledged: true),
                ]
                client.perform(actions.randomElement(using: &generator) ?? actions[0], now: Int64(step))
            }
        }
    }

    private func exchange(_ client: inout ATTClient, _ packet: [UInt8]) {
        packet.withUnsafeBytes { client.receive($0, now: 0) { _, _ in } }
    }

    /// A device with one characteristic, 2A19 at handle 3, that notifies.
    private func discovered() -> ATTClient {
        var client = ATTClient(offering: 247)
        client.begin(now: 0)
        exchange(&client, [0x03, 100, 0])
        exchange(&client, [0x11, 6, 1, 0, 4, 0, 0x0F, 0x18])
        exchange(&client, [0x01, 0x10, 5, 0, 0x0A])
        exchange(&client, [0x09, 7, 2, 0, 0x12, 3, 0, 0x19, 0x2A])
        exchange(&client, [0x01, 0x08, 4, 0, 0x0A])
        client.outgoing = []
        return client
    }

    @Test func packetsAreThoseOfTheSpecification() {
        var client = ATTClient(offering: 247)
        client.begin(now: 0)
        #expect(client.outgoing == [[0x02, 247, 0]])
        client.outgoing = []
        exchange(&client, [0x03, 100, 0])
        #expect(client.mtu == 100)
        #expect(client.outgoing == [[0x10, 1, 0, 0xFF, 0xFF, 0x00, 0x28]])
        client = discovered()
        #expect(client.events == [.ready])
        let battery = BluetoothUUID(short: 0x2A19)
        #expect(
            client.table.characteristics
                == [GATTCharacteristic(uuid: battery, properties: [.read, .notify], value: 3, end: 4)])
        client.perform(.subscribe(battery), now: 0)
        #expect(client.outgoing == [[0x04, 4, 0, 4, 0]])
        exchange(&client, [0x05, 1, 4, 0, 0x02, 0x29])
        #expect(client.outgoing.last == [0x12, 4, 0, 1, 0])
        exchange(&client, [0x13])
        #expect(client.events.last == .answered(.done))
        // The configuration is known now.
        client.outgoing = []
        client.perform(.unsubscribe(battery), now: 0)
        #expect(client.outgoing == [[0x12, 4, 0, 0, 0]])
    }

    @Test func indicationsAreConfirmedAndTheDevicesRequestsAnswered() {
        var client = discovered()
        var heard: [[UInt8]] = []
        for packet: [UInt8] in [
            [0x1D, 3, 0, 55], [0x1B, 3, 0, 56], [0x1B, 9, 0, 57], [0x23, 3, 0, 1, 0, 58, 3, 0, 0, 0],
        ] {
            packet.withUnsafeBytes { client.receive($0, now: 0) { heard.append([UInt8]($1)) } }
        }
        #expect(heard == [[55], [56], [58], []])
        #expect(client.outgoing == [[0x1E]])
        client.outgoing = []
        exchange(&client, [0x02, 50, 0])
        exchange(&client, [0x0A, 1, 0])
        // Commands are not answered.
        exchange(&client, [0x52, 1, 0, 5])
        #expect(client.outgoing == [[0x03, 247, 0], [0x01, 0x0A, 1, 0, 0x06]])
    }

    @Test func aRequestIsGivenUpAfterThirtySeconds() {
        var client = discovered()
        client.events = []
        client.perform(.read(BluetoothUUID(short: 0x2A19)), now: 5_000_000_000)
        client.tick(now: 34_999_999_999)
        #expect(client.events.isEmpty)
        client.tick(now: 35_000_000_000)
        #expect(client.events == [.failed(.unanswered)])
        client.events = []
        // Nothing more is sent, and nothing is believed.
        client.outgoing = []
        exchange(&client, [0x0B, 1])
        #expect(client.events.isEmpty && client.outgoing.isEmpty)
    }

    @Test func handlesThatDoNotRiseBreakTheConnection() {
        var client = ATTClient()
        client.begin(now: 0)
        exchange(&client, [0x03, 100, 0])
        exchange(&client, [0x11, 6, 5, 0, 4, 0, 0x0F, 0x18])
        #expect(client.events == [.failed(.malformed)])
    }
}
