// asm/termbits.h and termios.h define the same structures: this file must see only the kernel's.
#include "CLinux.h"
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>

int ioctl(int descriptor, unsigned long request, ...);

uint32_t clinux_tty_baud(int descriptor) {
    struct termios2 mode;
    return ioctl(descriptor, TCGETS2, &mode) == 0 ? mode.c_ospeed : 0;
}

int clinux_tty_raw(int descriptor, uint32_t baud) {
    struct termios2 mode;
    if (ioctl(descriptor, TCGETS2, &mode) != 0) return -1;
    mode.c_iflag = 0;
    mode.c_oflag = 0;
    mode.c_lflag = 0;
    mode.c_cflag &= ~(CSIZE | PARENB | CSTOPB | CRTSCTS | CBAUD | (CBAUD << IBSHIFT));
    mode.c_cflag |= CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
    mode.c_ispeed = baud;
    mode.c_ospeed = baud;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return ioctl(descriptor, TCSETS2, &mode);
}

void clinux_tty_low_latency(int descriptor) {
    struct serial_struct settings;
    if (ioctl(descriptor, TIOCGSERIAL, &settings) != 0) return;
    settings.flags |= ASYNC_LOW_LATENCY;
    (void)ioctl(descriptor, TIOCSSERIAL, &settings);
}
