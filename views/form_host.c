#include "views/form_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/changes.h"
#include "views/edit.h"

enum { SAVE_US = 1000 * 1000 /* after the last change: not at every key */ };

#define DISCARD "form.discard"

/* ---- drafts ---- */

static bool differs(const struct form_host *h, size_t i)
{
    return h->begins[i] != NULL &&
           strcmp(h->begins[i], form_value(h->form, h->o.fields[i].name)) != 0;
}

static bool is_changed(const struct form_host *h)
{
    for (size_t i = 0; i < h->o.n; i++)
        if (differs(h, i))
            return true;
    return false;
}

static void stop_timer(struct form_host *h)
{
    loop_remove_timer(h->save);
    h->save = NULL;
}

static void forget_draft(struct form_host *h)
{
    const struct form_drafts *d = app_drafts(h->app);

    stop_timer(h);
    h->unsaved = false;
    if (h->kept)
        d->discard(d->ctx, h->name);
    h->kept = false;
}

static void keep_draft(struct form_host *h)
{
    const struct form_drafts *d = app_drafts(h->app);
    struct form_draft_value *values = mem_alloc(h->o.n + 1, sizeof *values);
    size_t n = 0;

    for (size_t i = 0; i < h->o.n; i++)
        if (differs(h, i))
            values[n++] = (struct form_draft_value){h->o.fields[i].name,
                                                    form_value(h->form, h->o.fields[i].name)};
    d->save(d->ctx, h->name, values, n);
    free(values);
    h->kept = true;
    h->unsaved = false;
}

void form_host_save(void *state)
{
    struct form_host *h = state;

    stop_timer(h);
    if (h->form == NULL || !h->unsaved || app_drafts(h->app) == NULL)
        return;
    if (is_changed(h))
        keep_draft(h);
    else
        forget_draft(h);
    app_redraw(h->app);
}

static void on_save_timer(void *ctx)
{
    struct form_host *h = ctx;

    h->save = NULL;
    form_host_save(h);
}

static void put_back(void *ctx, const char *name, const char *value)
{
    struct form_host *h = ctx;

    (void)form_set(h->form, name, value);
}

static void load_draft(struct form_host *h)
{
    const struct form_drafts *d = app_drafts(h->app);

    if (d == NULL || !d->load(d->ctx, h->name, put_back, h))
        return;
    h->kept = true;
    if (!is_changed(h)) /* of a form that began with other values */
        forget_draft(h);
    else
        app_message(h->app, MESSAGE_INFO, "This form is as you left it: a draft was kept.");
}

/* ---- changes ---- */

static void tell(struct form_host *h)
{
    form_disable(h->form, DISCARD, is_changed(h) ? NULL : _("nothing was changed"));
    if (h->o.changed != NULL)
        h->o.changed(h->o.ctx);
    app_redraw(h->app);
}

static void on_change(struct form_host *h)
{
    free(h->again); /* older than what stands in the form now */
    h->again = NULL;
    tell(h);
    h->unsaved = true;
    stop_timer(h);
    if (app_drafts(h->app) != NULL)
        h->save = loop_add_timer(app_loop(h->app), SAVE_US, on_save_timer, h);
}

void form_host_set(struct form_host *h, const char *name, const char *value)
{
    if (form_set(h->form, name, value))
        on_change(h);
}

static void discard_now(void *ctx)
{
    struct form_host *h = ctx;

    for (size_t i = 0; i < h->o.n; i++)
        if (h->begins[i] != NULL)
            (void)form_set(h->form, h->o.fields[i].name, h->begins[i]);
    on_change(h);
    forget_draft(h);
    app_message(h->app, MESSAGE_OK, "The draft is gone; the form begins anew.");
}

void form_host_discard(struct form_host *h)
{
    if (h->form != NULL && is_changed(h))
        app_confirm(h->app, "Discard draft",
                    "Forget everything that was changed in this form?\nIt does not come back.",
                    "Discard", discard_now, h);
}

void form_host_done(struct form_host *h)
{
    forget_draft(h);
}

/* ---- the review ---- */

void form_host_review(struct form_host *h, struct plan *plan)
{
    (void)snprintf(h->plan, sizeof h->plan, "%s", plan->id);
    (void)app_review(h->app, plan);
}

static bool was_carried_out(const struct form_host *h)
{
    return h->plan[0] != '\0' && changes_done(app_changes(h->app), h->plan);
}

bool form_host_over(struct form_host *h)
{
    struct app *app = h->app;

    if (!was_carried_out(h))
        return false;
    forget_draft(h);
    app_back(app);
    return true;
}

/* ---- the editor ---- */

static void on_edited(void *ctx, struct str text, const struct err *failed)
{
    struct form_host *h = ctx;
    struct buf again = BUF_INIT(2 * EDIT_BYTES_MAX);
    struct err err, shown;

    h->edit = NULL;
    if (failed != NULL) {
        app_error(h->app, failed);
    } else if (form_read(h->form, text, &again, &err)) {
        on_change(h);
        app_message(h->app, MESSAGE_OK, "The form has the values from the editor.");
    } else {
        free(h->again);
        h->again = mem_strdup(buf_text(&again));
        (void)err_set(&shown, err.kind, "%s: %s. Nothing was taken over; F2 goes on there.",
                      err.where, err.text);
        (void)err_advise(&shown, "%s", err.advice);
        app_error(h->app, &shown);
    }
    buf_free(&again);
}

static void edit(struct form_host *h)
{
    struct buf text = BUF_INIT(FORM_TEXT_MAX);
    struct err err;

    if (h->form == NULL || h->edit != NULL)
        return;
    if (h->again != NULL)
        buf_puts(&text, h->again);
    else
        form_text(h->form, &text);
    h->edit = edit_start(h->app, h->name, (struct str){buf_text(&text), text.len}, on_edited, h,
                         &err);
    if (h->edit == NULL)
        app_error(h->app, &err);
    buf_free(&text);
}

/* ---- life ---- */

void form_host_init(struct form_host *h, struct app *app)
{
    *h = (struct form_host){.app = app};
}

void form_host_make(struct form_host *h, const struct form_host_options *o)
{
    h->o = *o;
    h->name = mem_strdup(o->name);
    h->form = form_new(o->fields, o->n, o->check, o->ctx);
    if (o->fill != NULL)
        o->fill(o->ctx, h->form);
    h->begins = mem_alloc(o->n + 1, sizeof *h->begins);
    for (size_t i = 0; i < o->n; i++) {
        const char *value =
            o->fields[i].name != NULL ? form_value(h->form, o->fields[i].name) : NULL;

        h->begins[i] = value != NULL ? mem_strdup(value) : NULL;
    }
    load_draft(h);
    tell(h);
}

void form_host_free(struct form_host *h)
{
    if (was_carried_out(h))
        forget_draft(h);
    else
        form_host_save(h);
    app_forget_confirm(h->app, h);
    edit_forget(h->edit);
    form_free(h->form);
    for (size_t i = 0; h->begins != NULL && i < h->o.n; i++)
        free(h->begins[i]);
    free(h->begins);
    free(h->name);
    free(h->again);
}

void form_host_renew(struct form_host *h)
{
    struct form_host again = {.app = h->app};

    (void)snprintf(again.plan, sizeof again.plan, "%s", h->plan);
    form_host_free(h);
    *h = again;
}

void form_host_status(const struct form_host *h, struct screen_status *out)
{
    size_t n = strlen(out->note);

    if (h->kept)
        (void)snprintf(out->note + n, sizeof out->note - n, _("%sdraft kept"),
                       n > 0 ? ", " : "");
}

/* ---- the callbacks of a screen ---- */

void form_host_draw(void *state, struct surface *body)
{
    struct form_host *h = state;

    surface_fill(body, 0, 0, body->rows, body->cols, STYLE_TEXT);
    if (h->form != NULL)
        form_draw(h->form, body);
}

void form_host_draw_or(struct form_host *h, struct surface *body, const struct err *err,
                       const char *waiting)
{
    const bool failed = err != NULL && err->kind != ERR_NONE;

    h->why = failed ? *err : (struct err){.kind = ERR_NONE};
    form_host_draw(h, body);
    if (h->form != NULL)
        return;
    const int width = body->cols - 4;
    const int row = surface_lines(body, 1, 2, width, failed ? STYLE_ERROR : STYLE_RUNNING,
                                  str_of(failed ? err->text : waiting));

    if (failed)
        (void)surface_lines(body, row, 2, width, STYLE_DIM, str_of(err->advice));
}

/* The host may be gone afterwards. */
static bool follow(struct form_host *h, enum form_result result)
{
    switch (result) {
    case FORM_IGNORED: return false;
    case FORM_MOVED: break;
    case FORM_CHANGED: on_change(h); break;
    case FORM_PRESSED:
        if (strcmp(form_focus_name(h->form), DISCARD) == 0)
            form_host_discard(h);
        else if (h->o.pressed != NULL)
            h->o.pressed(h->o.ctx, form_focus_name(h->form));
        break;
    case FORM_REVIEW: h->o.review(h->o.ctx); break;
    case FORM_LEFT: app_back(h->app); break;
    }
    return true;
}

bool form_host_key(void *state, struct key key)
{
    struct form_host *h = state;

    return h->form != NULL && follow(h, form_key(h->form, key));
}

bool form_host_act(void *state, const char *action)
{
    static const struct {
        const char *action;
        struct key key; /* what the form calls it */
    } by_key[] = {
        {"form.next", {KEYCODE_TAB, 0}},
        {"form.before", {KEYCODE_TAB, KEY_SHIFT}},
        {"form.review", {'x', KEY_CTRL}},
    };
    struct form_host *h = state;

    if (strcmp(action, "form.leave") == 0)
        return app_back(h->app), true;
    if (h->form == NULL)
        return false;
    for (size_t i = 0; i < COUNT_OF(by_key); i++)
        if (strcmp(action, by_key[i].action) == 0)
            return follow(h, form_key(h->form, by_key[i].key));
    if (strcmp(action, "form.edit") == 0)
        return edit(h), true;
    if (strcmp(action, DISCARD) == 0)
        return form_host_discard(h), true;
    return false;
}

const char *form_host_why_not(const void *state, const char *action)
{
    const struct form_host *h = state;

    if (h->form == NULL && strcmp(action, "form.leave") != 0 && str_starts(action, "form."))
        return "the form is not there yet";
    if (strcmp(action, "form.edit") == 0 && app_is_restricted(h->app))
        return _("picket is restricted");
    return NULL;
}

bool form_host_typing(const void *state)
{
    const struct form_host *h = state;

    return h->form != NULL && form_is_typing(h->form);
}

void form_host_paste(void *state, struct str text)
{
    struct form_host *h = state;

    if (h->form != NULL)
        (void)follow(h, form_paste(h->form, text));
}

/* ---- without a keyboard ---- */

static bool is_there(const struct form_host *h, struct err *err)
{
    if (h->form != NULL)
        return true;
    if (h->why.kind == ERR_NONE)
        return err_set(err, ERR_SERVICE, "the form is not there yet");
    *err = h->why;
    return false;
}

bool form_host_print(void *state, struct buf *out)
{
    struct form_host *h = state;

    if (h->form != NULL)
        form_text(h->form, out);
    return h->form != NULL;
}

bool form_host_fill(void *state, struct str text, struct err *err)
{
    struct form_host *h = state;
    struct buf again = BUF_INIT(2 * FORM_TEXT_MAX);
    bool ok = is_there(h, err) && form_read(h->form, text, &again, err);
    buf_free(&again);
    if (ok)
        on_change(h);
    return ok;
}

void form_host_submit(void *state)
{
    struct form_host *h = state;

    if (h->form != NULL && form_valid(h->form))
        h->o.review(h->o.ctx);
}

bool form_host_sound(const void *state, struct err *err)
{
    const struct form_host *h = state;
    const char *name, *why = h->form != NULL ? form_error(h->form, &name) : NULL;

    if (!is_there(h, err))
        return false;
    return why == NULL || err_set(err, ERR_USAGE, "%s: %s", name, why);
}
