import ArgumentParser
import Foundation
import GaitctlKit
import QueryAPI

extension SensorsCommand {
    struct Align: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take differences between the sensors' delays out of their times, before a session.",
            discussion: """
                Let the sensors stream for three minutes. Then hold all of the kit together in one hand, start this, and \
                turn them about in all directions for ten seconds or more. Sensors that move as one body show by how much \
                one comes later than another. It is kept, for these devices at these rates; do it again after a week, or \
                with another receiver. --forget takes it back.
                """)

        @Option(help: "The kit; may be left out where there is only one.")
        var kit: String?
        @Option(help: ArgumentHelp("How long to wait for the sensors to be turned about.", valueName: "seconds"))
        var seconds = 60.0
        @Flag(help: "Forget what was found: nothing is added to the sensors' times.")
        var forget = false
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard seconds >= 1, seconds <= 600 else { throw ValidationError("--seconds wants 1 to 600") }
        }

        func run() async throws {
            try await common.withClient { client in
                let kits = try await client.get("kits", as: Page<Kit>.self).items
                let chosen = try KitChoice.named(kit, of: kits)
                let path = "kits/\(Query.encode(chosen.name))/alignment"
                if forget {
                    if let sensors = try await client.delete(path, as: Page<SensorState>.self) { try show(sensors) }
                    return
                }
                if common.format == .table {
                    try Printer.standardError.line(
                        "Hold the sensors of \(chosen.name) together in one hand and turn them about in all directions."
                    )
                }
                let end = ContinuousClock.now + .seconds(seconds)
                while true {
                    do {
                        let sensors = try await client.post(path, as: Page<SensorState>.self)
                        return try show(sensors)
                    } catch let refusal as Failure where refusal.status == .dataError && ContinuousClock.now < end {
                        try await Task.sleep(for: .seconds(1))
                    }
                }
            }
        }

        private func show(_ sensors: Page<SensorState>) throws {
            switch common.format {
            case .table: try Printer.standardOutput.lines(SensorsScreen.aligned(sensors.items))
            case .json, .ndjson:
                try Printer.standardOutput.line(
                    String(decoding: try WireCoding.encoder().encode(sensors), as: UTF8.self))
            }
        }
    }
}
