"""USB serial adapters plugged in and out under the running daemon: the kernel's ftdi_sio, udev's own events."""

import re

from gaitd import Gaitd
from simulator import Simulator

BY_ID = "/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_{}-if00-port0"


def added(machine):
    """When udev said `add` of a tty, in seconds of the machine."""
    log = machine.check("cat /tmp/udev.log")
    return [float(time) for time in re.findall(r"UDEV +\[(\d+\.\d+)\] add .*\(tty\)", log)]


def follow_udev(machine):
    machine.check("systemd-run --unit=testbed-udev --collect --property=StandardOutput=truncate:/tmp/udev.log "
                  "udevadm monitor --udev --subsystem-match=tty")
    machine.until("udevadm follows", "grep -q 'UDEV - ' /tmp/udev.log")


def streaming(gaitd, placement):
    """When the daemon recognized the device on its line, in seconds of the machine."""
    return [line["t"] for line in gaitd.lines()
            if line["type"] == "sensor" and line.get("placement") == placement and line.get("status") == "streaming"]


def test_plugged_pulled_and_plugged_elsewhere(gaitd, machine, gaitsim):
    gaitd.configure(Gaitd.kit("kit", {"left_shank": BY_ID.format("IMU0001"), "lumbar": "usb:0403:6001:IMU0002"}))
    gaitd.start()
    gaitd.until_sensors("both are missing", "all(x['link'] == 'missing' for x in s.values())")
    assert "is not plugged in" in gaitd.sensors()["kit/lumbar"]["detail"]
    gaitd.watch()
    follow_udev(machine)
    walk = ["walk", "--duration", "300", "--stand", "5", "--seed", "20261121", "--placement", "left_shank", "lumbar"]
    try:
        with Simulator(gaitsim, *walk, "--protocol", "witmotion") as body:
            for round, ports in enumerate([(1, 2), (3, 4), (2, 1)]):
                machine.plug("imu1", body.tty("left_shank"), "IMU0001", ports[0])
                machine.plug("imu2", body.tty("lumbar"), "IMU0002", ports[1])
                gaitd.until_sensors("both stream", "all(x['link'] == 'streaming' and x['rate_hz'] > 90 for x in s.values())")
                for placement in ["left_shank", "lumbar"]:
                    assert len(streaming(gaitd, placement)) == round + 1, gaitd.lines()
                before = gaitd.sensors()
                machine.pull("imu1")
                machine.pull("imu2")
                gaitd.until_sensors("both are missing again", "all(x['link'] == 'missing' for x in s.values())")
            sent = body.end(interrupt=True)
    finally:
        machine.run("systemctl stop testbed-udev")
    times = sorted(added(machine))
    assert len(times) == 6
    for round in range(3):
        for placement in ["left_shank", "lumbar"]:
            # The later of the round's two events: which of them it was does not matter then.
            delay = streaming(gaitd, placement)[round] - times[2 * round]
            print(f"system-test: {placement} streams {delay:.2f} s after udev's `add`")
            assert delay <= 2.0
    after = gaitd.sensors()
    for sensor in after.values():
        assert sensor["reconnects"] == 2
        # Readings are cut where a line is opened and where it is pulled out, and nowhere else.
        print(f"system-test: {sensor['id']}: {sensor['samples']} samples, {sensor['checksum_errors']} checksum errors")
        assert sensor["checksum_errors"] <= 3 * 10, sensor
        assert sensor["samples"] <= sent[sensor["placement"]]["samples_sent"]
    assert before["kit/lumbar"]["samples"] > 0
    warnings = [line for line in gaitd.journal().splitlines() if "permission" in line or "Input/output" in line]
    assert warnings == [], "what passes by itself is not said"


def test_a_gap_is_recorded_to_the_sample(gaitd, machine, gaitsim):
    gaitd.configure(Gaitd.kit("kit", {"lumbar": "usb:0403:6001:IMU0003"}))
    gaitd.start()
    gaitd.watch()
    walk = ["walk", "--duration", "300", "--seed", "20261121", "--placement", "lumbar", "--protocol", "mavlink"]
    with Simulator(gaitsim, *walk) as body:
        machine.plug("imu3", body.tty("lumbar"), "IMU0003", 1)
        gaitd.until_sensors("it streams", "all(x['samples'] > 300 for x in s.values())")
        machine.pull("imu3")
        gaitd.until_sensors("it is missing", "all(x['link'] == 'missing' for x in s.values())")
        before = gaitd.sensors()["kit/lumbar"]
        machine.plug("imu3", body.tty("lumbar"), "IMU0003", 2)
        gaitd.until_sensors("it streams again", f"all(x['samples'] > {before['samples']} + 300 for x in s.values())")
        machine.pull("imu3")
        gaitd.until_sensors("it is missing again", "all(x['link'] == 'missing' for x in s.values())")
        sent = body.end(interrupt=True)["lumbar"]
    gaps = [line for line in gaitd.lines() if line["type"] == "gap" and line["cause"] != "lost"]
    print("system-test: gaps", [(gap["cause"], gap["t_start"], gap["t_end"], gap["lost_samples"]) for gap in gaps])
    print("system-test: gaitsim", sent, "gaitd", gaitd.sensors()["kit/lumbar"])
    assert len(gaps) >= 1
    gap = gaps[0]
    # A gap runs from the last sample to the moment the line streams again: so many samples at the device's 100 Hz.
    assert abs((gap["t_end"] - gap["t_start"]) * 100 - gap["lost_samples"]) <= 1
