#include "client/local/state_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/base/str.h"

enum {
    PID_TEXT = 24,
    LEAVING_MS = 3000, /* a service whose console has just ended still closes its files */
    LOOK_MS = 20,
};

/* Waits for one that is on its way out; nothing else runs in this process yet. */
static bool take(int fd)
{
    for (int waited = 0; waited < LEAVING_MS; waited += LOOK_MS) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        (void)poll(NULL, 0, LOOK_MS);
    }
    return false;
}

static bool held_by(const char *dir, int fd, struct err *err)
{
    char text[PID_TEXT];
    int64_t pid;
    ssize_t n = pread(fd, text, sizeof text, 0);
    struct str s = {text, n > 0 ? (size_t)n : 0};
    if (str_to_int(str_trim(s), 1, INT32_MAX, &pid))
        err_set(err, ERR_CONFIG, "%.200s is in use by another local service, process %lld", dir,
                (long long)pid);
    else
        err_set(err, ERR_CONFIG, "%.200s is in use by another local service", dir);
    return err_advise(err, "use that one, end it, or give --state another folder");
}

bool state_lock(const char *dir, int *fd, struct err *err)
{
    char *path = mem_printf("%s/lock", dir);
    int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = f >= 0;
    if (!ok)
        err_sys(err, errno, "cannot open %s", path);
    free(path);
    if (!ok)
        return false;
    if (!take(f)) {
        held_by(dir, f, err);
        close(f);
        return false;
    }
    char text[PID_TEXT];
    int n = snprintf(text, sizeof text, "%d\n", (int)getpid());
    if (ftruncate(f, 0) != 0 || pwrite(f, text, (size_t)n, 0) != n) {
        err_sys(err, errno, "cannot write %.200s/lock", dir);
        close(f);
        return false;
    }
    *fd = f;
    return true;
}
