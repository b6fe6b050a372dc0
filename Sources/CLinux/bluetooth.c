#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The kernel's interface, as BlueZ's public headers have it (bluetooth/bluetooth.h, l2cap.h, hci.h, mgmt.h); numbers on
// the wire are little-endian, and so are the fields of these addresses.
enum { bluetooth_l2cap = 0, bluetooth_hci = 1, hci_channel_control = 3, attribute_channel = 4, le_public = 1 };

struct l2cap_address {
    uint16_t family;
    uint16_t psm;
    uint8_t address[6];
    uint16_t channel;
    uint8_t type;
    uint8_t padding;
};

struct hci_address {
    uint16_t family;
    uint16_t device;
    uint16_t channel;
};

static uint16_t little(uint16_t value) {
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    uint16_t result;
    memcpy(&result, bytes, 2);
    return result;
}

static int give_up(int descriptor) {
    int code = errno;
    close(descriptor);
    errno = code;
    return -1;
}

int clinux_att_connect(const uint8_t *local, const uint8_t *peer, int peer_is_random) {
    int descriptor = socket(AF_BLUETOOTH, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, bluetooth_l2cap);
    if (descriptor < 0) return -1;
    struct l2cap_address from = {.family = AF_BLUETOOTH, .channel = little(attribute_channel), .type = le_public};
    struct l2cap_address to = from;
    if (local) memcpy(from.address, local, 6);
    memcpy(to.address, peer, 6);
    to.type = peer_is_random ? le_public + 1 : le_public;
    // An undrained socket loses notifications without a word: room for seconds.
    int room = 256 * 1024;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (bind(descriptor, (struct sockaddr *)&from, sizeof from) != 0) return give_up(descriptor);
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) return give_up(descriptor);
    return descriptor;
}

int clinux_bluetooth_management(void) {
    int descriptor = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, bluetooth_hci);
    if (descriptor < 0) return -1;
    struct hci_address address = {.family = AF_BLUETOOTH, .device = 0xFFFF, .channel = hci_channel_control};
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return give_up(descriptor);
    return descriptor;
}

int clinux_socket_error(int descriptor) {
    int code = 0;
    socklen_t length = sizeof code;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
}

void clinux_wait_readable(int descriptor, int milliseconds) {
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    poll(&entry, 1, milliseconds);
}
