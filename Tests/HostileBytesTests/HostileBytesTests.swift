import Foundation
import HostileBytes
import TestSupport
import Testing

/// What the fuzzers found worth keeping: inputs that between them reach every branch they have reached so far, and every
/// finding. `Fuzz/keep.sh` writes them, one input in hexadecimal on each line.
@Suite struct HostileBytesTests {
    private static let corpus = SharedData.repository.appendingPathComponent("Tests/HostileBytesTests/Corpus")

    @Test("what the fuzzers have kept: bytes add up, and nothing stops", arguments: HostileBytes.allCases)
    func kept(parser: HostileBytes) throws {
        let file = Self.corpus.appendingPathComponent("\(parser.rawValue).txt")
        let inputs = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(inputs.count > 20)
        for input in inputs {
            let read = try #require(bytes(input), "\(parser.rawValue): \(input.prefix(40))")
            read.withUnsafeBytes { parser.check($0) }
        }
    }

    private func bytes(_ hexadecimal: Substring) -> [UInt8]? {
        let digits = hexadecimal.map { $0.hexDigitValue ?? -1 }
        guard digits.count % 2 == 0, !digits.contains(-1) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
    }
}
