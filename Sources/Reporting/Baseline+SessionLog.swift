public import Flagging
public import Recording

extension Baseline {
    /// What a run begins with: live and in replay alike, so that both compare with the same bits. Traits that this
    /// version does not know are left out.
    public init(_ logged: SessionLogBaseline) {
        self.init(version: Int32(clamping: logged.version), blocks: Int32(clamping: logged.blocks))
        for trait in BaselineTrait.allCases {
            guard let found = logged.traits.first(where: { $0.name == trait.name }) else { continue }
            self[trait] = Spread(
                blocks: Int32(clamping: found.blocks), mean: found.mean / trait.scale,
                squares: found.squares / (trait.scale * trait.scale))
        }
    }
}
