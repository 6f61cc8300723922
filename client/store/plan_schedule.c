#include "client/store/plan_schedule.h"

#include <string.h>

#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/store/plan_look.h"

enum { SEEN_MAX = 4096, TEXT_MAX = 4096 };

#define SECTION N_("what it does")
#define MEMBERS "frequency,dayOfWeek,dayOfMonth,targetCheckNames"

/* ---- facts ---- */

static void add_fact(struct plan *p, const char *label, const char *text, enum plan_tone tone)
{
    plan_add_fact(p, &(struct plan_fact){SECTION, label, text, tone});
}

static size_t common(const struct list *a, const struct schedule *b)
{
    const char *const *names = a->items;
    size_t n = 0;

    for (size_t i = 0; i < a->n; i++)
        n += schedule_holds(b, names[i]);
    return n;
}

static bool covers(const struct describe_scheduled_audit_output *often,
                   const struct describe_scheduled_audit_output *seldom)
{
    struct recur a, b;

    return recur_read(often->frequency, often->day_of_week, often->day_of_month, &a) &&
           recur_read(seldom->frequency, seldom->day_of_week, seldom->day_of_month, &b) &&
           recur_covers(&a, &b);
}

static enum plan_tone say_overlap(const struct describe_scheduled_audit_output *what,
                                  const struct schedule *other, struct buf *out)
{
    const size_t n = common(&what->target_check_names, other);
    const struct describe_scheduled_audit_output *o = other->what;
    struct buf when = BUF_INIT(TEXT_MAX);

    if (n == 0)
        return PLAN_PLAIN;
    buf_puts(out, out->len > 0 ? "\n" : "");
    if (n == what->target_check_names.n && covers(o, what)) {
        recur_say(o->frequency, o->day_of_week, o->day_of_month, &when);
        buf_printf(out, _("%s runs the same %zu check%s %s: this adds nothing !"), other->name,
                   n, n == 1 ? "" : "s", buf_text(&when));
        buf_free(&when);
        return PLAN_WARN;
    }
    if (n == o->target_check_names.n && covers(what, o)) {
        if (n == 1)
            buf_printf(out, _("%s adds nothing to this: its one check runs here"), other->name);
        else
            buf_printf(out, _("%s adds nothing to this: all its %zu checks run here"),
                       other->name, n);
        return PLAN_PLAIN;
    }
    recur_say(o->frequency, o->day_of_week, o->day_of_month, &when);
    buf_printf(out, _("%zu of the checks also run%s in %s, %s"), n, n == 1 ? "s" : "",
               other->name, buf_text(&when));
    buf_free(&when);
    return PLAN_PLAIN;
}

enum plan_tone plan_schedule_overlaps(const struct describe_scheduled_audit_output *what,
                                      const struct schedules *others, struct buf *out)
{
    enum plan_tone tone = PLAN_PLAIN;

    for (size_t i = 0; i < schedules_count(others); i++) {
        const struct schedule *other = schedules_at(others, i);

        if (what->scheduled_audit_name != NULL &&
            strcmp(other->name, what->scheduled_audit_name) == 0)
            continue;
        if (say_overlap(what, other, out) == PLAN_WARN)
            tone = PLAN_WARN;
    }
    return tone;
}

void plan_schedule_quota(const struct schedules *s, struct buf *out)
{
    buf_printf(out, _("%zu of %d exist"), schedules_count(s), SCHEDULES_QUOTA);
    for (size_t i = 0; i < schedules_count(s); i++) {
        const struct schedule *one = schedules_at(s, i);

        buf_printf(out, "%s %s ", i == 0 ? ":" : ",", one->name);
        recur_say(one->what->frequency, one->what->day_of_week, one->what->day_of_month, out);
    }
}

static void add_overlaps(struct plan *p, const struct describe_scheduled_audit_output *what,
                         const struct schedules *others)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    if (others != NULL) {
        enum plan_tone tone = plan_schedule_overlaps(what, others, &text);

        for (struct str rest = str_of(buf_text(&text)); rest.n > 0;) {
            struct str line = str_cut(rest, '\n', &rest);

            add_fact(p, "overlaps", arena_strn(p->arena, line.p, line.n), tone);
        }
    }
    buf_free(&text);
}

static const char *short_name(const char *name)
{
    const struct check *check = check_find(name);

    return check != NULL ? check->short_name : name;
}

static void add_checks(struct plan *p, const char *label, const struct list *list)
{
    const char *const *names = list->items;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < list->n; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", short_name(names[i]));
    add_fact(p, label, buf_text(&text), PLAN_PLAIN);
    buf_free(&text);
}

static const char *days_text(struct plan *p, const char *frequency, const char *day_of_week,
                             const char *day_of_month)
{
    struct buf text = BUF_INIT(256);

    recur_say(frequency, day_of_week, day_of_month, &text);
    const char *kept = plan_text(p, buf_text(&text));

    buf_free(&text);
    return kept;
}

/* ---- targets ---- */

struct change {
    const char *name, *before, *after;
    const struct describe_scheduled_audit_output *was; /* NULL: must not be there */
    int step;
};

static void add_target(struct plan *p, const struct change *c)
{
    const struct describe_scheduled_audit_input in = {.scheduled_audit_name = c->name};
    struct buf seen = BUF_INIT(SEEN_MAX);
    struct plan_probe probe = {.call = {&op_describe_scheduled_audit, &in},
                               .paths = c->was != NULL ? MEMBERS : ""};

    if (c->was != NULL)
        plan_look_put(&probe, c->was, &seen);
    else
        buf_puts(&seen, PLAN_LOOK_GONE);
    probe.seen = buf_text(&seen);
    plan_add_target(p, &(struct plan_target){.id = c->name,
                                             .text = c->name,
                                             .before = c->before,
                                             .after = c->after,
                                             .things = -1,
                                             .online = -1,
                                             .probe = probe,
                                             .step = c->step});
    buf_free(&seen);
}

static const char *summary(struct plan *p, const struct describe_scheduled_audit_output *s)
{
    return plan_printf(p, _("%s, %zu check%s"),
                       days_text(p, s->frequency, s->day_of_week, s->day_of_month),
                       s->target_check_names.n, s->target_check_names.n == 1 ? "" : "s");
}

/* ---- create ---- */

static struct describe_scheduled_audit_output described(
    const struct create_scheduled_audit_input *in)
{
    return (struct describe_scheduled_audit_output){
        .scheduled_audit_name = in->scheduled_audit_name,
        .frequency = in->frequency,
        .day_of_week = in->day_of_week,
        .day_of_month = in->day_of_month,
        .target_check_names = in->target_check_names};
}

struct plan *plan_schedule_create(const struct create_scheduled_audit_input *in,
                                  const struct schedules *others, int64_t now_ms)
{
    struct plan *p = plan_new("schedule", now_ms);
    const struct describe_scheduled_audit_output what = described(in);
    const struct delete_scheduled_audit_input back = {in->scheduled_audit_name};

    p->title = plan_printf(p, _("Schedule the audit %s"), in->scheduled_audit_name);
    p->verb = plan_text(p, _("Schedule"));
    p->then = plan_text(p, "schedules");
    add_fact(p, "repeats",
             plan_printf(p, _("%s; the service chooses the time of day"),
                         days_text(p, in->frequency, in->day_of_week, in->day_of_month)),
             PLAN_PLAIN);
    add_checks(p, "checks", &in->target_check_names);
    add_overlaps(p, &what, others);
    add_fact(p, "reads", _("the account's resources; no device is changed"), PLAN_PLAIN);
    int step = plan_add_step(p, &(struct plan_step){.text = in->scheduled_audit_name,
                                                    .call = {&op_create_scheduled_audit, in}});

    add_target(p, &(struct change){in->scheduled_audit_name, _("does not exist"),
                                   summary(p, &what), NULL, step});
    plan_add_back(
        p, &(struct plan_back){.step = step,
                               .text = plan_printf(p, _("delete %s"), in->scheduled_audit_name),
                               .call = {&op_delete_scheduled_audit, &back},
                               .note = _("what it found until then is kept")});
    return p;
}

/* ---- update ---- */

static bool same(const char *a, const char *b)
{
    return (a == NULL && b == NULL) || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool has(const struct list *names, const char *name)
{
    const char *const *n = names->items;

    for (size_t i = 0; i < names->n; i++)
        if (strcmp(n[i], name) == 0)
            return true;
    return false;
}

/* Those of a that are not in b. */
static struct list without(struct plan *p, const struct list *a, const struct list *b)
{
    const char *const *names = a->items;
    const char **kept = arena_alloc(p->arena, a->n + 1, sizeof *kept);
    struct list out = {0, kept};

    for (size_t i = 0; i < a->n; i++)
        if (!has(b, names[i]))
            kept[out.n++] = names[i];
    return out;
}

struct plan *plan_schedule_update(const struct describe_scheduled_audit_output *was,
                                  const struct update_scheduled_audit_input *wish,
                                  const struct schedules *others, int64_t now_ms)
{
    const bool days = !same(was->frequency, wish->frequency) ||
                      !same(was->day_of_week, wish->day_of_week) ||
                      !same(was->day_of_month, wish->day_of_month);
    const char *name = was->scheduled_audit_name;
    struct plan *p = plan_new("schedule", now_ms);
    const struct list added = without(p, &wish->target_check_names, &was->target_check_names);
    const struct list gone = without(p, &was->target_check_names, &wish->target_check_names);
    struct update_scheduled_audit_input in = {.scheduled_audit_name = name}, back = in;

    if (!days && added.n == 0 && gone.n == 0) {
        plan_free(p);
        return NULL;
    }
    p->title = plan_printf(p, _("Change the scheduled audit %s"), name);
    p->verb = plan_text(p, _("Change"));
    p->then = plan_text(p, "schedules");
    if (days) { /* a day alone may not fit the frequency that is there */
        in.frequency = wish->frequency;
        in.day_of_week = wish->day_of_week;
        in.day_of_month = wish->day_of_month;
        back.frequency = was->frequency;
        back.day_of_week = was->day_of_week;
        back.day_of_month = was->day_of_month;
        add_fact(p, "repeats",
                 plan_printf(p, _("%s instead of %s"),
                             days_text(p, in.frequency, in.day_of_week, in.day_of_month),
                             days_text(p, back.frequency, back.day_of_week, back.day_of_month)),
                 PLAN_PLAIN);
    }
    if (added.n + gone.n > 0) {
        in.target_check_names = wish->target_check_names;
        back.target_check_names = was->target_check_names;
    }
    if (added.n > 0)
        add_checks(p, "adds", &added);
    if (gone.n > 0)
        add_checks(p, _("leaves out"), &gone);
    const struct describe_scheduled_audit_output will = {.scheduled_audit_name = name,
                                                         .frequency = wish->frequency,
                                                         .day_of_week = wish->day_of_week,
                                                         .day_of_month = wish->day_of_month,
                                                         .target_check_names =
                                                             wish->target_check_names};

    add_overlaps(p, &will, others);
    int step = plan_add_step(
        p, &(struct plan_step){.text = name, .call = {&op_update_scheduled_audit, &in}});

    add_target(p, &(struct change){name, summary(p, was), summary(p, &will), was, step});
    plan_add_back(p, &(struct plan_back){.step = step,
                                         .text = plan_printf(p, _("%s as it was"), name),
                                         .call = {&op_update_scheduled_audit, &back},
                                         .note = NULL});
    return p;
}

/* ---- delete ---- */

/* Checks that no other schedule runs. */
static void add_uncovered(struct plan *p, const struct describe_scheduled_audit_output *was,
                          const struct schedules *others)
{
    const char *const *names = was->target_check_names.items;
    struct buf text = BUF_INIT(TEXT_MAX), holders = BUF_INIT(TEXT_MAX);
    size_t n = 0;

    for (size_t i = 0; i < was->target_check_names.n; i++)
        if (!schedules_holding(others, names[i], was->scheduled_audit_name, &holders))
            buf_printf(&text, "%s%s", n++ > 0 ? ", " : "", short_name(names[i]));
    if (n > 0)
        add_fact(p, "no other runs", buf_text(&text), PLAN_WARN);
    else
        add_fact(p, "still runs", _("every check of it is in another schedule"), PLAN_PLAIN);
    buf_free(&text);
    buf_free(&holders);
}

struct plan *plan_schedule_delete(const struct describe_scheduled_audit_output *was,
                                  const struct schedules *others, int64_t now_ms)
{
    const char *name = was->scheduled_audit_name;
    struct plan *p = plan_new("schedule", now_ms);
    const struct delete_scheduled_audit_input in = {name};
    const struct create_scheduled_audit_input back = {.scheduled_audit_name = name,
                                                      .frequency = was->frequency,
                                                      .day_of_week = was->day_of_week,
                                                      .day_of_month = was->day_of_month,
                                                      .target_check_names =
                                                          was->target_check_names};

    p->title = plan_printf(p, _("Delete the scheduled audit %s"), name);
    p->verb = plan_text(p, _("Delete"));
    p->then = plan_text(p, "schedules");
    add_fact(p, "ends", _("it runs no more; a run under way goes on"), PLAN_PLAIN);
    add_fact(p, "keeps", _("its runs and their findings, for 90 days each"), PLAN_PLAIN);
    if (others != NULL)
        add_uncovered(p, was, others);
    int step = plan_add_step(
        p, &(struct plan_step){.text = name, .call = {&op_delete_scheduled_audit, &in}});

    add_target(p, &(struct change){name, summary(p, was), _("deleted"), was, step});
    plan_add_back(
        p, &(struct plan_back){.step = step,
                               .text = plan_printf(p, _("%s again"), name),
                               .call = {&op_create_scheduled_audit, &back},
                               .note = _("with the same days and checks; its tags do not come "
                                         "back")});
    return p;
}
