"""A session's log, read with PyPI mcap: the samples as they came, by ticks of the device and arrival at the daemon."""

import math
import struct
from bisect import bisect_left, bisect_right

from mcap.reader import make_reader

# gaitsim's MAVLink frames carry microseconds.
TICK = 1e-6


class Stream:
    """One sensor's samples: its own time and their arrival, both in s."""

    def __init__(self):
        self.own, self.arrivals = [], []

    def steps(self, hertz):
        """Sampling periods between neighbours: 1 where nothing is missing, 0 or less where the order is not kept."""
        return [round((b - a) * hertz) for a, b in zip(self.own, self.own[1:])]

    def lost(self, hertz):
        return sum(step - 1 for step in self.steps(hertz) if step > 1)

    def offset(self, start, end):
        """From the device's time to the machine's: of the samples that arrived in a stretch, the one least delayed."""
        first, last = bisect_left(self.arrivals, start), bisect_right(self.arrivals, end)
        return min((self.arrivals[i] - self.own[i] for i in range(first, last)), default=math.nan)

    def pauses(self, seconds):
        """Stretches without samples: from the arrival of the last one to that of the next."""
        return [(a, b) for a, b in zip(self.arrivals, self.arrivals[1:]) if b - a > seconds]


def read(path):
    """Streams by placement."""
    streams = {}
    with open(path, "rb") as file:
        for _, channel, message in make_reader(file).iter_messages(log_time_order=False):
            if channel.topic.startswith("/imu/"):
                stream = streams.setdefault(channel.topic.removeprefix("/imu/"), Stream())
                stream.own.append(struct.unpack_from("<4xQ", message.data)[0] * TICK)
                stream.arrivals.append(message.log_time * 1e-9)
    return streams


def delays(streams, lines):
    """From the arrival of the last sample that an event needed to its line at a reader, s. `lines`: (read at, event)."""
    result = []
    for at, event in lines:
        stream = streams[f"{event['side']}_shank" if event["source"] == "shank" else "lumbar"]
        near = event["emitted_t"]
        # The event names its sample by the fitted time; a fit lies at the least delay of the last seconds.
        own = near - stream.offset(near - 10, near + 10)
        index = bisect_left(stream.own, own - 0.005)
        if index < len(stream.own):
            result.append(at - stream.arrivals[index])
    return sorted(result)
