#include "views/plain.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "client/store/saved_views.h"
#include "tui/status.h"
#include "views/command.h"
#include "views/plain_page.h"
#include "views/script.h"

#define PROMPT "picket> "

enum {
    LOOK_US = 50 * 1000,  /* how often to see whether all that was asked for is there */
    QUIET_LOOKS = 3,      /* an answer may start the next question a turn later */
    PATIENCE_LOOKS = 200, /* then what is there is printed, and what is still asked is said */
    SETTLE_US = 1000 * 1000, /* changes that come one after another are told together */
    INPUT_MAX = 1024 * 1024,
    CHANGES_MAX = 10, /* lines of what changed by itself */
};

struct plain {
    struct loop *loop;
    struct app *app;
    struct memory_display memory;
    struct display display;
    struct loop_fd *input;
    struct loop_timer *timer;
    struct buf typed; /* lines not yet carried out */
    struct buf rows;  /* as they were printed last; empty: none were */
    size_t printed;   /* so many of them */
    uint64_t told;    /* messages */
    int quiet, looks;
    bool waiting; /* for what the last line asked for */
    bool ended;   /* the input has */
};

/* ---- writing ---- */

/* Lines go to a terminal, a pipe or a file that somebody reads line by line: waiting for them
 * is what is wanted. */
static void put(struct str text)
{
    while (text.n > 0) {
        const ssize_t n = write(STDOUT_FILENO, text.p, text.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        text.p += n;
        text.n -= (size_t)n;
    }
}

static void put_buf(struct buf *b)
{
    put((struct str){buf_text(b), b->len});
    buf_free(b);
}

static size_t count_lines(const struct buf *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->len; i++)
        n += b->data[i] == '\n';
    return n;
}

/* ---- printing the screen ---- */

/* The rows from `from` on, each with its number; titles first. */
static void put_rows(struct plain *p, size_t from, struct buf *out)
{
    const size_t rows = count_lines(&p->rows) - 1;
    const size_t end = from + PLAIN_ROWS < rows ? from + PLAIN_ROWS : rows;
    struct str rest = {buf_text(&p->rows), p->rows.len};
    struct str titles = str_cut(rest, '\n', &rest);

    buf_printf(out, "%5s  %.*s\n", "", (int)titles.n, titles.p);
    for (size_t i = 0; i < end; i++) {
        struct str line = str_cut(rest, '\n', &rest);

        if (i >= from)
            buf_printf(out, "%5zu  %.*s\n", i + 1, (int)line.n, line.p);
    }
    if (end < rows)
        buf_printf(out, _("%zu more: + shows them\n"), rows - end);
    p->printed = end;
}

static void put_messages(struct plain *p, struct buf *out)
{
    const struct messages *all = app_messages(p->app);
    const uint64_t count = messages_total(all);
    const uint64_t fresh = count - p->told;

    for (uint64_t i = fresh; i-- > 0;) {
        const struct message *m = messages_at(all, (size_t)i);

        if (m != NULL)
            buf_printf(out, "%s: %s%s%s\n", message_word(m->level), m->text,
                       m->advice != NULL ? "  " : "", m->advice != NULL ? m->advice : "");
    }
    p->told = count;
}

static void print_screen(struct plain *p)
{
    struct buf out = BUF_INIT(PLAIN_PAGE_MAX);

    buf_puts(&out, "\n");
    plain_page_place(p->app, &out);
    buf_reset(&p->rows);
    p->printed = 0;
    if (!app_is_asking(p->app) && plain_page_rows(p->app, &p->rows) &&
        count_lines(&p->rows) > 1)
        put_rows(p, 0, &out);
    else
        plain_page_text(p->app, &out);
    if (app_is_loading(p->app))
        buf_printf(&out, "%s\n", _("Not everything is there yet."));
    put_messages(p, &out);
    buf_puts(&out, PROMPT);
    put_buf(&out);
}

/* ---- what changes by itself ---- */

static struct map *lines_of(const struct buf *b)
{
    struct map *m = map_new();

    for (struct str rest = {b->data, b->len}; rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest);
        char *z = mem_strndup(line.p, line.n);

        (void)map_put(m, z, m);
        free(z);
    }
    return m;
}

/* Lines of `b` that `others` has not. */
static size_t put_only(const struct buf *b, const struct map *others, const char *word,
                       struct buf *out, size_t n)
{
    for (struct str rest = {b->data, b->len}; rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest);
        char *z = mem_strndup(line.p, line.n);

        if (map_get(others, z) == NULL && n++ < CHANGES_MAX)
            buf_printf(out, "%s: %s\n", word, z);
        free(z);
    }
    return n;
}

static void put_changes(struct plain *p, struct buf *out)
{
    struct buf now = BUF_INIT(PLAIN_PAGE_MAX);

    if (p->rows.len > 0 && plain_page_rows(p->app, &now)) {
        struct map *before = lines_of(&p->rows), *after = lines_of(&now);
        size_t n = put_only(&now, before, _("new"), out, 0);

        n = put_only(&p->rows, after, _("gone"), out, n);
        if (n > CHANGES_MAX)
            buf_printf(out, _("%zu more rows are new or gone: Enter prints them all\n"),
                       n - CHANGES_MAX);
        map_free(before, NULL);
        map_free(after, NULL);
        buf_reset(&p->rows);
        buf_put(&p->rows, buf_text(&now), now.len);
    }
    buf_free(&now);
}

static void tell_changes(struct plain *p)
{
    struct buf out = BUF_INIT(PLAIN_PAGE_MAX);

    put_changes(p, &out);
    put_messages(p, &out);
    if (out.len > 0) {
        put(STR("\n"));
        buf_puts(&out, PROMPT);
    }
    put_buf(&out);
}

/* ---- what is typed ---- */

static bool press(struct plain *p, struct str names)
{
    struct key keys[64];
    size_t n = 0;

    while (names.n > 0) {
        struct str name = str_cut(names, ' ', &names);

        if (name.n == 0)
            continue;
        if (n == COUNT_OF(keys) || !keys_parse(name, &keys[n++]))
            return false;
    }
    for (size_t i = 0; i < n && !app_is_ended(p->app); i++)
        app_key(p->app, keys[i]);
    return true;
}

/* "7", "7 s" */
static bool row_and_keys(struct plain *p, struct str line)
{
    struct str keys, number = str_cut(line, ' ', &keys);
    int64_t n;

    if (!str_to_int(number, 1, INT32_MAX, &n))
        return false;
    if (!plain_page_go(p->app, (size_t)n))
        app_message(p->app, MESSAGE_INFO, "There is no row %lld here.", (long long)n);
    else if (keys.n == 0)
        app_key(p->app, (struct key){.code = KEYCODE_ENTER});
    else if (!press(p, keys))
        app_message(p->app, MESSAGE_INFO, "After the number of a row come keys, like 7 s.");
    return true;
}

static void more(struct plain *p)
{
    struct buf out = BUF_INIT(PLAIN_PAGE_MAX);

    if (p->rows.len > 0 && p->printed < count_lines(&p->rows) - 1)
        put_rows(p, p->printed, &out);
    else
        buf_printf(&out, "%s\n", _("That was all."));
    buf_puts(&out, PROMPT);
    put_buf(&out);
}

static bool is_command(const struct plain *p, struct str line)
{
    struct str rest, word = str_cut(line, ' ', &rest);
    char *z = mem_strndup(word.p, word.n);
    const bool known =
        word.n > 1 && (command_is_known(z) || (app_views(p->app) != NULL &&
                                               saved_views_find(app_views(p->app), line)));

    free(z);
    return known;
}

static void type(struct plain *p, struct str text)
{
    while (text.n > 0) {
        bool valid;

        app_key(p->app, (struct key){.code = utf8_next(&text, &valid)});
    }
}

/* A field of a form, or what makes its review. false: the line is neither. */
static bool into_form(struct plain *p, struct str line)
{
    struct err err;
    bool ok;

    if (!app_is_form(p->app) || app_is_asking(p->app))
        return false;
    if (str_eq(line, "submit"))
        ok = app_form_submit(p->app, &err);
    else if (memchr(line.p, ':', line.n) != NULL && line.p[0] != ':')
        ok = app_form_fill(p->app, line, &err);
    else
        return false;
    if (!ok)
        app_error(p->app, &err);
    return true;
}

static void command(struct plain *p, struct str text)
{
    char *z = mem_strndup(text.p, text.n);

    app_command(p->app, z);
    free(z);
}

static void filter(struct plain *p, struct str text)
{
    struct buf line = BUF_INIT(INPUT_MAX);

    buf_puts(&line, "filter ");
    buf_put(&line, text.p, text.n);
    command(p, (struct str){buf_text(&line), line.len});
    buf_free(&line);
}

static struct str after(struct str s, size_t n)
{
    return str_trim((struct str){s.p + n, s.n - n});
}

/* In the order that leaves no doubt: what opens with a mark, then words, then keys. */
static void carry_out(struct plain *p, struct str line)
{
    if (line.n == 0 || into_form(p, line))
        return;
    if (line.p[0] == ':' && line.n > 1)
        command(p, after(line, 1));
    else if (line.p[0] == '/')
        filter(p, after(line, 1));
    else if (line.n > 5 && memcmp(line.p, "type ", 5) == 0)
        type(p, after(line, 5));
    else if (app_is_asking(p->app) && !is_command(p, line) && !press(p, line))
        type(p, line);
    else if (!app_is_asking(p->app) && !row_and_keys(p, line) &&
             (is_command(p, line) || !press(p, line)))
        command(p, line); /* which says what is near, when it is none */
}

/* ---- turns ---- */

static void look_later(struct plain *p, int64_t us);

/* The next whole line; false: there is none yet. */
static bool next_line(struct plain *p, struct str *line)
{
    char *end = p->typed.len > 0 ? memchr(p->typed.data, '\n', p->typed.len) : NULL;

    if (end == NULL)
        return false;
    *line = str_trim((struct str){p->typed.data, (size_t)(end - p->typed.data)});
    return true;
}

static void drop_line(struct plain *p)
{
    const size_t n = strcspn(buf_text(&p->typed), "\n") + 1;

    memmove(p->typed.data, p->typed.data + n, p->typed.len - n);
    p->typed.len -= n;
}

static void take_line(struct plain *p)
{
    struct str line;

    if (p->waiting || app_is_ended(p->app))
        return;
    if (!next_line(p, &line)) {
        if (p->ended)
            app_end(p->app);
        return;
    }
    if (str_eq(line, "+")) {
        drop_line(p);
        more(p);
        take_line(p);
        return;
    }
    carry_out(p, line);
    drop_line(p);
    p->waiting = true;
    p->quiet = p->looks = 0;
    look_later(p, LOOK_US);
}

static bool is_settled(struct plain *p)
{
    const bool quiet =
        app_client(p->app) != NULL && app_pending(p->app) == 0 && !app_is_loading(p->app);

    p->quiet = quiet ? p->quiet + 1 : 0;
    return p->quiet >= QUIET_LOOKS || ++p->looks >= PATIENCE_LOOKS;
}

static void on_look(void *ctx)
{
    struct plain *p = ctx;

    p->timer = NULL;
    if (app_is_ended(p->app))
        return;
    if (!p->waiting) {
        tell_changes(p);
        return;
    }
    if (!is_settled(p)) {
        look_later(p, LOOK_US);
        return;
    }
    p->waiting = false;
    print_screen(p);
    take_line(p);
}

static void look_later(struct plain *p, int64_t us)
{
    if (p->timer == NULL)
        p->timer = loop_add_timer(p->loop, us, on_look, p);
}

static void on_input(void *ctx, short revents)
{
    struct plain *p = ctx;
    char bytes[4096];
    const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

    (void)revents;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0) {
        buf_put(&p->typed, bytes, (size_t)n);
    } else {
        p->ended = true;
        loop_remove_fd(p->input);
        p->input = NULL;
        if (p->typed.len > 0 && p->typed.data[p->typed.len - 1] != '\n')
            buf_putc(&p->typed, '\n');
    }
    take_line(p);
}

/* ---- the display ---- */

static void show_size(void *ctx, int *rows, int *cols)
{
    (void)ctx;
    *rows = PLAIN_FRAME_ROWS;
    *cols = PLAIN_COLS;
}

/* Something is not as it was; by itself, when nobody waits. */
static void show_frame(void *ctx, const struct surface *s)
{
    struct plain *p = ctx;

    (void)s;
    if (p->app != NULL && !p->waiting)
        look_later(p, SETTLE_US);
}

struct plain *plain_new(struct loop *loop)
{
    struct plain *p = mem_alloc(1, sizeof *p);

    p->loop = loop;
    p->display = (struct display){.ctx = p, .size = show_size, .present = show_frame};
    p->typed = BUF_INIT(INPUT_MAX);
    p->rows = BUF_INIT(PLAIN_PAGE_MAX);
    return p;
}

const struct display *plain_display(const struct plain *p)
{
    return &p->display;
}

void plain_serve(struct plain *p, struct app *app)
{
    p->app = app;
    p->waiting = true;
    p->input = loop_add_fd(p->loop, STDIN_FILENO, POLLIN, on_input, p);
    look_later(p, LOOK_US);
}

void plain_free(struct plain *p)
{
    if (p == NULL)
        return;
    loop_remove_fd(p->input);
    loop_remove_timer(p->timer);
    buf_free(&p->typed);
    buf_free(&p->rows);
    free(p);
}
