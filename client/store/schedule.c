/* One schedule: its record, its columns, and what the runs tell of it. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/schedules.h"

static const struct field fields[] = {
    {.name = "name", .is = {.type = FIELD_STR}, .offset = offsetof(struct schedule, name)},
    {.name = "what",
     .is = {.type = FIELD_RECORD, .record = &describe_scheduled_audit_output_record},
     .offset = offsetof(struct schedule, what)},
};
const struct record schedule_record = {"Schedule", sizeof(struct schedule), fields,
                                       COUNT_OF(fields)};

/* ---- columns ---- */

static const char *const frequency_order[] = {"DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY", NULL};

static bool day_text(const void *record, struct buf *out)
{
    const struct schedule *s = record;
    const char *day =
        s->what->day_of_week != NULL ? s->what->day_of_week : s->what->day_of_month;

    if (day != NULL)
        buf_puts(out, day);
    return day != NULL;
}

static bool checks_number(const void *record, int64_t *out)
{
    const struct schedule *s = record;

    *out = (int64_t)s->what->target_check_names.n;
    return s->what->target_check_names.items != NULL;
}

static bool last_number(const void *record, int64_t *out)
{
    const struct schedule *s = record;

    *out = s->starts[0];
    return s->n_starts > 0;
}

static bool next_number(const void *record, int64_t *out)
{
    const struct schedule *s = record;

    *out = s->next.ms;
    return s->next.set;
}

static bool missed_number(const void *record, int64_t *out)
{
    const struct schedule *s = record;

    *out = s->missed.value;
    return s->missed.set;
}

static const struct column columns[SCHEDULE_COLUMNS] = {
    [SCHEDULE_NAME] = {.name = "name", .path = "name", .kind = COLUMN_TEXT},
    [SCHEDULE_REPEAT] = {.name = "repeat",
                         .path = "what.frequency",
                         .kind = COLUMN_RANK,
                         .order = frequency_order},
    [SCHEDULE_DAY] = {.name = "day", .kind = COLUMN_TEXT, .text = day_text},
    [SCHEDULE_CHECKS] = {.name = "checks", .kind = COLUMN_INT, .number = checks_number},
    [SCHEDULE_LAST] = {.name = "last", .kind = COLUMN_TIME, .number = last_number},
    [SCHEDULE_NEXT] = {.name = "next",
                       .kind = COLUMN_TIME,
                       .ahead = true,
                       .number = next_number},
    [SCHEDULE_MISSED] = {.name = "missed", .kind = COLUMN_INT, .number = missed_number},
};
const struct table_spec schedules_table = {"schedules", &schedule_record, columns,
                                           SCHEDULE_COLUMNS, SCHEDULE_NAME};

bool schedule_holds(const struct schedule *s, const char *check)
{
    const char *const *names = s->what->target_check_names.items;

    for (size_t i = 0; i < s->what->target_check_names.n; i++)
        if (strcmp(names[i], check) == 0)
            return true;
    return false;
}

/* ---- what the runs tell ---- */

static bool is_run_of(const struct audit_run *run, const char *name)
{
    const struct describe_audit_task_output *t = run->task;

    return t->scheduled_audit_name != NULL && t->task_start_time.set &&
           strcmp(t->scheduled_audit_name, name) == 0;
}

/* A run on a day that is not one of the schedule's says nothing of its weeks. */
static int64_t anchor(const struct recur *r, const struct schedule *s)
{
    for (size_t i = 0; i < s->n_starts; i++)
        if (recur_day_weekday(recur_day(s->starts[i])) == r->weekday)
            return recur_day(s->starts[i]);
    return RECUR_NO_ANCHOR;
}

static int by_number(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The middle of the last starts: one late run does not move it. */
static int64_t time_of_day(const struct schedule *s)
{
    int64_t times[SCHEDULE_STARTS];

    for (size_t i = 0; i < s->n_starts; i++)
        times[i] = s->starts[i] - recur_day(s->starts[i]) * RECUR_DAY_MS;
    qsort(times, s->n_starts, sizeof times[0], by_number);
    return times[s->n_starts / 2];
}

static void find_starts(struct schedule *s, const struct audit_runs *runs)
{
    s->n_starts = 0;
    for (size_t i = 0; i < audit_runs_count(runs) && s->n_starts < SCHEDULE_STARTS; i++) {
        const struct audit_run *run = audit_runs_at(runs, i);

        if (is_run_of(run, s->name))
            s->starts[s->n_starts++] = run->task->task_start_time.ms;
    }
}

void schedule_work_out(struct schedule *s, const struct audit_runs *runs, int64_t now_ms)
{
    const int64_t today = recur_day(now_ms);
    struct recur r;
    int64_t day, from = today;

    find_starts(s, runs);
    s->next = (struct opt_time){0};
    s->missed = (struct opt_int){0};
    s->timed = false;
    if (!recur_read(s->what->frequency, s->what->day_of_week, s->what->day_of_month, &r))
        return;
    const int64_t seen = anchor(&r, s);

    if (s->n_starts > 0) {
        const int64_t after = recur_day(s->starts[0]) + 1;

        s->missed = (struct opt_int){recur_count(&r, after, today, seen), true};
        if (s->missed.value > 0)
            (void)!recur_next(&r, after, seen, &s->due_day);
        from = after > today ? after : today;
    }
    if (!recur_next(&r, from, seen, &day))
        return;
    s->next = (struct opt_time){day * RECUR_DAY_MS, true};
    if (s->n_starts > 0) {
        s->next.ms += time_of_day(s);
        s->timed = true;
    }
}

/* ---- for people ---- */

void schedule_next_say(const struct schedule *s, struct buf *out)
{
    struct civil c;

    if (!s->next.set) {
        buf_putc(out, '-');
        return;
    }
    buf_putc(out, '~');
    recur_day_say(recur_day(s->next.ms), out);
    civil_from_ms(s->next.ms, &c);
    if (s->timed)
        buf_printf(out, " %02d:%02dZ", c.hour, c.minute);
}

void schedule_starts_say(const int64_t *starts, size_t n, struct buf *out)
{
    int64_t first = INT64_MAX, last = 0;
    struct civil a, b;

    for (size_t i = 0; i < n; i++) {
        const int64_t ms = starts[i] - recur_day(starts[i]) * RECUR_DAY_MS;

        first = ms < first ? ms : first;
        last = ms > last ? ms : last;
    }
    if (n == 0)
        return;
    civil_from_ms(first, &a);
    civil_from_ms(last, &b);
    buf_puts(out, n == 1 ? _("the last run began ") : "");
    if (n > 1)
        buf_printf(out, _("the last %zu runs began "), n);
    buf_printf(out, "%02d:%02d", a.hour, a.minute);
    if (a.hour != b.hour || a.minute != b.minute)
        buf_printf(out, "-%02d:%02d", b.hour, b.minute);
    buf_putc(out, 'Z');
}
