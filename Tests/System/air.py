"""gaitsim's Bluetooth peripherals on the virtual air of the machine."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from machine import until

PLACEMENTS = ["left_shank", "right_shank", "lumbar", "left_thigh", "right_thigh"]


def address(placement):
    """gaitsim's MAVLink peripherals, numbered by placement."""
    return f"C1:20:30:40:50:{PLACEMENTS.index(placement) + 1:02X}"


def walk(count, rate, *more):
    """gaitsim's words for the first placements' wearables."""
    return ["--duration", "900", "--seed", "20261121", "--make", "mavlink", "--rate", str(rate),
            "--placement", *PLACEMENTS[:count], *(more or ("--interval", "0:15"))]


class Air:
    """Runs in `with`; the machine's hci0 is up then."""

    def __init__(self, machine, gaitsim, *words):
        self.machine = machine
        self.words = [sys.executable, str(Path(__file__).parent / "radio.py"), str(machine.path("radio")), str(gaitsim), *words]
        self.said = []

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
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

    def ask(self, command):
        """Has radio.py do something; its answer."""
        before = len(self.said)
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

        def answer():
            return next((line for line in self.said[before:] if line.get("done") == command), None)

        return until(f"radio.py: {command}", answer, 20, 0.01)["answer"]

    def hide(self, placement):
        """Carries a wearable out of reach."""
        self.ask(f"hide {placement}")

    def show(self, placement):
        """Brings it back; when, in the machine's seconds: not after it can be heard again."""
        before = self.machine.now()
        self.ask(f"show {placement}")
        return before

    def handed(self):
        """Notifications that the machine's controller was given, by placement."""
        return self.ask("count")

    def end(self):
        """Ends the walk; what became of the readings, as gaitsim says."""
        self.ask("end")
        return until("gaitsim ends", lambda: [line["sent"] for line in self.said if line.get("type") == "end"], 20)[0]

    def pull(self):
        """Pulls the adapter."""
        self.ask("pull")
        self.machine.check("systemctl stop testbed-radio")
        self.machine.until("the adapter is gone", "! test -d /sys/class/bluetooth/hci0", 10)

    def plug(self):
        """Plugs it in again; when it was on, in the machine's seconds. With bluetoothd that switches it on by itself."""
        self.ask("plug")
        return float(self.machine.check(
            "systemctl start testbed-radio; until hciconfig hci0 2>/dev/null | grep -q 'UP RUNNING'; do "
            "systemctl is-active -q bluetooth || hciconfig hci0 up 2>/dev/null; sleep 0.05; done; cut -d' ' -f1 /proc/uptime",
            40))

    def __exit__(self, *_):
        # What bluetoothd knows of these devices goes too: the next test's are others with the same addresses.
        self.machine.run("systemctl stop testbed-radio bluetooth; rm -rf /var/lib/bluetooth/*")
        self.process.terminate()
        self.process.wait(20)
        self.listener.join()
