internal import IMU

/// One key of the configuration file. What is not in the table is a mistake.
public struct ConfigurationKey: Sendable, Equatable {
    /// The table it stands in: empty for the top, `kit.sensor` for `[[kit.sensor]]`.
    public var section: String
    public var name: String
    public var kind: Kind
    /// The default as written in TOML; nil where the key has none.
    public var defaultText: String?
    /// What may stand there, in words.
    public var allowed: String

    public enum Kind: Sendable, Equatable {
        case string, number, integer, strings, stringOrInteger
        /// `[name]`
        case table
        /// `[[name]]`
        case tables
    }

    /// `kit.sensor.device`
    public var path: String { section.isEmpty ? name : section + "." + name }

    /// Every key there is, in the order of the documentation.
    public static let all: [ConfigurationKey] = [
        key("", "state_directory", .string, "\"/var/lib/gaitd\"", "an absolute path"),
        key("", "log_level", .string, "\"info\"", list(Configuration.LogLevel.allCases.map(\.rawValue))),
        key("", "socket", .table, nil, "a table: `[socket]`"),
        key("", "flagging", .table, nil, "a table: `[flagging]`"),
        key("", "retention", .table, nil, "a table: `[retention]`"),
        key("", "bluetooth", .table, nil, "a table: `[bluetooth]`"),
        key("", "kit", .tables, nil, "one table for each kit: `[[kit]]`"),
        key("socket", "path", .string, "\"/run/gaitd/gaitd.sock\"", "an absolute path of at most 107 bytes"),
        key(
            "socket", "mode", .string, "\"0660\"", "permission bits in octal, nothing for others: \"0600\" or \"0660\""),
        key("socket", "group", .string, nil, "the name of a group"),
        key("socket", "viewer_groups", .strings, "[]", "a list of names of groups"),
        key("socket", "operator_groups", .strings, "[]", "a list of names of groups"),
        key("socket", "admin_groups", .strings, "[]", "a list of names of groups"),
        key("flagging", "step_time_symmetry_index_percent", .number, "10.0", percent),
        key("flagging", "stance_time_symmetry_index_percent", .number, "10.0", percent),
        key("flagging", "swing_time_symmetry_index_percent", .number, "15.0", percent),
        key("flagging", "pronation_proxy_difference_deg", .number, "5.0", "a number of degrees from 0.5 to 45"),
        key("flagging", "symmetry_index_change_percent", .number, "5.0", percent),
        key("flagging", "pronation_proxy_change_deg", .number, "2.0", "a number of degrees from 0.5 to 45"),
        key("flagging", "knee_change_deg", .number, "4.0", "a number of degrees from 0.5 to 45"),
        key("flagging", "lumbar_change_deg", .number, "2.0", "a number of degrees from 0.5 to 45"),
        key("flagging", "minimum_strides", .integer, "20", "a whole number from 6 to 1000"),
        key("retention", "raw_days", .integer, "30", "a whole number of days from 0 (for ever) to 36500"),
        key("retention", "episode_days", .integer, "730", "a whole number of days from 0 (for ever) to 36500"),
        key(
            "bluetooth", "backend", .string, "\"auto\"", list(Configuration.Bluetooth.Backend.allCases.map(\.rawValue))),
        key("kit", "name", .string, nil, code),
        key("kit", "subject", .string, nil, code + "; a pseudonym, never a name"),
        key("kit", "shank_sensor_height_m", .number, nil, "a number of metres from 0.05 to 0.6"),
        key("kit", "sensor", .tables, nil, "one table for each sensor: `[[kit.sensor]]`"),
        key("kit.sensor", "placement", .string, nil, list(Placement.allCases.map(\.name))),
        key(
            "kit.sensor", "device", .string, nil,
            "the absolute path of a tty, such as \"/dev/ttyUSB0\", a USB device, such as \"usb:0403:6001:A50285BI\", or "
                + "\"assigned\"; or `address`, or `name`"),
        key("kit.sensor", "address", .string, nil, "a Bluetooth address, such as \"D4:22:CD:00:12:34\""),
        key("kit.sensor", "address_type", .string, nil, list(["public", "random"])),
        key("kit.sensor", "name", .string, nil, "the name that a Bluetooth device advertises, 1 to 248 bytes"),
        key("kit.sensor", "adapter", .string, nil, "a Bluetooth adapter's name or address, such as \"hci0\""),
        key("kit.sensor", "driver", .string, "\"auto\"", list(Configuration.Driver.allCases.map(\.rawValue))),
        key("kit.sensor", "baud", .stringOrInteger, "\"auto\"", "\"auto\" or a whole number from 300 to 4000000"),
        key("kit.sensor", "rate", .number, nil, "a number of Hz from 1 to 2000"),
    ]

    /// The key of that name in a table.
    static func find(_ name: String, in section: String) -> ConfigurationKey? {
        all.first { $0.section == section && $0.name == name }
    }

    private static let percent = "a number of percent from 0.5 to 100"
    private static let code = "1 to 64 letters, digits, `.`, `_` or `-`"

    private static func list(_ words: [String]) -> String {
        "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func key(
        _ section: String, _ name: String, _ kind: Kind, _ defaultText: String?, _ allowed: String
    ) -> ConfigurationKey {
        ConfigurationKey(section: section, name: name, kind: kind, defaultText: defaultText, allowed: allowed)
    }
}
