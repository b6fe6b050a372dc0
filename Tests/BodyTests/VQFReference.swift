import Body
import Foundation
import TestSupport

/// Streams with what PyPI's `vqf` (the authors' own) makes of them, in the plain 6D form.
struct VQFReference {
    /// One sample: reading, the reference's result, and for BROAD the optical orientation.
    struct Row {
        var angularRate: Vector
        var acceleration: Vector
        var orientation: Quaternion
        var bias: Vector
        var biasDeviation: Double
        var isResting: Bool
        /// Nil where the cameras lost the markers, outside the evaluated phase, or without cameras.
        var optical: Quaternion?
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads one file, runs the reference, writes rows of 19 doubles.
    private static let script = """
        import csv, gzip, sys
        import numpy as np
        from vqf import VQF
        kind, source, target, rate = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
        optical = None
        if kind == "raw":
            data = np.fromfile(source).reshape(-1, 6)
        elif kind == "broad":
            with gzip.open(source, "rt") as file:
                lines = list(csv.DictReader(file))
            number = lambda text: float(text) if text else np.nan
            def columns(*names): return np.array([[number(line[n]) for n in names] for line in lines])
            data = columns("gyr_x", "gyr_y", "gyr_z", "acc_x", "acc_y", "acc_z")
            optical = columns("opt_quat_w", "opt_quat_x", "opt_quat_y", "opt_quat_z")
            optical[columns("movement")[:, 0] != 1] = np.nan
        else:
            with open(source.replace("_motion.tsv", "_channels.tsv")) as file:
                names = [line["name"] for line in csv.DictReader(file, delimiter="\\t")]
            with open(source) as file:
                table = np.array([[float(v) if v.strip() != "n/a" else np.nan for v in line.split("\\t")] for line in file])
            place = kind
            order = [names.index(f"{place}_{what}_{axis}") for what in ("GYRO", "ACCEL") for axis in "xyz"]
            data = table[:, order]
            data = data[np.isfinite(data).all(axis=1)]
        gyr, acc = np.ascontiguousarray(data[:, :3]), np.ascontiguousarray(data[:, 3:6])
        out = VQF(1 / rate).updateBatch(gyr, acc)
        if optical is None:
            optical = np.full((len(data), 4), np.nan)
        np.hstack([gyr, acc, out["quat6D"], out["bias"], out["biasSigma"][:, None],
                   out["restDetected"][:, None].astype(float), optical]).astype("<f8").tofile(target)
        """

    /// What the reference says of a file. `kind` is `raw`, `broad` or a placement's name in a Motion-BIDS file.
    static func rows(_ kind: String, _ source: URL, rate: Double) throws -> [Row] {
        let target = FileManager.default.temporaryDirectory.appendingPathComponent("vqf-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: target) }
        let result = try Python.run(script, [kind, source.path, target.path, "\(rate)"])
        guard result.status == 0 else { throw Failure(description: result.output) }
        let data = try Data(contentsOf: target)
        let numbers = data.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        return stride(from: 0, to: numbers.count, by: 19).map { at in
            let n = numbers[at..<at + 19].map { $0 }
            return Row(
                angularRate: Vector(n[0], n[1], n[2]), acceleration: Vector(n[3], n[4], n[5]),
                orientation: Quaternion(w: n[6], x: n[7], y: n[8], z: n[9]), bias: Vector(n[10], n[11], n[12]),
                biasDeviation: n[13], isResting: n[14] != 0,
                optical: n[15].isFinite ? Quaternion(w: n[15], x: n[16], y: n[17], z: n[18]) : nil)
        }
    }

    /// What the reference says of readings made here.
    static func rows(_ readings: [(rate: Vector, force: Vector)], rate: Double) throws -> [Row] {
        let source = FileManager.default.temporaryDirectory.appendingPathComponent("vqf-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: source) }
        let numbers = readings.flatMap {
            [$0.rate.x, $0.rate.y, $0.rate.z, $0.force.x, $0.force.y, $0.force.z]
        }
        try numbers.withUnsafeBytes { Data($0) }.write(to: source)
        return try rows("raw", source, rate: rate)
    }

    /// The largest differences between this implementation and the reference.
    struct Difference: CustomStringConvertible {
        /// rad.
        var orientation = 0.0
        /// rad/s.
        var bias = 0.0
        var biasDeviation = 0.0
        /// Samples where only one of the two says rest.
        var rest = 0
        var resting = 0
        var samples = 0

        var description: String {
            "orientation \(orientation) rad, bias \(bias) rad/s, its deviation \(biasDeviation) rad/s, rest differs in "
                + "\(rest) of \(samples) samples (\(resting) resting)"
        }
    }

    static func difference(_ rows: [Row], rate: Double) -> Difference {
        var filter = VQF(rate: rate)
        var worst = Difference()
        for row in rows {
            filter.update(angularRate: row.angularRate, acceleration: row.acceleration)
            let turn = filter.orientation * row.orientation.conjugate
            worst.orientation = max(worst.orientation, 2 * Vector(turn.x, turn.y, turn.z).length)
            worst.bias = max(worst.bias, (filter.bias - row.bias).length)
            worst.biasDeviation = max(worst.biasDeviation, abs(filter.biasDeviation - row.biasDeviation))
            worst.rest += filter.isResting == row.isResting ? 0 : 1
            worst.resting += row.isResting ? 1 : 0
            worst.samples += 1
        }
        return worst
    }
}
