/* The stack of screens and the history of places. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/saved_views.h"
#include "views/app_inside.h"
#include "views/command.h"

struct level *app_top(struct app *a)
{
    return &a->stack[a->depth - 1];
}

const struct level *app_top_const(const struct app *a)
{
    return &a->stack[a->depth - 1];
}

static const char *argument_of(const char *view)
{
    const char *blank = strchr(view, ' ');

    return blank != NULL ? blank + strspn(blank, " ") : "";
}

/* A list: its own arguments, then what is arranged and filtered. */
static bool open_list(struct app *a, struct level *l, struct err *err)
{
    struct view_string v;

    view_string_split(l->view, l->spec->argument, &v);
    l->state = l->spec->open(a, v.argument, err);
    const bool ok = l->state != NULL && l->spec->arrange(l->state, &v, err) &&
                    (v.filter[0] == '\0' || l->spec->filter(l->state, v.filter, err));

    view_string_free(&v);
    if (!ok && l->state != NULL) {
        l->spec->close(l->state);
        l->state = NULL;
    }
    return ok;
}

bool level_open(struct app *a, struct level *l, struct err *err)
{
    if (l->state != NULL)
        return true;
    if (l->spec->arrange != NULL)
        return open_list(a, l, err);
    l->state = l->spec->open(a, argument_of(l->view), err);
    return l->state != NULL;
}

/* true: its view string is another one now. */
static bool level_follow(struct level *l)
{
    struct buf text = BUF_INIT(8192);
    struct view_string v;

    if (l->state == NULL || l->spec->arrangement == NULL)
        return false;
    view_string_split(l->view, l->spec->argument, &v);
    l->spec->arrangement(l->state, &v);
    view_string_set(&v.filter, l->spec->filter_text(l->state));
    view_string_put(&v, l->spec->argument, &text);
    view_string_free(&v);
    const bool other = strcmp(buf_text(&text), l->view) != 0;

    if (other)
        view_string_set(&l->view, buf_text(&text));
    buf_free(&text);
    return other;
}

void stack_follow(struct app *a)
{
    if (a->depth == 0 || !level_follow(app_top(a)) || a->n_history == 0)
        return;
    char *here = history_here(a);

    free(a->history[a->at_history]);
    a->history[a->at_history] = here;
}

void level_close(struct level *l)
{
    if (l->state != NULL)
        l->spec->close(l->state);
    keymap_free(l->map);
    free(l->view);
    free(l->opened);
    *l = (struct level){0};
}

/* A view by its name stands for what was saved; a screen's name is never one. */
static const char *saved_or(const struct app *a, const char *view)
{
    const struct saved_view *saved =
        a->views != NULL ? saved_views_find(a->views, str_of(view)) : NULL;

    return saved != NULL && screen_find(view) == NULL ? saved->view : view;
}

static bool level_init(const struct app *a, struct level *l, const char *view, struct err *err)
{
    char name[64];
    size_t n = strcspn(view, " ");

    if (n == 0 || n >= sizeof name)
        return err_set(err, ERR_USAGE, "not a view: %.40s", view);
    memcpy(name, view, n);
    name[n] = '\0';
    const struct screen_spec *spec = screen_find(name);

    if (spec == NULL) {
        const char *near = command_nearest(name, a->views);

        (void)err_set(err, ERR_USAGE, "no screen is called %s", name);
        return near == NULL ? false : err_advise(err, "the nearest is %s", near);
    }
    *l = (struct level){.view = mem_strdup(view),
                        .opened = mem_strdup(view),
                        .spec = spec,
                        .map = app_keymap_new(spec, a->keys)};
    return true;
}

static void hide(const struct level *l)
{
    if (l->state != NULL && l->spec->hidden != NULL)
        l->spec->hidden(l->state);
}

static void show(const struct level *l)
{
    if (l->state != NULL && l->spec->shown != NULL)
        l->spec->shown(l->state);
}

bool stack_push(struct app *a, const char *view, struct err *err)
{
    struct level l;

    if (a->depth == STACK_MAX) {
        (void)err_set(err, ERR_LIMIT, "%d screens are open", STACK_MAX);
        return err_advise(err, "go back with Esc, or jump with a digit");
    }
    if (!level_init(a, &l, saved_or(a, view), err))
        return false;
    a->prompt = PROMPT_NONE; /* it was about the screen that is left */
    a->pushing = true;
    bool opened = level_open(a, &l, err);

    a->pushing = false;
    if (!opened) {
        level_close(&l);
        return false;
    }
    if (a->depth > 0)
        hide(app_top(a));
    a->stack[a->depth++] = l;
    show(app_top(a));
    return true;
}

void stack_pop(struct app *a)
{
    if (a->depth <= 1)
        return;
    level_close(app_top(a));
    a->depth--;
    stack_show(a);
}

void stack_show(struct app *a)
{
    struct err err;

    a->prompt = PROMPT_NONE;
    while (!level_open(a, app_top(a), &err)) {
        app_error(a, &err);
        if (a->depth == 1)
            bug("the first screen does not open: %s", err.text);
        level_close(app_top(a));
        a->depth--;
    }
    show(app_top(a));
}

bool level_is(const struct level *l, const char *view)
{
    return strcmp(l->view, view) == 0 || strcmp(l->opened, view) == 0;
}

bool stack_return(struct app *a, const char *view)
{
    size_t at = a->depth;

    while (at > 0 && !level_is(&a->stack[at - 1], view))
        at--;
    if (at == 0 || at == a->depth)
        return false;
    while (a->depth > at) {
        level_close(app_top(a));
        a->depth--;
    }
    stack_show(a);
    return true;
}

void stack_reset(struct app *a)
{
    while (a->depth > 1) {
        level_close(app_top(a));
        a->depth--;
    }
    show(app_top(a));
}

/* ---- history ---- */

char *history_here(const struct app *a)
{
    struct buf text = BUF_INIT(64 * 1024);

    for (size_t i = 0; i < a->depth; i++) {
        if (i > 0)
            buf_putc(&text, '\n');
        buf_puts(&text, a->stack[i].view);
    }
    return buf_steal(&text);
}

void history_note(struct app *a)
{
    char *here = history_here(a);

    if (a->n_history > 0 && strcmp(a->history[a->at_history], here) == 0) {
        free(here);
        return;
    }
    while (a->n_history > 0 && a->n_history > a->at_history + 1)
        free(a->history[--a->n_history]);
    if (a->n_history == HISTORY_MAX) {
        free(a->history[0]);
        memmove(a->history, a->history + 1, (HISTORY_MAX - 1) * sizeof a->history[0]);
        a->n_history--;
    }
    a->history[a->n_history++] = here;
    a->at_history = a->n_history - 1;
}

void history_precede(struct app *a, const char *place)
{
    if (a->n_history == HISTORY_MAX)
        return;
    memmove(a->history + 1, a->history, a->n_history * sizeof a->history[0]);
    a->history[0] = mem_strdup(place);
    a->n_history++;
    a->at_history++;
}

/* Opens only the top; what lies below opens when somebody goes back to it. */
static void stack_restore(struct app *a, const char *text)
{
    struct str rest = str_of(text);
    struct err err;
    bool first = true;

    while (a->depth > 1) {
        level_close(app_top(a));
        a->depth--;
    }
    while (rest.n > 0) {
        struct str one = str_cut(rest, '\n', &rest);
        char *view = mem_strndup(one.p, one.n);

        if (!first && level_init(a, &a->stack[a->depth], view, &err))
            a->depth++;
        first = false; /* the first screen is always open */
        free(view);
    }
    if (!level_open(a, app_top(a), &err)) {
        app_error(a, &err);
        stack_pop(a);
        return;
    }
    show(app_top(a));
}

void history_step(struct app *a, int by)
{
    if ((by < 0 && a->at_history == 0) || (by > 0 && a->at_history + 1 >= a->n_history)) {
        app_message(a, MESSAGE_INFO,
                    by < 0 ? "Nothing further back." : _("Nothing further on."));
        return;
    }
    a->at_history = by < 0 ? a->at_history - 1 : a->at_history + 1;
    stack_restore(a, a->history[a->at_history]);
}

void history_last(struct app *a)
{
    if (a->n_history < 2) {
        app_message(a, MESSAGE_INFO, "Only one place was visited so far.");
        return;
    }
    history_step(a, a->at_history + 1 < a->n_history ? 1 : -1);
}
