#define _GNU_SOURCE
#include "CLinux.h"
#include <sys/socket.h>

int clinux_peer_credentials(int descriptor, uid_t *user, gid_t *group, pid_t *process) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    *user = peer.uid;
    *group = peer.gid;
    *process = peer.pid;
    return 0;
}
