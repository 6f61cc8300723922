/*
 * store/alarm_events: what happened to alarms, as rows: began, cleared, invalidated.
 *
 * An event has no id of its own: violation, type and time together tell it apart. Asked by
 * ListViolationEvents, which wants a range of time, filters by what struct alarm_filter holds
 * and keeps events for ALARM_EVENTS_DAYS; behaviors and event types it cannot filter by.
 */
#pragma once

#include "client/store/alarms.h"

enum {
    ALARM_EVENTS_DAYS = 30, /* the service's; what is older lies in store/alarm_history */
};

/* Columns of the table, in this order. */
enum alarm_event_column {
    EVENT_KEY,
    EVENT_ID, /* of the violation */
    EVENT_TIME,
    EVENT_TYPE, /* violationEventType as it came */
    EVENT_THING,
    EVENT_BEHAVIOR,
    EVENT_KIND,
    EVENT_VALUE,
    EVENT_SEEN,
    EVENT_LIMIT,
    EVENT_CONF,
    EVENT_STATE, /* of the violation, when it was asked for last */
    EVENT_PROFILE,
    EVENT_SUPPR,
    EVENT_METRIC,
    EVENT_EXPECTS,
    EVENT_OBSERVED,
    EVENT_NOTE,
    EVENT_COLUMNS,
};
extern const struct table_spec alarm_events_table;

/* "ID TYPE MS"; false: it lacks a part and cannot be told apart. */
bool alarm_event_key(const struct violation_event *e, struct buf *out) NONNULL;

/* "in alarm", "cleared", "invalidated"; another type as it came; NULL gives "?". */
const char *alarm_event_word(const char *type);
/* Ranks: an alarm that began first. -1: another word. */
int alarm_event_rank(const char *type);

/* From when on the service can be asked; a minute for clocks that differ. */
int64_t alarm_events_oldest_ms(int64_t now_ms);
/* The input for a range; the service takes neither the future nor a start beyond its days. The
 * filter's texts are borrowed. */
void alarm_events_put(const struct alarm_filter *f, int64_t from_ms, int64_t to_ms,
                      struct list_violation_events_input *in) NONNULL;
