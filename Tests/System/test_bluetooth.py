"""The bed's own radio: gaitsim's peripherals behind the kernel and bluetoothd, seen by a central that is not gaitd."""

import json

from air import Air
from pathlib import Path


def test_three_peripherals_at_100_hz_reach_a_central_whole(machine, gaitsim):
    (machine.share / "central.py").write_text((Path(__file__).parent / "central.py").read_text())
    walk = ["--duration", "400", "--seed", "20261121", "--make", "mavlink", "--rate", "100", "--interval", "0:15"]
    with Air(machine, gaitsim, *walk):
        output = machine.check("python3 /mnt/host/central.py MAVLink 3 60", 200)
    counted = json.loads(output.splitlines()[-1])
    print("system-test:", counted)
    assert len(counted) == 3
    for device in counted.values():
        assert device["lost"] == 0 and device["odd"] == 0
        assert abs(device["rate"] - 100) < 2
