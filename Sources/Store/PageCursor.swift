import Foundation
import QueryAPI

/// A place in a list: the last item of a page, by the numbers that order the list. Opaque outside.
///
/// Pages continue behind that item and never count items off, so rows that come in meanwhile neither repeat nor hide
/// any, and the thousandth page costs what the first does.
struct PageCursor: Equatable {
    /// Which list it belongs to.
    enum List: String {
        case episodes = "e"
        case sessions = "s"
        case subjects = "p"
        case annotations = "a"
        case measures = "m"

        /// How many numbers order the list.
        var order: Int { self == .measures ? 4 : 2 }
    }

    var numbers: [Int64]

    init(_ numbers: [Int64]) { self.numbers = numbers }

    /// Reads what `text` wrote for the same list.
    init(_ text: String, of list: List) throws {
        numbers = []
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        let fill = String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
        guard text.utf8.count <= 128, let data = Data(base64Encoded: padded + fill) else { throw Self.bad }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.first == "1\(list.rawValue)", parts.count == list.order + 1 else { throw Self.bad }
        numbers = try parts.dropFirst().map { part in
            guard let number = Int64(part) else { throw Self.bad }
            return number
        }
    }

    func text(_ list: List) -> String {
        let plain = (["1\(list.rawValue)"] + numbers.map(String.init)).joined(separator: ":")
        return Data(plain.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    private static let bad = RequestError.invalid(
        "cursor", "not a cursor of this list: take `next` from the page before as it is, or leave it out")
}

extension Page {
    /// A page from rows that were asked for with one more than `limit`, in order.
    static func cut<Row>(
        _ rows: [Row], limit: Int, list: PageCursor.List, position: (Row) -> PageCursor,
        item: (Row) throws -> Item
    ) rethrows -> Page {
        let shown = rows.prefix(limit)
        let next = rows.count > limit ? shown.last.map { position($0).text(list) } : nil
        return Page(items: try shown.map(item), next: next)
    }
}
