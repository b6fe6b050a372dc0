/// The schema and channel records of a session log.
enum SessionDefinitions {
    static func schemas() -> [[UInt8]] {
        [
            schema(SessionMessages.sampleSchemaID, SessionMessages.sampleSchemaName, SessionMessages.sampleSchema),
            schema(SessionMessages.gapSchemaID, SessionMessages.gapSchemaName, SessionMessages.gapSchema),
        ]
    }

    static func gapChannel() -> [UInt8] {
        channel(SessionMessages.gapChannelID, SessionMessages.gapSchemaID, SessionMessages.gapTopic, [:])
    }

    static func channel(of sensor: SessionLogSensor, id: UInt16, kit: String) -> [UInt8] {
        channel(
            id, SessionMessages.sampleSchemaID, SessionMessages.topic(of: sensor),
            SessionMetadata.encode(sensor, kit: kit))
    }

    static func clock(_ clock: String, sensor: Int) -> [UInt8] {
        var output = RecordBuffer()
        output.putRecord(.metadata) { record in
            record.put(SessionMetadata.clockRecordName)
            record.put(SessionMetadata.encode(clock: clock, sensor: sensor))
        }
        return output.bytes
    }

    private static func schema(_ id: UInt16, _ name: String, _ text: String) -> [UInt8] {
        var output = RecordBuffer()
        output.putRecord(.schema) { record in
            record.put(id)
            record.put(name)
            record.put(SessionMessages.schemaEncoding)
            record.put(text)
        }
        return output.bytes
    }

    private static func channel(
        _ id: UInt16, _ schema: UInt16, _ topic: String, _ metadata: [String: String]
    ) -> [UInt8] {
        var output = RecordBuffer()
        output.putRecord(.channel) { record in
            record.put(id)
            record.put(schema)
            record.put(topic)
            record.put(SessionMessages.messageEncoding)
            record.put(metadata)
        }
        return output.bytes
    }
}
