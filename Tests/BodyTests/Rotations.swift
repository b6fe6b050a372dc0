import Body
import Glibc
import TestSupport

extension SeededGenerator {
    mutating func vector() -> Vector { Vector(normal(), normal(), normal()) }

    /// A rotation drawn evenly from all rotations: a normal draw in four dimensions has no preferred direction.
    mutating func rotation() -> Quaternion {
        Quaternion(w: normal(), x: normal(), y: normal(), z: normal()).normalized
    }
}

/// The angle between two directions, rad.
func angle(_ a: Vector, _ b: Vector) -> Double {
    // From sine and cosine, so that small angles are exact.
    let sine = a.cross(b).length
    let cosine = a.dot(b)
    return sine == 0 && cosine == 0 ? .nan : atan2(sine, cosine)
}
