#include "client/store/mitigation_tasks.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"

enum {
    TASKS_BUSY_MS = 1000,
    TASKS_IDLE_MS = 15 * 1000, /* one call: what has ended is not described again */
    MINUTE_MS = 60 * 1000,
};

typedef struct describe_audit_mitigation_actions_task_output audit_task;
typedef struct describe_detect_mitigation_actions_task_output detect_task;

/* ---- one task ---- */

struct mitigation_counts mitigation_counts(const audit_task *t)
{
    struct mitigation_counts sum = {0};
    const struct map_entry *e = t->task_statistics.items;

    for (size_t i = 0; i < t->task_statistics.n; i++) {
        const struct task_statistics_for_audit_check *c = e[i].value;

        sum.total += c->total_findings_count.value;
        sum.ok += c->succeeded_findings_count.value;
        sum.failed += c->failed_findings_count.value;
        sum.skipped += c->skipped_findings_count.value;
        sum.canceled += c->canceled_findings_count.value;
    }
    return sum;
}

static struct mitigation_counts detect_counts(
    const struct detect_mitigation_actions_task_summary *t)
{
    const struct detect_mitigation_actions_task_statistics *n = t->task_statistics;
    struct mitigation_counts c = {0};

    if (n != NULL)
        c = (struct mitigation_counts){.ok = n->actions_executed.value,
                                       .failed = n->actions_failed.value,
                                       .skipped = n->actions_skipped.value};
    c.total = c.ok + c.failed + c.skipped;
    if (t->target != NULL && (int64_t)t->target->violation_ids.n > c.total)
        c.total = (int64_t)t->target->violation_ids.n;
    return c;
}

static bool in_progress(const char *status)
{
    return status != NULL && strcmp(status, "IN_PROGRESS") == 0;
}

bool mitigation_task_is_going(const void *output)
{
    return in_progress(((const audit_task *)output)->task_status);
}

static bool detect_is_going(const void *output)
{
    const detect_task *t = output;

    return t->task_summary != NULL && in_progress(t->task_summary->task_status);
}

static bool read_detect(const struct described_item *item, struct mitigation_task *out)
{
    const struct detect_mitigation_actions_task_summary *t =
        ((const detect_task *)item->output)->task_summary;

    if (t == NULL)
        return false;
    *out = (struct mitigation_task){.alarms = true,
                                    .id = item->id,
                                    .state = t->task_status,
                                    .n = detect_counts(t),
                                    .started = t->task_start_time,
                                    .ended = t->task_end_time,
                                    .actions = t->actions_definition,
                                    .violations = t->target};
    return true;
}

bool mitigation_task_read(const struct described_item *item, struct mitigation_task *out)
{
    const audit_task *t = item->output;

    if (item->output == NULL)
        return false;
    if (item->op == &op_describe_detect_mitigation_actions_task)
        return read_detect(item, out);
    *out = (struct mitigation_task){.id = item->id,
                                    .state = t->task_status,
                                    .n = mitigation_counts(t),
                                    .started = t->start_time,
                                    .ended = t->end_time,
                                    .actions = t->actions_definition,
                                    .findings = t->target};
    return true;
}

bool mitigation_task_going(const struct mitigation_task *t)
{
    return in_progress(t->state);
}

static void put_count(size_t n, const char *word, struct buf *out)
{
    buf_printf(out, "%zu %s%s", n, word, n == 1 ? "" : "s");
}

void mitigation_task_target(const struct mitigation_task *t, struct buf *out)
{
    if (t->findings != NULL && t->findings->audit_task_id != NULL)
        buf_printf(out, "audit %.8s", t->findings->audit_task_id);
    else if (t->findings != NULL)
        put_count(t->findings->finding_ids.n, "finding", out);
    else if (t->violations != NULL && t->violations->security_profile_name != NULL)
        buf_printf(out, "%s%s%s", t->violations->security_profile_name,
                   t->violations->behavior_name != NULL ? " " : "",
                   t->violations->behavior_name != NULL ? t->violations->behavior_name : "");
    else if (t->violations != NULL)
        put_count(t->violations->violation_ids.n, "alarm", out);
}

void mitigation_task_target_say(const struct mitigation_task *t, struct buf *out)
{
    const size_t findings = t->findings != NULL ? t->findings->finding_ids.n : 0;
    const size_t alarms = t->violations != NULL ? t->violations->violation_ids.n : 0;

    if (t->findings != NULL && t->findings->audit_task_id != NULL)
        buf_printf(out, _("audit %.8s"), t->findings->audit_task_id);
    else if (t->findings != NULL)
        buf_printf(out, _("%zu finding%s"), findings, findings == 1 ? "" : "s");
    else if (t->violations != NULL && t->violations->security_profile_name == NULL)
        buf_printf(out, _("%zu alarm%s"), alarms, alarms == 1 ? "" : "s");
    else
        mitigation_task_target(t, out);
}

/* ---- columns ---- */

static struct mitigation_task task_of(const void *record)
{
    struct mitigation_task t = {0};

    (void)!mitigation_task_read(record, &t);
    return t;
}

static const char *const state_order[] = {"IN_PROGRESS", "FAILED",     "CANCELED",
                                          "COMPLETED",   "SUCCESSFUL", NULL};

static bool state_text(const void *record, struct buf *out)
{
    const struct mitigation_task t = task_of(record);

    if (t.state == NULL)
        return false;
    buf_puts(out, t.state);
    return true;
}

static bool kind_text(const void *record, struct buf *out)
{
    buf_puts(out, task_of(record).alarms ? "detect" : "audit");
    return true;
}

static bool target_text(const void *record, struct buf *out)
{
    const struct mitigation_task t = task_of(record);

    mitigation_task_target(&t, out);
    return out->len > 0;
}

static bool actions_text(const void *record, struct buf *out)
{
    const struct list actions = task_of(record).actions;
    const struct mitigation_action *a = actions.items;

    for (size_t i = 0; i < actions.n; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", a[i].name != NULL ? a[i].name : "?");
    return true;
}

#define COUNT_NUMBER(member)                                      \
    static bool member##_number(const void *record, int64_t *out) \
    {                                                             \
        *out = task_of(record).n.member;                          \
        return true;                                              \
    }
COUNT_NUMBER(total)
COUNT_NUMBER(ok)
COUNT_NUMBER(failed)
COUNT_NUMBER(skipped)
COUNT_NUMBER(canceled)

#define TIME_NUMBER(member)                                       \
    static bool member##_number(const void *record, int64_t *out) \
    {                                                             \
        const struct opt_time t = task_of(record).member;         \
                                                                  \
        *out = t.ms;                                              \
        return t.set;                                             \
    }
TIME_NUMBER(started)
TIME_NUMBER(ended)

static const struct column task_columns[TASK_COLUMNS] = {
    [TASK_ID] = {.name = "task", .kind = COLUMN_TEXT, .text = described_id_text},
    [TASK_STATE] = {.name = "state",
                    .kind = COLUMN_RANK,
                    .text = state_text,
                    .order = state_order},
    [TASK_TARGET] = {.name = "target", .kind = COLUMN_NAME, .text = target_text},
    [TASK_ACTIONS] = {.name = "actions", .kind = COLUMN_NAME, .text = actions_text},
    [TASK_TOTAL] = {.name = "total", .kind = COLUMN_INT, .number = total_number},
    [TASK_OK] = {.name = "ok", .kind = COLUMN_INT, .number = ok_number},
    [TASK_FAIL] = {.name = "fail", .kind = COLUMN_INT, .number = failed_number},
    [TASK_SKIP] = {.name = "skip", .kind = COLUMN_INT, .number = skipped_number},
    [TASK_CANCELED] = {.name = "canc", .kind = COLUMN_INT, .number = canceled_number},
    [TASK_STARTED] = {.name = "started", .kind = COLUMN_TIME, .number = started_number},
    [TASK_ENDED] = {.name = "ended", .kind = COLUMN_TIME, .number = ended_number},
    [TASK_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = kind_text},
};
const struct table_spec mitigation_tasks_table = {"mitigation_tasks", &described_item_record,
                                                  task_columns, TASK_COLUMNS, TASK_ID};

/* ---- the lists ---- */

/* Kept 90 days; a minute for clocks that differ. */
static struct opt_time oldest(int64_t now_ms)
{
    return (struct opt_time){now_ms - INT64_C(90) * 24 * 60 * MINUTE_MS + MINUTE_MS, true};
}

static struct opt_time newest(int64_t now_ms)
{
    return (struct opt_time){now_ms + MINUTE_MS, true};
}

static void audit_input(void *input, int64_t now_ms)
{
    struct list_audit_mitigation_actions_tasks_input *in = input;

    in->start_time = oldest(now_ms);
    in->end_time = newest(now_ms);
}

static void detect_input(void *input, int64_t now_ms)
{
    struct list_detect_mitigation_actions_tasks_input *in = input;

    in->start_time = oldest(now_ms);
    in->end_time = newest(now_ms);
}

const struct described_spec mitigation_tasks_spec = {
    .list = &op_list_audit_mitigation_actions_tasks,
    .describe = &op_describe_audit_mitigation_actions_task,
    .list_input = audit_input,
    .listed = "taskId",
    .asked = "taskId",
    .table = &mitigation_tasks_table,
    .is_going = mitigation_task_is_going,
    .keeps = true,
    .busy_ms = TASKS_BUSY_MS,
    .idle_ms = TASKS_IDLE_MS,
};
const struct described_spec detect_tasks_spec = {
    .list = &op_list_detect_mitigation_actions_tasks,
    .describe = &op_describe_detect_mitigation_actions_task,
    .list_input = detect_input,
    .listed = "taskId",
    .asked = "taskId",
    .table = &mitigation_tasks_table,
    .is_going = detect_is_going,
    .keeps = true,
    .busy_ms = TASKS_BUSY_MS,
    .idle_ms = TASKS_IDLE_MS,
};

/* ---- whose they are ---- */

bool mitigation_task_plan(const char *task_id, char out[MITIGATION_PLAN_ID])
{
    static const char prefix[] = "picket-";
    const char *id = task_id + sizeof prefix - 1, *end;

    if (!str_starts(task_id, prefix) || (end = strstr(id, "-w")) == NULL || end == id ||
        end - id >= MITIGATION_PLAN_ID)
        return false;
    (void)snprintf(out, MITIGATION_PLAN_ID, "%.*s", (int)(end - id), id);
    return true;
}

static bool names(const struct list *ids, const char *id)
{
    for (size_t k = 0; k < ids->n; k++)
        if (strcmp(((const char *const *)ids->items)[k], id) == 0)
            return true;
    return false;
}

const char *mitigation_task_of(const struct described *tasks, const char *id)
{
    for (size_t i = 0; i < described_count(tasks); i++) {
        const struct described_item *item = described_at(tasks, i);
        struct mitigation_task t;

        if (!mitigation_task_read(item, &t) || !mitigation_task_going(&t))
            continue;
        if ((t.findings != NULL && names(&t.findings->finding_ids, id)) ||
            (t.violations != NULL && names(&t.violations->violation_ids, id)))
            return item->id;
    }
    return NULL;
}
