/*
 * views/pulse_detect: the detect half of Pulse, worked out from the shared lists of alarms,
 * models and tasks.
 *
 * Pure: rows in, numbers and lines of the queue out. An alarm has no severity in the API; here
 * it has one by a rule that stands in one table (pulse_severity_of_alarm): what its metric
 * tells of, one step more when many devices do it at once, one step less when somebody said
 * that its alerts are not wanted. Alarms that somebody judged harmless need nobody; confirmed
 * ones that are still active do. Texts live in the arena.
 */
#pragma once

#include "client/store/alarm_hours.h"
#include "client/store/alarms.h"
#include "client/store/devices.h"
#include "client/store/training.h"
#include "views/pulse_items.h"

enum {
    PULSE_MANY_THINGS = 5,  /* with the same alarm at once: no accident of one device */
    PULSE_ALARM_LINES = 60, /* behaviors; the last line counts the others */
    PULSE_MODEL_LINES = 6,  /* models that need somebody; likewise */
};

struct pulse_model_group {
    uint32_t n;
    const char *worst; /* one line; "" when there is none */
};
struct pulse_detect {
    const char *closed; /* the one line; NULL: Detect is open to this account */
    /* What stands for numbers that are not known: ".." or "?"; NULL: they are. */
    const char *alarms_mark, *models_mark, *tasks_mark;
    struct alarms_tally alarms;
    uint32_t confirmed, benign, false_alarms, fresh; /* of the active ones */
    struct pulse_model_group active, pending, expired;
    uint32_t running, failed, done; /* tasks: now, in the last days, in the last 24 h */
};

/* metric NULL or not known: as a custom one. */
enum severity pulse_severity_of_alarm(const char *metric, uint32_t things, bool suppressed);

enum { PULSE_GROUPS_MAX = 4 /* quarantine groups that are looked into */ };
/* Groups that tasks on alarms put things into, each once. Returns how many; texts are borrowed
 * from the tasks. */
size_t pulse_quarantine_groups(const struct described *tasks,
                               const char *out[PULSE_GROUPS_MAX]) NONNULL;

struct pulse_detect_input {
    struct devices *devices; /* who is in those groups; NULL: not known */
    const char *closed;
    const struct watched_list *alarms;
    const struct training *training;
    const struct described *tasks; /* on alarms */
    int64_t now_ms, seen_ms;       /* of the service; seen_ms 0: nobody looked before */
};
void pulse_detect_work_out(const struct pulse_detect_input *in, struct arena *a,
                           struct pulse_detect *out, struct pulse *p) NONNULL;
