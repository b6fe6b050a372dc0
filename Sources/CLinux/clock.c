#define _GNU_SOURCE
#include "CLinux.h"
#include <time.h>

int64_t clinux_boottime_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
