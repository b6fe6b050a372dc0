import Gait
import QueryAPI
import Store
import Testing

/// The store's columns against the gait stage's words: what one says, the other must know.
@Suite struct StrideNameTests {
    @Test("every quantity of a stride finds its column and comes back")
    func everyName() throws {
        let fixture = try Fixture()
        let session = try fixture.startSession(at: 0)
        let values = Dictionary(
            uniqueKeysWithValues: StrideQuantity.allCases.map { ($0.name, 1 + Double($0.rawValue) / 10) })
        let receipt = try fixture.store.write(
            Batch(strides: [
                StrideRow(
                    wearing: Wearing(kit: "k1", session: session.id), side: .left, start: WallTime(at: 1),
                    values: values)
            ]))
        #expect(receipt.unusable == 0)
        let page = try fixture.store.measures(MeasureQuery(limit: 100))
        var found: [String: Double] = [:]
        for item in page.items { found[item.name] = item.value }
        #expect(Set(found.keys) == Set(values.keys))
        for (name, value) in values { #expect(abs((found[name] ?? .nan) - value) < 1e-12, "\(name)") }
    }

    @Test("a stride with a name that the store does not know is counted, not dropped in silence")
    func unknownName() throws {
        let fixture = try Fixture()
        let receipt = try fixture.store.write(
            Batch(strides: [
                StrideRow(
                    wearing: Wearing(kit: "k1"), side: .left, start: WallTime(at: 1),
                    values: ["stride_time_s": 1, "stride_colour": 2])
            ]))
        #expect(receipt.unusable == 1)
    }
}
