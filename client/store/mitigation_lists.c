#include "client/store/mitigation_lists.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/api/mitigation_fit.h"
#include "client/base/i18n.h"
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

static bool type_text(const void *record, struct buf *out)
{
    return table_put_text(out, action_of(record)->action_type);
}

static bool params_text(const void *record, struct buf *out)
{
    mitigate_params_text(action_of(record)->action_params, out);
    return true;
}

static bool role_text(const void *record, struct buf *out)
{
    return table_put_text(out, action_of(record)->role_arn);
}

static bool fits_text(const void *record, struct buf *out)
{
    const struct mitigation_kind *kind = mitigation_find(action_of(record)->action_type);
    size_t n = 0;

    if (kind == NULL)
        return false;
    if (kind->checks == (1u << CHECK_COUNT) - 1) {
        buf_puts(out, _("every check"));
        return true;
    }
    for (int c = 0; c < CHECK_COUNT; c++)
        if (mitigation_fits(mitigation_type_of(kind), (enum check_id)c))
            buf_printf(out, "%s%s", n++ > 0 ? " " : "", checks[c].short_name);
    if (kind->alarms)
        buf_puts(out, n > 0 ? _(" alarms") : "alarms");
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
    [ACTION_NAME] = {.name = "name", .kind = COLUMN_TEXT, .text = described_id_text},
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
