/* What a suppression does, in words. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/plan_suppress_inside.h"

enum { FACT_MAX = 2048, CHECKS_SHOWN = 3 };

const char *plan_suppress_short(const char *check)
{
    const struct check *known = check_find(check);

    return known != NULL ? known->short_name : check;
}

void plan_suppress_fact(struct plan *p, const char *label, const struct buf *text,
                        enum plan_tone tone)
{
    if (text->len > 0)
        plan_add_fact(p, &(struct plan_fact){PLAN_SUPPRESS_FACTS, label, buf_text(text), tone});
}

static void say_checks(const struct suppress_ask *ask, struct buf *out)
{
    struct map *seen = map_new();
    const char *name;
    void *value;

    for (size_t i = 0; i < ask->set->n; i++)
        (void)map_put(seen, ask->set->items[i].check, seen);
    if (map_count(seen) == 1)
        buf_printf(out, "%s%s", ask->set->items[0].check, ask->set->n > 1 ? _(" (all)") : "");
    else
        buf_printf(out, _("%zu checks:"), map_count(seen));
    for (size_t i = 0, n = 0; map_count(seen) > 1 && map_next(seen, &i, &name, &value); n++)
        if (n < CHECKS_SHOWN)
            buf_printf(out, " %s", plan_suppress_short(name));
        else if (n == CHECKS_SHOWN)
            buf_puts(out, " ..");
    map_free(seen, NULL);
}

static void say_hides(const struct suppress_build *b, struct buf *out)
{
    size_t open = 0, kinds = 0;

    for (int s = 0; s <= SEVERITY_UNKNOWN; s++)
        open += b->open[s];
    if (open + b->hidden == 0)
        return;
    buf_printf(out, _("%zu open finding%s"), open, open == 1 ? "" : "s");
    for (int s = 0; s <= SEVERITY_UNKNOWN; s++)
        if (b->open[s] > 0)
            buf_printf(out, "%s%zu %s", kinds++ == 0 ? ": " : ", ", b->open[s],
                       severity_name((enum severity)s));
    if (b->hidden > 0)
        buf_printf(out, _("; %zu %s hidden now"), b->hidden, b->hidden == 1 ? "is" : "are");
}

static int64_t runs_of(const struct suppress_schedule *s, int64_t ms)
{
    static const struct {
        const char *frequency;
        double days;
    } every[] = {{"DAILY", 1}, {"WEEKLY", 7}, {"BIWEEKLY", 14}, {"MONTHLY", 30.436875}};
    const double day_ms = 24.0 * 3600 * 1000;

    for (size_t i = 0; i < COUNT_OF(every); i++)
        if (s->frequency != NULL && strcmp(s->frequency, every[i].frequency) == 0)
            return (int64_t)((double)ms / (every[i].days * day_ms));
    return -1;
}

static void say_runs(const struct suppress_ask *ask, struct buf *out)
{
    for (size_t i = 0; i < ask->n_schedules && i < CHECKS_SHOWN; i++) {
        const struct suppress_schedule *s = &ask->schedules[i];
        int64_t n = runs_of(s, ask->end.end_ms - ask->now_ms);

        buf_puts(out, i > 0 ? ", " : "");
        if (ask->end.indefinite || n < 0)
            buf_printf(out, _("every run of %s"), s->name);
        else if (n == 0)
            buf_printf(out, _("at most one run of %s"), s->name);
        else
            buf_printf(out, _("about %lld run%s of %s"), (long long)n, n == 1 ? "" : "s",
                       s->name);
    }
    if (ask->n_schedules > CHECKS_SHOWN)
        buf_printf(out, _(" and %zu more schedules"), ask->n_schedules - CHECKS_SHOWN);
}

static void say_already(const struct suppress_build *b, struct buf *out)
{
    const size_t n = b->extended + b->shortened + b->same;

    if (n > 0 && b->plan->n_targets == 1)
        buf_puts(out, _("it has one"));
    else if (n > 0)
        buf_printf(out, _("%zu of %zu %s one"), n, b->plan->n_targets, n == 1 ? "has" : "have");
    if (b->already.len > 0)
        buf_printf(out, ": %s%s", buf_text(&b->already), n > 1 ? ", .." : "");
}

static void say_changed(const struct suppress_build *b, struct buf *out)
{
    const struct {
        size_t n;
        const char *one, *many;
    } parts[] = {
        {b->extended, _("is extended"), _("are extended")},
        {b->shortened, _("WILL END EARLIER than now"), _("WILL END EARLIER than now")},
        {b->same, _("stays as it is"), _("stay as they are")},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n > 0)
            buf_printf(out, "%s%zu %s", out->len > 0 ? ", " : "", parts[i].n,
                       parts[i].n == 1 ? parts[i].one : parts[i].many);
}

static void say_duration(const struct suppress_build *b, struct buf *out)
{
    buf_printf(out, "%s%s%s", b->after, b->ask->end.note[0] != '\0' ? "; " : "",
               b->ask->end.note);
}

static void say_for(const struct suppress_build *b, struct buf *out)
{
    say_runs(b->ask, out);
}

static void say_check(const struct suppress_build *b, struct buf *out)
{
    say_checks(b->ask, out);
}

static void say_also(const struct suppress_build *b, struct buf *out)
{
    (void)b;
    buf_puts(out, _("no mitigation acts on a suppressed finding while it lasts"));
}

static void say_twice(const struct suppress_build *b, struct buf *out)
{
    if (b->twice > 0)
        buf_printf(out, _("%zu more finding%s about the same check and resource"), b->twice,
                   b->twice == 1 ? " is" : _("s are"));
}

static void say_expiry(const struct suppress_build *b, struct buf *out)
{
    const struct suppress_ask *ask = b->ask;

    if (ask->end.indefinite)
        buf_puts(out, _("never: they stay hidden until somebody ends it"));
    else if (ask->end.end_ms - ask->now_ms < SUPPRESSION_SOON_MS)
        buf_puts(out, _("they come back in the next audit; Pulse reminds from now on"));
    else
        buf_printf(out, _("they come back in the next audit; Pulse reminds %d days before"),
                   SUPPRESSION_SOON_DAYS);
}

void plan_suppress_facts(struct suppress_build *b)
{
    static const struct {
        const char *label;
        void (*say)(const struct suppress_build *b, struct buf *out);
    } facts[] = {
        {"check", say_check},    {"duration", say_duration}, {"hides", say_hides},
        {"for", say_for},        {"also", say_also},         {"already", say_already},
        {"change", say_changed}, {"twice", say_twice},       {"on expiry", say_expiry},
    };
    const bool for_ever = b->ask->end.indefinite;

    for (size_t i = 0; i < COUNT_OF(facts); i++) {
        struct buf text = BUF_INIT(FACT_MAX);
        const bool warn =
            facts[i].say == say_changed
                ? b->shortened > 0
                : for_ever && (facts[i].say == say_expiry || facts[i].say == say_duration);

        facts[i].say(b, &text);
        plan_suppress_fact(b->plan, facts[i].label, &text, warn ? PLAN_WARN : PLAN_PLAIN);
        buf_free(&text);
    }
}
