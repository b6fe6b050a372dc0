import IMU

/// A left and a right value.
struct PerSide<Value: Sendable>: Sendable {
    var left: Value
    var right: Value

    subscript(side: Side) -> Value {
        get { side == .left ? left : right }
        set { if side == .left { left = newValue } else { right = newValue } }
    }
}

extension PerSide: Equatable where Value: Equatable {}
extension PerSide: BitwiseCopyable where Value: BitwiseCopyable {}
