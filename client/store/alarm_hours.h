/*
 * store/alarm_hours: how many alarms began in each of the last 24 hours, by kind of criterion.
 *
 * Asked by ListViolationEvents while somebody follows, every ALARM_HOURS_POLL_MS: the whole
 * day, and for ALARM_HOURS_WHOLE_MS after that only from the hour before the last answer on.
 * Only counts are kept. A day of more than ALARM_HOURS_PAGES pages is counted that far, and it
 * says so. Hours are whole hours of UTC by the clock of the service. A failure leaves what was
 * counted. Owned: alarm_hours_free().
 */
#pragma once

#include "client/api/behavior_text.h"
#include "client/net/call.h"

enum {
    ALARM_HOURS = 24,
    ALARM_HOURS_POLL_MS = 60 * 1000,       /* devices are judged every 5 minutes */
    ALARM_HOURS_WHOLE_MS = 10 * 60 * 1000, /* what was judged late is seen by then */
    ALARM_HOURS_PAGES = 40, /* 10,000 events; a storm need not be counted to the end */
};

struct alarm_hours;
typedef void alarm_hours_fn(void *ctx);

struct alarm_hours *alarm_hours_new(struct loop *loop, alarm_hours_fn *on_change,
                                    void *ctx) NONNULL MUST_USE;
void alarm_hours_free(struct alarm_hours *h);
void alarm_hours_connect(struct alarm_hours *h, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
enum alarm_hours_pace { ALARM_HOURS_STILL, ALARM_HOURS_FOLLOW };
/* FOLLOW: asks at once when that is due, and again by itself. */
void alarm_hours_set_pace(struct alarm_hours *h, enum alarm_hours_pace pace) NONNULL;
void alarm_hours_refresh(struct alarm_hours *h) NONNULL; /* the whole day */

bool alarm_hours_known(const struct alarm_hours *h) NONNULL;  /* answered once */
bool alarm_hours_failed(const struct alarm_hours *h) NONNULL; /* the last time it was asked */
bool alarm_hours_cut(const struct alarm_hours *h) NONNULL;    /* there were more */
/* Of the hour so many hours before the present one, 0 to 23. */
uint32_t alarm_hours_began(const struct alarm_hours *h, enum behavior_kind kind,
                           int hours_ago) NONNULL;

int64_t alarm_hours_now_ms(const struct alarm_hours *h) NONNULL; /* in the present hour */

/* For fixtures: an alarm that began. */
void alarm_hours_count(struct alarm_hours *h, enum behavior_kind kind, int64_t at_ms) NONNULL;
