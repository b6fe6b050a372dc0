import Foundation
import Store
import Testing

/// What alignment found, as the store keeps it.
@Suite struct OffsetTests {
    private func row(_ kit: String, _ placement: String, seconds: Double = 0.0125) -> OffsetRow {
        OffsetRow(
            kit: kit, placement: placement, device: "/dev/serial/by-id/\(placement)", driver: "witmotion", timing: "{}",
            rateHz: 100, seconds: seconds, halfWidth: 0.001, foundAt: Date(at: 5))
    }

    @Test("a kit's offsets replace those before, survive a restart, and can be forgotten")
    func kept() throws {
        let directory = Fixture.newDirectory()
        let fixture = try Fixture(directory: directory)
        #expect(try fixture.store.offsets().isEmpty)
        let other = row("k2", "lumbar")
        try fixture.store.keepOffsets([row("k1", "left_shank"), row("k1", "lumbar")], ofKit: "k1")
        try fixture.store.keepOffsets([other], ofKit: "k2")
        var bare = row("k1", "left_shank", seconds: 0)
        bare.driver = nil
        try fixture.store.keepOffsets([bare], ofKit: "k1")
        #expect(try fixture.store.offsets() == [bare, other])
        let copy = Fixture.newDirectory()
        try FileManager.default.copyItem(at: directory, to: copy)
        let reopened = try Fixture(directory: copy)
        #expect(try reopened.store.offsets() == [bare, other])
        try reopened.store.keepOffsets([], ofKit: "k1")
        #expect(try reopened.store.offsets() == [other])
    }

    @Test("assigning a device to a placement forgets what was found there")
    func assigned() throws {
        let fixture = try Fixture()
        try fixture.store.keepOffsets([row("k1", "left_shank"), row("k1", "lumbar")], ofKit: "k1")
        try fixture.store.assign([AssignmentRow(kit: "k1", placement: "lumbar", device: "/dev/ttyUSB3")])
        #expect(try fixture.store.offsets() == [row("k1", "left_shank")])
    }
}
