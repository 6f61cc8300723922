/* One audit: its record, its columns, and what can be said of it. */
#include <stddef.h>

#include "client/base/i18n.h"
#include "client/store/audit_runs.h"

static const struct field fields[] = {
    {.name = "taskId",
     .is = {.type = FIELD_STR},
     .offset = offsetof(struct audit_run, task_id)},
    {.name = "task",
     .is = {.type = FIELD_RECORD, .record = &describe_audit_task_output_record},
     .offset = offsetof(struct audit_run, task)},
};
const struct record audit_run_record = {"AuditRun", sizeof(struct audit_run), fields,
                                        COUNT_OF(fields)};

static const char *const state_order[] = {"IN_PROGRESS", "FAILED", "CANCELED", "COMPLETED",
                                          NULL};

static bool findings_number(const void *record, int64_t *out)
{
    *out = audit_run_findings(record);
    return true;
}

static bool type_text(const void *record, struct buf *out)
{
    const struct audit_run *run = record;
    if (run->task == NULL || run->task->task_type == NULL)
        return false;
    bool by_hand = strcmp(run->task->task_type, "ON_DEMAND_AUDIT_TASK") == 0;
    bool scheduled = strcmp(run->task->task_type, "SCHEDULED_AUDIT_TASK") == 0;
    buf_puts(out, by_hand     ? N_("on demand")
                  : scheduled ? N_("scheduled")
                              : run->task->task_type);
    return true;
}

#define STATISTIC(n, member)                                                 \
    {                                                                        \
        .name = n, .path = "task.taskStatistics." member, .kind = COLUMN_INT \
    }
static const struct column columns[AUDIT_RUN_COLUMNS] = {
    [AUDIT_RUN_ID] = {.name = "task", .path = "taskId", .kind = COLUMN_TEXT},
    [AUDIT_RUN_STATE] = {.name = "state",
                         .path = "task.taskStatus",
                         .kind = COLUMN_RANK,
                         .order = state_order},
    [AUDIT_RUN_TYPE] = {.name = "type", .kind = COLUMN_NAME, .text = type_text},
    [AUDIT_RUN_NAME] = {.name = "name", .path = "task.scheduledAuditName", .kind = COLUMN_NAME},
    [AUDIT_RUN_STARTED] = {.name = "started",
                           .path = "task.taskStartTime",
                           .kind = COLUMN_TIME},
    [AUDIT_RUN_TOTAL] = STATISTIC("checks", "totalChecks"),
    [AUDIT_RUN_COMPLIANT] = STATISTIC("ok", "compliantChecks"),
    [AUDIT_RUN_NON_COMPLIANT] = STATISTIC("non", "nonCompliantChecks"),
    [AUDIT_RUN_FAILED] = STATISTIC("fail", "failedChecks"),
    [AUDIT_RUN_WAITING] = STATISTIC("wait", "waitingForDataCollectionChecks"),
    [AUDIT_RUN_CANCELED] = STATISTIC("canc", "canceledChecks"),
    [AUDIT_RUN_GOING] = STATISTIC("going", "inProgressChecks"),
    [AUDIT_RUN_FINDINGS] = {.name = "findings", .kind = COLUMN_INT, .number = findings_number},
};
const struct table_spec audit_runs_table = {"audit_runs", &audit_run_record, columns,
                                            AUDIT_RUN_COLUMNS, AUDIT_RUN_ID};

bool audit_run_is_going(const struct audit_run *run)
{
    return run->task != NULL && run->task->task_status != NULL &&
           strcmp(run->task->task_status, "IN_PROGRESS") == 0;
}

int64_t audit_run_findings(const struct audit_run *run)
{
    int64_t n = 0;
    if (run->task == NULL)
        return 0;
    const struct map_entry *e = run->task->audit_details.items;
    for (size_t i = 0; i < run->task->audit_details.n; i++) {
        const struct audit_check_details *d = e[i].value;
        n += d->non_compliant_resources_count.set ? d->non_compliant_resources_count.value : 0;
    }
    return n;
}

const struct audit_check_details *audit_run_check(const struct audit_run *run,
                                                  const char *check_name)
{
    if (run->task == NULL)
        return NULL;
    const struct map_entry *e = run->task->audit_details.items;
    for (size_t i = 0; i < run->task->audit_details.n; i++)
        if (strcmp(e[i].key, check_name) == 0)
            return e[i].value;
    return NULL;
}
