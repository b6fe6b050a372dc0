public import IMU
public import Pipeline
public import QueryAPI
import Body
import Flagging
import Gait

/// Says the pipeline's output in the wire's words; used by `gaitctl analyze` and by the daemon's live stream.
public struct PipelineLines: Sendable {
    /// The kit's sensors, by index.
    public var placements: [Placement]
    /// The time that `t` counts from.
    public var origin: HostTime

    /// - Parameters:
    ///   - placements: the kit's sensors, by index.
    ///   - origin: the time that `t` counts from.
    public init(placements: [Placement], origin: HostTime) {
        self.placements = placements
        self.origin = origin
    }

    /// The line for an output.
    public func line(_ output: PipelineOutput) -> LiveLine {
        switch output {
        case .contact(let contact): line(contact)
        case .retraction(let retraction): line(retraction)
        case .stride(let stride): line(stride)
        case .bout(let bout): line(bout)
        case .turn(let turn): line(turn)
        case .measure(let measure): line(measure)
        case .episode(let episode): line(episode)
        case .gap(let gap): line(gap)
        case .mount(let change): line(change)
        case .suppressed(let suppression): line(suppression)
        }
    }

    private func line(_ change: MountChange) -> LiveLine {
        var line = LiveLine(type: "sensor")
        line.placement = placements.indices.contains(change.sensor) ? placements[change.sensor].name : nil
        line.kind = "mounting"
        line.status = change.state.name
        line.t = seconds(change.time)
        line.text = change.state.advice
        return line
    }

    private func line(_ suppression: Suppression) -> LiveLine {
        var line = LiveLine(type: "suppressed")
        line.kind = suppression.kind.name
        line.side = suppression.side.name
        line.t = seconds(suppression.measure.time)
        line.name = suppression.measure.name.name
        line.value = rounded(suppression.measure.value, 1e3)
        line.low = rounded(suppression.measure.low, 1e3)
        line.high = rounded(suppression.measure.high, 1e3)
        line.strides = suppression.measure.strides
        line.threshold = rounded(suppression.threshold, 1e3)
        line.text = suppression.reason.advice
        return line
    }

    private func line(_ contact: Contact) -> LiveLine {
        var line = LiveLine(type: "event")
        line.id = Int(contact.id)
        line.kind = contact.kind.name
        line.side = contact.side.name
        line.t = seconds(contact.time)
        line.emittedT = seconds(contact.emitted)
        line.status = contact.status.name
        line.confidence = rounded(contact.confidence, 1e3)
        line.source = contact.source.name
        return line
    }

    private func line(_ retraction: Retraction) -> LiveLine {
        var line = LiveLine(type: "retraction")
        line.id = Int(retraction.id)
        line.side = retraction.side.name
        line.emittedT = seconds(retraction.emitted)
        return line
    }

    private func line(_ stride: Stride) -> LiveLine {
        var line = LiveLine(type: "stride")
        line.side = stride.side.name
        line.t = seconds(stride.end)
        line.tStart = seconds(stride.start)
        line.strideTime = rounded(stride.strideTime, 1e4)
        line.stanceTime = rounded(stride.stanceTime, 1e4)
        line.swingTime = rounded(stride.swingTime, 1e4)
        line.stepTime = rounded(stride.stepTime, 1e4)
        line.pronationProxyDeg = rounded(stride.tibialRotation * Units.degreesPerRadian, 1e2)
        line.quantities = quantities(stride)
        line.steady = stride.isSteady
        line.mode = stride.mode.name
        line.source = stride.source.name
        return line
    }

    /// What has no field of its own.
    private func quantities(_ stride: Stride) -> [String: Double]? {
        var values: [String: Double] = [:]
        for quantity in StrideQuantity.allCases {
            switch quantity {
            case .strideTime, .stanceTime, .swingTime, .stepTime, .tibialRotation: continue
            default: values[quantity.name] = rounded(stride[quantity] * quantity.scale, 1e3)
            }
        }
        return values.isEmpty ? nil : values
    }

    private func line(_ bout: Bout) -> LiveLine {
        var line = LiveLine(type: "bout")
        line.tStart = seconds(bout.start)
        line.tEnd = seconds(bout.end)
        line.stridesLeft = bout.stridesLeft
        line.stridesRight = bout.stridesRight
        line.setApart = bout.modes.setApartByName
        line.cadencePerMin = rounded(bout.cadence, 1e2)
        return line
    }

    private func line(_ turn: Turn) -> LiveLine {
        var line = LiveLine(type: "turn")
        line.tStart = seconds(turn.start)
        line.tEnd = seconds(turn.end)
        line.angleDeg = rounded(turn.angle * Units.degreesPerRadian, 1e1)
        return line
    }

    private func line(_ measure: Measure) -> LiveLine {
        var line = LiveLine(type: "measure")
        line.name = measure.name.name
        line.t = seconds(measure.time)
        line.value = rounded(measure.value, 1e3)
        line.low = rounded(measure.low, 1e3)
        line.high = rounded(measure.high, 1e3)
        line.strides = measure.strides
        return line
    }

    private func line(_ episode: Episode) -> LiveLine {
        var line = LiveLine(type: Self.type(of: episode.phase))
        line.id = Int(episode.id)
        line.kind = episode.kind.name
        line.side = episode.side.name
        line.tStart = seconds(episode.start)
        line.tEnd = seconds(episode.end)
        line.severity = rounded(episode.severity, 1e3)
        line.strides = episode.strides
        line.confidence = rounded(episode.confidence, 1e3)
        line.name = episode.peak.name.name
        line.value = rounded(episode.peak.value, 1e3)
        line.low = rounded(episode.peak.low, 1e3)
        line.high = rounded(episode.peak.high, 1e3)
        line.threshold = rounded(episode.threshold, 1e3)
        return line
    }

    private static func type(of phase: Episode.Phase) -> String {
        switch phase {
        case .opened: "episode_open"
        case .updated: "episode_update"
        case .closed: "episode"
        }
    }

    private func line(_ gap: Gap) -> LiveLine {
        var line = LiveLine(type: "gap")
        line.placement = placements.indices.contains(gap.sensor) ? placements[gap.sensor].name : nil
        line.tStart = seconds(gap.start)
        line.tEnd = seconds(gap.end)
        line.lostSamples = gap.lostSamples
        line.cause = gap.cause.name
        return line
    }

    private func seconds(_ time: HostTime) -> Double? { rounded(time.seconds(since: origin), 1e4) }

    /// Rounded to what the number can carry; nil where there is no number.
    private func rounded(_ value: Double, _ scale: Double) -> Double? {
        value.isFinite ? (value * scale).rounded() / scale : nil
    }
}
