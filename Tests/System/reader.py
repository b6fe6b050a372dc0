"""In the machine: reads the live events and says when each came. Lines: CLOCK_BOOTTIME in s, and the event."""

import socket
import sys
import time

connection = socket.socket(socket.AF_UNIX)
connection.connect("/run/gaitd/gaitd.sock")
connection.sendall(b"GET /v1/live?types=event HTTP/1.1\r\nHost: gaitd\r\n\r\n")
for line in connection.makefile("rb"):
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    if line.startswith(b'{') and b'"event"' in line:
        print(f"{now:.6f} {line.decode().strip()}", flush=True)
    sys.stdout.flush()
