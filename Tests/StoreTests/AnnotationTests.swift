import Foundation
import QueryAPI
import Store
import Testing

@Suite struct AnnotationTests {
    let fixture: Fixture
    var store: Store { fixture.store }

    init() throws { fixture = try Fixture() }

    private let pain = NewAnnotation(kind: "pain", pain: ["knee_left": 4, "knee_right": 0, "back": 10])

    @Test func painGoesToTheOneOpenSession() throws {
        let session = try fixture.startSession()
        let annotation = try store.addAnnotation(pain, now: Date(at: 5))
        #expect(annotation.session == session.id)
        #expect(annotation.subject == session.subject)
        #expect(annotation.at == Date(at: 5))
        #expect(annotation.pain == ["knee_left": 4, "knee_right": 0, "back": 10])
        try #expect(store.annotations().items == [annotation])
    }

    @Test func withoutOrWithSeveralOpenSessionsSomebodyMustBeNamed() throws {
        let none = error(RequestError.self) { _ = try store.addAnnotation(pain) }
        #expect(none?.field == "session")
        #expect(none?.detail.contains("gaitctl session start") == true)
        let first = try fixture.startSession("S-A", kit: "k1")
        let second = try fixture.startSession("S-B", kit: "k2")
        #expect(error(RequestError.self) { _ = try store.addAnnotation(pain) }?.field == "session")
        var new = pain
        new.subject = "S-B"
        try #expect(store.addAnnotation(new).session == second.id)
        new.subject = nil
        new.session = first.id
        try #expect(store.addAnnotation(new).subject == "S-A")
        new.subject = "S-B"
        #expect(error(RequestError.self) { _ = try store.addAnnotation(new) }?.kind == .conflict)
    }

    @Test func aSubjectWithoutAnOpenSessionMayStillReport() throws {
        let session = try fixture.startSession("S-A")
        _ = try store.stopSession(session.id)
        let note = try store.addAnnotation(NewAnnotation(subject: "S-A", kind: "note", text: " slept badly "))
        #expect(note.session == nil)
        #expect(note.text == "slept badly")
        // To the stopped session itself, when it is named.
        try #expect(store.addAnnotation(NewAnnotation(session: session.id, kind: "marker")).session == session.id)
    }

    @Test(
        arguments: [
            (NewAnnotation(kind: "pain", pain: ["back": 11]), "pain.back"),
            (NewAnnotation(kind: "pain", pain: ["knee_left": -1]), "pain.knee_left"),
            (NewAnnotation(kind: "pain", pain: ["hip": 3]), "pain"), (NewAnnotation(kind: "pain", pain: [:]), "pain"),
            (NewAnnotation(kind: "pain"), "pain"), (NewAnnotation(kind: "note", text: "x", pain: ["back": 1]), "pain"),
            (NewAnnotation(kind: "note", text: "  "), "text"), (NewAnnotation(kind: "diagnosis", text: "x"), "kind"),
            (NewAnnotation(kind: "note", text: String(repeating: "x", count: 4001)), "text"),
            (NewAnnotation(subject: "S-NOBODY", kind: "marker"), "subject"),
            (NewAnnotation(session: "x", kind: "marker"), "session"),
        ])
    func badOnesNameTheirField(new: NewAnnotation, field: String) throws {
        _ = try fixture.startSession()
        let refusal = error(RequestError.self) { _ = try store.addAnnotation(new) }
        #expect(refusal?.field == field)
        try #expect(store.annotations().items.isEmpty)
    }

    @Test func listFiltersAndPages() throws {
        let session = try fixture.startSession("S-A")
        for index in 0..<9 {
            _ = try store.addAnnotation(
                NewAnnotation(
                    at: Date(at: Double(index / 3)), kind: index % 2 == 0 ? "note" : "marker", text: "\(index)"))
        }
        var texts: [String?] = []
        var query = AnnotationQuery(limit: 2)
        repeat {
            let page = try store.annotations(query)
            texts += page.items.map(\.text)
            query.cursor = page.next
        } while query.cursor != nil
        #expect(texts == ["8", "7", "6", "5", "4", "3", "2", "1", "0"])
        try #expect(store.annotations(AnnotationQuery(kind: "marker")).items.map(\.text) == ["7", "5", "3", "1"])
        try #expect(store.annotations(AnnotationQuery(since: Date(at: 2), subject: "S-A")).items.count == 3)
        try #expect(store.annotations(AnnotationQuery(until: Date(at: 1), session: session.id)).items.count == 3)
        #expect(error(RequestError.self) { _ = try store.annotations(AnnotationQuery(kind: "x")) }?.field == "kind")
        let cursor = error(RequestError.self) { _ = try store.annotations(AnnotationQuery(cursor: "x")) }
        #expect(cursor?.field == "cursor")
        #expect(cursor?.problem.status == 400, "one mistake, one status: docs/query-interface.md")
    }
}
