import FakeWearables
import TestSupport
import Testing

@Suite struct PymavlinkTests {
    @Test(
        "pymavlink reads our stream: every message, the values, the gap of a reading that was not sent",
        .enabled(if: Python.isPresent, "needs the Python tools (make python)"))
    func decodes() throws {
        var device = FakeMAVLink(system: 10)
        var bytes: [UInt8] = []
        for index in 0..<300 {
            if index == 150 {
                device.skip()
                continue
            }
            device.send(
                WearableReading(
                    clock: 1000 + Double(index) / 100, acceleration: [0, Double(index) / 100, 9.80665],
                    angularRate: [-1.5, 0, Double(index) / 1000]), to: &bytes)
        }
        let script = """
            import sys
            from pymavlink.dialects.v20 import common
            link = common.MAVLink(None)
            imu, beats, sequences = [], 0, []
            for message in link.parse_buffer(bytes.fromhex(sys.argv[1])):
                sequences.append(message.get_seq())
                if message.get_type() == 'HEARTBEAT':
                    beats += 1
                elif message.get_type() == 'HIGHRES_IMU':
                    imu.append(message)
                else:
                    print('unexpected', message)
            assert link.total_receive_errors == 0, link.total_receive_errors
            gaps = [(b - a) % 256 - 1 for a, b in zip(sequences, sequences[1:])]
            assert sum(gaps) == 1 and max(gaps) == 1, gaps
            for message in imu:
                index = round((message.time_usec / 1e6 - 1000) * 100)
                assert abs(message.yacc - index / 100) < 0.003, (index, message.yacc)
                assert abs(message.zgyro - index / 1000) < 0.001 and abs(message.xgyro + 1.5) < 0.001
                assert message.fields_updated == 63 and message.get_srcSystem() == 10
            print('imu', len(imu), 'beats', beats)
            """
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let (status, output) = try Python.run(script, [hex])
        #expect(status == 0, "\(output)")
        #expect(output.contains("imu 299 beats 3"), "\(output)")
    }
}
