/// What each channel of a log means, learned from its schema and channel records.
struct SessionChannels {
    enum Role: Equatable {
        case unknown
        case sensor(Int)
        case gaps
    }

    private(set) var sensors: [SessionLogSensor] = []
    private var schemaNames: [UInt16: String] = [:]
    private var roles: [Role] = []

    func role(of channel: UInt16) -> Role { Int(channel) < roles.count ? roles[Int(channel)] : .unknown }

    /// Learns from the body of a schema record; returns what is wrong with it.
    mutating func addSchema(_ bytes: [UInt8], _ body: Range<Int>) -> String? {
        var reader = ByteReader(bytes, body)
        guard let id = reader.take(UInt16.self), let name = reader.takeText(), let encoding = reader.takeText() else {
            return "a schema record is cut short"
        }
        if encoding == SessionMessages.schemaEncoding, schemaNames[id] == nil { schemaNames[id] = name }
        return nil
    }

    /// Learns from the body of a channel record; returns what is wrong with it. Other programs' channels are no fault.
    mutating func addChannel(_ bytes: [UInt8], _ body: Range<Int>) -> String? {
        var reader = ByteReader(bytes, body)
        guard let id = reader.take(UInt16.self), let schema = reader.take(UInt16.self), reader.takeText() != nil,
            let encoding = reader.takeText(), let metadata = reader.takeMap()
        else { return "a channel record is cut short" }
        // A channel may be told again (in each chunk, in the summary), but does not change.
        guard encoding == SessionMessages.messageEncoding, role(of: id) == .unknown else { return nil }
        switch schemaNames[schema] {
        case SessionMessages.gapSchemaName:
            assign(.gaps, to: id)
        case SessionMessages.sampleSchemaName:
            guard sensors.count < SessionLogWriter.maximumSensors,
                let sensor = SessionMetadata.decodeSensor(metadata)
            else { return "channel \(id) does not say which sensor it is" }
            assign(.sensor(sensors.count), to: id)
            sensors.append(sensor)
        default: break
        }
        return nil
    }

    /// Learns from the body of a metadata record; other names' are passed over.
    mutating func addMetadata(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.takeText() == SessionMetadata.clockRecordName, let map = reader.takeMap(),
            let (sensor, clock) = SessionMetadata.decodeClock(map), sensors.indices.contains(sensor)
        else { return }
        sensors[sensor].clock = clock
    }

    private mutating func assign(_ role: Role, to channel: UInt16) {
        while roles.count <= Int(channel) { roles.append(.unknown) }
        roles[Int(channel)] = role
    }
}
