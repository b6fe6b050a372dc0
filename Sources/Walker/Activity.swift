/// One line of the script that the body plays.
public enum Activity: Sendable, Equatable, CustomStringConvertible {
    /// Standing for that many seconds.
    case stand(seconds: Double)
    /// Walking for about that many seconds (bouts end with a closing step). Follows on from a walk or turn without a
    /// stop.
    case walk(seconds: Double)
    /// A change of direction while walking, degrees, positive to the left.
    case turn(degrees: Double)
    /// Running for about that many seconds; joins a walk as a turn does.
    case run(seconds: Double)
    /// Going up a stair, or down one, for about that many seconds; joins a walk as a turn does.
    case climb(seconds: Double)
    case descend(seconds: Double)
    /// Sitting for that many seconds, with the way down and up included.
    case sit(seconds: Double)

    /// Seconds that it takes.
    public var duration: Double {
        switch self {
        case .stand(let seconds), .walk(let seconds), .run(let seconds), .climb(let seconds), .descend(let seconds),
            .sit(let seconds):
            seconds
        case .turn(let degrees): max(1.2, abs(degrees) / 180 * 2.6)
        }
    }

    /// As a script writes it: `walk 60.0`.
    public var description: String {
        switch self {
        case .stand(let seconds): "stand \(seconds)"
        case .walk(let seconds): "walk \(seconds)"
        case .turn(let degrees): "turn \(degrees)"
        case .run(let seconds): "run \(seconds)"
        case .climb(let seconds): "upstairs \(seconds)"
        case .descend(let seconds): "downstairs \(seconds)"
        case .sit(let seconds): "sit \(seconds)"
        }
    }

    /// How the body gets along; nil where it stays.
    var manner: Manner? {
        switch self {
        case .walk, .turn: .walking
        case .run: .running
        case .climb: .climbing
        case .descend: .descending
        case .stand, .sit: nil
        }
    }

    /// Reads a script such as `stand 5, walk 60, turn -180, walk 30, sit 20`.
    public static func script(_ text: String) throws(WalkerError) -> [Activity] {
        var activities: [Activity] = []
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }) {
            let words = part.split(separator: " ")
            guard words.count == 2, let number = Double(words[1]), number.isFinite else {
                throw WalkerError.script(text: String(part), reason: "expected one word and one number")
            }
            let activity: Activity
            switch words[0] {
            case "stand": activity = .stand(seconds: number)
            case "walk": activity = .walk(seconds: number)
            case "turn": activity = .turn(degrees: number)
            case "run": activity = .run(seconds: number)
            case "upstairs": activity = .climb(seconds: number)
            case "downstairs": activity = .descend(seconds: number)
            case "sit": activity = .sit(seconds: number)
            default: throw WalkerError.script(text: String(part), reason: "unknown activity \"\(words[0])\"")
            }
            activities.append(activity)
        }
        try validate(activities)
        return activities
    }

    /// Throws where an activity is too short to be played or so long that it must be a mistake.
    public static func validate(_ activities: [Activity]) throws(WalkerError) {
        guard !activities.isEmpty else { throw WalkerError.script(text: "", reason: "nothing to do") }
        for activity in activities {
            let limits: ClosedRange<Double>
            switch activity {
            case .stand: limits = 0.5...86_400
            case .walk, .run, .climb, .descend: limits = 1...86_400
            case .sit: limits = 5...86_400
            case .turn(let degrees):
                guard (20...360).contains(abs(degrees)) else {
                    throw WalkerError.outOfRange(name: "turn", value: degrees, range: 20...360, unit: "deg")
                }
                continue
            }
            guard limits.contains(activity.duration) else {
                throw WalkerError.outOfRange(name: "\(activity)", value: activity.duration, range: limits, unit: "s")
            }
        }
    }
}
