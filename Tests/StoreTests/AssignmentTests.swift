import Foundation
import Store
import Testing

/// Which device sits where, as the store keeps it.
@Suite struct AssignmentTests {
    @Test("assignments replace each other and survive a restart")
    func assignments() throws {
        let directory = Fixture.newDirectory()
        let dot = AssignmentRow(
            kit: "k1", placement: "lumbar", device: "D4:22:CD:00:12:34", addressType: "public")
        let line = AssignmentRow(kit: "k2", placement: "left_shank", device: "/dev/serial/by-id/usb-x")
        do {
            let fixture = try Fixture(directory: directory)
            #expect(try fixture.store.assignments().isEmpty)
            try fixture.store.assign([dot, line])
            #expect(try fixture.store.assignments() == [dot, line])
            var other = dot
            other.device = "D4:22:CD:00:99:99"
            try fixture.store.assign([other])
            try fixture.store.assign([dot])
            #expect(try fixture.store.assignments() == [dot, line])
            let copy = Fixture.newDirectory()
            try FileManager.default.copyItem(at: directory, to: copy)
            let reopened = try Fixture(directory: copy)
            #expect(try reopened.store.assignments() == [dot, line])
        }
    }
}
