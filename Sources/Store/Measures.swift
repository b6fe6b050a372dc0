import Foundation
import GRDB
public import QueryAPI

extension Store {
    /// `GET /v1/measures`, the newest first.
    ///
    /// `by=stride` gives the finest grain there is: one value per stride, side and name, and the windows of the
    /// measures that rest on many strides. `bout`, `session` and `day` give means over steady strides (with a 95 %
    /// interval from ten strides on) and means of windows (without one: they overlap; `strides` is then the largest
    /// window's). They carry the time at which their bout, session or local day began.
    ///
    /// A page may be short, even empty, while `next` says that there is more: each looks at a bounded number of rows.
    public func measures(_ query: MeasureQuery = MeasureQuery()) throws -> Page<MeasureValue> {
        try Check.limit(query.limit)
        let cursor = try Check.cursor(query.cursor, of: .measures).map(MeasurePosition.init)
        guard let grain = MeasureGrain(query.by) else {
            throw RequestError.invalid("by", "unknown grain: `stride`, `bout`, `session` or `day`")
        }
        if grain == .mean(.day), query.session != nil {
            throw RequestError.invalid("session", "a day's mean is not one session's: ask by=session, or leave it out")
        }
        return try reading { db in
            let reader = MeasureReader(
                db: db, subject: try Check.subject(db, query.subject), session: try Check.session(db, query.session),
                since: query.since, until: query.until, behind: cursor, limit: query.limit + 1)
            let names = try MeasureNames.all(db).filter { query.name == nil || $0.name == query.name }
            var values: [PlacedMeasure] = []
            var end: MeasurePosition?
            switch grain {
            case .stride:
                let measure = query.name.flatMap(StrideMeasure.init(name:))
                // A name that no stride ever had is not looked for among millions of them.
                if query.name == nil || (measure != nil && !names.isEmpty) {
                    (values, end) = try reader.strides(measure)
                }
                for (key, name) in names where StrideMeasure(name: name) == nil {
                    values += try reader.windows(name: name, key: key)
                }
            case .mean(let scope):
                for (key, name) in names { values += try reader.means(scope, name: name, key: key) }
            }
            values.sort { $0.position < $1.position }
            var page = Page.cut(
                values, limit: query.limit, list: .measures, position: { PageCursor($0.position.numbers) },
                item: \.value)
            if page.next == nil, let end { page.next = PageCursor(end.numbers).text(.measures) }
            return page
        }
    }
}

/// What `by` asks for.
enum MeasureGrain: Equatable {
    case stride
    case mean(MeanScope)

    init?(_ name: String) {
        switch name {
        case "stride": self = .stride
        case "bout": self = .mean(.bout)
        case "session": self = .mean(.session)
        case "day": self = .mean(.day)
        default: return nil
        }
    }
}

/// A measure with its place in the list.
struct PlacedMeasure {
    var position: MeasurePosition
    var value: MeasureValue
}

/// The list's order over several tables: falling time, then the stream (0 for strides, else the name's number), then
/// falling row, then the measure within a stride's row.
struct MeasurePosition: Comparable {
    var at: Int64
    var stream: Int64
    var key: Int64
    var part: Int64

    init(at: Int64, stream: Int64, key: Int64, part: Int64 = 0) {
        self.at = at
        self.stream = stream
        self.key = key
        self.part = part
    }

    init(_ cursor: PageCursor) {
        self.init(at: cursor.numbers[0], stream: cursor.numbers[1], key: cursor.numbers[2], part: cursor.numbers[3])
    }

    var numbers: [Int64] { [at, stream, key, part] }

    static func < (a: Self, b: Self) -> Bool {
        if a.at != b.at { return a.at > b.at }
        if a.stream != b.stream { return a.stream < b.stream }
        if a.key != b.key { return a.key > b.key }
        return a.part < b.part
    }
}
