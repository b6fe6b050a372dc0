import Foundation
import Gait
import IMU
import Recording
import TestSupport
import Testing

/// The knee against cameras: one healthy walk with Vicon's knee angles for 9.5 s.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
struct KneeReferenceTests {
    static let stem =
        "data/neura_sparse_sample/sub-S02/motion/sub-S02_task-walkreturn_tracksys-imu_acq-walk1"

    /// Vicon's flexion in degrees by time in centiseconds.
    private func reference(_ side: Side) throws -> [Int: Double] {
        let text = try String(contentsOf: SharedData.file("\(Self.stem)_desc-reference_angles.tsv"), encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: "\t") }
        // Of the three components of this decomposition, y is flexion: it runs from −6° to 64°.
        let column = try #require(lines[0].firstIndex { $0 == "\(side.name)_knee_YXZ_y_deg" })
        var angles: [Int: Double] = [:]
        for line in lines.dropFirst() {
            if let time = Double(line[0]), let angle = Double(line[column]) {
                angles[Int((time * 100).rounded())] = angle
            }
        }
        return angles
    }

    /// The live knee flexion of both sides, degrees, by time in centiseconds, and the strides.
    private func measure() throws -> (flexion: [[Int: Double]], strides: [Stride]) {
        let recording = try MotionBIDS.read(SharedData.file("\(Self.stem)_motion.tsv"))
        var analyzer = GaitAnalyzer()
        for placement in recording.placements { analyzer.add(placement, rate: 100) }
        var flexion: [[Int: Double]] = [[:], [:]]
        var outputs: [GaitOutput] = []
        for row in 0..<recording.rowCount {
            for (sensor, placement) in recording.placements.enumerated() {
                let reading = recording.reading(row: row, sensor: sensor)
                analyzer.take(
                    placement, time: HostTime(seconds: recording.times[row]),
                    acceleration: SIMD3<Double>(reading.acceleration), angularRate: SIMD3<Double>(reading.angularRate)
                ) { outputs.append($0) }
            }
            for side in Side.allCases {
                let angle = analyzer.kneeFlexion(side) * Units.degreesPerRadian
                if angle.isFinite { flexion[Int(side.rawValue)][Int((recording.times[row] * 100).rounded())] = angle }
            }
        }
        return (flexion, outputs.strides)
    }

    @Test("live knee flexion against Vicon, after the offset")
    func vicon() throws {
        let (flexion, strides) = try measure()
        for side in Side.allCases {
            let truth = try reference(side)
            let mine = flexion[Int(side.rawValue)]
            // The recording's clocks differ by about 20 ms.
            let lag = 2
            let errors = truth.compactMap { time, angle in mine[time + lag].map { $0 - angle } }
            let offset = errors.reduce(0, +) / Double(errors.count)
            let rms = (errors.map { ($0 - offset) * ($0 - offset) }.reduce(0, +) / Double(errors.count)).squareRoot()
            var ranges: [Double] = []
            for stride in strides where stride.side == side && stride[.kneeRange].isFinite {
                let span =
                    Int((stride.start.seconds * 100).rounded()) - lag...Int((stride.end.seconds * 100).rounded()) - lag
                let angles = span.compactMap { truth[$0] }
                guard angles.count == span.count, let low = angles.min(), let high = angles.max() else { continue }
                ranges.append(stride[.kneeRange] * Units.degreesPerRadian - (high - low))
            }
            let range = ranges.reduce(0, +) / Double(ranges.count)
            print(
                "Vicon, \(side.name) knee: RMS \(rms)° after an offset of \(offset)° (\(errors.count) samples); range "
                    + "of motion \(range)° larger (mean of \(ranges.count) strides)")
            #expect(errors.count > 300)
            #expect(rms <= 4.5)
            // 7 to 10° too large on this walk, and not understood: docs/validation.md.
            #expect(abs(range) <= 10)
        }
    }
}
