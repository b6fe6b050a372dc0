import Body
import IMU
import Rings

/// Where the contacts lie: the features on either side of them, and what these say.
extension ShankContacts {
    mutating func finalContactTime(_ start: HostTime) -> HostTime {
        let leaving = start.advanced(seconds: -parameters.finalLobeShare * meanLobe)
        let push = pushOff(before: leaving)
        let depth = push?.depth ?? 0
        let mean = pushOffDepth.map { $0 + 0.2 * (depth - $0) } ?? depth
        pushOffDepth = mean
        let softness = (mean - parameters.firmPushOff) / (parameters.softPushOff - parameters.firmPushOff)
        guard let push else { return troughContact(start, leaving) }
        let firm = Self.mean(push.time.advanced(seconds: parameters.pushOffLead), leaving)
        let soft = softness > 0 ? troughContact(start, leaving) : firm
        return firm.advanced(seconds: min(1, max(0, softness)) * soft.seconds(since: firm))
    }

    /// The final contact from the rate's trough in place of the push-off.
    /// - Parameter leaving: the final contact as the crossing alone says.
    private func troughContact(_ start: HostTime, _ leaving: HostTime) -> HostTime {
        let delay = signals.rateFilter.delay
        let from = leaving.advanced(seconds: delay - parameters.troughBefore - parameters.reachShare * meanLobe)
        guard
            let trough = extremum(
                from: from, to: start.advanced(seconds: delay), { $0.time < learntSince ? $0.swing : -$0.swing })
        else { return leaving }
        return Self.mean(trough.time.advanced(seconds: parameters.troughLead - delay), leaving)
    }

    /// The initial contact as the end of the swing alone says.
    var landing: HostTime {
        let lobe = crossingUp.map { crossingDown.seconds(since: $0) } ?? meanLobe
        return crossingDown.advanced(seconds: parameters.initialLobeShare * lobe)
    }

    static func mean(_ a: HostTime, _ b: HostTime) -> HostTime {
        a.advanced(seconds: 0.5 * b.seconds(since: a))
    }

    /// When the forward acceleration was least before swing's start, corrected for the filter's delay, and how small.
    /// What came before the axis was reversed was read with the other sign.
    private func pushOff(before leaving: HostTime) -> (time: HostTime, depth: Double)? {
        let delay = signals.forceFilter.delay
        let reach = parameters.pushOffReach + parameters.reachShare * meanLobe
        return extremum(
            from: leaving.advanced(seconds: delay - parameters.pushOffLead - reach),
            to: leaving.advanced(seconds: delay - parameters.pushOffLead + reach)
        ) { $0.time < learntSince ? $0.forward : -$0.forward }.map { ($0.time.advanced(seconds: -delay), -$0.value) }
    }

    /// The strike's acceleration peak, corrected for the filter's delay.
    func strike(before now: HostTime) -> HostTime? {
        let delay = signals.forceFilter.delay
        return extremum(
            from: Self.mean(crossingDown, landing).advanced(seconds: delay),
            to: min(now, landing.advanced(seconds: delay + parameters.strikeAfter))
        ) { $0.force }?.time.advanced(seconds: -delay)
    }

    /// The largest crest between two times and its time, between samples by a parabola through three of them.
    private func extremum(
        from: HostTime, to: HostTime, _ value: (ShankReading) -> Double
    ) -> (time: HostTime, value: Double)? {
        var best = -1
        var index = history.endIndex - 1
        while index >= history.startIndex, history[index].time >= from {
            let isNewer = history[index].time <= to && isCrest(index, value)
            if isNewer, best < 0 || value(history[index]) > value(history[best]) { best = index }
            index -= 1
        }
        guard best >= 0 else { return nil }
        guard best > history.startIndex, best + 1 < history.endIndex else {
            return (history[best].time, value(history[best]))
        }
        let (a, b, c) = (value(history[best - 1]), value(history[best]), value(history[best + 1]))
        let curvature = a - 2 * b + c
        let shift = curvature < 0 ? max(-0.5, min(0.5, 0.5 * (a - c) / curvature)) : 0
        let period = history[best + 1].time.seconds(since: history[best].time)
        return (history[best].time.advanced(seconds: shift * period), b)
    }

    /// Whether a value is no lower than its neighbours: the end of a slope that leaves the window is no extremum.
    private func isCrest(_ index: Int, _ value: (ShankReading) -> Double) -> Bool {
        guard index > history.startIndex, index + 1 < history.endIndex else { return false }
        let height = value(history[index])
        return height >= value(history[index - 1]) && height >= value(history[index + 1])
    }

    /// When the rate passed zero between two samples, corrected for the filter's delay.
    func crossing(_ a: ShankReading, _ b: ShankReading) -> HostTime {
        let span = b.swing - a.swing
        let part = abs(span) > 1e-12 ? max(0, min(1, -a.swing / span)) : 1
        return a.time.advanced(seconds: part * b.time.seconds(since: a.time) - signals.rateFilter.delay)
    }
}
