import Drivers
import GATT

/// Cuts the bytes into packets, each behind its length, for a client of the attribute protocol that is asked for actions
/// whenever it is idle; and reads them all as advertising data and as messages of the kernel. Whatever they hold, packets
/// fit the MTU, the table is in order and bounded, and a broken connection stays broken.
func checkGATT(_ bytes: UnsafeRawBufferPointer) {
    var advertisement = Advertisement()
    advertisement.take(advertisingData: bytes)
    precondition(advertisement.services.count <= 64, "services without end")
    _ = ManagementMessage(bytes)

    var client = ATTClient()
    client.begin(now: 0)
    var hasFailed = false
    var at = 0
    while at < bytes.count {
        let length = min(Int(bytes[at]), bytes.count - at - 1)
        let packet = UnsafeRawBufferPointer(rebasing: bytes[(at + 1)..<(at + 1 + length)])
        client.receive(packet, now: 0) { _, value in precondition(value.count <= packet.count, "a value from nowhere") }
        precondition(client.outgoing.count <= 1 + packet.count, "answers without end")
        precondition(client.outgoing.allSatisfy { $0.count <= client.mtu }, "longer than the MTU")
        if hasFailed { precondition(client.outgoing.isEmpty && client.events.isEmpty, "talks on after a failure") }
        for event in client.events { if case .failed = event { hasFailed = true } }
        client.outgoing = []
        client.events = []
        check(client.table.characteristics)
        if !client.isBusy, !hasFailed, let choice = packet.last, !client.table.characteristics.isEmpty {
            let uuid = client.table.characteristics[Int(choice >> 2) % client.table.characteristics.count].uuid
            let actions: [Intention.Action] = [
                .read(uuid), .subscribe(uuid), .unsubscribe(uuid),
                .write(uuid, [UInt8](repeating: choice, count: 40), isAcknowledged: true),
            ]
            client.perform(actions[Int(choice & 3)], now: 0)
            client.outgoing = []
        }
        at += 1 + length
    }
}

private func check(_ characteristics: [GATTCharacteristic]) {
    precondition(characteristics.count <= 256, "a table without end")
    var last: UInt16 = 0
    for characteristic in characteristics {
        precondition(characteristic.value > last && characteristic.end >= characteristic.value, "handles out of order")
        last = characteristic.end
    }
}
