"""A whole walk through the whole product: three USB adapters, the installed daemon, gaitctl."""

from gaitd import Gaitd
from simulator import Simulator


def test_a_limp_on_three_usb_lines_is_flagged(gaitd, machine, gaitsim):
    serials = {"left_shank": "LEFT", "right_shank": "RIGHT", "lumbar": "BACK"}
    gaitd.configure(Gaitd.kit("kit", {place: f"usb:0403:6001:{serial}" for place, serial in serials.items()}))
    gaitd.start()
    walk = ["walk", "--duration", "70", "--stand", "12", "--limp", "left", "--size", "25", "--seed", "20261121"]
    # Emulated USB brings readings late, and what was kept before the port was open at once. On a slow host that may make
    # times of sensors without a clock of their own so unsure that step times are, rightly, not flagged.
    with Simulator(gaitsim, *walk, "--protocol", "x-imu3") as body:
        for port, (place, serial) in enumerate(serials.items(), 1):
            machine.plug(place, body.tty(place), serial, port)
        gaitd.until_sensors("all stream", "all(x['link'] == 'streaming' for x in s.values())")
        session = gaitd.answer("session", "start", "--subject", "S-TEST2345", "--kit", "kit")
        sent = body.end(limit=180)
        gaitd.until_sensors("the walk is over", "all(x['link'] != 'streaming' for x in s.values())")
    gaitd.answer("session", "stop", session["id"])
    for place in serials:
        machine.pull(place)
    for sensor in gaitd.items("sensors"):
        print(f"system-test: {sensor['id']}: {sensor['samples']} of {sent[sensor['placement']]['samples_sent']} samples, "
              f"{sensor['checksum_errors']} checksum errors, {sensor['dropped_samples']} dropped")
        assert sensor["dropped_samples"] == 0
    machine.until("the episode is closed", "gaitctl episodes --kind step_time_asymmetry --format ndjson | "
                  "grep -qE '\"open\" *: *false'", 40)
    episodes = gaitd.items("episodes", "--kind", "step_time_asymmetry")
    assert [episode["side"] for episode in episodes] == ["left"], episodes
    assert abs(episodes[0]["value"] - 25) < 6, episodes
    assert episodes[0]["session"] == session["id"]
    shown = gaitd.answer("session", "show", session["id"])
    assert shown["strides"] > 60
    # The session's log gives the same once more, without a daemon.
    analysis = machine.check(f"gaitctl analyze /var/lib/gaitd/{shown['log']}", 120)
    assert "step_time_asymmetry" in analysis or "step time" in analysis, analysis
