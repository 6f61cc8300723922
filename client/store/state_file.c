#include "client/store/state_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/str.h"

enum { ID_MAX = 16 };

static const struct {
    const char *name, *what;
    size_t most;
} folders[STATE_FOLDERS] = {
    [STATE_PLANS] = {"plans", N_("plan"), 500},
    [STATE_TARGETS] = {"targets", N_("set of targets"), 100},
};

static bool is_id(const char *id)
{
    size_t n = strlen(id);

    return n > 0 && n <= ID_MAX && strspn(id, "0123456789abcdef") == n;
}

bool state_file_path(enum state_folder in, const char *id, struct buf *out, struct err *err)
{
    struct buf name = BUF_INIT(64);

    if (!is_id(id)) {
        err_set(err, ERR_USAGE, "not the id of a %s: %.40s", i18n_text(folders[in].what), id);
        return err_advise(err, "an id has eight digits 0-9 a-f");
    }
    buf_printf(&name, "%s/%s.json", folders[in].name, id);
    bool ok = files_xdg(out, XDG_STATE, buf_text(&name), err);

    buf_free(&name);
    return ok;
}

/* The oldest file of a folder that holds too many goes. */
static void forget_oldest(const char *folder, size_t most)
{
    DIR *dir = opendir(folder);
    char oldest[256] = "";
    time_t when = 0;
    size_t n = 0;

    for (struct dirent *d = dir != NULL ? readdir(dir) : NULL; d != NULL; d = readdir(dir)) {
        struct stat st;

        if (!str_ends(d->d_name, ".json") ||
            fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        n++;
        if (oldest[0] == '\0' || st.st_mtime < when) {
            (void)snprintf(oldest, sizeof oldest, "%s", d->d_name);
            when = st.st_mtime;
        }
    }
    if (n > most)
        (void)unlinkat(dirfd(dir), oldest, 0);
    if (dir != NULL)
        (void)closedir(dir);
}

bool state_file_write(enum state_folder in, const char *id, const struct buf *text,
                      struct err *err)
{
    struct buf path = BUF_INIT(4096), folder = BUF_INIT(4096);
    bool ok = files_xdg(&folder, XDG_STATE, folders[in].name, err) &&
              files_mkdirs(buf_text(&folder), err) && state_file_path(in, id, &path, err);

    if (ok && text->full)
        ok = err_set(err, ERR_LIMIT, "a %s of more than %zu bytes", i18n_text(folders[in].what),
                     text->max);
    ok = ok && files_write(buf_text(&path), buf_text(text), text->len, err);
    if (ok)
        forget_oldest(buf_text(&folder), folders[in].most);
    buf_free(&path);
    buf_free(&folder);
    return ok;
}

bool state_file_read(enum state_folder in, const char *id, struct buf *out, struct err *err)
{
    struct buf path = BUF_INIT(4096);
    bool ok = state_file_path(in, id, &path, err) && files_read(buf_text(&path), out, err);

    if (!ok && err->sys == ENOENT)
        (void)err_set(err, ERR_USAGE, "no %s %s is kept here", i18n_text(folders[in].what), id);
    buf_free(&path);
    return ok;
}
