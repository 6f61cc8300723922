/* What else needs somebody, beside the checks: schedules, suppressions, tasks, changes. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/mitigation_tasks.h"
#include "client/store/plan_suppress.h"
#include "client/store/suppression_note.h"
#include "views/pulse_inside.h"

/* ---- schedules ---- */

/* As urgent as the worst of what it would have looked at. */
static enum severity severity_of_schedule(const struct schedule *s)
{
    const char *const *names = s->what->target_check_names.items;
    enum severity worst = SEVERITY_UNKNOWN;

    for (size_t i = 0; i < s->what->target_check_names.n; i++)
        if (severity_of_check(names[i]) < worst)
            worst = severity_of_check(names[i]);
    return worst;
}

static const char *missed_text(const struct schedule *s, int64_t now_ms, struct arena *a)
{
    struct buf text = BUF_INIT(512);

    buf_printf(&text, _("%s missed %s: due "), s->name,
               s->missed.value == 1 ? _("its run") : _("its runs"));
    recur_day_say(s->due_day, &text);
    buf_puts(&text, _(", last "));
    time_ago(&text, now_ms - s->starts[0]);
    const char *kept = arena_str(a, buf_text(&text));

    buf_free(&text);
    return kept;
}

void pulse_add_missed(struct pulse *p, const struct schedules *schedules, int64_t now_ms,
                      struct arena *a)
{
    for (size_t i = 0; i < schedules_count(schedules); i++) {
        const struct schedule *s = schedules_at(schedules, i);
        struct pulse_item *item =
            s->missed.set && s->missed.value > 0 && s->n_starts > 0 ? pulse_item_add(p) : NULL;

        if (item != NULL)
            *item = (struct pulse_item){
                .kind = PULSE_MISSED,
                .severity = severity_of_schedule(s),
                .id = arena_printf(a, "missed %s", s->name),
                .summary = missed_text(s, now_ms, a),
                .view = arena_printf(a, "schedules %s", s->name),
                .at_ms = s->due_day * RECUR_DAY_MS,
            };
    }
    pulse_items_sort(p);
}

/* ---- suppressions ---- */

struct supp_count {
    size_t soon, orphans, over;
    int64_t first_ms, over_ms; /* that ends; that ended first */
};

static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || b < a ? b : a;
}

static void count_suppression(const struct audit_suppression *s, int64_t now_ms,
                              struct supp_count *c)
{
    struct suppression_note note;

    if (!s->expiration_date.set) {
        (void)suppression_description_parse(str_of(s->description), &note);
        c->orphans += note.by[0] == '\0' && note.tk[0] == '\0';
    } else if (suppression_is_over(s, now_ms)) {
        c->over++;
        c->over_ms = earlier(c->over_ms, s->expiration_date.ms);
    } else if (s->expiration_date.ms - now_ms < SUPPRESSION_SOON_MS) {
        c->soon++;
        c->first_ms = earlier(c->first_ms, s->expiration_date.ms);
    }
}

static void add_supp(struct pulse *p, size_t n, enum severity severity, const char *id,
                     const char *summary, int64_t at_ms)
{
    struct pulse_item *item = n > 0 ? pulse_item_add(p) : NULL;

    if (item != NULL)
        *item = (struct pulse_item){.kind = PULSE_SUPPRESSION,
                                    .severity = severity,
                                    .id = id,
                                    .summary = summary,
                                    .view = "suppressions",
                                    .at_ms = at_ms};
}

void pulse_add_suppressions(struct pulse *p, const struct audit_suppression *const *all,
                            size_t n, int64_t now_ms, struct arena *a)
{
    struct supp_count c = {0};
    struct buf first = BUF_INIT(32);

    for (size_t i = 0; i < n; i++)
        count_suppression(all[i], now_ms, &c);
    time_age(&first, c.first_ms - now_ms);
    add_supp(p, c.soon, SEVERITY_HIGH, "suppressions soon",
             arena_printf(a, _("%zu suppression%s within %d days, the first in %s"), c.soon,
                          c.soon == 1 ? _(" ends") : _("s end"), SUPPRESSION_SOON_DAYS,
                          buf_text(&first)),
             0);
    add_supp(p, c.orphans, SEVERITY_MEDIUM, "suppressions without owner",
             arena_printf(a, _("%zu indefinite suppression%s no owner and no ticket"),
                          c.orphans, c.orphans == 1 ? _(" has") : _("s have")),
             0);
    add_supp(p, c.over, SEVERITY_LOW, "suppressions expired",
             arena_printf(a, _("%zu suppression%s expired: end or extend %s"), c.over,
                          c.over == 1 ? _(" has") : _("s have"), c.over == 1 ? "it" : "them"),
             c.over_ms);
    pulse_items_sort(p);
    buf_free(&first);
}

void pulse_add_unknown_suppressions(struct pulse *p, const struct err *err, struct arena *a)
{
    add_supp(p, 1, SEVERITY_MEDIUM, "suppressions unknown",
             arena_printf(a, _("suppressions could not be listed: %s"), err->text), 0);
    pulse_items_sort(p);
}

/* ---- mitigation tasks ---- */

static void add_task(struct pulse *p, const struct mitigation_task *t, struct arena *a)
{
    const struct mitigation_counts c = t->n;
    const bool going = mitigation_task_going(t);
    const char *word = t->alarms ? _("alarms") : _("findings");
    struct pulse_item *line = pulse_item_add(p);

    if (line == NULL)
        return;
    *line = (struct pulse_item){
        .kind = going ? PULSE_RUNNING : PULSE_TASK,
        .severity = going ? SEVERITY_UNKNOWN : SEVERITY_HIGH,
        .id = arena_printf(a, "task %s", t->id),
        .summary = going ? arena_printf(a, _("%s: %lld of %lld %s done"), t->id,
                                        (long long)(c.ok + c.failed + c.skipped + c.canceled),
                                        (long long)c.total, word)
                         : arena_printf(a, _("%s FAILED on %lld of %lld %s"), t->id,
                                        (long long)c.failed, (long long)c.total, word),
        .view = arena_printf(a, "task %s", t->id),
        .at_ms = going ? t->started.ms : t->ended.ms,
    };
}

void pulse_add_tasks(struct pulse *p, const struct described *tasks, int64_t now_ms,
                     struct arena *a)
{
    const int64_t since_ms = now_ms - INT64_C(24) * 3600 * 1000 * PULSE_TASK_DAYS;

    for (size_t i = 0; i < described_count(tasks); i++) {
        struct mitigation_task t;

        if (mitigation_task_read(described_at(tasks, i), &t) && t.state != NULL &&
            (mitigation_task_going(&t) ||
             (strcmp(t.state, "FAILED") == 0 && t.ended.set && t.ended.ms >= since_ms)))
            add_task(p, &t, a);
    }
    pulse_items_sort(p);
}

void pulse_mark_fresh(struct pulse *p, int64_t seen_ms)
{
    for (size_t i = 0; i < p->n_items; i++)
        p->items[i].fresh = p->items[i].fresh || (seen_ms > 0 && p->items[i].at_ms > seen_ms);
}

/* ---- changes ---- */

void pulse_add_unfinished(struct pulse *p, const struct unfinished *all, size_t n,
                          struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        struct pulse_item *line = pulse_item_add(p);

        if (line != NULL)
            *line = (struct pulse_item){
                .kind = PULSE_PLAN,
                .severity = SEVERITY_CRITICAL,
                .id = arena_printf(a, "plan %s", all[i].id),
                .summary = arena_printf(a, _("begun and not ended: %s"), all[i].title),
                .view = arena_printf(a, "plan %s", all[i].id),
                .at_ms = all[i].at_ms,
            };
    }
    pulse_items_sort(p);
}
