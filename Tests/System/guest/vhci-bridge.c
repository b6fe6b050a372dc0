// Joins the kernel's virtual controller (/dev/vhci: one H4 packet per read and write) to a virtio-serial port (a stream
// of bytes), so that the controller and its peripherals run on the host: in the emulated machine they would starve.
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The whole length of the H4 packet at `bytes`, or 0 while its header is not there yet (Bluetooth Core, vol. 4 part A).
static size_t packet_length(const uint8_t *bytes, size_t count) {
    if (count < 1) return 0;
    switch (bytes[0]) {
    case 1: return count < 4 ? 0 : 4 + bytes[3];                                    // command
    case 2: return count < 5 ? 0 : 5 + (bytes[3] | bytes[4] << 8);                  // ACL data
    case 3: return count < 4 ? 0 : 4 + bytes[3];                                    // synchronous data
    case 4: return count < 3 ? 0 : 3 + bytes[2];                                    // event
    case 5: return count < 5 ? 0 : 5 + ((bytes[3] | bytes[4] << 8) & 0x3fff);       // isochronous data
    default: fprintf(stderr, "no H4 packet begins with %02x\n", bytes[0]); exit(1);
    }
}

static void write_all(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written <= 0) { perror("write"); exit(1); }
        bytes += written;
        count -= written;
    }
}

int main(int count, char **words) {
    if (count != 2) return 64;
    int port = open(words[1], O_RDWR | O_CLOEXEC), controller = open("/dev/vhci", O_RDWR | O_CLOEXEC);
    if (port < 0 || controller < 0) { perror("open"); return 1; }
    static const uint8_t create[2] = {0xff, 0};
    write_all(controller, create, sizeof create);
    static uint8_t stream[70000], packet[4096];
    size_t have = 0;
    for (;;) {
        struct pollfd ready[2] = {{controller, POLLIN, 0}, {port, POLLIN, 0}};
        if (poll(ready, 2, -1) < 0) return 1;
        if (ready[0].revents & POLLIN) {
            ssize_t length = read(controller, packet, sizeof packet);
            if (length <= 0) return 1;
            // 0xff is vhci's own answer to `create`.
            if (packet[0] != 0xff) write_all(port, packet, length);
        }
        if (ready[1].revents & (POLLIN | POLLHUP)) {
            ssize_t length = read(port, stream + have, sizeof stream - have);
            if (length <= 0) return 0;
            have += length;
            size_t done = 0, whole;
            while ((whole = packet_length(stream + done, have - done)) > 0 && whole <= have - done) {
                write_all(controller, stream + done, whole);
                done += whole;
            }
            memmove(stream, stream + done, have -= done);
        }
    }
}
