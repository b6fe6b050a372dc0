#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int clinux_is_pty(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    // Documentation/admin-guide/devices.txt: 136-143 are the slaves of Unix98 pseudo-terminals.
    return S_ISCHR(status.st_mode) && major(status.st_rdev) >= 136 && major(status.st_rdev) <= 143;
}

int clinux_tty_claim(int descriptor, int exclusive) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) errno = EBUSY;
        return -1;
    }
    return exclusive ? ioctl(descriptor, TIOCEXCL) : 0;
}
