public import IMU

/// Writes a session's raw samples to an MCAP file as they come: append-only, in chunks of at most a second, each by
/// one write, so that a crash costs at most the last second and what stands before it can be read.
///
/// Entries stand in the file in the order of the calls, which is the order of the live run (arrival, sensor), so that
/// a replay gives the pipeline the same input. `log_time` and `publish_time` are both the arrival in nanoseconds of
/// CLOCK_BOOTTIME; the wall clock is in the header.
///
/// A session that goes on after a crash begins a new file (`SessionLogParts.next`): its boot may be another one, and
/// nothing that was written is touched. `SessionLogRepair` closes the file that the crash left open.
///
/// To be used from one thread at a time. A writer that is dropped without `close()` leaves a file without footer, as
/// a crash would.
public final class SessionLogWriter {
    public struct Options: Sendable {
        /// The longest time in s that a chunk spans: what a crash can cost.
        public var chunkDuration = 1.0
        /// The size in bytes, before compression, at which a chunk is written before its time.
        public var chunkBytes = 1 << 20
        /// What may wait in memory, in bytes, while the disk refuses; beyond it samples are dropped and counted.
        public var pendingBytes = 8 << 20
        /// How often in s the file is forced to the disk, so that a power cut costs no more; nil leaves it to the
        /// kernel.
        public var syncInterval: Double? = 5
        /// The Zstandard level, 1 (fast) to 19.
        public var compressionLevel: Int32 = 1

        public init() {}
    }

    /// The sensors, in the order of their indices.
    public private(set) var sensors: [SessionLogSensor]
    /// Messages that stand in the file.
    public var writtenMessages: UInt64 { index.messageCount }
    /// Samples and gaps that were dropped because the disk refused for too long.
    public private(set) var droppedMessages: UInt64 = 0
    /// Bytes that stand in the file.
    public var fileBytes: Int { file.length }

    /// More than any session has, reconnects included.
    static let maximumSensors = 4096

    private let options: Options
    private let kit: String
    private let file: LogFile
    private let compressor: ZstdCompressor
    private var index = LogIndex()
    private var chunk = ChunkBuilder()
    private var output = RecordBuffer()
    private var sequences: [UInt32] = [0, 0]
    private var losses: [SensorGap?]
    private var lastSync: UInt64?
    private var failure: (error: RecordingError, time: UInt64)?
    private var isClosed = false

    /// Creates the file and writes its head. The file must not be there yet.
    public init(
        path: String, header: SessionLogHeader, sensors: [SessionLogSensor], options: Options = Options()
    ) throws(RecordingError) {
        precondition(sensors.count <= SessionLogWriter.maximumSensors, "too many sensors")
        self.options = options
        self.sensors = []
        kit = header.kit
        losses = []
        compressor = ZstdCompressor(level: options.compressionLevel)
        chunk.reserve(options.chunkBytes + 4096)
        file = try LogFile(creating: path)

        var head = RecordBuffer()
        head.put(MCAP.magic)
        head.putRecord(.header) { record in
            record.put("")  // profile: none of the registered ones
            record.put(header.software)
        }
        var metadata = [(SessionMetadata.recordName, SessionMetadata.encode(header))]
        if let baseline = header.baseline {
            metadata.append((SessionMetadata.baselineRecordName, SessionMetadata.encode(baseline)))
        }
        for (name, map) in metadata {
            let offset = head.count
            head.putRecord(.metadata) { record in
                record.put(name)
                record.put(map)
            }
            index.addMetadata(name: name, offset: offset, length: head.count - offset)
        }
        for schema in SessionDefinitions.schemas() {
            head.put(schema)
            index.addSchema(schema)
        }
        let gapChannel = SessionDefinitions.gapChannel()
        head.put(gapChannel)
        index.addChannel(gapChannel)
        for sensor in sensors {
            let records = definition(of: sensor)
            let place = head.count
            head.put(records.channel + records.clock)
            register(sensor, records, at: place)
        }
        do throws(RecordingError) {
            try file.append(head.bytes)
        } catch {
            file.remove()
            throw error
        }
    }

    /// Adds a sensor that the session did not know when it began, and returns its index.
    public func addSensor(_ sensor: SessionLogSensor) throws(RecordingError) -> Int {
        guard sensors.count < SessionLogWriter.maximumSensors else {
            throw .invalidArgument(
                name: "sensor", value: sensor.placement.name,
                rule: "a log holds at most \(SessionLogWriter.maximumSensors) sensors; begin a new part")
        }
        try flush()
        let records = definition(of: sensor)
        let place = file.length
        try file.append(records.channel + records.clock)
        register(sensor, records, at: place)
        return sensors.count - 1
    }

    /// Appends a sample.
    ///
    /// An error says that the disk refused; the sample is kept in memory all the same, and written by a later call,
    /// until `Options.pendingBytes` wait. From then on samples are dropped, counted in `droppedMessages`, and the hole
    /// is written as a gap of reason `log_full` as soon as the disk takes it.
    /// - Parameter sensor: the sensor's index.
    public func append(sample: Sample, sensor: Int) throws(RecordingError) {
        precondition(sensors.indices.contains(sensor), "no such sensor")
        let channel = SessionMessages.firstSensorChannelID + UInt16(sensor)
        let room = try append(channel: channel, at: sample.arrival) { SessionMessages.put(sample, into: &$0) }
        if !room { noteLoss(sensor: sensor, at: sample.arrival) }
        if !room, let failure { throw failure.error }
    }

    /// Appends a gap.
    /// - Parameter time: when it was noticed.
    public func append(gap: SensorGap, at time: HostTime) throws(RecordingError) {
        let room = try append(channel: SessionMessages.gapChannelID, at: time) { SessionMessages.put(gap, into: &$0) }
        if !room, let failure { throw failure.error }
    }

    /// Writes the chunk if its time is over though no sample came to close it. Call it about once a second.
    public func flushIfDue(at time: HostTime) throws(RecordingError) {
        guard isDue(at: UInt64(clamping: time.nanoseconds)) else { return }
        try writeChunk(at: UInt64(clamping: time.nanoseconds))
    }

    /// Writes what waits.
    public func flush() throws(RecordingError) { try writeChunk(at: chunk.firstTime) }

    /// Writes what waits, the summary and the footer, and closes the file. After an error the file is still whole up
    /// to its last chunk, and `close` may be called again.
    public func close() throws(RecordingError) {
        guard !isClosed else { return }
        try flush()
        try flush()  // the gaps that the first one may have left
        try file.append(index.ending(at: file.length, dataCRC: file.checksum))
        try file.sync()
        isClosed = true
        try file.close()
    }

    /// Returns whether there was room.
    private func append(
        channel: UInt16, at time: HostTime, _ body: (inout RecordBuffer) -> Void
    ) throws(RecordingError) -> Bool {
        precondition(!isClosed, "the log is closed")
        let time = UInt64(clamping: time.nanoseconds)
        var refused: RecordingError?
        if isDue(at: time) || chunk.byteCount >= options.chunkBytes, mayTry(at: time) {
            do throws(RecordingError) { try writeChunk(at: time) } catch { refused = error }
        }
        let hasRoom = chunk.byteCount < options.pendingBytes
        if hasRoom {
            put(channel: channel, time: time, body)
        } else {
            droppedMessages += 1
        }
        if let refused, hasRoom { throw refused }
        return hasRoom
    }

    private func put(channel: UInt16, time: UInt64, _ body: (inout RecordBuffer) -> Void) {
        chunk.putMessage(channel: channel, sequence: sequences[Int(channel)], time: time, body)
        sequences[Int(channel)] &+= 1
    }

    private func isDue(at time: UInt64) -> Bool {
        !chunk.isEmpty && time >= chunk.firstTime
            && Double(time - chunk.firstTime) * 1e-9 >= options.chunkDuration
    }

    /// A disk that just refused is asked again only after a chunk's time, so that a full disk costs no processor.
    private func mayTry(at time: UInt64) -> Bool {
        guard let failure, time >= failure.time else { return true }
        return Double(time - failure.time) * 1e-9 >= options.chunkDuration
    }

    private func writeChunk(at time: UInt64) throws(RecordingError) {
        guard !chunk.isEmpty else { return }
        output.clear()
        let written = chunk.write(into: &output, compressor)
        do throws(RecordingError) {
            let offset = file.length
            try file.append(output.bytes)
            index.addChunk(written, offset: offset)
            chunk.clear()
            failure = nil
            writeLosses(at: time)
            try syncIfDue(at: time)
        } catch {
            failure = (error, time)
            throw error
        }
    }

    private func syncIfDue(at time: UInt64) throws(RecordingError) {
        guard let interval = options.syncInterval else { return }
        guard let last = lastSync, time >= last else {
            lastSync = time
            return
        }
        guard Double(time - last) * 1e-9 >= interval else { return }
        lastSync = time
        try file.sync()
    }

    /// The channel record of the next sensor, and the record of its clock, if any.
    private func definition(of sensor: SessionLogSensor) -> (channel: [UInt8], clock: [UInt8]) {
        let id = SessionMessages.firstSensorChannelID + UInt16(sensors.count)
        let clock = sensor.clock.map { SessionDefinitions.clock($0, sensor: sensors.count) } ?? []
        return (SessionDefinitions.channel(of: sensor, id: id, kit: kit), clock)
    }

    private func register(_ sensor: SessionLogSensor, _ records: (channel: [UInt8], clock: [UInt8]), at place: Int) {
        index.addChannel(records.channel)
        if !records.clock.isEmpty {
            index.addMetadata(
                name: SessionMetadata.clockRecordName, offset: place + records.channel.count,
                length: records.clock.count)
        }
        sensors.append(sensor)
        sequences.append(0)
        losses.append(nil)
    }

    private func noteLoss(sensor: Int, at time: HostTime) {
        var loss =
            losses[sensor] ?? SensorGap(sensor: sensor, start: time, end: time, lostSamples: 0, reason: "log_full")
        loss.end = time
        loss.lostSamples += 1
        losses[sensor] = loss
    }

    private func writeLosses(at time: UInt64) {
        for sensor in losses.indices {
            guard let loss = losses[sensor] else { continue }
            losses[sensor] = nil
            put(channel: SessionMessages.gapChannelID, time: time) { SessionMessages.put(loss, into: &$0) }
        }
    }
}
