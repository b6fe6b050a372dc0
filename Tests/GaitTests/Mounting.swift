import Body
import IMU
import TestSupport

extension [Reading] {
    /// The same readings of sensors that are strapped on another way round: each placement its own drawn rotation.
    func remounted(using generator: inout SeededGenerator) -> [Reading] {
        let rotations = (0..<8).map { _ in
            Quaternion(w: generator.normal(), x: generator.normal(), y: generator.normal(), z: generator.normal())
                .normalized
        }
        return map {
            var turned = $0
            let rotation = rotations[Int($0.placement.rawValue)]
            turned.acceleration = rotation.rotate($0.acceleration)
            turned.angularRate = rotation.rotate($0.angularRate)
            return turned
        }
    }
}
