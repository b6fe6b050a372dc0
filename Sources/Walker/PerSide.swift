public import IMU

/// A value for each side of the body.
public struct PerSide<Value: Sendable & Equatable>: Sendable, Equatable {
    public var left: Value
    public var right: Value

    public init(left: Value, right: Value) {
        self.left = left
        self.right = right
    }

    /// The same on both sides.
    public init(both value: Value) { self.init(left: value, right: value) }

    public subscript(side: Side) -> Value {
        get { side == .left ? left : right }
        set {
            if side == .left { left = newValue } else { right = newValue }
        }
    }
}
