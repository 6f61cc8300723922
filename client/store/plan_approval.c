#include "client/store/plan_approval.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/person.h"

#define MIDDLE ".approved-by-"

enum {
    FORMAT = 1,
    ENTRIES_MAX = 10 * 1000, /* of a folder; nobody keeps plans among more */
    SKEW_MS = 2 * 60 * 1000, /* two machines on one file system */
    OWN_BITS = S_IWGRP | S_IWOTH,
};

bool plan_is_expired(const struct plan *p, int64_t now_ms)
{
    return now_ms - p->computed_ms > PLAN_LIFE_MS || p->computed_ms - now_ms > SKEW_MS;
}

/* ---- reading a file whose owner counts ---- */

/* The owner and the bytes of one and the same file. */
static bool read_owned(int fd, const char *name, struct buf *out, struct stat *st,
                       struct err *err)
{
    if (fstat(fd, st) != 0)
        return err_sys(err, errno, "%s", name);
    if (!S_ISREG(st->st_mode))
        return err_set(err, ERR_IO, "%s is not a regular file", name);
    return files_read_fd(fd, name, out, err);
}

struct plan *plan_load_owned(const char *path, uint32_t *owner, struct err *err)
{
    struct buf text = BUF_INIT(PLAN_FILE_MAX);
    struct plan *p = NULL;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        (void)err_sys(err, errno, "%s", path);
    else if (read_owned(fd, path, &text, &st, err))
        p = plan_read((struct str){buf_text(&text), text.len}, path, err);
    if (fd >= 0)
        (void)close(fd);
    if (p != NULL)
        *owner = (uint32_t)st.st_uid;
    buf_free(&text);
    return p;
}

/* ---- approving ---- */

static bool may_approve(const struct plan *p, const char *path, uint32_t owner,
                        const struct plan_approver *who, int64_t now_ms, struct err *err)
{
    if (owner == who->uid || strcmp(p->by, who->name) == 0) {
        (void)err_set(err, ERR_DENIED, "%s: this is your own plan", path);
        return err_advise(err, "somebody else has to approve it, under their own account");
    }
    if (p->stage != PLAN_NEW)
        return err_set(err, ERR_DENIED, "%s: it was carried out already", path);
    if (plan_is_expired(p, now_ms)) {
        (void)err_set(err, ERR_DENIED, "%s: the plan is older than a week", path);
        return err_advise(err, "what it was made from has changed since: make it again");
    }
    return true;
}

static void put_record(const struct plan *p, const struct plan_approver *who, int64_t now_ms,
                       struct buf *out)
{
    struct json_writer w = {.out = out};
    char digest[PLAN_DIGEST_HEX + 1];

    plan_digest(p, digest);
    json_open(&w, '{');
    json_int_member(&w, "picketApproval", FORMAT);
    json_text_member(&w, "plan", p->id);
    json_text_member(&w, "digest", digest);
    json_text_member(&w, "by", who->name);
    json_int_member(&w, "at", now_ms);
    json_close(&w, '}');
    buf_putc(out, '\n');
}

/* Who applies the plan is somebody else and has to be able to read it. */
static bool make_readable(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool ok = fd >= 0 && fchmod(fd, 0644) == 0;

    if (!ok)
        (void)err_sys(err, errno, "%s", path);
    if (fd >= 0)
        (void)close(fd);
    return ok;
}

bool plan_approve(const char *path, const struct plan_approver *who, int64_t now_ms,
                  struct buf *out, struct err *err)
{
    struct buf record = BUF_INIT(PLAN_APPROVAL_BYTES), beside = BUF_INIT(4096);
    uint32_t owner = 0;
    struct plan *p = plan_load_owned(path, &owner, err);
    bool ok = p != NULL && may_approve(p, path, owner, who, now_ms, err);

    if (ok) {
        put_record(p, who, now_ms, &record);
        buf_printf(&beside, "%s" MIDDLE "%s", path, who->name);
        ok = files_write(buf_text(&beside), buf_text(&record), record.len, err) &&
             make_readable(buf_text(&beside), err);
    }
    if (ok)
        buf_puts(out, buf_text(&beside));
    plan_free(p);
    buf_free(&record);
    buf_free(&beside);
    return ok;
}

/* ---- reading approvals ---- */

struct looking {
    struct plan *plan;
    char digest[PLAN_DIGEST_HEX + 1];
    uint32_t self;
    int64_t now_ms;
};

static const char *text_of(const struct json *j, const char *name)
{
    const struct json *m = json_get(j, name);

    return m != NULL && json_type(m) == JSON_STRING ? json_string(m) : "";
}

static bool read_number(const struct json *j, const char *name, int64_t *out)
{
    const struct json *m = json_get(j, name);
    double v = m != NULL && json_type(m) == JSON_NUMBER ? json_number(m) : -1;

    if (v < 0 || v > 9e15)
        return false;
    *out = (int64_t)v;
    return true;
}

static bool counts(const struct looking *l, const struct json *j, int64_t *at_ms)
{
    int64_t format;

    return json_type(j) == JSON_OBJECT && read_number(j, "picketApproval", &format) &&
           format == FORMAT && read_number(j, "at", at_ms) &&
           strcmp(text_of(j, "plan"), l->plan->id) == 0 &&
           strcmp(text_of(j, "digest"), l->digest) == 0 && *at_ms <= l->now_ms + SKEW_MS &&
           l->now_ms - *at_ms <= PLAN_LIFE_MS;
}

static void look_at(struct looking *l, int folder, const char *name)
{
    struct buf text = BUF_INIT(PLAN_APPROVAL_BYTES);
    char by[PERSON_NAME];
    struct arena *a = arena_new();
    const struct json *j = NULL;
    struct stat st;
    struct err ignored; /* whatever it is, it is no approval */
    int64_t at_ms = 0;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

    if (fd >= 0 && read_owned(fd, name, &text, &st, &ignored) &&
        (uint32_t)st.st_uid != l->self && (st.st_mode & OWN_BITS) == 0)
        j = json_parse((struct str){buf_text(&text), text.len}, a, &ignored);
    if (j != NULL && counts(l, j, &at_ms)) {
        person_name((uint32_t)st.st_uid, by);
        if (strcmp(by, l->plan->by) != 0) /* who made it, applied under another account */
            plan_add_approval(l->plan, by, at_ms);
    }
    if (fd >= 0)
        (void)close(fd);
    arena_free(a);
    buf_free(&text);
}

bool plan_approvals_read(struct plan *p, const char *path, uint32_t self, int64_t now_ms,
                         struct err *err)
{
    struct looking l = {.plan = p, .self = self, .now_ms = now_ms};
    struct buf folder = BUF_INIT(4096), start = BUF_INIT(4096);
    const char *slash = strrchr(path, '/');
    const struct dirent *e;

    if (slash != NULL)
        buf_put(&folder, path, (size_t)(slash - path) + 1);
    else
        buf_putc(&folder, '.');
    buf_printf(&start, "%s" MIDDLE, slash != NULL ? slash + 1 : path);
    DIR *d = opendir(buf_text(&folder));
    bool ok = d != NULL || err_sys(err, errno, "%s", buf_text(&folder));

    p->n_approvals = 0;
    plan_digest(p, l.digest);
    for (int i = 0; ok && i < ENTRIES_MAX && p->n_approvals < PLAN_APPROVALS_MAX &&
                    (e = readdir(d)) != NULL;
         i++)
        if (str_starts(e->d_name, buf_text(&start)))
            look_at(&l, dirfd(d), e->d_name);
    if (d != NULL)
        (void)closedir(d);
    buf_free(&folder);
    buf_free(&start);
    return ok;
}
