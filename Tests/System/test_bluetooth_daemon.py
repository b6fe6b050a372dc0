"""The daemon's Bluetooth: gaitsim's peripherals behind the machine's kernel."""

import pytest
from air import Air
from gaitd import Gaitd

PLACEMENTS = ["left_shank", "right_shank", "lumbar", "left_thigh", "right_thigh"]
BACKENDS = ["kernel"]


def address(placement):
    """gaitsim's MAVLink peripherals, numbered by placement."""
    return f"C1:20:30:40:50:{PLACEMENTS.index(placement) + 1:02X}"


def walk(count, rate, *more):
    return ["--duration", "600", "--seed", "20261121", "--make", "mavlink", "--rate", str(rate),
            "--placement", *PLACEMENTS[:count], *(more or ("--interval", "0:15"))]


def configure(gaitd, backend, placements):
    text = f'[bluetooth]\nbackend = "{backend}"\n[[kit]]\nname = "kit"\n'
    for placement in placements:
        text += f'[[kit.sensor]]\nplacement = "{placement}"\naddress = "{address(placement)}"\naddress_type = "random"\n'
        text += 'driver = "mavlink"\n'
    gaitd.configure(text)


def open_radio(machine, backend):
    """bluetoothd has the adapter on; without it somebody else must switch it on."""
    if backend == "kernel":
        machine.check("systemctl stop bluetooth")
        machine.until("the adapter is on", "hciconfig hci0 up; hciconfig hci0 | grep -q 'UP RUNNING'", 30)


def start(gaitd, machine, backend, count):
    open_radio(machine, backend)
    configure(gaitd, backend, PLACEMENTS[:count])
    gaitd.start()
    gaitd.until_sensors("all stream", "all(x['link'] == 'streaming' for x in s.values())", 60)


@pytest.mark.parametrize("backend", BACKENDS)
def test_three_sensors_at_100_hz_lose_nothing(gaitd, machine, gaitsim, backend):
    with Air(machine, gaitsim, *walk(3, 100)):
        start(gaitd, machine, backend, 3)
        # While one is connected, an emulated bluetoothd may be too slow for the others.
        before = gaitd.sensors()
        enough = max(sensor["samples"] for sensor in before.values()) + 6000
        gaitd.until_sensors("a minute of samples", f"all(x['samples'] > {enough} for x in s.values())", 120)
        sensors = gaitd.sensors()
        for sensor in sensors.values():
            lost = sensor["lost_samples"] - before[sensor["id"]]["lost_samples"]
            print(f"system-test: {backend}: {sensor['id']}: {sensor['samples']} samples at {sensor['rate_hz']:.1f} Hz, "
                  f"{lost} lost and {before[sensor['id']]['lost_samples']} before, "
                  f"sync error {sensor.get('sync_error_ms')} ms")
        for sensor in sensors.values():
            assert sensor["lost_samples"] == before[sensor["id"]]["lost_samples"]
            assert sensor["dropped_samples"] == 0 and sensor["checksum_errors"] == 0
            assert sensor["reconnects"] == 0
