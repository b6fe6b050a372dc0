import DaemonConfiguration
import Testing

/// Mistakes are found at their place however the TOML is written.
@Suite struct PlaceTests {
    /// The place of the only mistake, as `line:column key`.
    private func place(_ text: String) -> String {
        do {
            _ = try Configuration.parse(text, file: "f")
            return "none"
        } catch {
            return error.mistakes.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.key ?? "")" }.joined(separator: ", ")
        }
    }

    @Test func inDottedKeys() {
        #expect(place("log_level = \"info\"\n  socket . mode = 1") == "2:3 socket.mode")
        #expect(place("flagging.minimum_strides = 1") == "1:1 flagging.minimum_strides")
        #expect(place("\"socket\".'mode' = 1") == "1:1 socket.mode")
    }

    @Test func inInlineTables() {
        #expect(place("socket = { path = \"/a\", mode = 1 }") == "1:25 socket.mode")
        let kit = "[[kit]]\nname = \"a\"\nsensor = [\n  { placement = \"lumbar\", device = \"/dev/a\" },\n"
        #expect(
            place(kit + "  { placement = \"lumbar\", # twice\n device = \"/dev/b\" } ]")
                != "none")
        #expect(
            place(kit + "  { placement = \"left_foot\", device = \"b\" } ]") == "5:30 kit[0].sensor[1].device")
    }

    @Test func behindStringsThatLookLikeKeys() {
        #expect(
            place("state_directory = \"\"\"/a\\\nlog_level = 1\n\"\"\"\n[socket]\nmode = 1")
                .hasSuffix("5:1 socket.mode"))
        #expect(place("log_level = 'x = [' # ] = \"\nstate_directory = 1") == "1:1 log_level, 2:1 state_directory")
        #expect(place("state_directory = \"/a\\\"\\\\\" # \"\nlog_level = 1") == "2:1 log_level")
        #expect(place("socket.path = '''/a'b''c'''\nlog_level = 1") == "2:1 log_level")
        #expect(place("socket.path = \"\"\"/a\"\"\"\"\"\nlog_level = 1") == "2:1 log_level")
    }

    @Test func behindListsOfSeveralLines() {
        #expect(
            place("[socket]\nviewer_groups = [ # = [\n \"a\",\n \"b\", ]\nmode = 1") == "5:1 socket.mode")
        #expect(place("[socket]\nviewer_groups = [[], 1]\nmode = 1") == "2:1 socket.viewer_groups, 3:1 socket.mode")
    }

    @Test func behindWindowsLineEndsAndLettersOfSeveralBytes() {
        #expect(place("# äöü 😀\r\nlog_level = \"ä\"\r\n[socket]\r\nmode = 1") == "2:1 log_level, 4:1 socket.mode")
        #expect(place("socket = { path = \"/ä😀\", mode = 1 }") == "1:26 socket.mode")
    }

    @Test func ofUnknownTablesAndKeys() {
        #expect(place("\n[sokket]\nmode = 1") == "2:1 sokket")
        #expect(place("[[kits]]\nname = \"a\"") == "1:1 kits")
        #expect(place("[kit]\nname = \"a\"") == "1:1 kit")
        #expect(place("[[socket]]") == "1:1 socket")
    }

    @Test func ofMissingKeysAreTheirTables() {
        #expect(
            place("[[kit]]\nname = \"a\"\n  [[kit.sensor]]\n  device = \"/dev/a\"") == "3:3 kit[0].sensor[0].placement")
        #expect(place("\n[[kit]]\n") == "2:1 kit[0].name, 2:1 kit[0].sensor")
    }
}
