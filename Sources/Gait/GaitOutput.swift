/// What the gait stage says, in order of emission.
public enum GaitOutput: Sendable, BitwiseCopyable {
    case contact(Contact)
    case retraction(Retraction)
    case stride(Stride)
    case bout(Bout)
    case turn(Turn)
}
