import DaemonConfiguration
import Foundation
import IMU
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    static let full = """
        state_directory = "/srv/gaitd"
        log_level = "debug"

        [socket]
        path = "/tmp/g.sock"
        mode = "0600"
        group = "physio"
        viewer_groups = ["students", "guests"]
        operator_groups = ["physio"]
        admin_groups = ["wheel"]

        [flagging]
        step_time_symmetry_index_percent = 8
        stance_time_symmetry_index_percent = 9.5
        swing_time_symmetry_index_percent = 12.0
        pronation_proxy_difference_deg = 4
        minimum_strides = 30

        [retention]
        raw_days = 0
        episode_days = 365

        [[kit]]
        name = "a"
        subject = "S-1"
        [[kit.sensor]]
        placement = "left_shank"
        device = "/dev/ttyUSB0"
        driver = "witmotion"
        baud = 115200
        rate = 100
        [[kit.sensor]]
        placement = "lumbar"
        device = "/dev/ttyUSB1"

        [[kit]]
        name = "b"
        sensor = [{ placement = "right_shank", device = "/dev/ttyACM0", baud = "auto", rate = 62.5 }]
        """

    private func mistakes(_ text: String) -> [ConfigurationMistake] {
        do {
            _ = try Configuration.parse(text, file: "g.toml")
            return []
        } catch {
            return error.mistakes
        }
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try Configuration.parse(Self.full, file: "g.toml")
        var expected = Configuration()
        expected.stateDirectory = "/srv/gaitd"
        expected.logLevel = .debug
        expected.socket.path = "/tmp/g.sock"
        expected.socket.mode = 0o600
        expected.socket.group = "physio"
        expected.socket.viewerGroups = ["students", "guests"]
        expected.socket.operatorGroups = ["physio"]
        expected.socket.adminGroups = ["wheel"]
        expected.flagging.stepTimeSymmetryIndexPercent = 8
        expected.flagging.stanceTimeSymmetryIndexPercent = 9.5
        expected.flagging.swingTimeSymmetryIndexPercent = 12
        expected.flagging.pronationProxyDifferenceDeg = 4
        expected.flagging.minimumStrides = 30
        expected.retention.rawDays = nil
        expected.retention.episodeDays = 365
        expected.kits = [
            .init(
                name: "a", subject: "S-1",
                sensors: [
                    .init(
                        placement: .leftShank, place: .device("/dev/ttyUSB0"), driver: .witmotion, baud: 115_200,
                        rate: 100),
                    .init(placement: .lumbar, place: .device("/dev/ttyUSB1")),
                ]),
            .init(
                name: "b", sensors: [.init(placement: .rightShank, place: .device("/dev/ttyACM0"), rate: 62.5)]),
        ]
        #expect(configuration == expected)
    }

    @Test func anEmptyFileIsTheDefaults() throws {
        #expect(try Configuration.parse("", file: "g.toml") == Configuration())
        #expect(try Configuration.parse("# nothing\n[socket]\n", file: "g.toml") == Configuration())
    }

    @Test func allMistakesComeAtOnceInTheOrderOfTheFile() {
        let found = mistakes(
            """
            state_dir = "/x"
            log_level = "loud"
            [socket]
            mode = "0666"
            path = 7
            viewer_groups = "students"
            [flagging]
            minimum_strides = 2.5
            swing_time_symmetry_index_percent = 0
            [[kit]]
            name = "a"
            [[kit.sensor]]
            placement = "left_shin"
            device = "ttyUSB0"
            [[kit.sensor]]
              placement = "lumbar"
              devise = "/dev/ttyUSB1"
              baud = "fast"
            [[kit]]
            name = "a"
            sensor = []
            """)
        let lines = found.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.key ?? "")" }
        #expect(
            lines == [
                "1:1 state_dir", "2:1 log_level", "4:1 socket.mode", "5:1 socket.path", "6:1 socket.viewer_groups",
                "8:1 flagging.minimum_strides", "9:1 flagging.swing_time_symmetry_index_percent",
                "13:1 kit[0].sensor[0].placement", "14:1 kit[0].sensor[0].device",
                "15:1 kit[0].sensor[1].device", "17:3 kit[0].sensor[1].devise", "18:3 kit[0].sensor[1].baud",
                "20:1 kit[1].name", "21:1 kit[1].sensor",
            ])
        let text = ConfigurationErrors(mistakes: found).description
        for part in [
            "g.toml:1:1: state_dir: is no key at the top; did you mean `state_directory`?",
            "log_level: \"loud\" is not allowed; allowed is one of \"trace\", \"debug\"",
            "socket.mode: \"0666\" is not allowed; allowed is permission bits in octal, nothing for others",
            "socket.path: is a whole number, but must be an absolute path",
            "socket.viewer_groups: is a string, but must be a list of names of groups",
            "flagging.minimum_strides: is a number with a point, but must be a whole number from 6 to 1000",
            "kit[0].sensor[1].device: is missing; needed is the absolute path of a tty",
            "kit[0].sensor[1].devise: is no key in `kit.sensor`; did you mean `device`?",
            "kit[1].name: \"a\" stands already in line 11 (`kit[0].name`)",
            "kit[1].sensor: is empty; a kit has at least one sensor",
        ] {
            #expect(text.contains(part), "missing: \(part)\n\(text)")
        }
    }

    @Test func aSensorIsFoundByPathAddressOrName() throws {
        let configuration = try Configuration.parse(
            """
            [bluetooth]
            backend = "kernel"
            [[kit]]
            name = "a"
            [[kit.sensor]]
            placement = "left_shank"
            address = "d4:22:cd:00:12:34"
            address_type = "random"
            adapter = "hci1"
            driver = "xsens-dot"
            [[kit.sensor]]
            placement = "right_shank"
            name = "Movella DOT"
            [[kit.sensor]]
            placement = "lumbar"
            device = "assigned"
            adapter = "hci2"
            """, file: "g.toml")
        #expect(configuration.bluetooth.backend == .kernel)
        #expect(
            configuration.kits[0].sensors.map(\.place) == [
                .address("D4:22:CD:00:12:34", isRandom: true, adapter: "hci1"), .name("Movella DOT", adapter: nil),
                .assigned(adapter: "hci2"),
            ])
        #expect(configuration.kits[0].sensors.map(\.place.adapter) == ["hci1", nil, "hci2"])
        #expect(configuration.kits[0].sensors[0].driver == .xsensDot)
    }

    @Test func whatDoesNotGoTogetherIsSaid() {
        let found = mistakes(
            """
            [bluetooth]
            backend = "winsock"
            [[kit]]
            name = "a"
            [[kit.sensor]]
            placement = "left_shank"
            device = "/dev/ttyUSB0"
            address = "D4:22:CD:00:12:34"
            [[kit.sensor]]
            placement = "right_shank"
            address = "D4:22:CD:00:12"
            [[kit.sensor]]
            placement = "lumbar"
            address = "D4:22:CD:00:12:35"
            baud = 9600
            driver = "x-imu3"
            [[kit.sensor]]
            placement = "left_thigh"
            device = "/dev/ttyUSB1"
            driver = "movesense"
            adapter = "hci0"
            [[kit.sensor]]
            placement = "right_thigh"
            address = "d4:22:cd:00:12:35"
            """)
        #expect(
            found.map { "\($0.line ?? 0) \($0.key ?? ""): \($0.problem)" } == [
                "2 bluetooth.backend: \"winsock\" is not allowed; allowed is one of \"auto\", \"bluez\", \"kernel\"",
                "8 kit[0].sensor[0].address: stands beside `device`; only one of them can be",
                "11 kit[0].sensor[1].address: \"D4:22:CD:00:12\" is not allowed; allowed is a Bluetooth address, such as "
                    + "\"D4:22:CD:00:12:34\"",
                "15 kit[0].sensor[2].baud: is for serial lines; Bluetooth has none",
                "16 kit[0].sensor[2].driver: \"x-imu3\" is for serial lines; give a `device`",
                "20 kit[0].sensor[3].driver: \"movesense\" is for Bluetooth devices; give an `address` or a `name`",
                "21 kit[0].sensor[3].adapter: is for Bluetooth; a `device` has none",
                "24 kit[0].sensor[4].address: \"D4:22:CD:00:12:35\" stands already in line 14 "
                    + "(`kit[0].sensor[2].address`)",
            ])
    }

    @Test func doublesAreMistakes() {
        let found = mistakes(
            """
            [[kit]]
            name = "a"
            subject = "S-1"
            [[kit.sensor]]
            placement = "lumbar"
            device = "/dev/ttyUSB0"
            [[kit.sensor]]
            placement = "lumbar"
            device = "/dev/ttyUSB1"
            [[kit]]
            name = "b"
            subject = "S-1"
            [[kit.sensor]]
            placement = "lumbar"
            device = "/dev/ttyUSB0"
            """)
        #expect(found.map(\.key) == ["kit[0].sensor[1].placement", "kit[1].subject", "kit[1].sensor[0].device"])
        #expect(found.map(\.line) == [8, 12, 15])
    }

    @Test(arguments: [
        ("name = \"unclosed", 1), ("a = 1\na = 2", 2), ("[socket\npath = \"/x\"", 1), ("\n\nkey without value\n", 3),
        ("a = 1\n[ # nameless\n]", 2), ("[[=]]", 1), ("\na = 2001-01-01 1\n", 2), ("log_level = very loud # !", 1),
        ("a = ]", 1), ("a =\n", 1), ("a = # none", 1), ("a = [ } ]", 1),
        ("[", 1), ("[[", 1),
    ])
    func whatIsNotTOMLHasItsLine(text: String, line: Int) {
        let found = mistakes(text)
        #expect(found.count == 1)
        #expect(found.first?.line == line)
        #expect(found.first?.problem.hasPrefix("is not TOML: ") == true)
    }

    @Test func aNULIsAMistakeAndNotTheEnd() {
        #expect(mistakes("log_level = \"info\"\n\0[[[").map(\.line) == [2])
        #expect(mistakes("log_level = \"info\\u0000x\"").map(\.line) == [1])
    }

    /// Every key of the table is really looked at: a value of the wrong type in its place is noticed there.
    @Test func everyKeyOfTheTableIsChecked() {
        for key in ConfigurationKey.all {
            let wrong = key.kind == .table || key.kind == .tables ? "1" : "2001-01-01"
            let head: String
            switch key.section {
            case "": head = ""
            case "kit": head = "[[kit]]\n"
            case "kit.sensor": head = "[[kit]]\n[[kit.sensor]]\n"
            default: head = "[\(key.section)]\n"
            }
            let line = head.split(separator: "\n").count + 1
            let found = mistakes(head + "\(key.name) = \(wrong)\n")
            #expect(
                found.contains { $0.line == line && $0.problem.hasSuffix("must be \(key.allowed)") },
                "\(key.path): \(found)")
        }
    }

    @Test func valuesAreLimited() {
        for (line, isFine) in [
            ("rate = 0.5", false), ("rate = 1", true), ("rate = nan", false), ("rate = inf", false),
            ("baud = 299", false), ("baud = -9600", false), ("baud = 921600", true),
            ("baud = 9223372036854775807", false),
            ("driver = \"ubx\"", false), ("driver = \"mavlink\"", true),
        ] {
            let text = "[[kit]]\nname = \"a\"\n[[kit.sensor]]\nplacement = \"lumbar\"\ndevice = \"/dev/x\"\n\(line)"
            #expect(mistakes(text).isEmpty == isFine, "\(line)")
        }
        for (device, isFine) in [
            ("/dev/ttyUSB0", true), ("ttyUSB0", false), ("usb:0403:6001", true), ("usb:0403:6001:A5-02", true),
            ("usb:10C4:ea60:0001:2", true), ("usb:403:6001", false), ("usb:0403:6001:", false),
            ("usb:0403", false), ("usb:04g3:6001", false), ("usb:0403:6001:a b", false), ("USB:0403:6001", false),
        ] {
            let text = "[[kit]]\nname = \"a\"\n[[kit.sensor]]\nplacement = \"lumbar\"\ndevice = \"\(device)\""
            #expect(mistakes(text).isEmpty == isFine, "\(device)")
        }
        for name in ["", "a b", "a/b", "ä", "..", String(repeating: "x", count: 65)] {
            let text =
                "[[kit]]\nname = \"\(name)\"\n[[kit.sensor]]\nplacement = \"lumbar\"\ndevice = \"/dev/x\""
            #expect(mistakes(text).first?.key == "kit[0].name", "\(name)")
        }
        for mode in ["0o660", "+660", "0060", "1777", "0661", "99", "rw", "00660"] {
            #expect(mistakes("[socket]\nmode = \"\(mode)\"").count == 1, "\(mode)")
        }
    }

    @Test func filesThatCannotBeReadSayWhy() throws {
        let folder = NSTemporaryDirectory() + "gaitd-configuration-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func problem(_ path: String) -> String {
            do {
                _ = try Configuration.load(path)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(problem(folder + "/none.toml").contains("none.toml: cannot be read: No such file or directory; name"))
        #expect(problem(folder).contains("cannot be read: Is a directory"))
        try Data([0x61, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/latin.toml"))
        #expect(problem(folder + "/latin.toml").contains("is not UTF-8 text"))
        try Data(repeating: 0x23, count: 2 << 20).write(to: URL(fileURLWithPath: folder + "/big.toml"))
        #expect(problem(folder + "/big.toml").contains("has more than 1048576 bytes"))
        try Data(Self.full.utf8).write(to: URL(fileURLWithPath: folder + "/g.toml"))
        #expect(problem(folder + "/g.toml").isEmpty)
    }

    @Test func hostileTextNeverTraps() {
        let pieces = [
            "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "=", ".", ",", "#", "\\", "\n", "\r\n", " ",
            "\t", "kit", "[[kit]]", "[[kit.sensor]]", "[kit]", "sensor", "placement", "0", "-1", "1e9", "0x",
            "2001-01-01", "ä", "😀", "\u{FEFF}", "\u{85}", "nan", "true",
        ]
        for seed in UInt64(1)...4000 {
            var generator = SeededGenerator(seed: seed)
            var text = seed % 2 == 0 ? Array(Self.full) : []
            for _ in 0..<Int.random(in: 1...(text.isEmpty ? 30 : 6), using: &generator) {
                let at = Int.random(in: 0...text.count, using: &generator)
                let piece = pieces.randomElement(using: &generator) ?? ""
                if at < text.count, Bool.random(using: &generator) { text.remove(at: at) }
                text.insert(contentsOf: piece, at: min(at, text.count))
            }
            for mistake in mistakes(String(text)) {
                #expect(mistake.line ?? 0 >= 1, "seed \(seed): \(mistake)")
            }
        }
        // Deeper than the parser allows, and than a stack would bear.
        for piece in ["[", "{a=", "[{a="] {
            #expect(mistakes("a = " + String(repeating: piece, count: 20_000)).count == 1)
        }
    }
}
