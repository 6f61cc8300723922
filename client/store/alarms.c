#include "client/store/alarms.h"

#include "client/api/behavior_text.h"
#include "client/base/map.h"
#include "client/store/violation_row.h"

/* ---- rows ---- */

static struct violation_row row_of(const void *record)
{
    const struct active_violation *v = record;

    return (struct violation_row){v->behavior, v->last_violation_value,
                                  v->violation_event_additional_info, v->verification_state};
}

VIOLATION_CELLS
VIOLATION_CELL(points)
VIOLATION_CELL(warn)

const char *const alarm_state_order[] = {"UNKNOWN", "TRUE_POSITIVE", "BENIGN_POSITIVE",
                                         "FALSE_POSITIVE", NULL};

static const struct column columns[ALARM_COLUMNS] = {
    [ALARM_ID] = {.name = "id", .path = "violationId", .kind = COLUMN_ID, .hidden = true},
    [ALARM_THING] = {.name = "thing", .path = "thingName", .kind = COLUMN_TEXT},
    [ALARM_BEHAVIOR] = {.name = "behaviour", .kind = COLUMN_NAME, .text = cell_name},
    [ALARM_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = cell_kind},
    [ALARM_VALUE] = {.name = "value", .kind = COLUMN_INT, .number = cell_number},
    [ALARM_SEEN] = {.name = "seen", .kind = COLUMN_TEXT, .text = cell_seen},
    [ALARM_LIMIT] = {.name = "limit", .kind = COLUMN_NAME, .text = cell_limit},
    [ALARM_CONF] = {.name = "conf", .kind = COLUMN_NAME, .text = cell_conf},
    [ALARM_SINCE] = {.name = "since", .path = "violationStartTime", .kind = COLUMN_TIME},
    [ALARM_LAST] = {.name = "last", .path = "lastViolationTime", .kind = COLUMN_TIME},
    [ALARM_STATE] = {.name = "verified",
                     .kind = COLUMN_RANK,
                     .text = cell_state,
                     .order = alarm_state_order},
    [ALARM_PROFILE] = {.name = "profile", .path = "securityProfileName", .kind = COLUMN_NAME},
    [ALARM_SUPPR] = {.name = "suppr", .kind = COLUMN_NAME, .text = cell_suppr},
    [ALARM_METRIC] = {.name = "metric", .kind = COLUMN_NAME, .text = cell_metric},
    [ALARM_EXPECTS] = {.name = "expects", .kind = COLUMN_NAME, .text = cell_expects},
    [ALARM_OBSERVED] = {.name = "observed", .kind = COLUMN_TEXT, .text = cell_observed},
    [ALARM_POINTS] = {.name = "points", .kind = COLUMN_NAME, .text = cell_points},
    [ALARM_WARN] = {.name = "warn", .kind = COLUMN_NAME, .text = cell_warn, .hidden = true},
    [ALARM_NOTE] = {.name = "note",
                    .path = "verificationStateDescription",
                    .kind = COLUMN_TEXT},
};
const struct table_spec alarms_table = {"alarms", &active_violation_record, columns,
                                        ALARM_COLUMNS, ALARM_ID};

/* ---- what the service filters by ---- */

void alarm_filter_put(const struct alarm_filter *f, struct list_active_violations_input *in)
{
    in->thing_name = f->thing;
    in->security_profile_name = f->profile;
    in->behavior_criteria_type = f->kind;
    in->verification_state = f->state;
    in->list_suppressed_alerts = f->suppressed;
}

/* ---- the shared list ---- */

struct watched_list *alarms_new(struct loop *loop)
{
    return watched_list_new(&(struct watched_list_options){.loop = loop,
                                                           .spec = &alarms_table,
                                                           .op = &op_list_active_violations,
                                                           .poll_ms = ALARMS_POLL_MS});
}

void alarms_keep(struct watched_list *alarms, const char *path)
{
    static const struct sort_key newest[] = {{ALARM_SINCE, SORT_DOWN}};

    source_keep(watched_list_source(alarms), path, newest, COUNT_OF(newest));
}

void alarms_count(const struct watched_list *alarms, struct alarms_tally *out)
{
    const struct table *t = source_table(watched_list_source(alarms));
    struct intern *things = intern_new();
    char scratch[TABLE_SCRATCH];

    *out = (struct alarms_tally){.active = table_rows(t)};
    for (uint32_t row = 0; row < out->active; row++) {
        const struct str thing = table_text(t, row, ALARM_THING, scratch);
        const struct str state = table_text(t, row, ALARM_STATE, scratch);

        const uint32_t kind = table_name_id(t, row, ALARM_KIND);

        out->kinds[behavior_kind_of(table_name(t, ALARM_KIND, kind))]++;
        out->unverified += str_eq(state, "UNKNOWN");
        if (thing.n > 0)
            (void)intern_id(things, thing);
    }
    out->things = intern_count(things);
    intern_free(things);
}
