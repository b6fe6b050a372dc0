extension AgeColumns {
    /// Gives the columns other rates, each what lies between those of before, about a time (s).
    mutating func lay(middle: Double, apart: Double, about time: Double) {
        swap(&weights, &next)
        for index in weights.indices { weights[index] = Block() }
        swap(&lines, &former)
        let spacing = former[1].rate - former[0].rate
        for column in lines.indices {
            shape(column, middle, apart)
            let width = lines[column].width
            lines[column].start = time - Double(Self.lanes * Self.blocks / 2) * width
            let among = max(0, min(Double(Self.columns - 1), (lines[column].rate - former[0].rate) / spacing))
            let lower = min(Self.columns - 2, Int(among))
            let share = Float(among - Double(lower))
            spill(lower, 1 - share, into: column)
            spill(lower + 1, share, into: column)
            lines[column].range = 0..<Self.blocks
            lines[column].share = 1
        }
        for index in next.indices { next[index] = Block() }
        mean = 0
    }

    /// Adds a share of an old column's likelihoods, each to the two bins about its time.
    private mutating func spill(_ from: Int, _ share: Float, into column: Int) {
        let (old, line) = (former[from], lines[column])
        var at = (old.start + Double(old.range.lowerBound * Self.lanes) * old.width - line.start) / line.width
        for block in old.range {
            let weight = share * next[Self.place(from, block)]
            for lane in 0..<Self.lanes {
                if at > -1, at < Double(Self.lanes * Self.blocks) {
                    let lower = Int(at.rounded(.down))
                    let part = Float(at - Double(lower))
                    add((1 - part) * weight[lane], lower, column)
                    add(part * weight[lane], lower + 1, column)
                }
                at += old.width / line.width
            }
        }
    }

    private mutating func add(_ weight: Float, _ bin: Int, _ column: Int) {
        guard bin >= 0, bin < Self.lanes * Self.blocks else { return }
        weights[Self.place(column, bin / Self.lanes)][bin % Self.lanes] += weight
    }
}
