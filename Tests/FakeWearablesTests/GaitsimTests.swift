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
