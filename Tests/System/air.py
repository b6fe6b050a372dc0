"""gaitsim's Bluetooth peripherals on the virtual air of the machine."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from machine import until


class Air:
    """Runs in `with`; the machine's hci0 is up then."""

    def __init__(self, machine, gaitsim, *words):
        self.machine = machine
        self.words = [sys.executable, str(Path(__file__).parent / "radio.py"), str(machine.path("radio")), str(gaitsim), *words]
        self.said = []

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()
        until("the peripherals are there", lambda: any(line.get("type") == "ready" for line in self.said), 60)
        self.machine.check("systemctl restart testbed-radio")
        self.machine.until("the adapter is there", "test -d /sys/class/bluetooth/hci0", 30)
        self.machine.check("systemctl start bluetooth")
        self.machine.until("the adapter is on", "bluetoothctl power on >/dev/null && bluetoothctl show | grep -q 'Powered: yes'", 40)
        return self

    def listen(self):
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def appeared(self, placement):
        """When a peripheral came on the air, the last time; the host's monotonic seconds."""
        return [line["at"] for line in self.said if line.get("appeared") == placement][-1]

    def __exit__(self, *_):
        # What bluetoothd knows of these devices goes too: the next test's are others with the same addresses.
        self.machine.run("systemctl stop testbed-radio bluetooth; rm -rf /var/lib/bluetooth/*")
        self.process.terminate()
        self.process.wait(20)
        self.listener.join()
