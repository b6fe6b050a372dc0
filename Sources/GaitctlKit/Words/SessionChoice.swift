public import QueryAPI

/// Which session is meant where a command names none.
public enum SessionChoice {
    /// The id of the only session that runs.
    public static func only(of open: [Session]) throws(Failure) -> String {
        switch open.count {
        case 1: return open[0].id
        case 0: throw Failure(.noInput, "no session runs: `gaitctl session list` shows the earlier ones")
        default:
            let names = open.map { printable("\($0.id) (subject \($0.subject), kit \($0.kit))") }
            throw Failure(
                .usage, "several sessions run: \(names.joined(separator: ", ")); name one: `gaitctl session stop ID`")
        }
    }
}
