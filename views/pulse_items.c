#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "views/pulse_inside.h"

enum {
    ITEMS_MAX = 2 * CHECK_COUNT + 160
}; /* results, old ones, suppressions, runs under way, alarms, checks we do not know */

static int64_t started_ms(const struct audit_run *run)
{
    return run->task->task_start_time.set ? run->task->task_start_time.ms : 0;
}

static bool has_result(const struct audit_check_details *d)
{
    static const char *const results[] = {"COMPLETED_COMPLIANT", "COMPLETED_NON_COMPLIANT",
                                          "FAILED"};

    for (size_t i = 0; d != NULL && d->check_run_status != NULL && i < COUNT_OF(results); i++)
        if (strcmp(d->check_run_status, results[i]) == 0)
            return true;
    return false;
}

static bool is_failed(const struct audit_check_details *d)
{
    return strcmp(d->check_run_status, "FAILED") == 0;
}

/* ---- one check ---- */

struct result {
    const struct audit_run *run;
    const struct audit_check_details *details;
    const struct audit_check_details *before; /* NULL: no earlier result */
};

static void find_result(const struct audit_runs *runs, const char *check, struct result *out)
{
    *out = (struct result){0};
    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct audit_run *run = audit_runs_at(runs, i);
        const struct audit_check_details *d = audit_run_check(run, check);

        if (!has_result(d))
            continue;
        if (out->run == NULL) {
            out->run = run;
            out->details = d;
        } else if (!is_failed(d)) {
            out->before = d;
            return;
        }
    }
}

struct pulse_item *pulse_item_add(struct pulse *p)
{
    return p->n_items < ITEMS_MAX ? &p->items[p->n_items++] : NULL;
}

static const char *change_text(const struct result *r, struct arena *a)
{
    int64_t change;

    if (r->before == NULL)
        return "";
    change = r->details->non_compliant_resources_count.value -
             r->before->non_compliant_resources_count.value;
    return change == 0 ? "" : arena_printf(a, ", %+lld", (long long)change);
}

static const char *suppressed_text(const struct audit_check_details *d, struct arena *a)
{
    int64_t n = d->suppressed_non_compliant_resources_count.value;

    return n == 0 ? "" : arena_printf(a, _(", %lld suppressed"), (long long)n);
}

static const char *title_of(const char *name)
{
    const struct check *check = check_find(name);

    return check != NULL ? i18n_text(check->title) : name;
}

enum severity severity_of_check(const char *name)
{
    const struct check *check = check_find(name);

    return check != NULL ? check->severity : SEVERITY_UNKNOWN;
}

static void add_open(struct pulse *p, const char *name, const struct result *r, struct arena *a)
{
    struct pulse_item *item = pulse_item_add(p);

    if (item == NULL)
        return;
    *item = (struct pulse_item){
        .kind = PULSE_OPEN,
        .severity = severity_of_check(name),
        .id = arena_printf(a, "open %s", name),
        .summary = arena_printf(a, _("%s: %lld of %lld%s%s"), title_of(name),
                                (long long)r->details->non_compliant_resources_count.value,
                                (long long)r->details->total_resources_count.value,
                                change_text(r, a), suppressed_text(r->details, a)),
        .view = arena_printf(a, "findings run:%s check:%s", r->run->task_id, name),
        .check = arena_str(a, name),
        .at_ms = started_ms(r->run),
    };
}

static void add_failed(struct pulse *p, const char *name, const struct result *r,
                       struct arena *a)
{
    struct pulse_item *item = pulse_item_add(p);
    const char *code = r->details->error_code;

    if (item == NULL)
        return;
    *item = (struct pulse_item){
        .kind = PULSE_FAILED,
        .severity = severity_of_check(name),
        .id = arena_printf(a, "failed %s", name),
        .summary = arena_printf(a, _("%s: not evaluated, %s"), title_of(name),
                                code != NULL ? code : _("no reason given")),
        .view = arena_printf(a, "report %s", r->run->task_id),
        .check = arena_str(a, name),
        .at_ms = started_ms(r->run),
    };
}

static void add_old(struct pulse *p, const char *name, const struct result *r, int64_t now_ms,
                    struct arena *a)
{
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    struct pulse_item *item = NULL;

    if (now_ms - started_ms(r->run) >= PULSE_OLD_DAYS * day_ms)
        item = pulse_item_add(p);
    if (item == NULL)
        return;
    *item = (struct pulse_item){
        .kind = PULSE_OLD,
        .severity = severity_of_check(name),
        .id = arena_printf(a, "old %s", name),
        .summary = arena_printf(a, _("%s: last evaluated %lld days ago"), title_of(name),
                                (long long)((now_ms - started_ms(r->run)) / day_ms)),
        .view = "start-audit",
        .check = arena_str(a, name),
        .at_ms = started_ms(r->run),
    };
}

static void count_check(struct pulse *p, const char *name, const struct result *r)
{
    struct pulse_severity *s = &p->by_severity[severity_of_check(name)];
    const struct audit_check_details *d = r->details;

    p->checks++;
    p->compliant += d->non_compliant_resources_count.value == 0;
    s->open += d->non_compliant_resources_count.value;
    s->suppressed += d->suppressed_non_compliant_resources_count.value;
    if (r->before != NULL) {
        s->compared = true;
        s->change += d->non_compliant_resources_count.value -
                     r->before->non_compliant_resources_count.value;
    }
}

static void work_out_check(struct pulse *p, const struct audit_runs *runs, const char *name,
                           int64_t now_ms, struct arena *a)
{
    struct result r;

    find_result(runs, name, &r);
    if (r.run == NULL)
        return;
    if (is_failed(r.details)) {
        add_failed(p, name, &r, a);
    } else {
        count_check(p, name, &r);
        if (r.details->non_compliant_resources_count.value > 0)
            add_open(p, name, &r, a);
    }
    add_old(p, name, &r, now_ms, a);
}

/* ---- all of them ---- */

static void add_running(struct pulse *p, const struct audit_run *run, struct arena *a)
{
    struct pulse_item *item = pulse_item_add(p);
    const struct task_statistics *s = run->task->task_statistics;
    const char *name = run->task->scheduled_audit_name;

    if (item == NULL)
        return;
    long long total = s != NULL ? (long long)s->total_checks.value : 0;
    long long left = s != NULL ? (long long)(s->in_progress_checks.value +
                                             s->waiting_for_data_collection_checks.value)
                               : 0;

    *item = (struct pulse_item){
        .kind = PULSE_RUNNING,
        .severity = SEVERITY_UNKNOWN,
        .id = arena_printf(a, "run %s", run->task_id),
        .summary = arena_printf(a, _("%s %.8s: %lld of %lld checks done"),
                                name != NULL ? name : _("Audit on demand"), run->task_id,
                                total - left, total),
        .view = arena_printf(a, "report %s", run->task_id),
        .at_ms = started_ms(run),
    };
}

static bool seen_before(const struct list *names, size_t n, const char *name)
{
    const char *const *known = names->items;

    for (size_t i = 0; i < n; i++)
        if (strcmp(known[i], name) == 0)
            return true;
    return false;
}

/* Every check any run mentions, each once. */
static struct list check_names(const struct audit_runs *runs, struct arena *a)
{
    const char **names = arena_alloc(a, ITEMS_MAX, sizeof *names);
    struct list out = {0, names};

    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct list *details = &audit_runs_at(runs, i)->task->audit_details;
        const struct map_entry *entries = details->items;

        for (size_t k = 0; k < details->n && out.n < ITEMS_MAX; k++)
            if (!seen_before(&out, out.n, entries[k].key))
                names[out.n++] = entries[k].key;
    }
    return out;
}

/* ---- the trend: after each finished run, the newest result of every check so far ---- */

static void note_results(const struct audit_run *run, const char *const *names, size_t n,
                         int64_t *open)
{
    for (size_t i = 0; i < n; i++) {
        const struct audit_check_details *d = audit_run_check(run, names[i]);

        if (has_result(d) && !is_failed(d))
            open[i] = d->non_compliant_resources_count.value;
    }
}

static void push_trend(struct pulse *p, const char *const *names, size_t n, const int64_t *open)
{
    const bool full = p->n_trend == PULSE_TREND;
    const size_t at = full ? PULSE_TREND - 1 : p->n_trend++;

    for (int s = 0; s <= SEVERITY_UNKNOWN; s++) {
        int64_t *trend = p->by_severity[s].trend;

        if (full)
            memmove(trend, trend + 1, (PULSE_TREND - 1) * sizeof *trend);
        trend[at] = 0;
    }
    for (size_t i = 0; i < n; i++)
        p->by_severity[severity_of_check(names[i])].trend[at] += open[i];
}

static void work_out_trend(struct pulse *p, const struct audit_runs *runs,
                           const char *const *names, size_t n)
{
    int64_t open[ITEMS_MAX] = {0};

    for (size_t i = audit_runs_count(runs); i > 0; i--) {
        const struct audit_run *run = audit_runs_at(runs, i - 1);

        if (audit_run_is_going(run))
            continue;
        note_results(run, names, n, open);
        push_trend(p, names, n, open);
    }
}

static int by_urgency(const void *x, const void *y)
{
    const struct pulse_item *a = x, *b = y;

    if ((a->kind == PULSE_RUNNING) != (b->kind == PULSE_RUNNING))
        return a->kind == PULSE_RUNNING ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity < b->severity ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return strcmp(a->id, b->id);
}

void pulse_begin(struct pulse *out, struct arena *a)
{
    *out = (struct pulse){.items = arena_alloc(a, ITEMS_MAX, sizeof *out->items)};
}

void pulse_work_out(const struct audit_runs *runs, int64_t now_ms, struct arena *a,
                    struct pulse *out)
{
    pulse_begin(out, a);
    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct audit_run *run = audit_runs_at(runs, i);

        if (audit_run_is_going(run))
            add_running(out, run, a);
        else if (out->newest == NULL)
            out->newest = run;
    }
    struct list names = check_names(runs, a);
    const char *const *name = names.items;

    for (size_t i = 0; i < names.n; i++)
        work_out_check(out, runs, name[i], now_ms, a);
    work_out_trend(out, runs, name, names.n);
    qsort(out->items, out->n_items, sizeof *out->items, by_urgency);
}

void pulse_items_sort(struct pulse *p)
{
    qsort(p->items, p->n_items, sizeof *p->items, by_urgency);
}
