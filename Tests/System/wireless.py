"""The daemon with sensors over Bluetooth, on either back end."""

from air import PLACEMENTS, address

BACKENDS = ["bluez", "kernel"]


def configure(gaitd, backend, placements, more='driver = "mavlink"\n'):
    text = f'[bluetooth]\nbackend = "{backend}"\n[[kit]]\nname = "kit"\n'
    for placement in placements:
        text += f'[[kit.sensor]]\nplacement = "{placement}"\naddress = "{address(placement)}"\naddress_type = "random"\n{more}'
    gaitd.configure(text)


def open_radio(machine, backend):
    """bluetoothd has the adapter on; without it somebody else must switch it on."""
    if backend == "kernel":
        machine.check("systemctl stop bluetooth")
        machine.until("the adapter is on", "hciconfig hci0 up; hciconfig hci0 | grep -q 'UP RUNNING'", 30)


def start(gaitd, machine, backend, count):
    """Returns when all stream."""
    open_radio(machine, backend)
    configure(gaitd, backend, PLACEMENTS[:count])
    gaitd.start()
    gaitd.until_sensors("all stream", "all(x['link'] == 'streaming' for x in s.values())", 60)


def losses(sensors):
    return {sensor["placement"]: sensor["lost_samples"] for sensor in sensors.values()}
