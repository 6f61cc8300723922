/*
 * The form that suppresses findings for a while, or extends suppressions that exist: how long,
 * for which ticket and why, and beside it what that does. Ctrl-X shows the review.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/check.h"
#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "client/store/answer.h"
#include "client/store/plan_suppress.h"
#include "client/store/schedules.h"
#include "client/store/suppression_note.h"
#include "views/argument.h"
#include "views/changes.h"
#include "views/form_host.h"
#include "views/screens.h"
#include "views/suppress_fields.h"

enum {
    RESOURCES_SHOWN = 4,
    SENT_SHOWN = 100, /* characters */
    FACT_MAX = 8192,
    DAY_MS = 24 * 3600 * 1000,
};

struct suppress {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct frozen *set;
    struct answer *have;
    struct form_field fields[24]; /* of the form, which borrows them */
    char ticket_hint[96];
    uint64_t changes;  /* when the list was asked for */
    bool is_reviewing; /* what is missing is said now */
};

/* ---- what the form says ---- */

static const char *value(const struct suppress *s, const char *name)
{
    return form_value(s->host.form, name);
}

static struct suppress_rules rules_of(const struct suppress *s)
{
    return (struct suppress_rules){
        .guards = gate_guards(app_gate(s->app)),
        .context = app_context(s->app)->name,
        .by = app_person(s->app),
        .zone = app_zone(s->app),
        .now_ms = app_now_ms(s->app),
        .is_reviewing = s->is_reviewing,
    };
}

static bool read_end(const struct suppress *s, struct when *out)
{
    const struct suppress_rules r = rules_of(s);
    struct err err;

    return suppress_read_end(&r, value(s, "duration"), out, &err) == WHEN_OK;
}

static struct suppress_ask ask_of(const struct suppress *s, const struct when *end)
{
    return (struct suppress_ask){
        .set = s->set,
        .end = *end,
        .ticket = value(s, "ticket"),
        .reason = value(s, "reason"),
        .by = app_person(s->app),
        .now_ms = app_now_ms(s->app),
        .zone = app_zone(s->app),
    };
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct suppress_rules r = rules_of(ctx);

    suppress_check(&r, f, name, v);
}

/* ---- the plan ---- */

static bool holds_one(const struct suppress *s, const struct schedule *schedule)
{
    const char *last = "";

    for (size_t i = 0; i < s->set->n; i++) {
        const char *check = s->set->items[i].check;

        if (strcmp(check, last) != 0 && schedule_holds(schedule, check))
            return true;
        last = check;
    }
    return false;
}

static size_t find_schedules(const struct suppress *s, struct suppress_schedule *out)
{
    const struct schedules *all = app_schedules(s->app);
    size_t n = 0;

    for (size_t i = 0; i < schedules_count(all) && n < SCHEDULES_MAX; i++) {
        const struct schedule *one = schedules_at(all, i);

        if (holds_one(s, one))
            out[n++] = (struct suppress_schedule){one->name, one->what->frequency};
    }
    return n;
}

static struct plan *make_plan(const struct suppress *s, const struct when *end)
{
    const size_t n = answer_items(s->have);
    const struct audit_suppression **have = mem_alloc(n + 1, sizeof *have);
    struct suppress_schedule schedules[SCHEDULES_MAX];
    struct suppress_ask ask = ask_of(s, end);

    for (size_t i = 0; i < n; i++)
        have[i] = answer_item(s->have, i);
    ask.have = have;
    ask.n_have = n;
    ask.schedules = schedules;
    ask.n_schedules = find_schedules(s, schedules);
    struct plan *p = plan_suppress(&ask);

    free(have);
    return p;
}

/* ---- facts ---- */

static void say_end(const struct suppress *s, const struct when *end)
{
    struct buf text = BUF_INIT(FACT_MAX);

    if (end->indefinite)
        buf_puts(&text, _("= for ever: nothing brings it back by itself"));
    else {
        buf_puts(&text, "= ");
        when_say(&text, end, app_now_ms(s->app), app_zone(s->app));
    }
    if (end->note[0] != '\0')
        buf_printf(&text, "\n%s", end->note);
    form_set_fact(s->host.form, "end", buf_text(&text),
                  end->indefinite ? STYLE_WARN : STYLE_STRONG);
    buf_free(&text);
}

/* The beginning is enough to see how it is sent; the review shows all of it. */
static void say_sent(const struct suppress *s)
{
    const struct suppress_ask ask = ask_of(s, &(struct when){0});
    struct buf sent = BUF_INIT(FACT_MAX), text = BUF_INIT(FACT_MAX);

    plan_suppress_description(&ask, &sent);
    struct str rest = {buf_text(&sent), sent.len};
    size_t n = utf8_count(rest);

    for (size_t i = 0; i < SENT_SHOWN && rest.n > 0; i++) {
        const char *from = rest.p;
        bool valid;

        (void)utf8_next(&rest, &valid);
        buf_put(&text, from, (size_t)(rest.p - from));
    }
    buf_printf(&text, _("%s\n%zu of %d characters"), rest.n > 0 ? ".." : "", n,
               SUPPRESSION_DESCRIPTION_MAX);
    form_set_fact(s->host.form, "sent", buf_text(&text), STYLE_DIM);
    buf_free(&sent);
    buf_free(&text);
}

static const struct plan_fact *fact_of(const struct plan *p, const char *label)
{
    for (size_t i = 0; i < p->n_facts; i++)
        if (strcmp(p->facts[i].label, label) == 0)
            return &p->facts[i];
    return NULL;
}

static void say_plan(const struct suppress *s, const struct plan *p, bool known)
{
    static const struct {
        const char *label;
        bool of_end; /* nothing can be said without it */
    } facts[] = {{"check", false},   {"hides", false}, {"for", true},    {"also", false},
                 {"already", false}, {"change", true}, {"twice", false}, {"on expiry", true}};
    struct buf calls = BUF_INIT(FACT_MAX);

    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        const struct plan_fact *f =
            known || !facts[i].of_end ? fact_of(p, facts[i].label) : NULL;

        form_set_fact(s->host.form, facts[i].label, f != NULL ? f->text : "",
                      f != NULL && f->tone == PLAN_WARN ? STYLE_WARN : STYLE_TEXT);
    }
    if (known)
        plan_put_calls(p, &calls);
    form_set_fact(s->host.form, "calls", buf_text(&calls), STYLE_DIM);
    buf_free(&calls);
}

static void changed(void *ctx)
{
    struct suppress *s = ctx;
    struct when end;
    const bool known = read_end(s, &end);

    form_disable(s->host.form, "again",
                 known && end.indefinite ? NULL : _("only for a duration of indef"));
    if (known)
        say_end(s, &end);
    else
        form_set_fact(s->host.form, "end", "", STYLE_TEXT);
    say_sent(s);
    if (!known)
        end = (struct when){.end_ms = app_now_ms(s->app) + DAY_MS};
    struct plan *p = make_plan(s, &end);

    say_plan(s, p, known);
    plan_free(p);
}

/* The same resource was found in many runs: it is named once. */
static void say_resources(struct form *f, const struct frozen *set)
{
    struct buf text = BUF_INIT(FACT_MAX);
    struct map *seen = map_new();
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (map_get(seen, set->items[i].key) != NULL)
            continue;
        (void)map_put(seen, set->items[i].key, f); /* a set: any value does */
        if (n++ >= RESOURCES_SHOWN)
            continue;
        buf_puts(&text, n > 1 ? "  " : "");
        resource_key_text(set->items[i].key, &text);
    }
    map_free(seen, NULL);
    if (n > RESOURCES_SHOWN)
        buf_printf(&text, _("  and %zu more"), n - RESOURCES_SHOWN);
    form_set_fact(f, "resources", buf_text(&text), STYLE_TEXT);
    buf_free(&text);
}

/* ---- the form ---- */

/* What one that exists says: whoever extends it goes on from there. */
static const struct audit_suppression *existing(const struct suppress *s)
{
    const struct audit_suppression *one;
    struct buf id = BUF_INIT(FACT_MAX), wanted = BUF_INIT(FACT_MAX);
    const struct audit_suppression *found = NULL;

    buf_printf(&wanted, "%s %s", s->set->items[0].check, s->set->items[0].key);
    for (size_t i = 0; found == NULL && (one = answer_item(s->have, i)) != NULL; i++) {
        buf_reset(&id);
        if (suppression_id(one, &id) && strcmp(buf_text(&id), buf_text(&wanted)) == 0)
            found = one;
    }
    buf_free(&id);
    buf_free(&wanted);
    return found;
}

static void fill(void *ctx, struct form *f)
{
    struct suppress *s = ctx;
    const struct audit_suppression *one = s->set->n == 1 ? existing(s) : NULL;
    const char *ticket = gate_ticket(app_gate(s->app));
    struct suppression_note note = {0};
    struct buf text = BUF_INIT(FACT_MAX);

    if (one != NULL && suppression_description_parse(str_of(one->description), &note) &&
        *ticket == '\0')
        ticket = note.tk;
    buf_put(&text, note.text.p, note.text.n);
    (void)form_set(f, "ticket", ticket);
    (void)form_set(f, "reason", buf_text(&text));
    say_resources(f, s->set);
    form_focus(f, "duration");
    buf_free(&text);
}

static void review(void *ctx)
{
    struct suppress *s = ctx;
    struct when end;

    s->is_reviewing = true;
    bool ok = form_valid(s->host.form);

    s->is_reviewing = false;
    app_redraw(s->app);
    if (!ok || !read_end(s, &end))
        return;
    struct plan *p = make_plan(s, &end);

    if (p->n_steps > 0) {
        form_host_review(&s->host, p);
        return;
    }
    app_message(s->app, MESSAGE_INFO, "Nothing to send: %s.",
                p->targets[0].left_out != NULL ? p->targets[0].left_out
                                               : _("no finding is left"));
    plan_free(p);
}

static void pressed(void *ctx, const char *button)
{
    if (strcmp(button, "review") == 0)
        review(ctx);
}

static const struct form_quick quick[] = {
    {'1', "7d"}, {'2', "1mo"}, {'3', "3mo"}, {'6', "6mo"}};

#define FACT(is)                                       \
    {                                                  \
        .kind = FORM_FACT, .name = (is), .label = (is) \
    }

/* Of the draft: a set has an id, one suppression is known by what it is about. */
static void put_name(const struct suppress *s, struct buf *out)
{
    const struct frozen_finding *one = &s->set->items[0];

    if (s->set->n == 1 && one->finding[0] == '\0')
        buf_printf(out, "suppress %s %s", one->check, one->key);
    else
        buf_printf(out, "suppress %s", s->set->id);
}

static void make_form(struct suppress *s)
{
    struct buf name = BUF_INIT(FACT_MAX);
    const struct form_field fields[] = {
        FACT("check"),
        FACT("resources"),
        {.kind = FORM_TEXT,
         .name = "duration",
         .label = N_("duration"),
         .hint = N_("1=7d 2=1mo 3=3mo 6=6mo, until fri"),
         .width = 26,
         .quick = quick,
         .n_quick = COUNT_OF(quick)},
        {.kind = FORM_FACT, .name = "end", .label = ""},
        {.kind = FORM_TEXT, .name = "again", .label = N_("indef again"), .width = 8},
        {.kind = FORM_TEXT,
         .name = "ticket",
         .label = N_("ticket"),
         .hint = s->ticket_hint,
         .width = 26},
        {.kind = FORM_TEXT, .name = "reason", .label = N_("reason")},
        {.kind = FORM_FACT, .name = "sent", .label = N_("sent as")},
        {.kind = FORM_HEADING, .name = "", .label = N_("what it does")},
        FACT("hides"),
        FACT("for"),
        FACT("also"),
        FACT("already"),
        FACT("change"),
        FACT("twice"),
        FACT("on expiry"),
        FACT("calls"),
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };
    const struct guards *g = gate_guards(app_gate(s->app));

    (void)snprintf(s->ticket_hint, sizeof s->ticket_hint, "%s%s%s",
                   g->ticket ? _("required here") : _("optional"),
                   g->ticket_prefix != NULL ? _(", begins with ") : "",
                   g->ticket_prefix != NULL ? g->ticket_prefix : "");
    memcpy(s->fields, fields, sizeof fields);
    put_name(s, &name);
    form_host_make(&s->host, &(struct form_host_options){.name = buf_text(&name),
                                                         .fields = s->fields,
                                                         .n = COUNT_OF(fields),
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
    buf_free(&name);
}

/* ---- the screen ---- */

static void on_answer(void *ctx)
{
    struct suppress *s = ctx;

    if (s->host.form == NULL && answer_state(s->have) == ANSWER_READY)
        make_form(s);
    else if (s->host.form != NULL)
        changed(s);
    app_redraw(s->app);
}

static void ask(void *state)
{
    struct suppress *s = state;

    s->changes = changes_count(app_changes(s->app));
    answer_ask(s->have, app_client(s->app), &op_list_audit_suppressions, NULL);
}

static void shown(void *state)
{
    struct suppress *s = state;

    if (form_host_over(&s->host))
        return;
    if (answer_state(s->have) != ANSWER_READY ||
        s->changes != changes_count(app_changes(s->app)))
        ask(s);
}

static struct frozen *one_of(struct app *app, const char *check, const char *key,
                             struct err *err)
{
    struct frozen *set = frozen_new(app_now_ms(app));
    const struct check *known = check_find(check);

    if (frozen_add(set, &(struct frozen_finding){.check = known != NULL ? known->name : check,
                                                 .key = key}) &&
        frozen_resource(set, 0) != NULL)
        return set;
    frozen_free(set);
    err_set(err, ERR_USAGE, "\"%s\" names no resource", key);
    err_advise(err, "for example res:cert:3f9a0c1d22e8.. or res:policy:NAME:VERSION");
    return NULL;
}

static struct frozen *set_of(struct app *app, const char *text, struct err *err)
{
    char *id, *check, *key;
    const struct argument args[] = {{"set", &id}, {"check", &check}};
    const struct argument rest = {"res", &key};
    struct frozen *set = NULL;

    if (!argument_parse_rest(text, args, COUNT_OF(args), &rest, err))
        return NULL;
    if (*id != '\0')
        set = frozen_load(id, err);
    else if (*check != '\0' && *key != '\0')
        set = one_of(app, check, key, err);
    else {
        err_set(err, ERR_USAGE, "suppress what?");
        err_advise(err, "mark findings and press s, or: suppress check:NAME res:KEY");
    }
    if (set != NULL && set->n == 0) {
        frozen_free(set);
        set = NULL;
        err_set(err, ERR_USAGE, "no finding is in this set");
    }
    free(id);
    free(check);
    free(key);
    return set;
}

static void *open_suppress(struct app *app, const char *text, struct err *err)
{
    struct frozen *set = set_of(app, text, err);
    struct suppress *s;

    if (set == NULL)
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->set = set;
    form_host_init(&s->host, app);
    s->have = answer_new(loop_clock(app_loop(app)), on_answer, s);
    schedules_watch(app_schedules(app), on_answer, s);
    return s;
}

static void close_suppress(void *state)
{
    struct suppress *s = state;

    schedules_unwatch(app_schedules(s->app), s);
    form_host_free(&s->host);
    answer_free(s->have);
    frozen_free(s->set);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct suppress *s = state;
    const bool failed = answer_state(s->have) == ANSWER_FAILED;

    form_host_draw_or(&s->host, body, failed ? answer_err(s->have) : NULL,
                      _("Asking what is suppressed already .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct suppress *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness =
            answer_state(s->have) == ANSWER_FAILED ? SCREEN_FAILED : SCREEN_LOADING;
    (void)snprintf(out->note, sizeof out->note, _("%zu frozen"), s->set->n);
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct suppress *s = state;

    buf_printf(out, _("Suppress %zu"), s->set->n);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {0},
};

const struct screen_spec suppress_screen = {
    .name = "suppress",
    .title = N_("Suppress"),
    .argument = "set:ID | check:NAME res:KEY",
    .about = N_("suppress findings for a while, or extend a suppression"),
    .bindings = bindings,
    .open = open_suppress,
    .close = close_suppress,
    .draw = draw,
    FORM_HOST_CALLS,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = ask,
};
