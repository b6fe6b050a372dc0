import Foundation
import GaitctlKit
import QueryAPI
import Testing

@Suite("Screens")
struct ScreenTests {
    let plain = Presentation(timeZone: .gmt)

    @Test("status")
    func status() {
        #expect(
            StatusScreen.lines(Examples.status, plain) == [
                "gaitd 0.1.0 has run for 2 h 05 min, since 2026-11-21 10:30:59",
                "sensors          5 of 6 streaming; `gaitctl sensors` says what is missing",
                "kits             2",
                "open sessions    20261121-1",
                "episodes         12",
                "configuration    built-in defaults",
                "state directory  /var/lib/gaitd",
                "warning: the disk is nearly full: 300 MB left",
            ])
    }

    @Test("sensors: every loss has its column, and a silent link says what it needs")
    func sensors() {
        let lines = SensorsScreen.lines(Examples.sensors, plain)
        #expect(
            lines == [
                "sensor           link       driver     rate (Hz)  nominal (Hz)  lost  dropped  gaps  bad frames  "
                    + "reconnects  sync (±ms)  battery (%)  mounting  device",
                "demo/left_shank  streaming  witmotion      200.0           200     7        0     1           2  "
                    + "         0         1.2            -  ok        /dev/ttyUSB0",
                "demo/lumbar      missing    -                  -             -     0        0     0           0  "
                    + "         0           -            -  unknown   /dev/ttyUSB2",
                "demo/lumbar: no such device: plug it in",
            ])
        #expect(SensorsScreen.lines([], plain).joined().contains("configuration file"))
    }

    @Test("a baseline says what it was learnt from, or what is still missing")
    func baseline() {
        func lines(blocks: Int, days: Int, complete: Bool) -> [String] {
            let version = BaselineVersion(
                version: 1, startedAt: Date(timeIntervalSince1970: 0), learntAt: nil, blocks: blocks, blocksNeeded: 6,
                days: days, daysNeeded: 2, complete: complete, traits: [])
            return Array(
                BaselineScreen.lines(Baselines(subject: "S-A", versions: [version]), plain).dropFirst().dropLast())
        }
        #expect(
            lines(blocks: 14, days: 3, complete: true) == [
                "learnt from 14 blocks of steady walking on 3 days; the next day is compared with them"
            ])
        #expect(
            lines(blocks: 8, days: 1, complete: false) == [
                "still learning: 8 blocks of steady walking on 1 day; still missing: walking on 1 other day",
                "until then a day is compared with itself only",
            ])
        #expect(
            lines(blocks: 1, days: 1, complete: false)[0].hasSuffix(
                "1 block of steady walking on 1 day; still missing: 5 blocks, walking on 1 other day"))
        #expect(
            lines(blocks: 5, days: 2, complete: false)[0].hasSuffix("on 2 days; still missing: 1 block"))
        #expect(
            lines(blocks: 0, days: 0, complete: false)[0].hasSuffix(
                "on 0 days; still missing: 6 blocks, walking on 2 days"))
    }

    @Test("sensors over Bluetooth show strength, interval and MTU")
    func wirelessSensors() {
        let sensor = SensorState(
            id: "a/lumbar", kit: "a", placement: "lumbar", device: "D4:22:CD:00:12:34", link: "streaming",
            driver: "xsens-dot", batteryPercent: 71, rssiDbm: -58, mtuBytes: 247, connectionIntervalMs: 22.5)
        let lines = SensorsScreen.lines([sensor], plain)
        #expect(lines[0].hasSuffix("mounting  strength (dBm)  interval (ms)  MTU (bytes)  device"))
        #expect(lines[1].hasSuffix("71  unknown              -58           22.5          247  D4:22:CD:00:12:34"))
    }

    @Test("aligned sensors show what was added to their times")
    func alignedSensors() throws {
        var sensors = Examples.sensors
        sensors[0].offsetMs = 12.34
        sensors[0].offsetAt = Examples.noon
        let lines = SensorsScreen.lines(sensors, plain, now: Examples.noon.addingTimeInterval(3 * 86_400))
        #expect(lines[0].hasSuffix("mounting  offset (ms)  aligned  device"))
        #expect(lines[1].hasSuffix("ok               12.3  3 d ago  /dev/ttyUSB0"))
        #expect(
            SensorsScreen.aligned(sensors) == [
                "demo/left_shank: 12.3 ± 1.2 ms added to its times", "demo/lumbar: not aligned",
            ])
        let free = Kit(name: "a", sensors: [], session: nil, state: "standing")
        let busy = Kit(name: "b", sensors: [], session: "s1", state: "walking")
        #expect(try KitChoice.named(nil, of: [free]) == free)
        #expect(throws: Failure.self) { try KitChoice.named(nil, of: [free, busy]) }
        #expect(throws: Failure.self) { try KitChoice.named("b", of: [free, busy]) }
        #expect(throws: Failure.self) { try KitChoice.named("c", of: [free, busy]) }
    }

    @Test("scan: devices with what is known of them, and what keeps the radio from seeing more")
    func scan() {
        let devices = [
            SeenDevice(
                id: "D4:22:CD:00:12:34", kind: "bluetooth", addressType: "public", name: "Movella \u{1B}[2JDOT",
                rssiDbm: -48, driver: "xsens-dot", sensor: "a/lumbar", seenSAgo: 0.3),
            SeenDevice(id: "/dev/serial/by-id/usb-x", kind: "serial"),
        ]
        #expect(
            DeviceScreen.lines(Scan(devices: devices, problem: "the adapter is off"), plain) == [
                "device                   name             driver     strength (dBm)  heard (s ago)  is",
                "D4:22:CD:00:12:34        Movella ?[2JDOT  xsens-dot             -48            0.3  a/lumbar",
                "/dev/serial/by-id/usb-x  -                -                       -              -  -",
                "the adapter is off",
            ])
        #expect(DeviceScreen.lines(Scan(devices: []), plain).joined().contains("Nothing is near yet"))
    }

    @Test("shake: one sensor that moves much more than the others, for a while")
    func shake() {
        func sensors(_ left: Double, _ right: Double?) -> [SensorState] {
            zip(["left_shank", "right_shank"], [left, right]).map { placement, motion in
                SensorState(
                    id: "a/\(placement)", kit: "a", placement: placement, device: "d", link: "streaming",
                    motionDps: motion)
            }
        }
        func looks(_ states: [[SensorState]]) -> [String?] {
            var watch = ShakeWatch()
            return states.map { watch.take($0)?.placement }
        }
        #expect(looks([sensors(400, 3), sensors(380, 9), sensors(300, 2)]) == [nil, nil, "left_shank"])
        #expect(looks([sensors(400, 3), sensors(380, 200), sensors(300, 2)]) == [nil, nil, nil], "both moved")
        #expect(looks([sensors(90, 3), sensors(90, 3), sensors(90, 3)]) == [nil, nil, nil], "hardly moved")
        #expect(looks([sensors(400, 3), sensors(3, 400), sensors(400, 3)]) == [nil, nil, nil], "in turns")
        #expect(looks([sensors(3, 400), sensors(3, 400), sensors(3, 400)]).last == "right_shank")
        #expect(looks([sensors(400, nil), sensors(400, nil), sensors(400, nil)]).last == "left_shank")
    }

    @Test("episodes")
    func episodes() {
        #expect(
            EpisodeScreens.list([Examples.episode(), Examples.episode(id: 7, subject: nil)], plain) == [
                "id  start (local time)   length  subject  kit   strides  severity  confidence  finding",
                "12  2026-11-21 10:30:59  42 s    S-7K2M   demo       60      0.28        0.99  "
                    + "left step 12.8 % longer than right (95 % CI 10.1–15.4; threshold 10)",
                " 7  2026-11-21 10:30:59  42 s    -        demo       60      0.28        0.99  "
                    + "left step 12.8 % longer than right (95 % CI 10.1–15.4; threshold 10)",
            ])
    }

    @Test("episodes show fits one screen and puts left beside right, with pain and signal")
    func episode() {
        let lines = EpisodeScreens.show(Examples.detail, signals: [Examples.signal], plain)
        #expect(
            lines == [
                "Episode 12: left step 12.8 % longer than right (95 % CI 10.1–15.4; threshold 10)",
                "",
                "subject   S-7K2M",
                "session   20261121-1",
                "kit       demo",
                "when      2026-11-21 10:30:59 to 10:31:41 UTC, 42 s",
                "rests on  60 strides, confidence 0.99 (0 to 1)",
                "severity  0.28 (0 at the threshold, 1 at twice it)",
                "evidence  moderate, for step-time-symmetry 1",
                "",
                "Means per side                  left  right  left - right",
                "strides                           30     30",
                "step time (s)                  0.596  0.524        +0.072",
                "stance time (s)                0.700  0.740        -0.040",
                "swing time (s)                 0.420  0.380        +0.040",
                "stride time (s)                1.120  1.120        +0.000",
                "pronation proxy (°)              4.2      -             -",
                "contralateral pelvic drop (°)    3.0    5.5          -2.5",
                "",
                "Measures within the episode  side  value  95 % CI       strides",
                "cadence (/min)               -     107.1  105.0–109.2        60",
                "pelvic drop (°)              left   -2.5  -4.0 to -1.0       30",
                "",
                "Pain and notes of the day",
                "  2026-11-21 10:40:59  pain: left knee 4, right knee 0, back 6 (of 10)  \"after the stairs\"",
                "",
                "Raw signal kept  from      length  samples",
                "left shank       10:30:49  57 s      11400",
                "",
                "Speed of rotation over the episode's first 6 s (full bar 172 °/s)",
                "  left shank  " + String(repeating: "██████▁▁▁▁▁▁", count: 6),
                "",
                "For use with a professional's own assessment; not for diagnosis or emergency.",
            ])
        #expect(lines.count <= 40)
    }

    @Test("An episode with little around it says so, and a signal that cannot be drawn is left out")
    func bareEpisode() {
        var detail = Examples.detail
        (detail.sides, detail.measures, detail.annotations, detail.signals) = ([], [], [], [])
        detail.proxy = true
        let text = EpisodeScreens.show(detail, signals: [], plain).joined(separator: "\n")
        #expect(text.contains("No raw signal is kept"))
        #expect(text.contains("none; add some with `gaitctl pain`"))
        #expect(text.contains("stands in for what it is named after"))
        var signal = Examples.signal
        signal.angularRateRadps = [[], [.nan], [1]]
        signal.tS = [.infinity]
        #expect(SignalSketch.lines([signal], from: Examples.noon) == [])
    }

    @Test("session list, show, start and stop")
    func sessions() {
        #expect(
            SessionScreens.list([Examples.session], plain) == [
                "session     subject  kit   start (local time)   length       strides  set apart  episodes  "
                    + "lost samples  shoes     aid  note",
                "20261121-1  S-7K2M   demo  2026-11-21 10:30:59  10 min 00 s      900          -         2  "
                    + "          14  trainers  -    felt tired",
                "session 20261121-1 was resumed once after gaitd had stopped unexpectedly; "
                    + "what happened in between is not in it",
            ])
        let shown = SessionScreens.show(
            Examples.session, annotations: [Examples.pain], episodes: [Examples.episode()], plain)
        #expect(shown.contains("stop          2026-11-21 10:40:59 UTC"))
        #expect(shown.contains { $0.contains("left knee 4") } && shown.contains { $0.contains("left step 12.8 %") })
        #expect(SessionScreens.started(Examples.running, plain)[0].hasPrefix("Session 20261121-1 runs for subject"))
        #expect(
            SessionScreens.stopped(Examples.session, plain)[0]
                == "Session 20261121-1 stopped after 10 min 00 s: 900 strides, 2 episodes, 14 samples lost.")
        #expect(
            SessionScreens.added(Examples.pain, plain)[1] == "Kept with session 20261121-1, subject S-7K2M.")
    }

    @Test("subjects, kits and measures")
    func lists() {
        let subject = Subject(id: "S-7K2M", createdAt: Examples.noon, sessions: 3, episodes: 12)
        #expect(
            SessionScreens.subjects([subject], plain) == [
                "subject  since (local time)   sessions  episodes", "S-7K2M   2026-11-21 10:30:59         3        12",
            ])
        let kit = Kit(name: "demo", sensors: ["demo/left_shank", "demo/lumbar"], session: nil, state: "walking")
        #expect(
            SensorsScreen.kits([kit], plain) == [
                "kit   state    open session  sensors", "demo  walking  -             demo/left_shank, demo/lumbar",
            ])
        #expect(
            MeasureScreen.lines(Examples.detail.measures, plain).last
                == "2026-11-21 10:30:59  -        -        pelvic drop (°)  left   -2.5  -4.0 to -1.0       30")
    }

    @Test("Empty lists say what to do, or that there is nothing")
    func empty() {
        #expect(EpisodeScreens.list([], plain) == ["No episodes: nothing that was asked for has been flagged."])
        #expect(SessionScreens.list([], plain)[0].contains("gaitctl session start"))
        #expect(SessionScreens.subjects([], plain)[0].contains("gaitctl session start"))
        #expect(MeasureScreen.lines([], plain) == ["No measures match what was asked for."])
        #expect(SensorsScreen.kits([], plain)[0].contains("configuration"))
    }

    @Test("watch has a line for every kind", arguments: LiveScreen.types)
    func live(type: String) {
        var line = LiveLine(type: type)
        line.at = "2026-11-21T10:30:59.125Z"
        line.kit = "demo"
        line.side = "left"
        (line.id, line.kind, line.status) = (4, "initial_contact", "confirmed")
        (line.strideTime, line.stanceTime, line.steady) = (1.12, 0.7, false)
        (line.name, line.value, line.low, line.high) = ("step_time_symmetry_index_percent", 12.8, 10.1, 15.4)
        (line.tStart, line.tEnd, line.stridesLeft, line.cadencePerMin, line.angleDeg) = (1, 43, 30, 107, -91)
        (line.placement, line.cause, line.lostSamples, line.text) = ("lumbar", "disconnected", 40, "pulled out")
        let expected = [
            "event": "initial contact  left  (confirmed)", "retraction": "withdrawn: contact 4",
            "stride": "stride  left  stride 1.12 s  stance 0.70 s  (not steady: enters no index)",
            "bout": "walked  42 s  30 left strides  107 steps/min", "turn": "turned  91° to the right",
            "measure": "step time symmetry index  left  12.8 %  (95 % CI 10.1–15.4)",
            "episode_open": "episode begins:  left  initial contact  12.8 %  (95 % CI 10.1–15.4)",
            "episode_update": "episode goes on:  left  initial contact  12.8 %  (95 % CI 10.1–15.4)",
            "episode": "episode 4:  left  initial contact  12.8 %  (95 % CI 10.1–15.4)",
            "suppressed": "left  initial contact  12.8 %  (95 % CI 10.1–15.4)  pulled out",
            "annotation": "initial_contact  \"pulled out\"",
            "gap": "gap  lumbar  disconnected  40 samples lost  pulled out",
        ]
        let rest = "4  initial_contact  lumbar  confirmed  disconnected  40 lost  pulled out"
        #expect(LiveScreen.text(line, plain) == "10:30:59  demo  \(expected[type] ?? "\(type)  \(rest)")")
    }

    @Test("strides that were not walked are said to be set apart, and counted")
    func setApart() {
        var stride = LiveLine(type: "stride")
        (stride.at, stride.side, stride.strideTime) = ("2026-11-21T10:30:59.125Z", "left", 0.74)
        (stride.steady, stride.mode) = (false, "stairs_up")
        #expect(LiveScreen.text(stride, plain) == "10:30:59  -  stride  left  stride 0.74 s  (stairs up: set apart)")
        (stride.steady, stride.mode) = (true, "walking")
        #expect(LiveScreen.text(stride, plain) == "10:30:59  -  stride  left  stride 0.74 s")
        var bout = LiveLine(type: "bout")
        (bout.at, bout.stridesLeft, bout.setApart) = (stride.at, 30, ["stairs_up": 4, "running": 12])
        #expect(
            LiveScreen.text(bout, plain) == "10:30:59  -  walked  30 left strides  (set apart: 12 running, 4 stairs up)"
        )
        var session = Examples.session
        session.setApart = ["running": 12]
        #expect(
            SessionScreens.show(session, annotations: [], episodes: [], plain).contains("set apart     12 running"))
        var value = Examples.detail.measures[0]
        value.mode = "running"
        #expect(MeasureScreen.lines([value], plain).last?.contains("running") == true)
    }

    @Test("No word on any screen names a condition")
    func plainWords() {
        let screens = [
            StatusScreen.lines(Examples.status, plain), SensorsScreen.lines(Examples.sensors, plain),
            EpisodeScreens.list([Examples.episode()], plain),
            EpisodeScreens.show(Examples.detail, signals: [Examples.signal], plain),
            SessionScreens.list([Examples.session], plain),
        ]
        let text = screens.joined().joined(separator: "\n").lowercased()
            .replacingOccurrences(of: "not for diagnosis or emergency", with: "")
        for word in [
            "abnormal", "patholog", "at risk", "diagnos", "over-pronation", "weakness", "osteoarthritis", "normal",
        ] {
            #expect(!text.contains(word))
        }
    }
}
