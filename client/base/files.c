#include "client/base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/base/str.h"

enum { REMOVE_FILES = 16 /* open at once */ };

/* Where each kind lives: the variable, else a folder below HOME. */
static const struct {
    const char *variable, *below_home;
} xdg[] = {
    [XDG_CONFIG] = {"XDG_CONFIG_HOME", "/.config"},
    [XDG_STATE] = {"XDG_STATE_HOME", "/.local/state"},
    [XDG_CACHE] = {"XDG_CACHE_HOME", "/.cache"},
    [XDG_DATA] = {"XDG_DATA_HOME", "/.local/share"},
    [XDG_RUNTIME] = {"XDG_RUNTIME_DIR", "/.local/state/picket/run"},
};

bool files_xdg(struct buf *out, enum xdg_dir dir, const char *name, struct err *err)
{
    const char *base = getenv(xdg[dir].variable);
    const char *home = getenv("HOME");

    buf_reset(out);
    if (base != NULL && base[0] == '/') {
        buf_puts(out, base);
    } else if (home != NULL && home[0] == '/') {
        buf_puts(out, home);
        buf_puts(out, xdg[dir].below_home);
    } else {
        (void)err_set(err, ERR_CONFIG, "HOME is not an absolute path");
        return err_advise(err, "set HOME to the home folder");
    }
    buf_puts(out, "/picket");
    if (name[0] != '\0') {
        buf_putc(out, '/');
        buf_puts(out, name);
    }
    if (out->full || out->len >= PATH_MAX)
        return err_set(err, ERR_LIMIT, "path too long: %.64s...", buf_text(out));
    return true;
}

bool files_absent(const struct err *err)
{
    return err->sys == ENOENT || err->sys == ENOTDIR;
}

bool files_exists(const char *path)
{
    struct buf text = BUF_INIT(1);
    struct err err = {0};
    const bool read = files_read(path, &text, &err);

    buf_free(&text);
    return read || !files_absent(&err);
}

bool files_team(struct buf *out, const char *name)
{
    const char *dirs = getenv("XDG_CONFIG_DIRS");
    struct str rest = str_of(dirs != NULL && dirs[0] != '\0' ? dirs : "/etc/xdg");

    while (rest.n > 0) {
        const struct str dir = str_cut(rest, ':', &rest);

        if (dir.n == 0 || dir.p[0] != '/')
            continue;
        buf_reset(out);
        buf_put(out, dir.p, dir.n);
        buf_printf(out, "/picket/%s", name);
        if (!out->full && files_exists(buf_text(out)))
            return true;
    }
    return false;
}

static bool make_dir(const char *path, struct err *err)
{
    struct stat st;

    if (mkdir(path, 0700) == 0)
        return true;
    int why = errno;

    if (stat(path, &st) == 0)
        return S_ISDIR(st.st_mode) || err_sys(err, ENOTDIR, "%s", path);
    return err_sys(err, why, "making folder %s", path);
}

bool files_mkdirs(const char *path, struct err *err)
{
    char *part = mem_strdup(path);
    bool ok = true;

    for (char *p = part + 1; ok && *p != '\0'; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        ok = make_dir(part, err);
        *p = '/';
    }
    ok = ok && make_dir(part, err);
    free(part);
    return ok;
}

bool files_read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
    char chunk[16 * 1024];

    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_sys(err, errno, "reading %s", path);
        if (n == 0)
            return true;
        buf_put(out, chunk, (size_t)n);
        if (out->full)
            return err_set(err, ERR_LIMIT, "%s is larger than %zu bytes", path, out->max);
    }
}

bool files_read(const char *path, struct buf *out, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ok;

    if (fd < 0)
        return err_sys(err, errno, "%s", path);
    buf_reset(out);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        ok = err_set(err, ERR_IO, "%s is not a regular file", path);
    else
        ok = files_read_fd(fd, path, out, err);
    (void)close(fd);
    return ok;
}

bool files_write_fd(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0) {
        ssize_t done = write(fd, p, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* A rename is durable only once its folder is. */
static void sync_folder_of(const char *path)
{
    char *folder = mem_strdup(path);
    char *slash = strrchr(folder, '/');

    if (slash != NULL) {
        *slash = '\0';
        int fd = open(slash == folder ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd >= 0) {
            (void)fsync(fd);
            (void)close(fd);
        }
    }
    free(folder);
}

bool files_write(const char *path, const void *bytes, size_t n, struct err *err)
{
    char *temp = mem_printf("%s.%ld.tmp", path, (long)getpid());
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0;

    if (!ok && errno == EEXIST &&
        unlink(temp) == 0) { /* left by a crashed process of our number */
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        ok = fd >= 0;
    }
    ok = ok && files_write_fd(fd, bytes, n) && fsync(fd) == 0;
    int why = errno;

    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(temp, path) != 0) {
        ok = false;
        why = errno;
    }
    if (ok)
        sync_folder_of(path);
    else if (fd >= 0)
        (void)unlink(temp);
    free(temp);
    return ok || err_sys(err, why, "writing %s", path);
}

bool files_data(struct buf *out, const char *name, struct err *err)
{
    const char *from_env = getenv("PICKET_DATA");
    /* In a source tree the data folders are themes/ and share/fleets/; installed, both lie in
     * PICKET_DATA_DIR. */
    const char *const roots[] = {
        from_env != NULL && from_env[0] == '/' ? from_env : NULL,
        PICKET_DATA_DIR,
        PICKET_SOURCE_DIR,
        PICKET_SOURCE_DIR "/share",
    };

    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        if (roots[i] == NULL)
            continue;
        buf_reset(out);
        buf_printf(out, "%s/%s", roots[i], name);
        if (access(buf_text(out), R_OK) == 0)
            return true;
    }
    (void)err_set(err, ERR_CONFIG, "%s is not installed (looked in %s)", name, PICKET_DATA_DIR);
    return err_advise(err, "run from a build folder, or set PICKET_DATA to the data folder");
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

bool files_remove_tree(const char *path)
{
    return nftw(path, remove_one, REMOVE_FILES, FTW_DEPTH | FTW_PHYS) == 0;
}
