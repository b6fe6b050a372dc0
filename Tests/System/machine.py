"""A QEMU machine under software emulation, and what a test may do with it: run commands in it, plug USB in and out."""

import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Result:
    status: int
    output: str


class Failure(AssertionError):
    """What was waited for did not come."""


def until(what, condition, limit=30.0, pause=0.05):
    """Waits for a condition on the host; returns what it returned."""
    deadline = time.monotonic() + limit
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failure(f"{what}: not within {limit} s")
        time.sleep(pause)
    return value


class Monitor:
    """QEMU's machine protocol."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("rw")
        self.lines.readline()
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.lines.flush()
        while True:
            answer = json.loads(self.lines.readline())
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Failure(f"{command} {arguments}: {answer['error']['desc']}")


class Machine:
    """Boots in `with`; its disks are thrown away afterwards. `share` is /mnt/host inside."""

    agents = ["agent0", "agent1", "agent2"]

    def __init__(self, image, product, processors=2, megabytes=1024):
        self.image, self.product = Path(image), Path(product)
        self.processors, self.megabytes = processors, megabytes
        # Unix sockets' paths are short.
        self.directory = Path(tempfile.mkdtemp(prefix="gaitd-bed-", dir="/tmp"))
        self.share = self.directory / "share"
        self.share.mkdir()
        self.busy = {name: threading.Lock() for name in self.agents}
        # Kept open: a port whose other side is gone keeps its agent awake.
        self.connections = {}
        self.plugged = set()

    # The machine itself

    def __enter__(self):
        started = time.monotonic()
        disk = "if=none,format=raw,snapshot=on,cache=unsafe"
        words = ["setpriv", "--pdeathsig", "TERM", "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-M", "q35", "-accel", "tcg,thread=multi"]
        words += ["-cpu", "max", "-smp", str(self.processors), "-m", str(self.megabytes), "-display", "none", "-no-reboot"]
        words += ["-kernel", self.image / "vmlinuz", "-initrd", self.image / "initrd.gz"]
        words += ["-append", "console=ttyS0 root=/dev/vda rw quiet loglevel=4 mitigations=off nokaslr clocksource=tsc "
                  "tsc=reliable audit=0 systemd.show_status=0"]
        words += ["-drive", f"file={self.image}/root.ext4,id=root,{disk}", "-device", "virtio-blk-pci,drive=root"]
        words += ["-drive", f"file={self.product},id=product,{disk}", "-device", "virtio-blk-pci,drive=product"]
        words += ["-device", "virtio-serial-pci", "-device", "virtio-rng-pci", "-device", "qemu-xhci,id=xhci"]
        for name in [*self.agents, "radio"]:
            words += ["-chardev", f"socket,id={name},path={self.path(name)},server=on,wait=off"]
            words += ["-device", f"virtserialport,chardev={name},name={name}"]
        words += ["-virtfs", f"local,path={self.share},mount_tag=host,security_model=none"]
        words += ["-serial", f"file:{self.directory}/console", "-qmp", f"unix:{self.path('qmp')},server=on,wait=off"]
        self.process = subprocess.Popen(list(map(str, words)), env=os.environ | {"TMPDIR": str(self.directory)})
        try:
            until("QEMU answers", self.path("qmp").exists, 30)
            self.monitor = Monitor(self.path("qmp"))
            # "degraded" counts as booted; the tests look at gaitd's own unit.
            self.run("systemctl is-system-running --wait", limit=240)
        except BaseException:
            self.__exit__()
            raise
        print(f"\nsystem-test: booted in {time.monotonic() - started:.0f} s")
        return self

    def __exit__(self, *_):
        # The disks are snapshots: nothing needs an orderly end.
        self.process.terminate()
        self.process.wait(30)
        subprocess.run(["rm", "-rf", self.directory], check=True)

    def path(self, name):
        return self.directory / f"{name}.sock"

    # Commands

    def run(self, command, limit=60):
        """Runs a command as root. What goes on in the background must not keep its output open."""
        return self.ask(limit, run=command)

    def ask(self, limit, **request):
        """Has one of the agents do something (guest/agent)."""
        for name in self.agents:
            if self.busy[name].acquire(blocking=False):
                break
        else:
            raise Failure("all agents are busy")
        try:
            return self._ask(name, request | {"limit": limit})
        finally:
            self.busy[name].release()

    def _ask(self, agent, request):
        # The limit within ends the command, the one outside notices a machine that stands.
        deadline = time.monotonic() + request["limit"] + 30
        if agent not in self.connections:
            self.connections[agent] = socket.socket(socket.AF_UNIX)
            self.connections[agent].connect(str(self.path(agent)))
            self.connections[agent].settimeout(5)
        connection = self.connections[agent]
        connection.sendall(json.dumps(request).encode() + b"\n")
        heard = b""
        while not (end := re.search(rb"\n\x01RC=(\d+)\n", heard)):
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                piece = None
            if piece == b"":
                raise Failure("the machine went away")
            heard += piece or b""
            if time.monotonic() > deadline:
                # Its answer would be taken for that of the next command.
                self.connections.pop(agent).close()
                raise Failure(f"no answer from the machine: {request}")
        return Result(int(end[1]), heard[: end.start()].decode(errors="replace"))

    def check(self, command, limit=60):
        """Runs a command that must succeed; returns its output."""
        result = self.run(command, limit)
        if result.status != 0:
            raise Failure(f"{command}\nended with {result.status}:\n{result.output}")
        return result.output

    def until(self, what, command, limit=30):
        """Waits in the machine until a command succeeds; returns its output."""
        loop = f"exec 4<> <(:); until out=$({command}); do read -t 0.2 -u 4; done; printf '%s' \"$out\""
        result = self.run(loop, limit)
        if result.status != 0:
            journal = self.run("journalctl -u gaitd --no-pager -n 30 -o cat").output
            raise Failure(f"{what}: not within {limit} s\n{self.run(command).output}\n{journal}")
        return result.output

    def write(self, path, text):
        assert self.ask(20, write=path, text=text).status == 0

    def now(self):
        """The machine's CLOCK_MONOTONIC in seconds, which is its CLOCK_BOOTTIME too: it never sleeps."""
        return float(self.ask(20, now=True).output)

    # USB

    def plug(self, name, tty, serial, port):
        """Plugs a USB serial adapter (FTDI, 0403:6001) into a port of the hub; a tty of the host is its other side."""
        self.plugged.add(name)
        self.monitor.ask("chardev-add", id=f"c-{name}", backend={"type": "serial", "data": {"device": str(tty)}})
        self.monitor.ask("device_add", driver="usb-serial", id=name, chardev=f"c-{name}", serial=serial,
                         bus="xhci.0", port=str(port), **{"always-plugged": True})

    def pull(self, name):
        self.monitor.ask("device_del", id=name)

        def removed():
            try:
                self.monitor.ask("chardev-remove", id=f"c-{name}")
                return True
            except Failure:
                # The adapter still has it, until the machine has let go.
                return False

        until(f"{name} is pulled out", removed)
        self.plugged.discard(name)
