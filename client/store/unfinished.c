#include "client/store/unfinished.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/log.h"

enum {
    FILE_MAX = 64 * 1024,
    LINES_MAX = 5 * UNFINISHED_MAX, /* of all contexts; the oldest go */
};

static bool path_of(struct buf *out)
{
    struct err err;

    return files_xdg(out, XDG_STATE, "plans/unfinished", &err);
}

static void read_all(struct buf *text)
{
    struct buf path = BUF_INIT(4096);
    struct err err;

    if (path_of(&path) && !files_read(buf_text(&path), text, &err))
        buf_reset(text);
    buf_free(&path);
}

static void write_all(const struct buf *text)
{
    struct buf path = BUF_INIT(4096);
    struct err err;

    if (path_of(&path) && !files_write(buf_text(&path), buf_text(text), text->len, &err))
        log_write(LOG_WARN, "%s", err.text);
    buf_free(&path);
}

/* "ID TIME CONTEXT \t TITLE"; blanks in a context stay. */
static bool read_line(struct str line, struct unfinished *out, struct str *context)
{
    struct str rest, id = str_cut(line, ' ', &rest), at = str_cut(rest, ' ', &rest);

    *context = str_cut(rest, '\t', &rest);
    if (id.n == 0 || id.n >= PLAN_ID_MAX || !str_to_int(at, 0, INT64_MAX, &out->at_ms))
        return false;
    (void)snprintf(out->id, sizeof out->id, "%.*s", (int)id.n, id.p);
    (void)snprintf(out->title, sizeof out->title, "%.*s", (int)rest.n, rest.p);
    return true;
}

static void copy_others(const struct buf *from, const char *id, struct buf *to)
{
    for (struct str rest = str_of(buf_text(from)); rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest), after;

        if (line.n == 0 || str_eq(str_cut(line, ' ', &after), id))
            continue;
        buf_put(to, line.p, line.n);
        buf_putc(to, '\n');
    }
}

/* Without its first lines, when there are too many. */
static struct str newest_lines(const struct buf *text)
{
    struct str rest = str_of(buf_text(text));
    size_t n = 0;

    for (size_t i = 0; i < rest.n; i++)
        n += rest.p[i] == '\n';
    for (; n >= LINES_MAX; n--)
        (void)str_cut(rest, '\n', &rest);
    return rest;
}

static void put_plain(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++)
        buf_putc(out, *text == '\n' || *text == '\t' ? ' ' : *text);
}

void unfinished_add(const struct plan *p, int64_t now_ms)
{
    struct buf old = BUF_INIT(FILE_MAX), others = BUF_INIT(FILE_MAX), text = BUF_INIT(FILE_MAX);

    read_all(&old);
    copy_others(&old, p->id, &others);
    const struct str kept = newest_lines(&others);

    buf_put(&text, kept.p, kept.n);
    buf_printf(&text, "%s %" PRId64 " ", p->id, now_ms);
    put_plain(&text, p->context);
    buf_putc(&text, '\t');
    put_plain(&text, p->title);
    buf_putc(&text, '\n');
    if (!text.full)
        write_all(&text);
    buf_free(&old);
    buf_free(&others);
    buf_free(&text);
}

void unfinished_remove(const char *id)
{
    struct buf old = BUF_INIT(FILE_MAX), text = BUF_INIT(FILE_MAX);

    read_all(&old);
    copy_others(&old, id, &text);
    if (text.len != old.len)
        write_all(&text);
    buf_free(&old);
    buf_free(&text);
}

size_t unfinished_list(const char *context, struct unfinished out[UNFINISHED_MAX])
{
    struct buf text = BUF_INIT(FILE_MAX);
    size_t n = 0;

    read_all(&text);
    for (struct str rest = str_of(buf_text(&text)); rest.n > 0;) {
        struct unfinished one;
        struct str where;

        if (!read_line(str_cut(rest, '\n', &rest), &one, &where) || !str_eq(where, context))
            continue;
        size_t kept = n < UNFINISHED_MAX ? n++ : UNFINISHED_MAX - 1;

        memmove(out + 1, out, kept * sizeof *out);
        out[0] = one;
    }
    buf_free(&text);
    return n;
}
