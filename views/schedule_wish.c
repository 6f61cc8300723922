#include "views/schedule_wish.h"

#include <string.h>

#include "client/api/scalars.h"
#include "client/base/i18n.h"
#include "client/store/plan_audit.h"
#include "client/store/plan_schedule.h"

enum { TAGS_MAX = 50, NEXT_SHOWN = 3, TEXT_MAX = 8192 };

static const struct {
    const char *frequency, *no_day; /* no_day NULL: it has one */
} repeats[] = {
    {SCHEDULE_NOW, N_("now: no day")},
    {"DAILY", N_("daily: every day")},
    {"WEEKLY", NULL},
    {"BIWEEKLY", NULL},
    {"MONTHLY", NULL},
};

static size_t repeat_of(const char *frequency)
{
    size_t i = 0;

    while (i + 1 < COUNT_OF(repeats) && strcmp(frequency, repeats[i].frequency) != 0)
        i++;
    return i;
}

static const char *no_day(const char *frequency)
{
    return i18n_text(repeats[repeat_of(frequency)].no_day);
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* ---- values ---- */

/* "sun" -> "SUN": the API knows capitals only. */
static const char *capitals(const char *text, struct arena *a)
{
    struct str trimmed = str_trim(str_of(text));
    char *out = arena_alloc(a, trimmed.n + 1, 1);

    for (size_t i = 0; i < trimmed.n; i++)
        out[i] = trimmed.p[i] >= 'a' && trimmed.p[i] <= 'z' ? (char)(trimmed.p[i] - 'a' + 'A')
                                                            : trimmed.p[i];
    return out;
}

static const char *trimmed(struct str text, struct arena *a)
{
    struct str s = str_trim(text);

    return arena_strn(a, s.p, s.n);
}

/* "team=sec, site=osaka" */
static struct list read_tags(const char *text, struct arena *a)
{
    struct tag *tags = arena_alloc(a, TAGS_MAX, sizeof *tags);
    struct str rest = str_trim(str_of(text));
    size_t n = 0;

    while (rest.n > 0 && n < TAGS_MAX) {
        struct str value, key = str_cut(str_cut(rest, ',', &rest), '=', &value);

        tags[n++] = (struct tag){trimmed(key, a), trimmed(value, a)};
    }
    return (struct list){n, n > 0 ? tags : NULL};
}

void schedule_wish(const struct form *f, struct arena *a,
                   struct create_scheduled_audit_input *out)
{
    const char *repeat = form_value(f, "repeat"), *tags = form_value(f, "tags");
    const char *day = capitals(form_value(f, "day"), a);
    struct create_scheduled_audit_input w = {.target_check_names =
                                                 plan_audit_names(form_value(f, "checks"), a)};

    if (!is(repeat, SCHEDULE_NOW)) {
        w.scheduled_audit_name = trimmed(str_of(form_value(f, "name")), a);
        w.frequency = arena_str(a, repeat);
        w.tags = tags != NULL ? read_tags(tags, a) : (struct list){0};
        if (is(repeat, "WEEKLY") || is(repeat, "BIWEEKLY"))
            w.day_of_week = day;
        if (is(repeat, "MONTHLY"))
            w.day_of_month = day;
    }
    *out = w;
}

/* ---- what is wrong ---- */

static void check_name(const struct app *app, const char *typed, struct form_verdict *v)
{
    const struct schedules *all = app_schedules(app);
    struct err err;

    if (schedules_count(all) >= SCHEDULES_QUOTA)
        buf_printf(v->error, _("%zu of %d schedules exist: delete one first (x in Schedules)"),
                   schedules_count(all), SCHEDULES_QUOTA);
    else if (typed[0] == '\0')
        buf_puts(v->error, _("a schedule needs a name"));
    else if (!scalar_check(&scalar_scheduled_audit_name, typed, &err))
        buf_puts(v->error, _("only letters, digits, - and _, at most 128"));
    else if (schedules_find(all, typed) != NULL)
        buf_puts(v->error, _("exists already: choose another name, or change that one"));
}

static void check_day(const char *repeat, const char *typed, struct arena *a,
                      struct form_verdict *v)
{
    const char *day = capitals(typed, a);
    int64_t n;
    struct err err;

    if (is(repeat, "MONTHLY")) {
        if (!scalar_check(&scalar_day_of_month, day, &err))
            buf_puts(v->error, _("a day of the month: 1 to 31, or LAST"));
        else if (str_to_int(str_of(day), 29, 31, &n))
            buf_printf(v->warning, _("months without a %s: on their last day"), day);
    } else if (no_day(repeat) == NULL && recur_weekday(day) < 0) {
        buf_puts(v->error, _("a day of the week: SUN MON TUE WED THU FRI SAT"));
    }
}

static void check_tags(const char *typed, struct arena *a, struct form_verdict *v)
{
    const struct list tags = read_tags(typed, a);
    const struct tag *t = tags.items;
    struct err err;

    for (size_t i = 0; i < tags.n && v->error->len == 0; i++)
        if (!scalar_check(&scalar_tag_key, t[i].key, &err) ||
            !scalar_check(&scalar_tag_value, t[i].value, &err))
            buf_puts(v->error, _("Key=Value, Key=Value: letters, digits, blanks, _.:/=+-@"));
}

void schedule_check_field(const struct app *app,
                          const struct describe_scheduled_audit_output *was,
                          const struct form *f, const char *name, struct form_verdict *v)
{
    const char *repeat = form_value(f, "repeat");
    struct arena *a = arena_new();

    if (is(name, "name") && was == NULL && !is(repeat, SCHEDULE_NOW))
        check_name(app, trimmed(str_of(form_value(f, "name")), a), v);
    else if (is(name, "day"))
        check_day(repeat, form_value(f, "day"), a, v);
    else if (is(name, "tags") && !is(repeat, SCHEDULE_NOW))
        check_tags(form_value(f, "tags"), a, v);
    else if (is(name, "checks") && form_chosen_count(f, "checks") == 0)
        buf_puts(v->error, _("choose at least one check"));
    arena_free(a);
}

void schedule_fit_day(struct form *f, const char **seen)
{
    const char *now = repeats[repeat_of(form_value(f, "repeat"))].frequency;
    const bool other = *seen != NULL && *seen != now;
    struct buf error = BUF_INIT(TEXT_MAX), warning = BUF_INIT(TEXT_MAX);
    struct arena *a = arena_new();

    *seen = now;
    check_day(now, form_value(f, "day"), a, &(struct form_verdict){&error, &warning});
    if (other && error.len > 0)
        (void)form_set(f, "day", "");
    arena_free(a);
    buf_free(&error);
    buf_free(&warning);
}

/* ---- facts ---- */

static void show_overlaps(const struct app *app, const struct create_scheduled_audit_input *w,
                          struct form *f)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    const struct describe_scheduled_audit_output what = {
        .scheduled_audit_name = w->scheduled_audit_name,
        .frequency = w->frequency,
        .day_of_week = w->day_of_week,
        .day_of_month = w->day_of_month,
        .target_check_names = w->target_check_names};
    enum plan_tone tone = PLAN_PLAIN;

    if (w->frequency != NULL)
        tone = plan_schedule_overlaps(&what, app_schedules(app), &text);
    form_set_fact(f, "overlaps", text.len > 0 ? buf_text(&text) : _("none"),
                  tone == PLAN_WARN ? STYLE_WARN : STYLE_TEXT);
    buf_free(&text);
}

/* Starts of the schedule itself; of all scheduled audits when it has none. */
static size_t starts_of(const struct app *app, const struct schedule *own, int64_t *starts)
{
    const struct audit_runs *runs = app_runs(app);
    size_t n = 0;

    if (own != NULL && own->n_starts > 0) {
        memcpy(starts, own->starts, own->n_starts * sizeof *starts);
        return own->n_starts;
    }
    for (size_t i = 0; i < audit_runs_count(runs) && n < SCHEDULE_STARTS; i++) {
        const struct describe_audit_task_output *t = audit_runs_at(runs, i)->task;

        if (t->scheduled_audit_name != NULL && t->task_start_time.set)
            starts[n++] = t->task_start_time.ms;
    }
    return n;
}

static void show_run_time(const struct app *app, const struct schedule *own, struct form *f)
{
    int64_t starts[SCHEDULE_STARTS];
    const size_t n = starts_of(app, own, starts);
    struct buf text = BUF_INIT(256);

    buf_puts(&text, _("AWS chooses the time of day"));
    if (n > 0) {
        buf_puts(&text, own != NULL && own->n_starts > 0 ? "; " : _("; of any schedule, "));
        schedule_starts_say(starts, n, &text);
    }
    form_set_fact(f, "runtime", buf_text(&text), STYLE_TEXT);
    buf_free(&text);
}

static int64_t anchor_of(const struct schedule *own, const struct recur *r)
{
    for (size_t i = 0; own != NULL && i < own->n_starts; i++)
        if (recur_day_weekday(recur_day(own->starts[i])) == r->weekday)
            return recur_day(own->starts[i]);
    return RECUR_NO_ANCHOR;
}

static void put_next(const struct recur *r, int64_t from, int64_t anchor, struct buf *out)
{
    int64_t day;

    for (int i = 0; i < NEXT_SHOWN && recur_next(r, from, anchor, &day); i++) {
        buf_puts(out, i == 0 ? _("about ") : ", ");
        recur_day_say(day, out);
        from = day + 1;
    }
    if (out->len == 0)
        buf_puts(out, _("which of two weeks is not to be known before it ran"));
}

static void show_next(const struct app *app, const struct schedule *own,
                      const struct create_scheduled_audit_input *w, struct form *f)
{
    struct buf text = BUF_INIT(256);
    struct recur r;
    int64_t from = recur_day(app_now_ms(app));

    if (own != NULL && own->n_starts > 0 && recur_day(own->starts[0]) >= from)
        from = recur_day(own->starts[0]) + 1;
    if (w->frequency == NULL)
        buf_puts(&text, _("now, once: asked for review first"));
    else if (!recur_read(w->frequency, w->day_of_week, w->day_of_month, &r))
        buf_puts(&text, _("when the day is given"));
    else
        put_next(&r, from, anchor_of(own, &r), &text);
    form_set_fact(f, "next", buf_text(&text), STYLE_TEXT);
    buf_free(&text);
}

static void show_quota(const struct app *app, const struct create_scheduled_audit_input *w,
                       const struct describe_scheduled_audit_output *was, struct form *f)
{
    const struct schedules *all = app_schedules(app);
    const bool full =
        was == NULL && w->frequency != NULL && schedules_count(all) >= SCHEDULES_QUOTA;
    struct buf text = BUF_INIT(TEXT_MAX);

    plan_schedule_quota(all, &text);
    form_set_fact(f, "quota", buf_text(&text), full ? STYLE_ERROR : STYLE_TEXT);
    buf_free(&text);
}

void schedule_show_facts(const struct app *app,
                         const struct describe_scheduled_audit_output *was, struct form *f)
{
    struct arena *a = arena_new();
    struct create_scheduled_audit_input w;
    const char *repeat = form_value(f, "repeat");
    const bool now = is(repeat, SCHEDULE_NOW);
    const struct schedule *own =
        was != NULL ? schedules_find(app_schedules(app), was->scheduled_audit_name) : NULL;

    schedule_wish(f, a, &w);
    form_disable(f, "name",
                 was != NULL ? _("stays: a schedule is known by its name")
                 : now       ? _("an audit on demand has no name")
                             : NULL);
    form_disable(f, "day", no_day(repeat));
    form_disable(f, "tags", now ? _("an audit on demand has no tags") : NULL);
    show_overlaps(app, &w, f);
    show_quota(app, &w, was, f);
    show_run_time(app, own, f);
    show_next(app, own, &w, f);
    form_set_fact(f, "call",
                  now           ? "StartOnDemandAuditTask"
                  : was != NULL ? _("UpdateScheduledAudit, with what changes")
                                : "CreateScheduledAudit",
                  STYLE_DIM);
    arena_free(a);
}
