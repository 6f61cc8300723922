#include "client/store/mitigation_lists.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/api/mitigation_fit.h"
#include "client/store/plan_mitigate.h"

enum {
    ACTIONS_IDLE_MS = 10 * 60 * 1000, /* they hardly ever change */
    TASKS_BUSY_MS = 1000,
    TASKS_IDLE_MS = 15 * 1000, /* one call: what has ended is not described again */
    MINUTE_MS = 60 * 1000,
};

typedef struct describe_mitigation_action_output action;
typedef struct describe_audit_mitigation_actions_task_output task;

/* ---- actions ---- */

static const action *action_of(const void *record)
{
    return ((const struct described_item *)record)->output;
}

static bool put(struct buf *out, const char *text)
{
    if (text == NULL || *text == '\0')
        return false;
    buf_puts(out, text);
    return true;
}

static bool id_text(const void *record, struct buf *out)
{
    return put(out, ((const struct described_item *)record)->id);
}

static bool type_text(const void *record, struct buf *out)
{
    return put(out, action_of(record)->action_type);
}

static bool params_text(const void *record, struct buf *out)
{
    mitigate_params_text(action_of(record)->action_params, out);
    return true;
}

static bool role_text(const void *record, struct buf *out)
{
    return put(out, action_of(record)->role_arn);
}

static bool fits_text(const void *record, struct buf *out)
{
    const struct mitigation_kind *kind = mitigation_find(action_of(record)->action_type);
    size_t n = 0;

    if (kind == NULL)
        return false;
    if (kind->checks == (1u << CHECK_COUNT) - 1) {
        buf_puts(out, "every check");
        return true;
    }
    for (int c = 0; c < CHECK_COUNT; c++)
        if (mitigation_fits(mitigation_type_of(kind), (enum check_id)c))
            buf_printf(out, "%s%s", n++ > 0 ? " " : "", checks[c].short_name);
    return true;
}

static bool changed_number(const void *record, int64_t *out)
{
    const action *a = action_of(record);
    struct opt_time t = a->last_modified_date.set ? a->last_modified_date : a->creation_date;

    *out = t.ms;
    return t.set;
}

static const struct column action_columns[ACTION_COLUMNS] = {
    [ACTION_NAME] = {.name = "name", .kind = COLUMN_TEXT, .text = id_text},
    [ACTION_TYPE] = {.name = "type", .kind = COLUMN_NAME, .text = type_text},
    [ACTION_PARAMS] = {.name = "params", .kind = COLUMN_TEXT, .text = params_text},
    [ACTION_ROLE] = {.name = "role", .kind = COLUMN_TEXT, .text = role_text},
    [ACTION_FITS] = {.name = "fits", .kind = COLUMN_NAME, .text = fits_text},
    [ACTION_CHANGED] = {.name = "changed", .kind = COLUMN_TIME, .number = changed_number},
};
const struct table_spec mitigation_actions_table = {
    "mitigation_actions", &described_item_record, action_columns, ACTION_COLUMNS, ACTION_NAME};
const struct described_spec mitigation_actions_spec = {
    .list = &op_list_mitigation_actions,
    .describe = &op_describe_mitigation_action,
    .listed = "actionName",
    .asked = "actionName",
    .table = &mitigation_actions_table,
    .busy_ms = ACTIONS_IDLE_MS,
    .idle_ms = ACTIONS_IDLE_MS,
};

/* ---- tasks ---- */

static const task *task_of(const void *record)
{
    return ((const struct described_item *)record)->output;
}

struct mitigation_counts mitigation_counts(const task *t)
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

bool mitigation_task_is_going(const void *output)
{
    const task *t = output;

    return t->task_status != NULL && strcmp(t->task_status, "IN_PROGRESS") == 0;
}

static int rank_state(const char *text)
{
    static const char *const order[] = {"IN_PROGRESS", "FAILED", "CANCELED", "COMPLETED"};

    for (int i = 0; i < (int)COUNT_OF(order); i++)
        if (strncasecmp(order[i], text, strlen(text)) == 0)
            return i;
    return -1;
}

static bool state_text(const void *record, struct buf *out)
{
    return put(out, task_of(record)->task_status);
}

static bool target_text(const void *record, struct buf *out)
{
    const struct audit_mitigation_actions_task_target *t = task_of(record)->target;

    if (t == NULL)
        return false;
    if (t->audit_task_id != NULL)
        buf_printf(out, "audit %.8s", t->audit_task_id);
    else
        buf_printf(out, "%zu finding%s", t->finding_ids.n, t->finding_ids.n == 1 ? "" : "s");
    return true;
}

static bool actions_text(const void *record, struct buf *out)
{
    const struct mitigation_action *a = task_of(record)->actions_definition.items;

    for (size_t i = 0; i < task_of(record)->actions_definition.n; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", a[i].name != NULL ? a[i].name : "?");
    return true;
}

#define COUNT_NUMBER(member)                                             \
    static bool member##_number(const void *record, int64_t *out)        \
    {                                                                    \
        struct mitigation_counts c = mitigation_counts(task_of(record)); \
        *out = c.member;                                                 \
        return true;                                                     \
    }
COUNT_NUMBER(total)
COUNT_NUMBER(ok)
COUNT_NUMBER(failed)
COUNT_NUMBER(skipped)
COUNT_NUMBER(canceled)

static bool started_number(const void *record, int64_t *out)
{
    *out = task_of(record)->start_time.ms;
    return task_of(record)->start_time.set;
}

static bool ended_number(const void *record, int64_t *out)
{
    *out = task_of(record)->end_time.ms;
    return task_of(record)->end_time.set;
}

static const struct column task_columns[TASK_COLUMNS] = {
    [TASK_ID] = {.name = "task", .kind = COLUMN_TEXT, .text = id_text},
    [TASK_STATE] = {.name = "state",
                    .kind = COLUMN_RANK,
                    .text = state_text,
                    .rank = rank_state},
    [TASK_TARGET] = {.name = "target", .kind = COLUMN_NAME, .text = target_text},
    [TASK_ACTIONS] = {.name = "actions", .kind = COLUMN_NAME, .text = actions_text},
    [TASK_TOTAL] = {.name = "total", .kind = COLUMN_INT, .number = total_number},
    [TASK_OK] = {.name = "ok", .kind = COLUMN_INT, .number = ok_number},
    [TASK_FAIL] = {.name = "fail", .kind = COLUMN_INT, .number = failed_number},
    [TASK_SKIP] = {.name = "skip", .kind = COLUMN_INT, .number = skipped_number},
    [TASK_CANCELED] = {.name = "canc", .kind = COLUMN_INT, .number = canceled_number},
    [TASK_STARTED] = {.name = "started", .kind = COLUMN_TIME, .number = started_number},
    [TASK_ENDED] = {.name = "ended", .kind = COLUMN_TIME, .number = ended_number},
};
const struct table_spec mitigation_tasks_table = {"mitigation_tasks", &described_item_record,
                                                  task_columns, TASK_COLUMNS, TASK_ID};

/* Kept 90 days; a minute for clocks that differ. */
static void tasks_input(void *input, int64_t now_ms)
{
    struct list_audit_mitigation_actions_tasks_input *in = input;

    in->start_time =
        (struct opt_time){now_ms - INT64_C(90) * 24 * 60 * MINUTE_MS + MINUTE_MS, true};
    in->end_time = (struct opt_time){now_ms + MINUTE_MS, true};
}

const struct described_spec mitigation_tasks_spec = {
    .list = &op_list_audit_mitigation_actions_tasks,
    .describe = &op_describe_audit_mitigation_actions_task,
    .list_input = tasks_input,
    .listed = "taskId",
    .asked = "taskId",
    .table = &mitigation_tasks_table,
    .is_going = mitigation_task_is_going,
    .keeps = true,
    .busy_ms = TASKS_BUSY_MS,
    .idle_ms = TASKS_IDLE_MS,
};

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

const char *mitigation_task_of(const struct described *tasks, const char *finding)
{
    for (size_t i = 0; i < described_count(tasks); i++) {
        const struct described_item *item = described_at(tasks, i);
        const task *t = item->output;

        if (t == NULL || !mitigation_task_is_going(t) || t->target == NULL)
            continue;
        const char *const *ids = t->target->finding_ids.items;

        for (size_t k = 0; k < t->target->finding_ids.n; k++)
            if (strcmp(ids[k], finding) == 0)
                return item->id;
    }
    return NULL;
}
