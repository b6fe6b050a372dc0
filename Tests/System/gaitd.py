"""The installed daemon in the machine, seen as a person sees it: through systemctl, the journal and gaitctl."""

import json
from pathlib import Path

import sessionlog
from machine import Failure


class Gaitd:
    placements = ["left_shank", "right_shank", "lumbar"]

    def __init__(self, machine):
        self.machine = machine

    def install(self):
        """`make install`, with the programs that were built on the host, by the script that it runs."""
        self.machine.check("cd /mnt/product && scripts/install '' /usr programs", 120)

    def configure(self, kits="", state="/var/lib/gaitd"):
        self.machine.write("/etc/gaitd/gaitd.toml", f'state_directory = "{state}"\n{kits}')

    @staticmethod
    def kit(name, devices):
        """A kit's part of the configuration; `devices` by placement."""
        text = f'[[kit]]\nname = "{name}"\n'
        for placement, device in devices.items():
            text += f'[[kit.sensor]]\nplacement = "{placement}"\ndevice = "{device}"\n'
        return text

    def start(self):
        """Type=notify: this returns when the daemon answers."""
        self.machine.check("systemctl reset-failed gaitd; systemctl restart gaitd", 60)

    def stop(self):
        self.machine.check("systemctl stop gaitd.service", 60)

    def stop_all(self):
        self.machine.run("systemctl stop gaitd.service testbed-watch testbed-reader 2>/dev/null")

    def begin(self):
        """Removes what was measured before; the journal begins here."""
        self.stop_all()
        self.began = self.machine.check(
            "rm -rf /var/lib/gaitd; mkdir -p /run/gaitd; systemctl start gaitd.socket && date +%s.%6N").strip()

    def state(self, property, unit="gaitd.service"):
        return self.machine.check(f"systemctl show -P {property} {unit}").strip()

    def journal(self):
        return self.machine.check(f"journalctl -u gaitd --since @{self.began} -o cat --no-pager")

    def ask(self, *words, limit=40):
        return self.machine.run("gaitctl " + " ".join(words), limit)

    def answer(self, *words):
        """One answer of gaitctl as JSON."""
        return json.loads(self.machine.check("gaitctl " + " ".join(words) + " --format json", 40))

    def items(self, *words):
        """The items of a listing."""
        lines = self.machine.check("gaitctl " + " ".join(words) + " --format ndjson", 40).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def sensors(self):
        """As `gaitctl sensors` shows them, without starting it."""
        answer = self.machine.ask(20, get="/v1/sensors")
        if answer.status != 0:
            raise Failure(f"gaitd does not answer\n{self.journal()[-4000:]}")
        return {sensor["id"]: sensor for sensor in json.loads(answer.output)["items"]}

    def packets(self):
        """Bluetooth data packets that the kernel has received."""
        return int(self.machine.check("hciconfig hci0 | sed -n 's/.*RX.*acl:\\([0-9]*\\).*/\\1/p'"))

    def follow_events(self):
        """Reads the live events in the machine from now on; `end` takes what came."""
        self.machine.write("/tmp/reader.py", (Path(__file__).parent / "reader.py").read_text())
        self.machine.check("systemd-run --unit=testbed-reader --collect --property=StandardOutput=truncate:/tmp/reader.log "
                           "python3 /tmp/reader.py")

    def end(self, session):
        """Stops a session; what its log holds, and the delays of the events that `follow_events` read."""
        self.answer("session", "stop", session["id"])
        log = f"/var/lib/gaitd/{self.answer('session', 'show', session['id'])['log']}"
        self.machine.run("systemctl stop testbed-reader")
        self.machine.until("the log is whole", f"tail -c 8 {log} | grep -qa MCAP", 20)
        self.machine.check(f"cp {log} /mnt/host/session.mcap; touch /tmp/reader.log; cp /tmp/reader.log /mnt/host/")
        streams = sessionlog.read(self.machine.share / "session.mcap")
        lines = [line.split(" ", 1) for line in (self.machine.share / "reader.log").read_text().splitlines()]
        return streams, sessionlog.delays(streams, [(float(at), json.loads(text)) for at, text in lines])

    def until_sensors(self, what, expression, limit=30):
        """Waits until a Python expression over `s`, the sensors by their ids, holds; looked at inside the machine."""
        result = self.machine.ask(limit, sensors=expression)
        if result.status != 0:
            raise Failure(f"{what}: not within {limit} s\n{result.output}\n{self.journal()[-4000:]}")

    def watch(self, name="watch"):
        """Follows the live lines into a file; `lines` reads them."""
        self.machine.check(
            f"systemd-run --unit=testbed-{name} --collect --property=StandardOutput=truncate:/tmp/{name}.ndjson "
            "gaitctl watch --types all --format ndjson")

    def lines(self, name="watch"):
        text = self.machine.check(f"cat /tmp/{name}.ndjson")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{") and line.endswith("}")]

    def unwatch(self, name="watch"):
        self.machine.run(f"systemctl stop testbed-{name}")
