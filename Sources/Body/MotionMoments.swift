/// Sums over a stretch of a sensor's samples from which follows how it sits and moves: mean force, and the second and
/// third moments of the angular rate. Sums of stretches add up.
public struct MotionMoments: Sendable, Equatable, BitwiseCopyable {
    public private(set) var count = 0.0
    private(set) var force = Vector()
    private(set) var forceNorms = 0.0
    private(set) var forceSquares = 0.0
    private(set) var rate = Vector()
    /// Of the rate: xx, yy, zz and xy, yz, zx.
    private var squares = Vector()
    private var products = Vector()
    /// xxx, yyy, zzz; xxy, yyz, zzx; xxz, yyx, zzy; xyz.
    private var cubes = Vector()
    private var cubesNext = Vector()
    private var cubesBefore = Vector()
    private var cubeMixed = 0.0

    public init() {}

    /// - Parameters:
    ///   - acceleration: specific force, m/s², sensor axes.
    ///   - angularRate: rad/s, sensor axes.
    public mutating func add(acceleration f: Vector, angularRate w: Vector) {
        count += 1
        force += f
        let square = f.dot(f)
        forceSquares += square
        forceNorms += square.squareRoot()
        rate += w
        let next = Vector(w.y, w.z, w.x)
        let squared = w * w
        squares += squared
        products += w * next
        cubes += squared * w
        cubesNext += squared * next
        cubesBefore += squared * Vector(w.z, w.x, w.y)
        cubeMixed += w.x * w.y * w.z
    }

    public static func + (a: MotionMoments, b: MotionMoments) -> MotionMoments {
        var sum = a
        sum.count += b.count
        sum.force += b.force
        sum.forceNorms += b.forceNorms
        sum.forceSquares += b.forceSquares
        sum.rate += b.rate
        sum.squares += b.squares
        sum.products += b.products
        sum.cubes += b.cubes
        sum.cubesNext += b.cubesNext
        sum.cubesBefore += b.cubesBefore
        sum.cubeMixed += b.cubeMixed
        return sum
    }

    /// Σ (w·v)·w.
    func second(_ v: Vector) -> Vector {
        Vector(
            squares.x * v.x + products.x * v.y + products.z * v.z,
            products.x * v.x + squares.y * v.y + products.y * v.z,
            products.z * v.x + products.y * v.y + squares.z * v.z)
    }

    /// Σ (w·v)³.
    func third(_ v: Vector) -> Double {
        let own = cubes.dot(v * v * v)
        let next = cubesNext.dot(v * v * Vector(v.y, v.z, v.x))
        let before = cubesBefore.dot(v * v * Vector(v.z, v.x, v.y))
        return own + 3 * (next + before) + 6 * cubeMixed * v.x * v.y * v.z
    }
}
