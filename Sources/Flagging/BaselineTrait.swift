public import Gait
import IMU

/// What of a person's walking the baseline remembers.
public enum BaselineTrait: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case strideTime, walkingSpeed
    case stepTimeIndex, stanceTimeIndex, swingTimeIndex
    case pronationLeft, pronationRight
    case kneeLoadingLeft, kneeLoadingRight
    case kneeExtensionLeft, kneeExtensionRight
    case shankLoadingLeft, shankLoadingRight
    case pelvicDropLeft, pelvicDropRight
    case trunkLeanLeft, trunkLeanRight
    case lumbarInclination

    /// The number of a window of stride pairs that it is learnt from.
    public var statistic: PairStatistic {
        switch self {
        case .strideTime: .both(.strideTime)
        case .walkingSpeed: .both(.walkingSpeed)
        case .stepTimeIndex: .comparison(.stepTime)
        case .stanceTimeIndex: .comparison(.stanceTime)
        case .swingTimeIndex: .comparison(.swingTime)
        case .pronationLeft: .mean(.tibialRotation, of: .left)
        case .pronationRight: .mean(.tibialRotation, of: .right)
        case .kneeLoadingLeft: .mean(.kneeLoadingExcursion, of: .left)
        case .kneeLoadingRight: .mean(.kneeLoadingExcursion, of: .right)
        case .kneeExtensionLeft: .mean(.kneeExtensionDeficit, of: .left)
        case .kneeExtensionRight: .mean(.kneeExtensionDeficit, of: .right)
        case .shankLoadingLeft: .mean(.shankLoadingRotation, of: .left)
        case .shankLoadingRight: .mean(.shankLoadingRotation, of: .right)
        case .pelvicDropLeft: .mean(.pelvicDrop, of: .left)
        case .pelvicDropRight: .mean(.pelvicDrop, of: .right)
        case .trunkLeanLeft: .mean(.trunkLean, of: .left)
        case .trunkLeanRight: .mean(.trunkLean, of: .right)
        case .lumbarInclination: .both(.lumbarInclination)
        }
    }

    /// The same of the other side; nil where it belongs to both.
    var otherSide: BaselineTrait? {
        switch self {
        case .strideTime, .walkingSpeed, .stepTimeIndex, .stanceTimeIndex, .swingTimeIndex, .lumbarInclination: nil
        case .pronationLeft: .pronationRight
        case .pronationRight: .pronationLeft
        case .kneeLoadingLeft: .kneeLoadingRight
        case .kneeLoadingRight: .kneeLoadingLeft
        case .kneeExtensionLeft: .kneeExtensionRight
        case .kneeExtensionRight: .kneeExtensionLeft
        case .shankLoadingLeft: .shankLoadingRight
        case .shankLoadingRight: .shankLoadingLeft
        case .pelvicDropLeft: .pelvicDropRight
        case .pelvicDropRight: .pelvicDropLeft
        case .trunkLeanLeft: .trunkLeanRight
        case .trunkLeanRight: .trunkLeanLeft
        }
    }

    /// The name in records: that of the measure, with the side behind it.
    public var name: String {
        switch statistic {
        case .comparison(let quantity):
            quantity.isRatio ? Measure.Name.symmetryIndex(quantity).name : Measure.Name.difference(quantity).name
        case .mean(let quantity, let side): "\(quantity.name)_\(side.name)"
        case .both(let quantity): quantity.name
        }
    }

    /// From the trait's unit inside to the one that its name ends with.
    public var scale: Double {
        if case .comparison(let quantity) = statistic, quantity.isRatio { return 1 }
        return statistic.quantity.scale
    }
}
