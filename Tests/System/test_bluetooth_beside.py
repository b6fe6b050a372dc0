"""The daemon beside others that use bluetoothd, and what bluetoothd remembers."""

import json
from pathlib import Path

from air import PLACEMENTS, Air, address, walk
from wireless import configure, losses, start


def test_beside_another_central(gaitd, machine, gaitsim):
    (machine.share / "central.py").write_text((Path(__file__).parent / "central.py").read_text())
    with Air(machine, gaitsim, *walk(3, 100)):
        start(gaitd, machine, "bluez", 2)
        session = gaitd.answer("session", "start", "--subject", "S-TEST2345", "--kit", "kit")
        before = gaitd.sensors()
        # bleak scans, connects to the third and streams; gaitd scans meanwhile too.
        machine.check("rm -f /tmp/central.log /tmp/scan.status; systemd-run --unit=testbed-scan --collect bash -c 'until grep -q streaming "
                      "/tmp/central.log; do sleep 0.5; done; gaitctl sensors scan --seconds 5; echo $? > /tmp/scan.status'")
        output = machine.check(f"python3 /mnt/host/central.py {address('lumbar')} 1 20 | tee /tmp/central.log", 120)
        assert machine.until("gaitd has scanned", "cat /tmp/scan.status").strip() == "0"
        after = gaitd.sensors()
        streams, _ = gaitd.end(session)
    counted = json.loads(output.splitlines()[-1])
    print("system-test: beside gaitd:", counted)
    assert [device["lost"] + device["odd"] for device in counted.values()] == [0]
    assert abs(counted[address("lumbar")]["rate"] - 100) < 2
    print("system-test: gaitd beside it:", {place: (len(stream.own), stream.lost(100)) for place, stream in streams.items()})
    assert losses(after) == losses(before)
    for sensor in after.values():
        assert sensor["reconnects"] == before[sensor["id"]]["reconnects"] and sensor["link"] == "streaming"
    for stream in streams.values():
        assert set(stream.steps(100)) == {1}


def test_a_device_that_bluetoothd_knows_without_its_name(gaitd, machine, gaitsim):
    """bluetoothd keeps devices over its restart, as it may have come to know them: connected before their name was heard."""
    with Air(machine, gaitsim, *walk(1, 100)):
        configure(gaitd, "bluez", PLACEMENTS[:1], more="")
        gaitd.start()
        gaitd.until_sensors("it streams", "all(x['link'] == 'streaming' for x in s.values())", 60)
        gaitd.stop()
        machine.check("systemctl stop bluetooth; "
                      "sed -i '/^Name=/d' $(find /var/lib/bluetooth -type f \\( -path '*cache*' -o -name info \\))")
        machine.check("systemctl start bluetooth")
        machine.until("the adapter is on", "bluetoothctl show | grep -q 'Powered: yes'", 40)
        print("system-test:", machine.check(f"bluetoothctl info {address('left_shank')} | head -4 || true"))
        gaitd.start()
        gaitd.until_sensors("it streams again", "all(x['link'] == 'streaming' for x in s.values())", 60)
        assert "fits no driver" not in gaitd.journal()
