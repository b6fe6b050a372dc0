#pragma once

// What Swift's Glibc module lacks: names behind _GNU_SOURCE, and calls whose C types do not import well.

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/types.h>

/// Nanoseconds of CLOCK_BOOTTIME: monotonic, and goes on while the machine sleeps.
int64_t clinux_boottime_ns(void);

/// Opens a pseudo-terminal pair in raw mode; returns the master's descriptor (close-on-exec, non-blocking) or -1
/// with errno. `slave_path` receives the slave's path.
int clinux_open_pty(char *slave_path, size_t capacity);

/// Puts a tty into raw 8N1 mode at any baud rate (termios2, BOTHER). Returns 0, or -1 with errno.
int clinux_tty_raw(int descriptor, uint32_t baud);

/// The speed in bit/s that a tty is set to, or 0 where it has none. At a pseudo-terminal either end tells.
uint32_t clinux_tty_baud(int descriptor);

/// Whether the descriptor is the slave of a pseudo-terminal: 1, 0, or -1 with errno.
int clinux_is_pty(int descriptor);

/// Claims a tty for this process: an advisory lock, and TIOCEXCL where `exclusive` is not 0. Returns 0, or -1 with
/// errno; EBUSY where another process holds the lock.
int clinux_tty_claim(int descriptor, int exclusive);

/// Asks a serial adapter to hand over bytes at once (ASYNC_LOW_LATENCY): an FTDI chip then waits 1 ms instead of 16 ms
/// for more. Without effect where the adapter has no such setting.
void clinux_tty_low_latency(int descriptor);

/// Keeps the C allocator to few arenas: each thread's own would hold on to megabytes that nobody uses.
void clinux_limit_arenas(int count);

/// Gives back the pages of the program's own code and constants; those still wanted come back from the file when they
/// are touched. After start-up most are not.
void clinux_release_program_pages(void);

/// Names the calling thread (at most 15 bytes), as `ps -L` and debuggers show it.
void clinux_name_thread(const char *name);

/// The peer of a connected Unix socket (SO_PEERCRED). Returns 0, or -1 with errno.
int clinux_peer_credentials(int descriptor, uid_t *user, gid_t *group, pid_t *process);

/// Begins to connect to a device's attribute channel (L2CAP, LE); returns a non-blocking socket that becomes writable
/// when that is over (`clinux_socket_error` says how), or -1 with errno. Addresses are six bytes, least significant
/// first; `local` chooses the adapter, NULL any.
int clinux_att_connect(const uint8_t *local, const uint8_t *peer, int peer_is_random);

/// Opens the kernel's Bluetooth management socket, non-blocking. Returns it, or -1 with errno.
int clinux_bluetooth_management(void);

/// Waits until a descriptor is readable, no longer than told.
void clinux_wait_readable(int descriptor, int milliseconds);

/// The error that a socket keeps (SO_ERROR), 0 where none.
int clinux_socket_error(int descriptor);
