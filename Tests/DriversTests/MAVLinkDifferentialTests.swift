import Drivers
import TestSupport
import Testing

/// Against PyPI `pymavlink`, generated from MAVLink's own message definitions: two hands that must agree.
@Suite(.enabled(if: Python.isPresent, "no Python with pymavlink: see Tests/requirements.txt"))
struct MAVLinkDifferentialTests {
    /// Random readings, with and without trailing zeros, signed and not, versions 1 and 2, between other messages.
    @Test func framesThatPymavlinkWritesAreReadAlike() throws {
        let script = """
            import random, struct, sys
            from pymavlink.dialects.v20 import common as v2
            from pymavlink.dialects.v10 import common as v1
            rng = random.Random(20261121)
            f32 = lambda x: struct.unpack('<f', struct.pack('<f', x))[0]
            links = [v2.MAVLink(None, srcSystem=7, srcComponent=190), v1.MAVLink(None, srcSystem=7, srcComponent=190)]
            signed = v2.MAVLink(None, srcSystem=7, srcComponent=190)
            signed.signing.secret_key = bytes(range(32))
            signed.signing.link_id = 3
            signed.signing.timestamp = 1
            signed.signing.sign_outgoing = True
            links.append(signed)
            bits = lambda x: struct.unpack('<I', struct.pack('<f', x))[0]
            for n in range(600):
                link = links[n % 3]
                link.seq = n % 256
                kind = rng.randrange(8)
                if kind == 0:
                    frame = link.heartbeat_encode(6, 8, 0, 0, 4, 3).pack(link)
                    line = []
                elif kind == 1:
                    frame = link.attitude_quaternion_encode(n, 1, 0, 0, 0, 0, 0, 0).pack(link)
                    line = []
                else:
                    t = rng.choice([0, n, rng.getrandbits(64)])
                    motion = [f32(rng.choice([0, rng.uniform(-150, 150)])) for _ in range(6)]
                    rest = [f32(rng.choice([0, rng.uniform(-1e3, 1e3)])) for _ in range(7)]
                    fields = rng.choice([0x3F, 0x1FFF, 0x3F])
                    args = [t, *motion, *rest, fields]
                    if link is not links[1]:
                        args.append(0)
                    message = link.highres_imu_encode(*args)
                    frame = message.pack(link)
                    line = [str(t)] + [str(bits(x)) for x in motion]
                print(frame.hex(), *line)
            """
        let (status, output) = try Python.run(script)
        try #require(status == 0, "\(output)")
        var driver = MAVLinkDriver()
        var frames = 0
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            let outcome = run(&driver, [Vector.bytes(String(words[0]))])
            frames += 1
            let got = outcome.samples.map { sample in
                [String(sample.ticks)]
                    + [sample.acceleration, sample.angularRate].flatMap { v in (0..<3).map { String(v[$0].bitPattern) }
                    }
            }
            #expect(got == (words.count > 1 ? [words.dropFirst().map(String.init)] : []))
        }
        #expect(frames == 600 && driver.counters.frames == 600)
        #expect(driver.counters.lostFrames == 0 && driver.counters.discardedBytes == 0)
    }

    /// A sensor's `id` other than 0 keeps the payload from being cut.
    @Test func sensorIdsAreReadAlike() throws {
        let script = """
            from pymavlink.dialects.v20 import common as m
            for id in range(256):
                link = m.MAVLink(None, srcSystem=1, srcComponent=1)
                print(link.highres_imu_encode(9, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 63, id).pack(link).hex())
            """
        let (status, output) = try Python.run(script)
        try #require(status == 0, "\(output)")
        for (id, line) in output.split(separator: "\n").enumerated() {
            var driver = MAVLinkDriver()
            #expect(run(&driver, [Vector.bytes(String(line))]).samples.count == 1)
            #expect(driver.sensor?.id == UInt8(id))
        }
    }

    /// Every message of the set that pymavlink writes is accepted, which proves the table of CRC_EXTRA.
    @Test func everyCommonMessageIsAccepted() throws {
        let script = """
            from pymavlink.dialects.v20 import common as m
            class Link(m.MAVLink):
                pass
            for id, kind in sorted(m.mavlink_map.items()):
                if id > 390: continue
                payload = bytes(range(1, 1 + kind.unpacker.size))
                head = bytes([0xFD, len(payload), 0, 0, 0, 5, 6, id & 255, id >> 8, 0])
                crc = m.x25crc(head[1:] + payload + bytes([kind.crc_extra])).crc
                print((head + payload + crc.to_bytes(2, 'little')).hex())
            """
        let (status, output) = try Python.run(script)
        try #require(status == 0, "\(output)")
        let frames = output.split(separator: "\n").map { Vector.bytes(String($0)) }
        #expect(frames.count > 150)
        for frame in frames {
            let outcome = decode(MAVLinkDriver.self, frame)
            #expect(outcome.counters.frames == 1 && outcome.counters.discardedBytes == 0)
        }
    }
}
