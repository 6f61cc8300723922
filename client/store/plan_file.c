#include "client/store/plan_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/sha256.h"
#include "client/store/plan_json.h"

void plan_write(const struct plan *p, struct buf *out)
{
    plan_json_write(p, PLAN_JSON_ALL, out);
}

void plan_digest(const struct plan *p, char out[PLAN_DIGEST_HEX + 1])
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX), hex = BUF_INIT(PLAN_DIGEST_HEX + 1);
    uint8_t sum[SHA256_SIZE];

    plan_json_write(p, PLAN_JSON_CONTENT, &text);
    sha256((struct str){buf_text(&text), text.len}, sum);
    str_hex(&hex, sum, sizeof sum);
    (void)snprintf(out, PLAN_DIGEST_HEX + 1, "%s", buf_text(&hex));
    buf_free(&text);
    buf_free(&hex);
}

struct plan *plan_read(struct str json, const char *name, struct err *err)
{
    struct plan *p = plan_json_read(json, err);

    if (p == NULL)
        (void)err_at(err, "%s", name);
    return p;
}

bool plan_save_as(const struct plan *p, const char *path, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);

    plan_write(p, &text);
    bool ok = text.full ? err_set(err, ERR_LIMIT, "a plan of more than %d MiB",
                                  PLAN_FILE_MAX / (1024 * 1024))
                        : files_write(path, buf_text(&text), text.len, err);

    buf_free(&text);
    return ok;
}

struct plan *plan_load_from(const char *path, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);
    struct plan *p = NULL;

    if (files_read(path, &text, err))
        p = plan_read((struct str){buf_text(&text), text.len}, path, err);
    buf_free(&text);
    return p;
}

/* ---- in the state folder ---- */

/* Ids are ours: eight hexadecimal digits. Nothing else becomes part of a path. */
static bool is_id(const char *id)
{
    size_t n = strlen(id);

    return n > 0 && n < PLAN_ID_MAX && strspn(id, "0123456789abcdef") == n;
}

bool plan_path(struct buf *out, const char *id, struct err *err)
{
    struct buf name = BUF_INIT(64);

    if (!is_id(id)) {
        err_set(err, ERR_USAGE, "not the id of a plan: %.40s", id);
        return err_advise(err, "an id has eight digits 0-9 a-f, as in the title of the plan");
    }
    buf_printf(&name, "plans/%s.json", id);
    bool ok = files_xdg(out, XDG_STATE, buf_text(&name), err);

    buf_free(&name);
    return ok;
}

static int is_plan_file(const struct dirent *d)
{
    return str_ends(d->d_name, ".json");
}

/* The oldest file of a folder that holds more than PLAN_FILES_MAX goes. */
static void forget_oldest(const char *folder)
{
    DIR *dir = opendir(folder);
    char oldest[256] = "";
    time_t when = 0;
    size_t n = 0;

    for (struct dirent *d = dir != NULL ? readdir(dir) : NULL; d != NULL; d = readdir(dir)) {
        struct stat st;

        if (!is_plan_file(d) || fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        n++;
        if (oldest[0] == '\0' || st.st_mtime < when) {
            (void)snprintf(oldest, sizeof oldest, "%s", d->d_name);
            when = st.st_mtime;
        }
    }
    if (n > PLAN_FILES_MAX)
        (void)unlinkat(dirfd(dir), oldest, 0);
    if (dir != NULL)
        (void)closedir(dir);
}

bool plan_save(const struct plan *p, struct err *err)
{
    struct buf path = BUF_INIT(4096), folder = BUF_INIT(4096);
    bool ok = files_xdg(&folder, XDG_STATE, "plans", err) &&
              files_mkdirs(buf_text(&folder), err) && plan_path(&path, p->id, err) &&
              plan_save_as(p, buf_text(&path), err);

    if (ok)
        forget_oldest(buf_text(&folder));
    buf_free(&path);
    buf_free(&folder);
    return ok;
}

struct plan *plan_load(const char *id, struct err *err)
{
    struct buf path = BUF_INIT(4096);
    struct plan *p = NULL;

    if (plan_path(&path, id, err))
        p = plan_load_from(buf_text(&path), err);
    if (p == NULL && err->sys == ENOENT)
        (void)err_set(err, ERR_USAGE, "no plan %s is kept here", id);
    buf_free(&path);
    return p;
}
