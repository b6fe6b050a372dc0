import ArgumentParser
import GaitctlKit
import QueryAPI

/// To whom a note or a pain score belongs.
struct OwnerOptions: ParsableArguments {
    @Option(help: "Keep it with this session. (default: the session that runs)")
    var session: String?
    @Option(help: "Keep it with this person.")
    var subject: String?
}

struct NoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write something down beside what is measured.",
        discussion: """
            For example:
              gaitctl note tired, asked for a break
              gaitctl note --subject S-7K2M "new shoes from today on"
            """)

    @Argument(help: "What to write down; several words need no quotes.")
    var text: [String]
    @OptionGroup var owner: OwnerOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if text.joined().allSatisfy(\.isWhitespace) { throw ValidationError("the note is empty") }
    }

    func run() async throws {
        let style = common.presentation
        let new = NewAnnotation(
            session: owner.session, subject: owner.subject, kind: "note", text: text.joined(separator: " "))
        try await common.change("annotations", new, as: Annotation.self) { SessionScreens.added($0, style) }
    }
}

struct PainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pain", abstract: "Write down pain as the person rates it, 0 (none) to 10 (worst imaginable).",
        discussion: """
            Scores are whole numbers. For example:
              gaitctl pain --knee-left 4 --knee-right 0 --back 6 --note "after the stairs"
            """)

    @Option(help: ArgumentHelp("Left knee, 0 to 10.", valueName: "score"))
    var kneeLeft: Int?
    @Option(help: ArgumentHelp("Right knee, 0 to 10.", valueName: "score"))
    var kneeRight: Int?
    @Option(help: ArgumentHelp("Back, 0 to 10.", valueName: "score"))
    var back: Int?
    @Option(help: "When or how it hurts.")
    var note: String?
    @OptionGroup var owner: OwnerOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let style = common.presentation
        let scores = try PainScores(kneeLeft: kneeLeft, kneeRight: kneeRight, back: back)
        let new = NewAnnotation(
            session: owner.session, subject: owner.subject, kind: "pain", text: note, pain: scores.wire)
        try await common.change("annotations", new, as: Annotation.self) { SessionScreens.added($0, style) }
    }
}
