import ArgumentParser
import CLinux
import DaemonConfiguration
import Foundation
import Logging
import QueryAPI
import QueryServer
import Store

/// The program: reads the configuration and runs the daemon.
@main
struct Gaitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaitd",
        abstract: "Reads wearable IMUs, measures gait and answers on a Unix socket.",
        discussion: "It measures and compares; it does not diagnose. `gaitctl` asks it questions.",
        version: SoftwareVersion.current)

    @Option(name: .long, help: "The configuration file.")
    var config = "/etc/gaitd/gaitd.toml"

    @Option(name: .long, help: "Where the store and the session logs lie, instead of the configuration's.")
    var stateDirectory: String?

    @Option(name: .long, help: "The query socket, instead of the configuration's.")
    var socket: String?

    @Option(name: .long, help: "How many seconds of the sensors pass in one real second, for accelerated tests.")
    var timeScale = 1.0

    @Option(
        name: .long,
        help: "A directory in which everything that goes over the sensors' links is written down, for finding faults.")
    var capture: String?

    @Flag(name: .long, help: "Check the configuration file, say every mistake, and exit.")
    var checkConfig = false

    func validate() throws {
        guard timeScale > 0, timeScale <= 1000 else {
            throw ValidationError("--time-scale wants a number above 0 and at most 1000")
        }
    }

    private func counted(_ count: Int, _ one: String) -> String { "\(count) \(one)\(count == 1 ? "" : "s")" }

    func run() async throws {
        clinux_limit_arenas(2)
        let settings = try load()
        if checkConfig {
            print(
                "\(config): \(counted(settings.kits.count, "kit")), "
                    + "\(counted(settings.kits.reduce(0) { $0 + $1.sensors.count }, "sensor")), no mistakes"
            )
            return
        }
        if settings.kits.isEmpty {
            Self.complain("\(config): no kit is configured, so nothing will be measured: add a [[kit]]")
        }
        let level = Logger.Level(rawValue: settings.logLevel.rawValue) ?? .info
        LoggingSystem.bootstrap { _ in
            var handler = JournalHandler()
            handler.logLevel = level
            return handler
        }
        do {
            let daemon = Daemon(
                configuration: settings, configurationFile: config, timeScale: timeScale,
                captureDirectory: capture, logger: Logger(label: "gaitd"))
            switch try await daemon.run() {
            case .stop: ServiceManager.stopping()
            case .reload: try Reload.startAnew()
            }
        } catch let error as StoreError {
            Self.complain("\(error)")
            throw ExitCode(error.exitCode)
        } catch let error as SocketError {
            Self.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        } catch {
            Self.complain("\(error)")
            throw ExitCode(EX_OSERR)
        }
    }

    private func load() throws -> Configuration {
        do {
            var settings = try Configuration.load(config)
            if let stateDirectory { settings.stateDirectory = URL(fileURLWithPath: stateDirectory).path }
            if let socket { settings.socket.path = URL(fileURLWithPath: socket).path }
            return settings
        } catch {
            for mistake in error.mistakes { Self.complain("\(mistake)") }
            throw ExitCode(EX_CONFIG)
        }
    }

    private static func complain(_ text: String) { FileHandle.standardError.write(Data("gaitd: \(text)\n".utf8)) }
}

extension StoreError {
    /// The exit code of sysexits(3).
    var exitCode: Int32 {
        switch self {
        case .inUse, .busy: EX_TEMPFAIL
        case .notWritable: EX_CANTCREAT
        case .notADatabase, .foreignDatabase, .newerSchema, .corrupt: EX_DATAERR
        case .diskFull, .inputOutput: EX_IOERR
        case .unexpected: EX_SOFTWARE
        }
    }
}
