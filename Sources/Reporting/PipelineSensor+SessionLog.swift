import Foundation
public import Pipeline
public import Recording

extension PipelineSensor {
    /// A sensor of a session log as the run that was logged began with it.
    public init(_ logged: SessionLogSensor) {
        self.init(
            placement: logged.placement, timing: logged.timing,
            offset: logged.offset.map {
                SensorOffset(
                    seconds: $0.seconds, halfWidth: $0.halfWidth, found: $0.found, timing: logged.timing, rate: $0.rate)
            },
            continuity: logged.clock.flatMap(SensorContinuity.init(logged:)))
    }
}

extension SensorContinuity {
    /// Nil where another version wrote it in another form, or where it makes no sense: the clock then begins anew.
    public init?(logged: String) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.notANumber)
        guard let read = try? decoder.decode(Self.self, from: Data(logged.utf8)), read.isSound else { return nil }
        self = read
    }

    /// As a session log keeps it: JSON, whose numbers read back to the same bits. Nil where it cannot be said.
    public var logged: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.notANumber)
        return (try? encoder.encode(kept)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let infinity = "inf"
    private static let notANumber = "nan"
}
