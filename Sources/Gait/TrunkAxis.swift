/// The directions that the trunk's acceleration is taken apart into.
public enum TrunkAxis: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case vertical, anteroposterior, mediolateral

    public var name: String {
        switch self {
        case .vertical: "vertical"
        case .anteroposterior: "anteroposterior"
        case .mediolateral: "mediolateral"
        }
    }
}
