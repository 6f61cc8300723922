#include "client/local/mitigation_outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/api/json.h"
#include "client/base/clock.h"
#include "client/base/mem.h"

enum { LINE_MAX_BYTES = 64 * 1024 }; /* a finding has a few hundred */

struct outbox {
    struct registry *registry;
    struct db *db;
    char *path, *old; /* old: where it goes when it is full */
};

struct outbox *outbox_open(struct registry *r, const char *path)
{
    struct outbox *o = mem_alloc(1, sizeof *o);

    o->registry = r;
    o->db = registry_db(r);
    o->path = mem_strdup(path);
    o->old = mem_printf("%s.1", path);
    return o;
}

void outbox_close(struct outbox *o)
{
    if (o == NULL)
        return;
    free(o->path);
    free(o->old);
    free(o);
}

bool outbox_put(struct registry *r, const char *topic_arn, int64_t now_ms, struct str message,
                struct err *err)
{
    struct buf line = BUF_INIT(LINE_MAX_BYTES), time = BUF_INIT(64);
    struct json_writer w = {.out = &line};

    time_iso8601(&time, now_ms);
    json_open(&w, '{');
    json_text_member(&w, "topicArn", topic_arn);
    json_text_member(&w, "time", buf_text(&time));
    json_key(&w, "message");
    buf_put(&line, message.p, message.n);
    json_close(&w, '}');
    struct db_stmt *s =
        db_query(registry_db(r), "INSERT INTO outbox_line(line) VALUES(?)", err);
    bool ok = s != NULL;
    if (ok && line.full)
        ok = err_set(err, ERR_LIMIT, "a message of more than %d bytes", LINE_MAX_BYTES);
    if (ok) {
        db_bind_text(s, 1, buf_text(&line));
        ok = db_run(s, err);
    }
    buf_free(&line);
    buf_free(&time);
    return ok;
}

/* ---- from the table to the file ---- */

static bool file_err(const struct outbox *o, struct err *err)
{
    return err_sys(err, errno, "%s", o->path);
}

static bool confirmed(struct outbox *o, int64_t *bytes, struct err *err)
{
    struct db_stmt *s = db_query(o->db, "SELECT file_bytes FROM outbox", err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    *bytes = row ? db_int(s, 0) : 0;
    db_reset(s);
    return true;
}

/* The file has that many bytes, and lines up to `last` are in it. */
static bool confirm(struct outbox *o, int64_t bytes, int64_t last, struct err *err)
{
    if (!registry_begin(o->registry, err))
        return false;
    struct db_stmt *s = db_query(o->db, "UPDATE outbox SET file_bytes = ?", err);
    bool ok = s != NULL;
    if (ok) {
        db_bind_int(s, 1, bytes);
        ok = db_run(s, err);
    }
    if (ok)
        ok = (s = db_query(o->db, "DELETE FROM outbox_line WHERE id <= ?", err)) != NULL;
    if (ok) {
        db_bind_int(s, 1, last);
        ok = db_run(s, err);
    }
    if (ok && registry_commit(o->registry, err))
        return true;
    registry_rollback(o->registry);
    return false;
}

static bool read_lines(struct outbox *o, struct buf *out, int64_t *last, int *n,
                       struct err *err)
{
    struct db_stmt *s =
        db_query(o->db, "SELECT id, line FROM outbox_line ORDER BY id LIMIT ?", err);
    bool row = false, ok = s != NULL;

    *n = 0;
    if (s != NULL)
        db_bind_int(s, 1, OUTBOX_BATCH);
    while (ok && (ok = db_step(s, &row, err)) && row) {
        *last = db_int(s, 0);
        buf_puts(out, db_text(s, 1));
        buf_putc(out, '\n');
        ++*n;
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

/* What is beyond the confirmed length was written just before the program was killed and comes
 * again; a shorter file was taken away or begun anew, and goes on where it is. */
static bool agree(struct outbox *o, int fd, int64_t *bytes, struct err *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return file_err(o, err);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_IO, "%s is not a file", o->path);
    if (st.st_size > *bytes)
        return ftruncate(fd, *bytes) == 0 || file_err(o, err);
    if (st.st_size == *bytes)
        return true;
    *bytes = st.st_size;
    return confirm(o, *bytes, 0, err);
}

static bool append(struct outbox *o, int fd, const struct buf *text, struct err *err)
{
    for (size_t at = 0; at < text->len;) {
        ssize_t n = write(fd, text->data + at, text->len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return file_err(o, err);
        at += (size_t)n;
    }
    return fdatasync(fd) == 0 || file_err(o, err);
}

static bool rotate(struct outbox *o, int64_t *bytes, struct err *err)
{
    if (rename(o->path, o->old) != 0 && errno != ENOENT)
        return file_err(o, err);
    *bytes = 0;
    return confirm(o, 0, 0, err);
}

static bool write_lines(struct outbox *o, const struct buf *text, int64_t last, struct err *err)
{
    int64_t bytes;

    if (!confirmed(o, &bytes, err) ||
        (bytes > 0 && bytes + (int64_t)text->len > OUTBOX_FILE_MAX && !rotate(o, &bytes, err)))
        return false;
    int fd = open(o->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                  0600);
    if (fd < 0)
        return file_err(o, err);
    bool ok = agree(o, fd, &bytes, err) && append(o, fd, text, err);
    close(fd);
    return ok && confirm(o, bytes + (int64_t)text->len, last, err);
}

bool outbox_flush(struct outbox *o, bool *more, struct err *err)
{
    struct buf text = BUF_INIT((size_t)OUTBOX_BATCH * (LINE_MAX_BYTES + 1));
    int64_t last = 0;
    int n;
    bool ok =
        read_lines(o, &text, &last, &n, err) && (n == 0 || write_lines(o, &text, last, err));

    buf_free(&text);
    if (ok)
        *more = n == OUTBOX_BATCH;
    return ok;
}
