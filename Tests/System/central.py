"""In the machine: a D-Bus central (bleak) that is not gaitd. `central.py NAME COUNT SECONDS` connects to COUNT devices
whose name or address begins with NAME, counts their MAVLink frames for SECONDS and says them as JSON."""

import asyncio
import json
import sys
import time

from bleak import BleakClient, BleakScanner

NOTIFY = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"


class Count:
    """Frames of one device by their sequence numbers, which wrap at 256 (MAVLink 2: magic 0xFD, number in byte 4)."""

    def __init__(self):
        self.frames = self.lost = self.odd = 0
        self.last = None
        self.arrivals = []

    def take(self, _, value):
        # A frame, or two where a heartbeat is due.
        while value:
            if len(value) < 12 or value[0] != 0xFD or len(value) < 12 + value[1]:
                self.odd += 1
                return
            if self.last is not None:
                self.lost += (value[4] - self.last - 1) % 256
            self.last = value[4]
            value = value[12 + value[1]:]
            self.frames += 1
        self.arrivals.append(time.monotonic())


async def main(name, count, seconds):
    found, enough = {}, asyncio.Event()

    def seen(device, advertisement):
        if (advertisement.local_name or device.name or "").startswith(name) or device.address.startswith(name):
            found[device.address] = device
        if len(found) >= count:
            enough.set()

    async with BleakScanner(seen):
        await asyncio.wait_for(enough.wait(), 30)
    clients, counts = [], {}
    for address in sorted(found)[:count]:
        client = BleakClient(found[address])
        await client.connect(timeout=30)
        clients.append(client)
    for client in clients:
        counts[client.address] = Count()
        # By a socket of its own (AcquireNotify): over the bus, three at 100 Hz are more than the emulated machine carries.
        await client.start_notify(NOTIFY, counts[client.address].take, bluez={"use_start_notify": False})
    print("streaming", flush=True)
    started = time.monotonic()
    # While one is connected, bluetoothd may be too slow for the others.
    before = {address: (count.frames, count.lost) for address, count in counts.items()}
    await asyncio.sleep(seconds)
    passed = time.monotonic() - started
    result = {
        client.address: {
            "rate": (counts[client.address].frames - before[client.address][0]) / passed,
            "lost": counts[client.address].lost - before[client.address][1],
            "lost_before": before[client.address][1], "odd": counts[client.address].odd,
            "longest_pause_s": max((b - a for a, b in zip(counts[client.address].arrivals, counts[client.address].arrivals[1:])),
                                   default=None)}
        for client in clients}
    for client in clients:
        await client.disconnect()
    print(json.dumps(result), flush=True)


asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
