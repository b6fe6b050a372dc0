import ArgumentParser
import Foundation
import Walker

struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a synthetic walk and its truth as Motion-BIDS, without playing it.")

    @Argument(help: "The directory of the dataset.")
    var directory: String

    @Option(help: "The subject's label, letters and digits.")
    var subject = "synthetic"

    @OptionGroup(title: "Body") var body: BodyOptions
    @OptionGroup(title: "Wearables") var wearables: WearableOptions

    func run() throws {
        let sensors = try wearables.placements.map { placement in
            WornSensor(
                placement: placement, segment: wearables.segment(of: placement),
                model: try wearables.model(placement, seed: body.seed))
        }
        let files = TruthFiles(walker: try body.walker(), sensors: sensors)
        print(try files.write(to: URL(fileURLWithPath: directory), subject: subject).path)
    }
}
