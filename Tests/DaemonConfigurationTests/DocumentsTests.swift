import DaemonConfiguration
import Foundation
import IMU
import TestSupport
import Testing

/// The example and the reference say what the code does.
@Suite struct DocumentsTests {
    static let example = SharedData.repository.appendingPathComponent("config/gaitd.toml")
    static let reference = SharedData.repository.appendingPathComponent("docs/configuration.md")

    @Test func theExampleIsTheDefaults() throws {
        #expect(try Configuration.load(Self.example.path) == Configuration())
    }

    @Test func theExampleLoadsWithItsKitSwitchedOn() throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8)
        // A key or a table that is commented out follows its `#` without a space; prose does not.
        let switchedOn = text.replacing(#/(?m)^#(?=\S)/#, with: "")
        let configuration = try Configuration.parse(switchedOn, file: "gaitd.toml")
        #expect(configuration.kits.map(\.name) == ["a"])
        #expect(configuration.kits.first?.sensors.map(\.placement) == [.leftShank, .rightShank, .lumbar])
        #expect(configuration.socket.group == "gaitd")
    }

    @Test func everyKeyStandsInTheExampleWithItsDefault() throws {
        let lines = try String(contentsOf: Self.example, encoding: .utf8).split(separator: "\n")
            .map { $0.hasPrefix("#") ? $0.dropFirst() : $0 }
        for key in ConfigurationKey.all {
            let expected: String
            switch key.kind {
            case .table: expected = "[\(key.path)]"
            case .tables: expected = "[[\(key.path)]]"
            default: expected = "\(key.name) = \(key.defaultText ?? "")"
            }
            #expect(lines.contains { $0.hasPrefix(expected) }, "\(expected)")
        }
    }

    @Test func everyKeyStandsInTheReferenceWithItsDefault() throws {
        let text = try String(contentsOf: Self.reference, encoding: .utf8)
        for key in ConfigurationKey.all {
            switch key.kind {
            case .table: #expect(text.contains("## `[\(key.path)]`"))
            case .tables: #expect(text.contains("## `[[\(key.path)]]`"))
            default:
                let row = "| `\(key.path)` | " + (key.defaultText.map { "`\($0)` |" } ?? "")
                #expect(text.contains(row), "\(row)")
            }
        }
    }

    @Test func theDefaultsOfTheTableAreThoseOfTheCode() throws {
        let text = ConfigurationKey.all.filter { $0.section != "kit.sensor" }.compactMap { key in
            key.defaultText.map { "\(key.path) = \($0)" }
        }.joined(separator: "\n")
        #expect(try Configuration.parse(text, file: "defaults") == Configuration())
    }
}
