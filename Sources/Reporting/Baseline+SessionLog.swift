public import Flagging
public import Recording

extension Baseline {
    /// What a run begins with: live and in replay alike, so that both compare with the same bits. Traits that this
    /// version does not know are left out.
    public init(_ logged: SessionLogBaseline) {
        self.init(
            version: Int32(clamping: logged.version), blocks: Int32(clamping: logged.blocks),
            day: logged.day.map { Int32(clamping: $0) })
        for trait in BaselineTrait.allCases {
            guard let found = logged.traits.first(where: { $0.name == trait.name }) else { continue }
            let (unit, square) = (1 / trait.scale, 1 / (trait.scale * trait.scale))
            var memory = TraitMemory()
            memory.today = Spread(
                count: Int32(clamping: found.blocks), mean: found.mean * unit, squares: found.squares * square)
            memory.days = Spread(
                count: Int32(clamping: found.days), mean: found.dayMean * unit, squares: found.daySquares * square)
            memory.earlierBlocks = Int32(clamping: found.earlierBlocks)
            memory.withinSquares = found.withinSquares * square
            self[trait] = memory
        }
    }
}

extension SessionLogBaseline {
    /// As it is kept, in the units that the traits' names have.
    public init(_ baseline: Baseline) {
        let traits = BaselineTrait.allCases.compactMap { trait -> Trait? in
            let memory = baseline[trait]
            guard memory.today.count > 0 || memory.days.count > 0 else { return nil }
            let (unit, square) = (trait.scale, trait.scale * trait.scale)
            return Trait(
                name: trait.name, blocks: Int(memory.today.count), mean: memory.today.mean * unit,
                squares: memory.today.squares * square, days: Int(memory.days.count),
                dayMean: memory.days.mean * unit, daySquares: memory.days.squares * square,
                earlierBlocks: Int(memory.earlierBlocks), withinSquares: memory.withinSquares * square)
        }
        self.init(
            version: Int(baseline.version), blocks: Int(baseline.blocks), day: baseline.day.map(Int.init),
            traits: traits)
    }
}
