/// A small chart as SVG text: the same data give the same bytes on every machine.
public struct Chart {
    /// An axis from `low` to `high` with a label every `step`.
    public struct Axis: Sendable {
        public var title: String
        public var low: Double
        public var high: Double
        public var step: Double
        /// Places of the labels.
        public var places: Int

        public init(_ title: String, _ low: Double, _ high: Double, step: Double, places: Int = 0) {
            self.title = title
            self.low = low
            // Data that do not spread still need a chart to stand in.
            self.high = high > low ? high : low + max(step, 1)
            self.step = step
            self.places = places
        }
    }

    static let palette = ["#1b6ca8", "#c8553d", "#5b8c5a", "#8e6c8a", "#b08900", "#444444"]
    private static let size = (width: 720.0, height: 400.0)
    private static let margin = (left: 64.0, right: 16.0, top: 40.0, bottom: 48.0)

    private let x: Axis
    private let y: Axis
    private var body: [String] = []

    public init(title: String, x: Axis, y: Axis) {
        (self.x, self.y) = (x, y)
        text(title, Self.margin.left, 20, anchor: "start", weight: "bold")
        grid()
    }

    /// Dots, dropped where they lie outside the axes.
    public mutating func dots(_ points: [(Double, Double)], colour: String) {
        for point in points where (x.low...x.high).contains(point.0) && (y.low...y.high).contains(point.1) {
            let (a, b) = (Self.number(horizontal(point.0)), Self.number(vertical(point.1)))
            body.append("<circle cx=\"\(a)\" cy=\"\(b)\" r=\"1.6\" fill=\"\(colour)\" fill-opacity=\"0.45\"/>")
        }
    }

    /// A line through points.
    public mutating func line(_ points: [(Double, Double)], colour: String, isDashed: Bool = false) {
        let path = points.map { "\(Self.number(horizontal($0.0))),\(Self.number(vertical($0.1)))" }
        let dash = isDashed ? " stroke-dasharray=\"6 4\"" : ""
        body.append(
            "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.6\"\(dash)/>"
        )
    }

    /// A box from quartile to quartile with its median, and whiskers from the 5th to the 95th percentile.
    public mutating func box(at place: Double, width: Double, quantiles: [Double], colour: String) {
        guard quantiles.count == 5 else { return }
        let levels = quantiles.map { vertical(min(max($0, y.low), y.high)) }
        let (left, middle) = (horizontal(place - width / 2), horizontal(place))
        let span = horizontal(place + width / 2) - left
        func stroke(_ from: (Double, Double), _ to: (Double, Double), _ weight: String) -> String {
            "<line x1=\"\(Self.number(from.0))\" y1=\"\(Self.number(from.1))\" x2=\"\(Self.number(to.0))\" y2=\"\(Self.number(to.1))\" stroke=\"\(colour)\" stroke-width=\"\(weight)\"/>"
        }
        body.append(stroke((middle, levels[0]), (middle, levels[4]), "1.2"))
        body.append(
            "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(levels[3]))\" width=\"\(Self.number(span))\" height=\"\(Self.number(levels[1] - levels[3]))\" fill=\"white\" stroke=\"\(colour)\" stroke-width=\"1.6\"/>"
        )
        body.append(stroke((left, levels[2]), (left + span, levels[2]), "2.4"))
    }

    /// A word below the axis of x.
    public mutating func mark(_ word: String, at place: Double) {
        text(word, horizontal(place), Self.size.height - Self.margin.bottom + 18)
    }

    /// Names of what is drawn, at the right above the chart.
    public mutating func legend(_ entries: [(String, String)]) {
        var place = Self.size.width - Self.margin.right
        for (word, colour) in entries.reversed() {
            text(word, place, 20, anchor: "end")
            place -= Double(word.count) * 6.6 + 16
            body.append(
                "<rect x=\"\(Self.number(place))\" y=\"11\" width=\"10\" height=\"10\" fill=\"\(colour)\"/>")
            place -= 12
        }
    }

    /// The whole file.
    public var svg: String {
        let (width, height) = (Self.number(Self.size.width), Self.number(Self.size.height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="12">
            <rect width="\(width)" height="\(height)" fill="white"/>
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private mutating func grid() {
        let (left, right) = (Self.margin.left, Self.size.width - Self.margin.right)
        let (top, bottom) = (Self.margin.top, Self.size.height - Self.margin.bottom)
        for value in y.step > 0 ? Self.ticks(y) : [] {
            let place = Self.number(vertical(value))
            body.append(
                "<line x1=\"\(Self.number(left))\" y1=\"\(place)\" x2=\"\(Self.number(right))\" y2=\"\(place)\" stroke=\"#dddddd\"/>"
            )
            text(Written.fixed(value, y.places) ?? "", left - 6, vertical(value) + 4, anchor: "end")
        }
        if x.step > 0 {
            for value in Self.ticks(x) { text(Written.fixed(value, x.places) ?? "", horizontal(value), bottom + 18) }
        }
        body.append(
            "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(top))\" width=\"\(Self.number(right - left))\" height=\"\(Self.number(bottom - top))\" fill=\"none\" stroke=\"#888888\"/>"
        )
        text(x.title, (left + right) / 2, Self.size.height - 10)
        let middle = Self.number((top + bottom) / 2)
        body.append(
            "<text x=\"16\" y=\"\(middle)\" text-anchor=\"middle\" transform=\"rotate(-90 16 \(middle))\">\(Self.escaped(y.title))</text>"
        )
    }

    private mutating func text(
        _ words: String, _ x: Double, _ y: Double, anchor: String = "middle", weight: String = "normal"
    ) {
        body.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor)\" font-weight=\"\(weight)\">\(Self.escaped(words))</text>"
        )
    }

    private func horizontal(_ value: Double) -> Double {
        let span = Self.size.width - Self.margin.left - Self.margin.right
        return Self.margin.left + span * (value - x.low) / (x.high - x.low)
    }

    private func vertical(_ value: Double) -> Double {
        let span = Self.size.height - Self.margin.top - Self.margin.bottom
        return Self.size.height - Self.margin.bottom - span * (value - y.low) / (y.high - y.low)
    }

    private static func ticks(_ axis: Axis) -> [Double] {
        let count = Int(((axis.high - axis.low) / axis.step + 1e-9).rounded(.down))
        return (0...max(0, count)).map { axis.low + Double($0) * axis.step }
    }

    /// One place is finer than any screen shows; the sign is the plain one, as SVG asks.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    private static func escaped(_ words: String) -> String {
        words.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}
