"""gaitsim on the host: its pseudo-terminals are the other side of the machine's USB adapters."""

import json
import signal
import subprocess
import tempfile
from pathlib import Path

from machine import until


class Simulator:
    """A body with wearables; runs in `with`. `tty` is the host's tty of a placement."""

    def __init__(self, program, *words, kit="kit"):
        self.directory = Path(tempfile.mkdtemp(prefix="gaitd-sim-", dir="/tmp"))
        self.words = [str(program), *words, "--link-dir", str(self.directory), "--kit", kit]
        self.kit = kit

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        subprocess.run(["rm", "-rf", self.directory], check=True)

    def tty(self, placement):
        link = self.directory / f"{self.kit}-{placement}"
        until(f"gaitsim's {link.name}", lambda: self.process.poll() is None and link.exists())
        return link.resolve()

    def end(self, limit=180, interrupt=False):
        """What the run came to, when it has ended; by placement."""
        if interrupt:
            self.process.send_signal(signal.SIGTERM)
        output, _ = self.process.communicate(timeout=limit)
        assert self.process.returncode == 0, f"gaitsim ended with {self.process.returncode}"
        return {sensor["placement"]: sensor for sensor in json.loads(output)["sensors"]}
