import Gait
import Walker

extension StrideAngles {
    /// By the name of the quantity, degrees; NaN where the body has no such angle.
    subscript(_ quantity: StrideQuantity) -> Double {
        switch quantity {
        case .kneeInitialContact: kneeInitialContact
        case .kneeLoadingExcursion: kneeLoadingExcursion
        case .kneeSwingPeak: kneeSwingPeak
        case .kneeExtensionDeficit: kneeExtensionDeficit
        case .kneeRange: kneeRange
        case .pelvicDrop: pelvicDrop
        case .trunkLean: trunkLean
        case .lumbopelvicRotation: lumbopelvicRotation
        case .lumbarInclination: lumbarInclination
        default: .nan
        }
    }
}

extension Walker {
    /// The truth of each steady stride.
    func strideTruths() -> [(stride: WalkTruth.Stride, truth: StrideAngles)] {
        truth.strides.filter(\.isSteady).compactMap { stride in angles(of: stride).map { (stride, $0) } }
    }
}
