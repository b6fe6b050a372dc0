import ArgumentParser
import FakeWearables
import Foundation
import IMU
import Recording
import Walker

struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a recorded walk (Motion-BIDS). Lost rows of the recording are not sent.")

    @Argument(help: "The recording, a file that ends with _motion.tsv.")
    var recording: String

    @Option(name: .customLong("placement"), parsing: .upToNextOption, help: "Sensors to play; all without this.")
    var placements: [Placement] = []

    @Option(help: "As recorded, or every sensor turned at random.")
    var mounting: WearableOptions.Mounting = .aligned

    @Option(help: "Names the clocks, mountings and faults that are drawn.")
    var seed: UInt64 = 1

    @OptionGroup(title: "Lines") var lines: LinkOptions

    func run() throws {
        let motion = try MotionBIDS.read(URL(fileURLWithPath: recording))
        let wanted = placements.isEmpty ? motion.placements : placements
        var player = Player(speed: lines.speed)
        for placement in wanted {
            guard let sensor = motion.placements.firstIndex(of: placement) else {
                let present = motion.placements.map(\.name).joined(separator: ", ")
                throw ValidationError("\(recording) holds no \(placement.name); it holds \(present)")
            }
            var model = SensorModel.ideal
            model.rate = motion.nominalRate
            lines.delivery.clocks.setClock(of: &model, placement: placement, seed: seed)
            var draw = WalkerRandom(seed: seed &* 31 &+ UInt64(placement.rawValue) &+ 1, purpose: 41)
            if mounting == .random { model.mounting = .random(using: &draw) }
            player.add(
                try Station(
                    placement: placement,
                    source: .recording(RecordedStream(recording: motion, sensor: sensor, model: model)),
                    wearable: FakeWearable(lines.language, placement: placement, rate: motion.nominalRate),
                    link: FaultyLink(try lines.faults(placement), seed: seed &+ UInt64(placement.rawValue)),
                    path: lines.path(placement)))
        }
        try lines.play(player, placements: wanted)
    }
}
