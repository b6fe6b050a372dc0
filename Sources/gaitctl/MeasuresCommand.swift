import ArgumentParser
import GaitctlKit
import QueryAPI

struct MeasuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measures", abstract: "Numbers per stride, bout, session or day, with their evidence.",
        discussion: """
            For example:
              gaitctl measures --subject S-7K2M --by day --name step_time_s --since 8w
              gaitctl measures --session 20261121T102059Z-7PKJ --by session
            """)

    enum Grouping: String, ExpressibleByArgument, CaseIterable { case stride, bout, session, day }

    @Option(help: "Only this measure, such as step_time_symmetry_index_percent.")
    var name: String?
    @Option(help: "One row per stride, or means per bout, session or day.")
    var by: Grouping = .bout
    @OptionGroup var period: PeriodOptions
    @Option(help: "Only this person's.")
    var subject: String?
    @Option(help: "Only this session's.")
    var session: String?
    @OptionGroup var limit: LimitOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let style = common.presentation
        let filter = MeasureQuery(
            name: name, subject: subject, session: session, since: period.since?.date, until: period.until?.date,
            by: by.rawValue)
        try await common.list("measures", Query(filter), paging: limit.paging, of: MeasureValue.self) {
            MeasureScreen.lines($0, style)
        }
    }
}
