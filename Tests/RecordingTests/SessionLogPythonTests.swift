import Foundation
import IMU
import Recording
import Testing
import TestSupport

/// PyPI `mcap` and `mcap-ros2-support` read what we write, and see the same numbers.
@Suite(.enabled(if: Python.isPresent, "needs the PyPI tools of Tests/requirements.txt"))
struct SessionLogPythonTests {
    /// Prints a line per message in the order of the file, then how the file ended.
    static let streamScript = """
        import struct, sys
        from mcap.stream_reader import StreamReader
        from mcap.exceptions import EndOfFile
        from mcap.records import Channel, Message
        channels = {}
        out = []
        ending = "closed"
        try:
            for record in StreamReader(open(sys.argv[1], "rb"), validate_crcs=True).records:
                if isinstance(record, Channel):
                    channels[record.id] = record
                if isinstance(record, Message):
                    topic = channels[record.channel_id].topic
                    assert record.log_time == record.publish_time
                    if topic == "/gaps":
                        start, end, lost, sensor, size = struct.unpack_from("<4xQQQII", record.data)
                        reason = record.data[36:36 + size - 1].decode()
                        out.append(f"gap {sensor} {start} {end} {lost} {reason} {record.log_time}")
                    else:
                        ticks, *bits = struct.unpack("<4xQ6I", record.data)
                        out.append(f"{topic} {record.log_time} {ticks} " + " ".join(map(str, bits)))
        except EndOfFile:
            ending = "cut"
        print("\\n".join(out + [ending]))
        """

    static func lines(_ entries: [SessionLogFixture.Written]) -> [String] {
        entries.map { entry in
            switch entry {
            case .sample(let sensor, let ticks, let arrival, let bits):
                let topic = "/imu/" + SessionLogFixture.sensors[sensor].placement.name
                return "\(topic) \(arrival) \(ticks) " + bits.map(String.init).joined(separator: " ")
            case .gap(let gap, let time):
                return "gap \(gap.sensor) \(gap.start.nanoseconds) \(gap.end.nanoseconds) \(gap.lostSamples) "
                    + "\(gap.reason) \(time)"
            }
        }
    }

    static func run(_ script: String, _ file: URL) throws -> [String] {
        let (status, output) = try Python.run(script, [file.path])
        #expect(status == 0, "\(output)")
        return output.split(separator: "\n").map(String.init)
    }

    @Test func readsACompleteLog() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let (writer, entries) = try SessionLogFixture.write(to: file, seconds: 4, seed: 31)
        try writer.close()
        #expect(try Self.run(Self.streamScript, file) == Self.lines(entries) + ["closed"])
    }

    @Test func readsALogCutOffByACrash() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let (writer, _) = try SessionLogFixture.write(to: file, seconds: 4, seed: 32)
        try writer.close()
        let bytes = try Data(contentsOf: file)
        for length in [bytes.count / 3, bytes.count / 2, bytes.count * 9 / 10] {
            try bytes.prefix(length).write(to: file)
            let ours = try SessionLogFixture.readAll(SessionLog.read(file))
            #expect(ours.count > 100)
            #expect(try Self.run(Self.streamScript, file) == Self.lines(ours) + ["cut"])
        }
    }

    /// The index, the statistics and the metadata, by the reader that jumps; the messages decoded by their schemas.
    @Test(arguments: [false, true])
    func findsItsWayByTheSummary(repaired: Bool) throws {
        let script = """
            import sys
            from mcap.reader import SeekingReader
            from mcap_ros2.decoder import DecoderFactory
            reader = SeekingReader(open(sys.argv[1], "rb"), validate_crcs=True, decoder_factories=[DecoderFactory()])
            summary = reader.get_summary()
            statistics = summary.statistics
            print(statistics.message_count, statistics.channel_count, statistics.schema_count,
                  statistics.metadata_count, statistics.chunk_count == len(summary.chunk_indexes))
            for metadata in reader.iter_metadata():
                keys = ["session", "kit", "boot_id", "wall_clock_offset_ns"]
                if metadata.name == "gaitd.baseline":
                    keys = ["version", "blocks", "day", "trait.pronation_proxy_deg_left", "trait.stride_time_s"]
                if metadata.name == "gaitd.clock":
                    keys = ["sensor", "clock"]
                print(metadata.name, *(metadata.metadata[key] for key in keys))
            for schema, channel, message, decoded in reader.iter_decoded_messages(log_time_order=False):
                if channel.topic == "/gaps":
                    print("gap", decoded.sensor, decoded.start_ns, decoded.end_ns, decoded.lost_samples,
                          decoded.reason, message.log_time)
                else:
                    import struct
                    values = [decoded.acceleration_x, decoded.acceleration_y, decoded.acceleration_z,
                              decoded.angular_rate_x, decoded.angular_rate_y, decoded.angular_rate_z]
                    bits = [struct.unpack("<I", struct.pack("<f", value))[0] for value in values]
                    print(channel.topic, message.log_time, decoded.ticks, *bits)
            print(*sorted(f"{c.topic}:{c.metadata.get('timing', '-')}" for c in summary.channels.values()))
            """
        let folder = try TemporaryFolder()
        let file = folder.file("s.mcap")
        let (writer, _) = try SessionLogFixture.write(to: file, seconds: 4, seed: 33)
        try writer.close()
        if repaired {
            // Cut within the message indexes of a chunk, so that they have to be built anew.
            let bytes = try Data(contentsOf: file)
            try bytes.prefix(bytes.count * 7 / 10).write(to: file)
            try SessionLogRepair.close(file)
        }
        let ours = try SessionLogFixture.readAll(SessionLog.read(file))
        let expected =
            [
                "\(ours.count) 4 2 3 True", "gaitd.session 7f3 kit-a 0b5e 1700000000123456789",
                "gaitd.baseline 3 7 20778 6 -5e-324 0.30000000000000004 0 0.0 0.0 0 0.0 "
                    + "7 0.3333333333333333 1e-300 2 1.5 0.25 12 0.75",
                "gaitd.clock 0 where it stood",
            ] + Self.lines(ours)
            + ["/gaps:- /imu/left_shank:device_clock /imu/lumbar:arrival_only /imu/right_shank:sample_counter"]
        #expect(try Self.run(script, file) == expected)
    }
}
