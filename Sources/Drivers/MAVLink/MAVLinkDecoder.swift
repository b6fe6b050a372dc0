import IMU

/// Turns accepted MAVLink frames into samples.
struct MAVLinkDecoder: Sendable {
    private(set) var sensor: MAVLinkSensor?
    var sequences = MAVLinkSequences()

    /// Takes an accepted frame; its payload may be cut short where it ends in zeros.
    @inline(__always)
    mutating func decode(
        _ frame: UnsafeRawBufferPointer, _ arrival: HostTime, _ counters: inout LinkCounters, _ emit: (Sample) -> Void
    ) {
        let header = MAVLinkHeader(frame)
        counters.lostFrames &+= sequences.lost(before: header)
        guard header.message == MAVLinkMessages.highresIMU else { return }

        let payload = UnsafeRawBufferPointer(rebasing: frame[header.payloadStart...].prefix(header.payloadLength))
        let reading = HighresIMU(payload)
        let source = MAVLinkSensor(system: header.system, component: header.component, id: reading.id)
        if let sensor {
            guard sensor == source else {
                counters.otherSensors &+= 1
                return
            }
        } else {
            sensor = source
        }
        guard reading.hasMotion else {
            counters.incomplete &+= 1
            return
        }
        guard Plausibility.holds(acceleration: reading.acceleration, angularRate: reading.angularRate) else {
            counters.implausible &+= 1
            return
        }
        counters.samples &+= 1
        emit(
            Sample(
                ticks: reading.microseconds, arrival: arrival, acceleration: reading.acceleration,
                angularRate: reading.angularRate))
    }
}
