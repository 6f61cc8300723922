#include "views/about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/audit_progress.h"

static const struct about_spec *const specs[] = {
    &about_certificate, &about_ca,    &about_policy, &about_client,
    &about_thing,       &about_alias, &about_pool,   &about_account,
};

const struct about_spec *about_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(specs); i++)
        if (strcmp(specs[i]->name, name) == 0)
            return specs[i];
    return NULL;
}

static void on_answer(void *ctx)
{
    struct about *a = ctx;
    about_ask(a);
    a->on_change(a->ctx);
}

struct about *about_new(struct app *app, const struct about_spec *spec, const char *id,
                        answer_fn *on_change, void *ctx)
{
    struct about *a = mem_alloc(1, sizeof *a);
    a->app = app;
    a->spec = spec;
    a->id = mem_strdup(id);
    a->on_change = on_change;
    a->ctx = ctx;
    for (int i = 0; i < ABOUT_ANSWERS; i++) {
        a->answers[i] = answer_new(loop_clock(app_loop(app)), on_answer, a);
        a->due[i] = true;
    }
    return a;
}

void about_free(struct about *a)
{
    if (a == NULL)
        return;
    for (int i = 0; i < ABOUT_ANSWERS; i++)
        answer_free(a->answers[i]);
    free(a->id);
    free(a);
}

void about_ask(struct about *a)
{
    if (app_client(a->app) != NULL)
        a->spec->ask(a);
}

void about_refresh(struct about *a)
{
    for (int i = 0; i < ABOUT_ANSWERS; i++)
        a->due[i] = true;
    about_ask(a);
}

bool about_waiting(const struct about *a)
{
    for (int i = 0; i < ABOUT_ANSWERS; i++)
        if (answer_waiting(a->answers[i]))
            return true;
    return false;
}

void about_status(const struct about *a, struct screen_status *out)
{
    bool ready = answer_state(a->answers[0]) == ANSWER_READY;
    bool failed = answer_err(a->answers[0])->kind != ERR_NONE;
    out->as_of_ms = answer_as_of_ms(a->answers[0]);
    if (a->spec->ask_nothing)
        out->freshness = SCREEN_STILL;
    else if (!ready)
        out->freshness = failed ? SCREEN_FAILED : SCREEN_LOADING;
    else if (failed)
        out->freshness = SCREEN_STALE;
    else
        out->freshness = about_waiting(a) ? SCREEN_LOADING : SCREEN_LIVE;
}

void about_ask_once(struct about *a, int i, const struct operation *op, const void *input)
{
    if (!a->due[i])
        return;
    a->due[i] = false;
    answer_ask(a->answers[i], app_client(a->app), op, input);
}

const void *about_output(const struct about *a, int i)
{
    return answer_output(a->answers[i], 0);
}

bool about_missing(const struct about *a, int i, const char *label, struct detail *d)
{
    const struct answer *answer = a->answers[i];
    const struct err *err = answer_err(answer);
    if (answer_state(answer) == ANSWER_READY)
        return false;
    if (err->kind == ERR_NONE) {
        detail_field(d, label, STYLE_RUNNING, "..");
    } else if (err->kind == ERR_DENIED) {
        detail_fieldf(d, label, STYLE_WARN, _("? not permitted: %s"), err->text);
    } else if (err->status == 404) {
        detail_fieldf(d, label, STYLE_DIM, "- %s", err->text);
        return true;
    } else {
        detail_field(d, label, STYLE_ERROR, err->text);
    }
    if (err->advice[0] != '\0')
        detail_field(d, "", STYLE_DIM, err->advice);
    return true;
}

void about_field(struct detail *d, const char *label, const char *value)
{
    detail_field(d, label, value != NULL ? STYLE_TEXT : STYLE_DIM, value != NULL ? value : "-");
}

void about_time(const struct about *a, struct detail *d, const char *label, struct opt_time t)
{
    struct buf text = BUF_INIT(128);
    time_text(t, &text);
    if (t.set) {
        int64_t age = app_now_ms(a->app) - t.ms;
        buf_puts(&text, age < 0 ? "  " : "  (");
        time_ago(&text, age);
        if (age >= 0)
            buf_putc(&text, ')');
    }
    detail_field(d, label, t.set ? STYLE_TEXT : STYLE_DIM, buf_text(&text));
    buf_free(&text);
}

void about_count_heading(const struct about *a, int i, const char *title, struct detail *d)
{
    struct buf text = BUF_INIT(128);
    buf_puts(&text, i18n_text(title));
    if (answer_state(a->answers[i]) == ANSWER_READY) {
        buf_puts(&text, ": ");
        buf_put_count(&text, answer_items(a->answers[i]));
        if (answer_cut(a->answers[i]))
            buf_puts(&text, _(" and more"));
    }
    detail_blank(d);
    detail_heading(d, buf_text(&text));
    buf_free(&text);
}
