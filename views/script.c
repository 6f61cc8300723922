#include "views/script.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "views/options.h"

enum {
    QUIET_TURNS = 3, /* an answer may start the next question one turn later */
    TURN_US = 20 * 1000,
};

/* ---- display ---- */

static void memory_size(void *ctx, int *rows, int *cols)
{
    const struct memory_display *m = ctx;

    *rows = m->rows;
    *cols = m->cols;
}

static void memory_present(void *ctx, const struct surface *s)
{
    (void)ctx;
    (void)s; /* app_frame() draws it when somebody looks */
}

void memory_display_init(struct memory_display *m, int rows, int cols)
{
    *m = (struct memory_display){
        .display = {.ctx = m, .size = memory_size, .present = memory_present},
        .rows = rows,
        .cols = cols};
}

/* ---- waiting ---- */

static bool is_quiet(const struct script *s)
{
    return app_client(s->app) != NULL && app_pending(s->app) == 0;
}

static bool shows(struct script *s, const char *text)
{
    struct buf screen = BUF_INIT(4 * 1024 * 1024);

    surface_text_dump(app_frame(s->app), &screen);
    bool found = strstr(buf_text(&screen), text) != NULL;

    buf_free(&screen);
    return found;
}

/* text NULL: until nothing is asked any more, and with `whole` nothing is on its way to the
 * screen either: rows may come from history that is read, or counted, a little later. */
static bool wait_until(struct script *s, const char *text, bool whole, struct err *err)
{
    int64_t deadline = loop_now_us(s->loop) + SCRIPT_WAIT_S * INT64_C(1000000);
    int quiet = 0;

    while (!app_is_ended(s->app)) {
        bool any = loop_turn(s->loop, TURN_US);
        const bool busy = !is_quiet(s) || (whole && app_is_loading(s->app));

        quiet = busy ? 0 : any ? quiet : quiet + 1; /* rows may still be made */
        if (text != NULL ? shows(s, text) : quiet >= QUIET_TURNS)
            return true;
        if (loop_now_us(s->loop) > deadline)
            return err_set(err, ERR_TIMEOUT, "waited %d s for %.80s", SCRIPT_WAIT_S,
                           text != NULL ? text : "the answers");
    }
    return true;
}

bool script_settle(struct script *s, struct err *err)
{
    return wait_until(s, NULL, false, err);
}

bool script_settle_rows(struct script *s, struct err *err)
{
    return wait_until(s, NULL, true, err);
}

void script_dump(struct script *s)
{
    surface_text_dump(app_frame(s->app), s->out);
}

/* ---- steps ---- */

static bool step_keys(struct script *s, const char *rest, struct err *err)
{
    struct str text = str_of(rest);

    while (text.n > 0) {
        struct str name = str_cut(text, ' ', &text);
        struct key k;

        if (name.n == 0)
            continue;
        if (!keys_parse(name, &k))
            return err_set(err, ERR_USAGE, "no key is called %.*s", (int)name.n, name.p);
        app_key(s->app, k);
        (void)loop_turn(s->loop, 0);
    }
    return true;
}

static bool step_type(struct script *s, const char *rest, struct err *err)
{
    struct str text = str_of(rest);

    (void)err;
    while (text.n > 0) {
        bool valid;

        app_key(s->app, (struct key){.code = utf8_next(&text, &valid)});
        (void)loop_turn(s->loop, 0);
    }
    return true;
}

static bool step_wait(struct script *s, const char *rest, struct err *err)
{
    if (rest[0] == '\0')
        return wait_until(s, NULL, false, err);
    if (!str_starts(rest, "for "))
        return err_set(err, ERR_USAGE, "wait, or wait for TEXT");
    return wait_until(s, rest + 4, false, err);
}

static bool step_expect(struct script *s, const char *rest, struct err *err)
{
    return shows(s, rest) ||
           err_set(err, ERR_SERVICE, "the screen does not show: %.200s", rest);
}

static bool step_absent(struct script *s, const char *rest, struct err *err)
{
    return !shows(s, rest) || err_set(err, ERR_SERVICE, "the screen shows: %.200s", rest);
}

static bool step_dump(struct script *s, const char *rest, struct err *err)
{
    (void)rest;
    (void)err;
    script_dump(s);
    return true;
}

static bool step_size(struct script *s, const char *rest, struct err *err)
{
    if (!options_size(rest, &s->display->cols, &s->display->rows, err))
        return false;
    app_resized(s->app);
    return true;
}

static const struct {
    const char *word;
    bool (*run)(struct script *s, const char *rest, struct err *err);
} steps[] = {
    {"keys", step_keys},     {"type", step_type}, {"wait", step_wait}, {"expect", step_expect},
    {"absent", step_absent}, {"dump", step_dump}, {"size", step_size},
};

static bool run_line(struct script *s, const char *line, struct err *err)
{
    size_t n = strcspn(line, " ");

    if (line[0] == '\0' || line[0] == '#')
        return true;
    if (line[0] == ':') {
        app_command(s->app, line + 1);
        (void)loop_turn(s->loop, 0);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (strlen(steps[i].word) == n && strncmp(steps[i].word, line, n) == 0)
            return steps[i].run(s, line + n + strspn(line + n, " "), err);
    return err_set(err, ERR_USAGE, "no step is called %.*s", (int)n, line);
}

bool script_run(struct script *s, const char *text, struct err *err)
{
    struct str rest = str_of(text);
    bool ok = true;

    for (int line = 1; ok && rest.n > 0 && !app_is_ended(s->app); line++) {
        struct str one = str_trim(str_cut(rest, '\n', &rest));
        char *z = mem_strndup(one.p, one.n);

        ok = run_line(s, z, err);
        if (!ok && err->kind != ERR_USAGE)
            script_dump(s); /* what it was instead */
        if (!ok)
            (void)err_at(err, "%s:%d", s->name, line);
        free(z);
    }
    return ok;
}
