#include <stdio.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/store/plan_look.h"
#include "client/store/plan_suppress_inside.h"
#include "client/store/suppression_note.h"

enum { TEXT_MAX = 8192, SAY_MAX = 128, FACT_MAX = 2048 };

/* ---- one suppression ---- */

static bool is_for_ever(const struct audit_suppression *s)
{
    return !s->expiration_date.set;
}

bool suppression_is_over(const struct audit_suppression *s, int64_t now_ms)
{
    return !is_for_ever(s) && s->expiration_date.ms <= now_ms;
}

bool suppression_id(const struct audit_suppression *s, struct buf *out)
{
    struct buf key = BUF_INIT(TEXT_MAX);
    bool ok = s->check_name != NULL && resource_key(s->resource_identifier, &key);

    if (ok)
        buf_printf(out, "%s %s", s->check_name, buf_text(&key));
    buf_free(&key);
    return ok;
}

void suppression_end_say(const struct audit_suppression *s, int64_t now_ms,
                         const struct zone *zone, struct buf *out)
{
    const struct when w = {.indefinite = is_for_ever(s), .end_ms = s->expiration_date.ms};

    if (suppression_is_over(s, now_ms)) {
        buf_puts(out, _("ended "));
        time_ago(out, now_ms - s->expiration_date.ms);
    } else if (w.indefinite) {
        buf_puts(out, _("for ever"));
    } else {
        when_say(out, &w, now_ms, zone);
    }
}

static void put_before(const struct audit_suppression *s, int64_t now_ms,
                       const struct zone *zone, struct buf *out)
{
    struct suppression_note note;

    suppression_end_say(s, now_ms, zone, out);
    if (suppression_description_parse(str_of(s->description), &note) && note.by[0] != '\0')
        buf_printf(out, _(", by %s"), note.by);
}

/* "cert 3f9a0c1d22e8.. CERT_SHARED" */
static void put_text(const char *check, const char *key, struct buf *out)
{
    resource_key_text(key, out);
    buf_printf(out, " %s", plan_suppress_short(check));
}

static struct plan_probe probe_of(const struct audit_suppression *s,
                                  const struct describe_audit_suppression_input *in,
                                  struct buf *seen)
{
    const struct describe_audit_suppression_output is = {
        .description = s->description,
        .expiration_date = s->expiration_date,
        .suppress_indefinitely = {is_for_ever(s), true},
    };
    struct plan_probe p = {
        .call = {&op_describe_audit_suppression, in},
        .paths = "expirationDate,description",
    };

    plan_look_put(&p, &is, seen);
    p.seen = buf_text(seen);
    return p;
}

/* What can be sent of a description that somebody else wrote. */
static const char *fit(const struct audit_suppression *s, struct plan *p)
{
    return s->description != NULL ? suppression_text_fit(s->description, p->arena) : NULL;
}

static const char *fit_note(const struct audit_suppression *s, struct plan *p)
{
    return fit(s, p) != s->description ? _("the description comes back in ASCII only") : NULL;
}

/* ---- suppress and extend ---- */

static void index_have(struct suppress_build *b)
{
    struct buf id = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < b->ask->n_have; i++) {
        union {
            const struct audit_suppression *c;
            void *v;
        } s = {.c = b->ask->have[i]};

        buf_reset(&id);
        if (suppression_id(s.c, &id))
            (void)map_put(b->have, buf_text(&id), s.v);
    }
    buf_free(&id);
}

/* Whole seconds: what a service may round cannot be told from somebody else's change. */
static struct opt_time end_of(const struct when *w)
{
    return (struct opt_time){w->end_ms - w->end_ms % 1000, !w->indefinite};
}

static bool same_end(const struct audit_suppression *s, const struct when *w)
{
    int64_t apart = s->expiration_date.ms - w->end_ms;

    if (is_for_ever(s) || w->indefinite)
        return is_for_ever(s) && w->indefinite;
    return apart > -SUPPRESS_SAME_MS && apart < SUPPRESS_SAME_MS;
}

/* Made by this very form, a moment ago. */
static bool is_there(const struct suppress_build *b, const struct audit_suppression *s)
{
    struct suppression_note is, want;

    return same_end(s, &b->ask->end) &&
           suppression_description_parse(str_of(s->description), &is) &&
           suppression_description_parse(str_of(b->description), &want) &&
           strcmp(is.by, want.by) == 0 && strcmp(is.tk, want.tk) == 0 &&
           is.text.n == want.text.n && memcmp(is.text.p, want.text.p, is.text.n) == 0;
}

static int add_create(struct suppress_build *b, const char *text, const char *check,
                      const struct resource_identifier *r)
{
    const struct when *w = &b->ask->end;
    const struct create_audit_suppression_input in = {
        .check_name = check,
        .resource_identifier = r,
        .description = b->description,
        .expiration_date = end_of(w),
        .suppress_indefinitely = {w->indefinite, w->indefinite},
    };
    const struct delete_audit_suppression_input back = {check, r};
    int step = plan_add_step(
        b->plan,
        &(struct plan_step){.text = text, .call = {&op_create_audit_suppression, &in}});

    plan_add_back(b->plan, &(struct plan_back){.step = step,
                                               .text = text,
                                               .call = {&op_delete_audit_suppression, &back}});
    b->created++;
    return step;
}

static void add_way_back(struct suppress_build *b, int step, const char *text,
                         const struct audit_suppression *s)
{
    const struct update_audit_suppression_input before = {
        .check_name = s->check_name,
        .resource_identifier = s->resource_identifier,
        .description = fit(s, b->plan),
        .expiration_date = s->expiration_date,
        .suppress_indefinitely = {is_for_ever(s), is_for_ever(s) || b->ask->end.indefinite},
    };
    const struct delete_audit_suppression_input none = {s->check_name, s->resource_identifier};
    struct plan_back back = {
        .step = step,
        .text = text,
        .call = {&op_update_audit_suppression, &before},
        .note = s->description == NULL ? _("the new description stays") : fit_note(s, b->plan),
    };

    if (suppression_is_over(s, b->ask->now_ms)) { /* no end in the past is taken */
        back.call = (struct plan_call){&op_delete_audit_suppression, &none};
        back.note = _("it had ended before");
    }
    plan_add_back(b->plan, &back);
}

static int add_update(struct suppress_build *b, const char *text,
                      const struct audit_suppression *s)
{
    const struct when *w = &b->ask->end;
    const struct update_audit_suppression_input in = {
        .check_name = s->check_name,
        .resource_identifier = s->resource_identifier,
        .description = b->description,
        .expiration_date = end_of(w),
        .suppress_indefinitely = {w->indefinite, w->indefinite || is_for_ever(s)},
    };
    int step = plan_add_step(
        b->plan,
        &(struct plan_step){.text = text, .call = {&op_update_audit_suppression, &in}});

    add_way_back(b, step, text, s);
    if (!w->indefinite && (is_for_ever(s) || s->expiration_date.ms > w->end_ms))
        b->shortened++;
    else
        b->extended++;
    return step;
}

static void note_already(struct suppress_build *b, const char *key, const char *before)
{
    if (b->already.len > 0)
        return;
    resource_key_text(key, &b->already);
    buf_printf(&b->already, " %s", before);
}

/* One that exists: looked at again before anything is sent. */
static void add_existing(struct suppress_build *b, struct plan_target *t, const char *key,
                         const struct audit_suppression *s)
{
    const struct describe_audit_suppression_input look = {s->check_name,
                                                          s->resource_identifier};
    struct buf seen = BUF_INIT(TEXT_MAX), before = BUF_INIT(SAY_MAX * 2);

    put_before(s, b->ask->now_ms, b->ask->zone, &before);
    t->before = buf_text(&before);
    if (is_there(b, s)) {
        t->left_out = _("it has this suppression already");
        b->same++;
    } else {
        note_already(b, key, t->before);
        t->probe = probe_of(s, &look, &seen);
        t->step = add_update(b, t->text, s);
    }
    plan_add_target(b->plan, t);
    buf_free(&seen);
    buf_free(&before);
}

static void add_one(struct suppress_build *b, size_t i, const char *id)
{
    const struct frozen_finding *f = &b->ask->set->items[i];
    const struct resource_identifier *r = frozen_resource(b->ask->set, i);
    const struct audit_suppression *s = map_get(b->have, id);
    struct buf text = BUF_INIT(TEXT_MAX);

    put_text(f->check, f->key, &text);
    struct plan_target t = {.id = id,
                            .text = buf_text(&text),
                            .before = _("not suppressed"),
                            .after = b->after,
                            .things = -1,
                            .online = -1,
                            .step = -1};

    if (r == NULL) {
        t.left_out = _("this program does not know the resource");
        b->unknown++;
        plan_add_target(b->plan, &t);
    } else if (s != NULL) {
        add_existing(b, &t, f->key, s);
    } else {
        t.step = add_create(b, t.text, f->check, r);
        plan_add_target(b->plan, &t);
    }
    buf_free(&text);
}

/* Findings of several runs may be about the same check and resource. */
static void add_all(struct suppress_build *b)
{
    struct buf id = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < b->ask->set->n; i++) {
        const struct frozen_finding *f = &b->ask->set->items[i];

        buf_reset(&id);
        buf_printf(&id, "%s %s", f->check, f->key);
        if (map_put(b->done, buf_text(&id), b) != NULL) {
            b->twice++;
            continue;
        }
        if (f->finding[0] != '\0' && f->suppressed)
            b->hidden++;
        else if (f->finding[0] != '\0')
            b->open[severity_of(f->severity)]++;
        add_one(b, i, buf_text(&id));
    }
    buf_free(&id);
}

/* ---- the plan ---- */

void plan_suppress_description(const struct suppress_ask *ask, struct buf *out)
{
    struct suppression_note n = {.at_ms = ask->now_ms, .text = str_trim(str_of(ask->reason))};

    (void)snprintf(n.by, sizeof n.by, "%s", ask->by);
    (void)snprintf(n.tk, sizeof n.tk, "%s", ask->ticket);
    suppression_description_put(&n, out);
}

static void name_plan(struct suppress_build *b)
{
    struct plan *p = b->plan;
    const bool all_exist = b->created == 0 && p->n_steps > 0;
    const size_t n = all_exist ? p->n_steps : p->n_targets;
    const char *s = n == 1 ? "" : "s";

    if (!all_exist) {
        p->title = plan_printf(p, _("Suppress %zu finding%s"), n, s);
        p->verb = plan_printf(p, _("Suppress %zu"), p->n_steps);
    } else if (b->extended > 0) {
        p->title = plan_printf(p, _("Extend %zu suppression%s"), n, s);
        p->verb = plan_printf(p, _("Extend %zu"), p->n_steps);
    } else {
        p->title = plan_printf(p, _("Change %zu suppression%s"), n, s);
        p->verb = plan_printf(p, _("Change %zu"), p->n_steps);
    }
}

struct plan *plan_suppress(const struct suppress_ask *ask)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    struct suppress_build b = {.ask = ask,
                               .plan = plan_new("suppress", ask->now_ms),
                               .have = map_new(),
                               .done = map_new(),
                               .already = BUF_INIT(TEXT_MAX)};

    plan_suppress_description(ask, &text);
    b.description = plan_text(b.plan, buf_text(&text));
    buf_reset(&text);
    if (ask->end.indefinite)
        buf_puts(&text, _("for ever"));
    else
        when_say(&text, &ask->end, ask->now_ms, ask->zone);
    b.after = plan_text(b.plan, buf_text(&text));
    b.plan->ticket = plan_text(b.plan, ask->ticket);
    b.plan->reason = plan_text(b.plan, ask->reason);
    b.plan->then = plan_text(b.plan, "suppressions");
    b.plan->stop_after = SUPPRESS_STOP_AFTER;
    index_have(&b);
    add_all(&b);
    name_plan(&b);
    plan_suppress_facts(&b);
    map_free(b.have, NULL);
    map_free(b.done, NULL);
    buf_free(&b.already);
    buf_free(&text);
    return b.plan;
}

/* ---- end now ---- */

static void add_deletion(struct plan *p, const struct suppress_end *e, struct plan_target *t,
                         int64_t now_ms)
{
    const struct audit_suppression *s = e->suppression;
    const struct delete_audit_suppression_input in = {s->check_name, s->resource_identifier};
    const struct describe_audit_suppression_input look = {s->check_name,
                                                          s->resource_identifier};
    const struct create_audit_suppression_input again = {
        .check_name = s->check_name,
        .resource_identifier = s->resource_identifier,
        .description = fit(s, p),
        .expiration_date = s->expiration_date,
        .suppress_indefinitely = {is_for_ever(s), is_for_ever(s)},
    };
    const char *note = again.description != s->description ? fit_note(s, p)
                       : is_for_ever(s)                    ? NULL
                                        : _("works until it would have ended");
    struct buf seen = BUF_INIT(TEXT_MAX);

    t->step = plan_add_step(
        p, &(struct plan_step){.text = t->text, .call = {&op_delete_audit_suppression, &in}});
    t->probe = probe_of(s, &look, &seen);
    plan_add_target(p, t);
    if (!suppression_is_over(s, now_ms))
        plan_add_back(p, &(struct plan_back){.step = t->step,
                                             .text = t->text,
                                             .call = {&op_create_audit_suppression, &again},
                                             .note = note});
    buf_free(&seen);
}

static void add_end(struct plan *p, const struct suppress_end *e, int64_t now_ms,
                    const struct zone *zone)
{
    const struct audit_suppression *s = e->suppression;
    struct buf text = BUF_INIT(TEXT_MAX), before = BUF_INIT(SAY_MAX * 2),
               key = BUF_INIT(TEXT_MAX);
    const bool known = s->check_name != NULL && resource_key(s->resource_identifier, &key);

    put_text(s->check_name != NULL ? s->check_name : "?", known ? buf_text(&key) : "?", &text);
    put_before(s, now_ms, zone, &before);
    struct plan_target t = {.id = buf_text(&text),
                            .text = buf_text(&text),
                            .before = buf_text(&before),
                            .after = _("ends now"),
                            .left_out =
                                known ? NULL : _("this program does not know the resource"),
                            .things = -1,
                            .online = -1,
                            .step = -1};

    if (known)
        add_deletion(p, e, &t, now_ms);
    else
        plan_add_target(p, &t);
    buf_free(&text);
    buf_free(&before);
    buf_free(&key);
}

static void say_returns(const struct suppress_end *items, size_t n, struct buf *out)
{
    int64_t total = 0;
    bool known = true;

    for (size_t i = 0; i < n; i++) {
        known = known && items[i].hides >= 0;
        total += items[i].hides > 0 ? items[i].hides : 0;
    }
    if (known)
        buf_printf(out,
                   _("%lld finding%s of the last audit; counted again from the next one on"),
                   (long long)total, total == 1 ? "" : "s");
    else
        buf_puts(out, _("what it hides is counted again from the next audit on"));
}

struct plan *plan_suppress_end(const struct suppress_end *items, size_t n, int64_t now_ms,
                               const struct zone *zone)
{
    struct plan *p = plan_new("suppress", now_ms);
    struct buf text = BUF_INIT(FACT_MAX);

    for (size_t i = 0; i < n; i++)
        add_end(p, &items[i], now_ms, zone);
    p->title = plan_printf(p, _("End %zu suppression%s now"), n, n == 1 ? "" : "s");
    p->verb = plan_printf(p, _("End %zu"), n);
    p->then = plan_text(p, "suppressions");
    p->stop_after = SUPPRESS_STOP_AFTER;
    if (p->n_back == 0)
        p->no_way_back = plan_text(p, _("They had ended: there is nothing to bring back."));
    say_returns(items, n, &text);
    plan_suppress_fact(p, N_("returns"), &text, PLAN_PLAIN);
    buf_free(&text);
    return p;
}
