import ArgumentParser
import FakeWearables
import Foundation
import IMU
import Walker

struct Walk: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Play a synthetic walk with known truth.")

    @OptionGroup(title: "Body") var body: BodyOptions
    @OptionGroup(title: "Wearables") var wearables: WearableOptions
    @OptionGroup(title: "Lines") var lines: LinkOptions

    @Option(help: "Also write the truth, as Motion-BIDS and truth.json, into this directory.")
    var truth: String?

    func run() throws {
        let walker = try body.walker()
        var player = Player(speed: lines.speed)
        var worn: [WornSensor] = []
        for placement in wearables.placements {
            var model = try wearables.model(placement, seed: body.seed)
            lines.delivery.clocks.setClock(of: &model, placement: placement, seed: body.seed)
            let segment = wearables.segment(of: placement)
            worn.append(WornSensor(placement: placement, segment: segment, model: model))
            player.add(
                try Station(
                    placement: placement, source: .walk(try walker.stream(segment, model: model)),
                    wearable: FakeWearable(lines.language, placement: placement, rate: model.rate),
                    link: FaultyLink(try lines.faults(placement), seed: body.seed &+ UInt64(placement.rawValue)),
                    path: lines.path(placement)))
        }
        if let truth {
            try TruthFiles(walker: walker, sensors: worn).write(to: URL(fileURLWithPath: truth), subject: lines.kit)
        }
        try lines.play(player, placements: wearables.placements)
    }
}
