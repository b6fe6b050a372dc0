import FakeWearables
import Foundation
import TestSupport
import Testing

/// The program beside the test's own executable.
private enum Gaitsim {
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("gaitsim")
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program.path) }
}

/// The built program, as a user starts it.
@Suite(.enabled(if: Gaitsim.isBuilt, "needs the built program gaitsim"))
struct GaitsimTests {
    private func scratch() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gaitsim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Gaitsim.program
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test("write: equal seeds give equal files; the truth names side and size")
    func writes() throws {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        var tables: [Data] = []
        for name in ["a", "b"] {
            let (status, output) = try run([
                "write", folder.appendingPathComponent(name).path, "--duration", "20", "--limp", "right", "--size",
                "12", "--seed", "5",
            ])
            #expect(status == 0, "\(output)")
            let path = output.trimmingCharacters(in: .whitespacesAndNewlines)
            tables.append(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        #expect(tables[0] == tables[1] && tables[0].count > 100_000)
        let truth = try JSONSerialization.jsonObject(
            with: Data(contentsOf: folder.appendingPathComponent("a/truth.json")))
        let object = try #require(truth as? [String: Any])
        #expect(object["longer_step"] as? String == "right")
        let index = (object["step_time_s"] as? [String: Any])?["symmetry_index_percent"] as? Double
        #expect(abs((index ?? 0) + 12) < 3)
    }

    /// Starts `gaitsim radiate`, says the requests at once, and returns its lines when it has ended.
    private func radiate(_ arguments: [String], _ requests: [String]) throws -> (status: Int32, lines: [[String: Any]])
    {
        let process = Process()
        process.executableURL = Gaitsim.program
        process.arguments = ["radiate"] + arguments
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, Pipe())
        try process.run()
        for request in requests { input.fileHandleForWriting.write(Data((request + "\n").utf8)) }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = try data.split(separator: UInt8(ascii: "\n")).compactMap {
            try JSONSerialization.jsonObject(with: $0) as? [String: Any]
        }
        return (process.terminationStatus, lines)
    }

    @Test("radiate: whoever connects and subscribes is notified of every reading, and asked characteristics answer")
    func radiates() throws {
        let uart = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
        let (status, lines) = try radiate(
            ["--duration", "3", "--stand", "0", "--placement", "lumbar", "--interval", "0:15", "--away", "4:1"],
            [
                #"{"type":"connect","id":"lumbar","mtu":185}"#,
                #"{"type":"subscribe","id":"lumbar","characteristic":"\#(uart)"}"#,
                #"{"type":"read","id":"lumbar","characteristic":"\#(FakeGATT.batteryLevel)","request":1}"#,
                #"{"type":"write","id":"lumbar","characteristic":"\#(uart)","value":"00","request":2}"#,
            ])
        #expect(status == 0)
        let types = lines.compactMap { $0["type"] as? String }
        #expect(types.first == "peripheral" && types[1] == "ready" && types.last == "end")
        let replies = lines.filter { $0["type"] as? String == "reply" }
        #expect(replies.first?["value"] as? String == "64", "a fresh battery is at 100 %")
        #expect(replies.last?["error"] as? Int == 3, "a characteristic that is not writable refuses")
        // Out of reach from 4 s to 5 s, the end: told, and silent after it.
        let away = try #require(types.firstIndex(of: "away"))
        #expect(!types[away...].contains("notify"))
        let bytes = lines.compactMap { $0["type"] as? String == "notify" ? $0["value"] as? String : nil }.joined()
        let sent = (lines.last?["sent"] as? [[String: Any]])?.first
        let readings = try #require(sent?["readings"] as? Int)
        // Walking ends with a whole step, then two seconds of standing; heard are the first four. HIGHRES_IMU is 0x69.
        #expect(readings > 480)
        let frames = bytes.components(separatedBy: "690000").count - 1
        #expect(abs(frames - 400) < 10)
        #expect(try radiate(["--duration", "3"], ["{}"]).status != 0, "nonsense is refused")
    }

    @Test("mistakes are named, with the way out")
    func refusals() throws {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mistakes: [([String], String)] = [
            (["walk", "--link-dir", folder.path, "--step-time-si", "90"], "not walkable"),
            (["walk", "--link-dir", folder.path + "/absent"], "cannot make the link"),
            (["walk", "--link-dir", folder.path, "--disconnect", "soon"], "is not [PLACEMENT@]SECONDS:SECONDS"),
            (["walk", "--link-dir", folder.path, "--placement", "left_foot"], "choose left_shank"),
            (["walk", "--link-dir", folder.path, "--script", "hop 3"], "unknown activity"),
            (["walk", "--link-dir", folder.path, "--kit", "a/b"], "--kit"),
        ]
        for (arguments, words) in mistakes {
            let (status, output) = try run(arguments)
            #expect(status != 0 && output.contains(words), "\(arguments): \(output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(
        "walk: what is sent is what arrives, and the losses that were asked for show as gaps",
        .enabled(if: Python.isPresent, "needs the Python tools (make python)"))
    func plays() throws {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = """
            import json, os, subprocess, sys, termios, threading, time, tty
            from pymavlink.dialects.v20 import common
            program, folder = sys.argv[1:3]
            places = ['left_shank', 'right_shank', 'lumbar']
            run = subprocess.Popen([program, 'walk', '--protocol', 'mavlink', '--link-dir', folder, '--kit', 'k',
                '--duration', '10', '--speed', '4', '--loss', '0.03', '--wait-for-reader'], stdout=subprocess.PIPE)
            heard = {}
            def listen(place):
                path = f'{folder}/k-{place}'
                while not os.path.exists(path):
                    assert run.poll() is None, 'ended early'
                    time.sleep(0.005)
                port = os.open(path, os.O_RDWR | os.O_NOCTTY)
                tty.setraw(port, termios.TCSANOW)
                heard[place] = bytearray()
                try:
                    while part := os.read(port, 65536):
                        heard[place] += part
                except OSError:
                    pass
            threads = [threading.Thread(target=listen, args=(place,)) for place in places]
            [thread.start() for thread in threads]
            summary = json.loads(run.communicate()[0])
            [thread.join() for thread in threads]
            for sensor in summary['sensors']:
                # At this speed a reader may sleep for two seconds before the kernel's buffer is full.
                assert sensor['dropped_reader_slow'] == 0, sensor
                link = common.MAVLink(None)
                link.robust_parsing = True
                messages = link.parse_buffer(bytes(heard[sensor['placement']]))
                bad = [bytes(m.data).hex() for m in messages if m.get_type() == 'BAD_DATA']
                assert not bad, (len(bad), bad[:20], sensor)
                imu = [m for m in messages if m.get_type() == 'HIGHRES_IMU']
                sequences = [m.get_seq() for m in messages]
                gaps = sum((b - a) % 256 - 1 for a, b in zip(sequences, sequences[1:]))
                assert len(imu) == sensor['samples_sent'] > 1000, (len(imu), sensor)
                # A lost heartbeat goes with its reading; losses before the first and after the last cannot show.
                assert abs(gaps - sensor['lost_on_line']) <= 4 and gaps > 10, (gaps, sensor)
                norms = [(m.xacc**2 + m.yacc**2 + m.zacc**2)**.5 for m in imu[:400]]
                assert abs(sum(norms) / len(norms) - 9.81) < 0.2
            assert not os.listdir(folder), os.listdir(folder)
            print('fine')
            """
        let (status, output) = try Python.run(script, [Gaitsim.program.path, folder.path])
        #expect(status == 0 && output.contains("fine"), "\(output)")
    }

    @Test(
        "the fake WitMotion obeys through the line: unlocked, it changes its rate and answers a register read",
        .enabled(if: Python.isPresent, "needs the Python tools (make python)"))
    func obeys() throws {
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = """
            import os, signal, subprocess, sys, termios, time, tty
            program, folder = sys.argv[1:3]
            run = subprocess.Popen([program, 'walk', '--link-dir', folder, '--kit', 'k', '--placement', 'lumbar',
                '--script', 'stand 600', '--speed', '10', '--wait-for-reader'], stdout=subprocess.PIPE)
            path = folder + '/k-lumbar'
            while not os.path.exists(path):
                assert run.poll() is None
                time.sleep(0.005)
            port = os.open(path, os.O_RDWR | os.O_NOCTTY)
            tty.setraw(port, termios.TCSANOW)
            os.write(port, bytes.fromhex('ffaa6988b5') + bytes.fromhex('ffaa030b00') + bytes.fromhex('ffaa270300'))
            heard, deadline = b'', time.time() + 30
            while bytes.fromhex('555f0b00') not in heard and time.time() < deadline:
                heard += os.read(port, 4096)
            assert bytes.fromhex('555f0b00') in heard
            run.send_signal(signal.SIGTERM)
            out = run.communicate()[0]
            assert b'"interrupted":true' in out, out
            assert not os.listdir(folder)
            print('fine')
            """
        let (status, output) = try Python.run(script, [Gaitsim.program.path, folder.path])
        #expect(status == 0 && output.contains("fine"), "\(output)")
    }
}
