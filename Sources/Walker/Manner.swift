/// How the body moves along on its feet.
public enum Manner: String, CaseIterable, Sendable {
    case walking, running
    /// Up or down a stair, one riser a step.
    case climbing, descending
}
