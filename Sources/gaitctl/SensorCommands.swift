import ArgumentParser
import Foundation
import GaitctlKit
import QueryAPI

struct SensorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensors", abstract: "The sensors, the devices that are near, and which is which.",
        subcommands: [List.self, Scan.self, Assign.self, Align.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Each sensor's link, rate, time error and every loss (the default).")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let style = common.presentation
            try await common.list("sensors", paging: .whole, of: SensorState.self) { SensorsScreen.lines($0, style) }
        }
    }

    struct Scan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Devices that are near, strongest first, and serial lines.")

        @Option(help: ArgumentHelp("How long to look.", valueName: "seconds"))
        var seconds = 10.0
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard seconds >= 1, seconds <= 600 else { throw ValidationError("--seconds wants 1 to 600") }
        }

        func run() async throws {
            let style = common.presentation
            try await common.withClient { client in
                let isLive = common.format == .table && Printer.standardOutput.isTerminal
                let end = ContinuousClock.now + .seconds(seconds)
                var drawn = 0
                while ContinuousClock.now < end {
                    let scan = try await client.get("sensors/scan", as: QueryAPI.Scan.self)
                    if isLive {
                        let lines = DeviceScreen.lines(scan, style)
                        // Back to the first line of the last picture, and away with what is below.
                        let back = drawn == 0 ? "" : "\u{1B}[\(drawn)A\u{1B}[J"
                        try Printer.standardOutput.line(back + lines.joined(separator: "\n"))
                        drawn = lines.count
                    }
                    try await Task.sleep(for: .milliseconds(500))
                }
                guard !isLive else { return }
                switch common.format {
                case .table:
                    let scan = try await client.get("sensors/scan", as: QueryAPI.Scan.self)
                    try Printer.standardOutput.lines(DeviceScreen.lines(scan, style))
                case .json, .ndjson: try common.write(try await client.get("sensors/scan", as: JSONValue.self))
                }
            }
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which device sits where. It is remembered; no session may be running.",
            usage: """
                gaitctl sensors assign <device> <placement> [--kit <name>]
                gaitctl sensors assign --shake <placement> [--kit <name>]
                """,
            discussion: """
                A device is an address or a path that `gaitctl sensors scan` shows, or `assigned` to take it away:
                  gaitctl sensors assign D4:22:CD:00:12:34 left_shank
                With --shake the kit's sensor that is being shaken changes places with the one at the placement.
                """)

        @Argument(
            help: ArgumentHelp("The device, then the placement, such as left_shank.", valueName: "device placement"))
        var words: [String] = []
        @Option(help: ArgumentHelp("Shake the sensor that goes there.", valueName: "placement"))
        var shake: String?
        @Option(help: "The kit; may be left out where there is only one.")
        var kit: String?
        @Option(help: ArgumentHelp("How long to wait for a sensor to be shaken.", valueName: "seconds"))
        var seconds = 30.0
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard words.count == (shake == nil ? 2 : 0) else {
                throw ValidationError("name a device and a placement, or --shake and a placement")
            }
        }

        func run() async throws {
            try await common.withClient { client in
                let sensors = try await client.get("sensors", as: Page<SensorState>.self).items
                let kit = try chosenKit(sensors)
                if let shake {
                    try await moveShaken(client, kit, to: shake)
                } else {
                    let new = NewDevice(device: words[0])
                    let path = "sensors/\(Query.encode(kit))/\(Query.encode(words[1]))/device"
                    let before = try await client.get("status", as: Status.self).startedAt
                    let sensor = try await client.post(path, new, as: SensorState.self)
                    try await waitForRestart(since: before)
                    try print(sensor) { DeviceScreen.assigned($0, device: new.device) }
                }
            }
        }

        private func chosenKit(_ sensors: [SensorState]) throws -> String {
            if let kit { return kit }
            let kits = Set(sensors.map(\.kit))
            guard kits.count == 1, let only = kits.first else {
                throw Failure(.usage, kits.isEmpty ? "no kit is configured" : "say which kit with --kit")
            }
            return only
        }

        private func moveShaken(_ client: DaemonClient, _ kit: String, to placement: String) async throws {
            if common.format == .table {
                try Printer.standardError.line("Shake the sensor that goes to \(placement), and keep the others still.")
            }
            var watch = ShakeWatch()
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                let sensors = try await client.get("sensors", as: Page<SensorState>.self).items
                if let shaken = watch.take(sensors.filter { $0.kit == kit }) {
                    if shaken.placement != placement {
                        let path = "sensors/\(Query.encode(kit))/\(Query.encode(shaken.placement))/placement"
                        let before = try await client.get("status", as: Status.self).startedAt
                        _ = try await client.post(path, NewPlacement(placement: placement), as: SensorState.self)
                        try await waitForRestart(since: before)
                    }
                    return try print(shaken) { DeviceScreen.moved($0, to: placement) }
                }
                try await Task.sleep(for: .milliseconds(300))
            }
            throw Failure(
                .unavailable,
                "no sensor of kit \(kit) moved more than the others: are they streaming (`gaitctl sensors`)?")
        }

        /// The daemon starts anew with what was assigned. Waits until it answers again, so that the next command finds
        /// it; where that takes long, it is left to the next command to say so.
        private func waitForRestart(since before: Date) async throws {
            let end = ContinuousClock.now + .seconds(5)
            while ContinuousClock.now < end {
                var startedAt: Date?
                // Between two sockets nobody answers.
                try? await common.withClient { startedAt = try await $0.get("status", as: Status.self).startedAt }
                if let startedAt, startedAt > before { return }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        private func print(_ sensor: SensorState, _ draw: (SensorState) -> [String]) throws {
            switch common.format {
            case .table: try Printer.standardOutput.lines(draw(sensor))
            case .json, .ndjson:
                let bytes = try WireCoding.encoder().encode(sensor)
                try common.write(try WireCoding.decoder().decode(JSONValue.self, from: bytes))
            }
        }
    }
}
