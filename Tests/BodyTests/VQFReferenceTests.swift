import Body
import Foundation
import TestSupport
import Testing

/// Equality with the authors' own implementation, and the error against cameras beside it.
@Suite(.enabled(if: Python.isPresent, "needs Python with Tests/requirements.txt"))
struct VQFReferenceTests {
    static let noData: Comment = "needs ../shared/data"
    static let broad = [
        "01_undisturbed_slow_rotation_A", "07_undisturbed_fast_rotation_B", "11_undisturbed_slow_translation_B",
        "15_undisturbed_fast_translation_A", "21_undisturbed_fast_combined", "25_disturbed_tapping_B",
    ]
    static let broadRate = 2000.0 / 7

    static func broadFile(_ trial: String) -> URL { SharedData.file("data/orientation_broad/\(trial).csv.gz") }

    private func expectEqual(_ difference: VQFReference.Difference, _ what: String) {
        print("VQF against PyPI vqf, \(what): \(difference)")
        #expect(difference.orientation <= 1e-6, "\(what)")
        #expect(difference.bias <= 1e-6, "\(what)")
        #expect(difference.biasDeviation <= 1e-6, "\(what)")
        #expect(difference.rest == 0, "\(what)")
        #expect(difference.samples > 1000, "\(what)")
    }

    @Test("equal to the reference on rests, motion and bias", arguments: [25, 50, 52, 100, 200, 208, 1000], [1, 2, 3])
    func synthetic(rate: Int, seed: UInt64) throws {
        let readings = Tumble(seed: seed, rate: Double(rate)).readings(seconds: 90)
        let rows = try VQFReference.rows(readings, rate: Double(rate))
        let difference = VQFReference.difference(rows, rate: Double(rate))
        #expect(difference.resting > 0 && difference.resting < difference.samples, "seed \(seed)")
        expectEqual(difference, "synthetic, \(rate) Hz, seed \(seed)")
    }

    @Test("equal to the reference on BROAD", .enabled(if: SharedData.isPresent, noData), arguments: broad)
    func broadEquality(trial: String) throws {
        let rows = try VQFReference.rows("broad", Self.broadFile(trial), rate: Self.broadRate)
        expectEqual(VQFReference.difference(rows, rate: Self.broadRate), trial)
    }

    @Test(
        "equal to the reference on worn sensors", .enabled(if: SharedData.isPresent, noData),
        arguments: [
            ("stroke_treadmill_movingreality/sub-pp04", "left_shank"),
            ("stroke_treadmill_movingreality/sub-pp04", "lumbar"),
            ("stroke_treadmill_movingreality/sub-pp10", "right_shank"),
            ("healthy_lumbar_feet_voisard/sub-s01", "lumbar"),
            ("neura_sparse_sample/sub-S02", "left_thigh"),
        ])
    func worn(subject: String, placement: String) throws {
        let folder = SharedData.file("data/\(subject)/motion")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let file = try #require(
            files.filter { $0.lastPathComponent.hasSuffix("_motion.tsv") }.min { $0.path < $1.path })
        let rows = try VQFReference.rows(placement, file, rate: 100)
        expectEqual(VQFReference.difference(rows, rate: 100), "\(subject) \(placement)")
    }

    @Test("inclination on BROAD is no worse than the reference's", .enabled(if: SharedData.isPresent, noData))
    func broadAccuracy() throws {
        let degrees = 180 / Double.pi
        var (ours, theirs) = (0.0, 0.0)
        for trial in Self.broad {
            let rows = try VQFReference.rows("broad", Self.broadFile(trial), rate: Self.broadRate)
            var filter = VQF(rate: Self.broadRate)
            var (mine, reference, count) = (0.0, 0.0, 0.0)
            for row in rows {
                filter.update(angularRate: row.angularRate, acceleration: row.acceleration)
                guard let optical = row.optical else { continue }
                func squaredError(_ q: Quaternion) -> Double {
                    let error = (q * optical.conjugate).normalized
                    let inclination = 2 * acos(min(1, (error.w * error.w + error.z * error.z).squareRoot()))
                    return inclination * inclination
                }
                mine += squaredError(filter.orientation)
                reference += squaredError(row.orientation)
                count += 1
            }
            let rms = (mine: (mine / count).squareRoot() * degrees, theirs: (reference / count).squareRoot() * degrees)
            print("BROAD \(trial): inclination RMS \(rms.mine)°, reference \(rms.theirs)°")
            #expect(count > 10_000)
            #expect(rms.mine <= rms.theirs + 1e-4, "\(trial)")
            ours += rms.mine / Double(Self.broad.count)
            theirs += rms.theirs / Double(Self.broad.count)
        }
        print("BROAD mean of \(Self.broad.count) trials: inclination RMS \(ours)°, reference \(theirs)°")
        #expect(ours <= theirs + 1e-4)
        #expect(ours < 1)
    }
}
