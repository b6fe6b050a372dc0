#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

int clinux_open_pty(char *slave_path, size_t capacity) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (master < 0) return -1;
    struct termios mode;
    if (grantpt(master) != 0 || unlockpt(master) != 0 || ptsname_r(master, slave_path, capacity) != 0
        || tcgetattr(master, &mode) != 0) {
        int saved = errno;
        close(master);
        errno = saved;
        return -1;
    }
    cfmakeraw(&mode);
    tcsetattr(master, TCSANOW, &mode);
    return master;
}
