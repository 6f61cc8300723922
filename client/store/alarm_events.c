#include "client/store/alarm_events.h"

#include <string.h>
#include <strings.h>

#include "client/store/violation_row.h"

/* ---- rows ---- */

static struct violation_row row_of(const void *record)
{
    const struct violation_event *e = record;

    return (struct violation_row){e->behavior, e->metric_value,
                                  e->violation_event_additional_info, e->verification_state};
}

VIOLATION_CELLS

bool alarm_event_key(const struct violation_event *e, struct buf *out)
{
    if (e->violation_id == NULL || !e->violation_event_time.set)
        return false;
    buf_printf(out, "%s %s %lld", e->violation_id,
               e->violation_event_type != NULL ? e->violation_event_type : "",
               (long long)e->violation_event_time.ms);
    return true;
}

static bool key_text(const void *record, struct buf *out)
{
    return alarm_event_key(record, out);
}

/* ViolationEventType, and what people say. */
static const char *const type_order[] = {"in-alarm", "alarm-cleared", "alarm-invalidated",
                                         NULL};
static const char *const type_words[] = {"in alarm", "cleared", "invalidated"};

const char *alarm_event_word(const char *type)
{
    for (size_t i = 0; type != NULL && type_order[i] != NULL; i++)
        if (strcmp(type_order[i], type) == 0)
            return type_words[i];
    return type != NULL && *type != '\0' ? type : "?";
}

static const struct column columns[EVENT_COLUMNS] = {
    [EVENT_KEY] = {.name = "key", .kind = COLUMN_TEXT, .text = key_text, .hidden = true},
    [EVENT_ID] = {.name = "id", .path = "violationId", .kind = COLUMN_ID, .hidden = true},
    [EVENT_TIME] = {.name = "time", .path = "violationEventTime", .kind = COLUMN_TIME},
    [EVENT_TYPE] = {.name = "type",
                    .path = "violationEventType",
                    .kind = COLUMN_RANK,
                    .order = type_order,
                    .shown = alarm_event_word},
    [EVENT_THING] = {.name = "thing", .path = "thingName", .kind = COLUMN_TEXT},
    [EVENT_BEHAVIOR] = {.name = "behaviour", .kind = COLUMN_NAME, .text = cell_name},
    [EVENT_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = cell_kind},
    [EVENT_VALUE] = {.name = "value", .kind = COLUMN_INT, .number = cell_number},
    [EVENT_SEEN] = {.name = "seen", .kind = COLUMN_TEXT, .text = cell_seen},
    [EVENT_LIMIT] = {.name = "limit", .kind = COLUMN_NAME, .text = cell_limit},
    [EVENT_CONF] = {.name = "conf", .kind = COLUMN_NAME, .text = cell_conf},
    [EVENT_STATE] = {.name = "verified",
                     .kind = COLUMN_RANK,
                     .text = cell_state,
                     .order = alarm_state_order},
    [EVENT_PROFILE] = {.name = "profile", .path = "securityProfileName", .kind = COLUMN_NAME},
    [EVENT_SUPPR] = {.name = "suppr", .kind = COLUMN_NAME, .text = cell_suppr},
    [EVENT_METRIC] = {.name = "metric", .kind = COLUMN_NAME, .text = cell_metric},
    [EVENT_EXPECTS] = {.name = "expects", .kind = COLUMN_NAME, .text = cell_expects},
    [EVENT_OBSERVED] = {.name = "observed", .kind = COLUMN_TEXT, .text = cell_observed},
    [EVENT_NOTE] = {.name = "note",
                    .path = "verificationStateDescription",
                    .kind = COLUMN_TEXT},
};

int alarm_event_rank(const char *type)
{
    return table_rank(&columns[EVENT_TYPE], type);
}
const struct table_spec alarm_events_table = {"alarm_events", &violation_event_record, columns,
                                              EVENT_COLUMNS, EVENT_KEY};

/* ---- asking ---- */

int64_t alarm_events_oldest_ms(int64_t now_ms)
{
    static const int64_t MINUTE_MS = 60 * 1000;

    return now_ms - ALARM_EVENTS_DAYS * 24 * 60 * MINUTE_MS + MINUTE_MS;
}

void alarm_events_put(const struct alarm_filter *f, int64_t from_ms, int64_t to_ms,
                      struct list_violation_events_input *in)
{
    in->start_time = (struct opt_time){from_ms, true};
    in->end_time = (struct opt_time){to_ms, true};
    in->thing_name = f->thing;
    in->security_profile_name = f->profile;
    in->behavior_criteria_type = f->kind;
    in->verification_state = f->state;
    in->list_suppressed_alerts = f->suppressed;
}
