/*
 * local/detect_inside: what the files of local/detect share. Nobody else includes it.
 *
 * Loaded (detect_load.c): devices with their groups and connections, and per profile who is
 * watched; per behavior a rule with a cell for each watched device. One slot is judged at a
 * time (detect_slot.c); what it changes is queued and written in batches (detect_save.c) with
 * how far all has come. Judging a slot again after a kill raises nothing twice: whoever is in
 * alarm already stays so, and what is queued of a slot is written before anything of the next.
 * Times inside are slots, from 1970.
 */
#pragma once

#include "client/base/map.h"
#include "client/local/detect.h"
#include "client/local/detect_criteria.h"
#include "client/local/profiles.h"
#include "client/local/slices.h"

enum detect_event { EVENT_ALARM, EVENT_CLEARED, EVENT_INVALIDATED, DETECT_EVENTS };
extern const char *const detect_event_names[DETECT_EVENTS]; /* as ViolationEventType */

/* A connection; the last slot is included, INT32_MAX: goes on. */
struct span {
    int32_t from, to;
};
struct cut {
    int64_t thing;
    int64_t from, to; /* to: not included, INT64_MAX: goes on */
};

/* bit i: so in the slot - i */
struct window {
    uint16_t online, reported, struck;
};

struct device {
    int64_t id; /* thing.id; negative: a hash of the client id */
    const char *name;
    struct sim_device sim;
    uint32_t first_span, n_spans, first_group, n_groups;
    int32_t made;         /* slot */
    struct window window; /* of the slot being judged */
    bool cut;             /* is there a struct cut of it? */
    int64_t real;         /* of local/device_report; 0: it is simulated */
    int64_t real_from;    /* slot of its first report */
};

struct group {
    int64_t id;
    int32_t parent; /* index, -1: none */
    bool silences;  /* its policies deny publishing anything */
};

struct devices {
    struct arena *arena; /* names */
    struct device *items;
    struct span *spans;
    uint32_t *in; /* groups of devices, by first_group */
    struct group *groups;
    size_t n, n_spans, n_in, n_groups;
    size_t cap, cap_spans, cap_in, cap_groups;
    size_t n_registered; /* they come first, by id */
    bool unread;         /* there are no profiles, so nobody was looked for */
    bool real_known;     /* which of them really report */
    int64_t windows;     /* the slot that devices' windows are of; INT64_MIN: of none */
};

/* Who is watched by one profile. */
struct watch {
    int64_t profile;
    const char *name;
    uint32_t *members; /* indexes of devices, ascending */
    size_t n;
    struct list topics;  /* of const char *: SNS topics of its alert targets */
    struct list metrics; /* of const char *: of its behaviors and retained ones */
};

struct cell {
    uint8_t bad, good; /* datapoints in a row: bad ones, in alarm good ones */
    uint32_t alarm;    /* index + 1; 0: not in alarm */
};

struct rule {
    struct watch *watch;
    const struct behavior *behavior;
    const char *json;
    const char *name; /* of the metric; NULL: none */
    int64_t row;      /* detect_behavior.id */
    int64_t since;    /* slot */
    struct criteria criteria;
    int metric;                                 /* of local/sim; -1: none */
    bool device_side, gauge, custom, set, away; /* away: disconnect duration */
    bool suppressed;
    const char *dimension; /* NULL: all messages */
    bool others;           /* but those of the dimension */
    struct model *model;
    struct cell *cells; /* like watch->members */
};

struct rules {
    struct arena *arena;
    struct watch *watches;
    struct rule *items;
    size_t n_watches, n;
};

enum alarm_state { ALARM_FREE, ALARM_ON, ALARM_ENDING /* until it is written */ };

struct alarm {
    enum alarm_state state;
    int64_t row;                       /* violation.id; 0: not written yet */
    int64_t device, profile, behavior; /* behavior: detect_behavior.id */
    uint32_t name, thing;              /* of the behavior and the device, in d->names */
    uint32_t next_free;
};

struct change {
    enum change_kind { CHANGE_RAISE, CHANGE_AGAIN, CHANGE_CLEAR, CHANGE_INVALIDATE } kind;
    uint32_t alarm;
    int64_t slot;
    char *value;             /* JSON, owned; NULL: none */
    const struct rule *rule; /* NULL: there is none any more */
};

struct coverage {
    int64_t from, to, step;
};

struct work {
    bool open;
    bool silent; /* only counts datapoints in a row */
    bool second; /* of a statistical rule: the limit is known */
    int64_t slot;
    size_t device, rule, member;
    double *values; /* of a statistical rule; NAN: none */
    double limit;
    size_t cap_values, n_values;
};

struct loader; /* detect_load.c */

struct detect {
    struct registry *registry;
    struct db *db;
    const struct service_clock *clock;
    struct models *models;
    struct scenarios *scenarios;
    struct device_reports *reports;
    struct slices slices;
    struct sim *sim;
    struct devices *devices; /* NULL: not loaded yet */
    struct rules *rules;
    struct loader *loader; /* NULL: nothing is being loaded */
    bool profiles_changed, things_changed;
    uint64_t generation; /* of the registry, when it was read */
    uint64_t reports_seen;
    size_t n_reporting;
    int64_t loaded_us;
    struct intern *names; /* of behaviors and things that have alarms */
    struct alarm *alarms;
    size_t n_alarms, cap_alarms;
    uint32_t free_alarm; /* index + 1 */
    struct change *queue;
    size_t head, n_queue, cap_queue;
    struct cut *cuts; /* by thing, then from */
    size_t n_cuts, cap_cuts;
    struct coverage *coverage;
    size_t n_coverage, cap_coverage, saved_coverage;
    bool has_state;
    int64_t next, saved; /* the first slot not judged: here and in the database */
    int64_t fine, step, quiet;
    int64_t warm; /* datapoints in a row are counted from here before `next` is judged */
    struct work work;
    int64_t purged_ms;
    bool untidy; /* a day was judged since `tidied` */
    int64_t tidied;
    struct arena *scratch; /* of one value or call */
    detect_message_fn *on_message;
    void *on_message_ctx;
    bool told; /* messages were written since on_message was called */
};

int64_t detect_now_ms(const struct detect *d) NONNULL;
int64_t slot_of_ms(int64_t ms);
int64_t slot_end_ms(int64_t slot); /* when its datapoint is taken */

/* ---- detect_load.c: one slice; *done: devices and rules are in place ---- */
bool detect_load(struct detect *d, int64_t until_us, bool *done,
                 struct err *err) NONNULL MUST_USE;
/* As the database has them. On failure they stay what they were. */
bool cuts_load(struct detect *d, struct err *err) NONNULL MUST_USE;
void loader_free(struct loader *l);
void device_set_free(struct devices *s);
/* ---- detect_rules.c ---- */
bool rules_load(struct detect *d, const struct devices *devices, struct rules **out,
                struct err *err) NONNULL MUST_USE;
void rules_free(struct rules *r);
/* ---- detect_devices.c ---- */
int64_t client_id_hash(const char *text) NONNULL;
bool device_online(const struct devices *s, const struct device *v, int64_t slot) NONNULL;
bool device_reports(const struct device *v, int64_t slot) NONNULL; /* when online */
const struct device *device_set_find(const struct devices *s, int64_t id) NONNULL; /* NULL */
const struct device *device_set_named(const struct devices *s, const char *name) NONNULL;
/* The first of a thing's cuts, or where it would be. */
size_t cut_first(const struct detect *d, int64_t thing) NONNULL;
/* What is special about the device in that slot. */
void device_moment(const struct detect *d, const struct device *v, int64_t slot,
                   struct sim_moment *out) NONNULL;
/* Of that slot; shifted when `out` is of the one before. */
void device_window(const struct detect *d, const struct devices *s, const struct device *v,
                   int64_t slot, bool shift, struct window *out) NONNULL;
/* Seconds since it was last connected; 0: it is, or nobody knows. */
double device_away_s(const struct devices *s, const struct device *v, int64_t slot) NONNULL;
/* ---- detect_values.c: the value of a rule's metric for a device; false: no datapoint ---- */
struct observed {
    bool is_set;
    double number;
    struct sim_set set;
    const struct metric_value *reported; /* the last one; NULL: simulated */
};
bool rule_observe(const struct detect *d, const struct rule *r, const struct device *v,
                  int64_t slot, const struct window *w, struct arena *a,
                  struct observed *out) NONNULL;
/* What of a rule says how its metric is observed. */
bool rule_metric(struct detect *d, const char *metric, const struct metric_dimension *dimension,
                 struct arena *a, struct rule *out, struct err *err) MUST_USE;
void observed_write(const struct rule *r, const struct observed *o, struct buf *out) NONNULL;
/* ---- detect_real.c ---- */
bool real_refresh(struct detect *d, struct err *err) NONNULL MUST_USE;
bool real_is(const struct rule *r, const struct device *v, int64_t slot) NONNULL;
bool real_is_silent(const struct detect *d, const struct device *v, int64_t slot) NONNULL;
bool real_observe(const struct detect *d, const struct rule *r, const struct device *v,
                  int64_t slot, struct arena *a, struct observed *out) NONNULL;
/* ---- detect_slot.c ---- */
void slot_begin(struct detect *d, int64_t slot, bool silent) NONNULL;
void slot_work(struct detect *d, int64_t until_us) NONNULL; /* until it is over, or the time */
/* ---- detect_alarms.c ---- */
bool alarms_load(struct detect *d, struct err *err) NONNULL MUST_USE;
/* Puts alarms into the cells of these rules; those without one are invalidated. */
void alarms_place(struct detect *d, const struct devices *devices, struct rules *rules) NONNULL;
void alarm_raise(struct detect *d, const struct rule *r, struct cell *c, const struct device *v,
                 int64_t slot, const struct observed *o) NONNULL;
void alarm_again(struct detect *d, const struct rule *r, const struct cell *c, int64_t slot,
                 const struct observed *o) NONNULL;
/* o NULL: without a value. */
void alarm_end(struct detect *d, const struct rule *r, struct cell *c, enum change_kind how,
               int64_t slot, const struct observed *o);
void alarm_drop(struct detect *d, uint32_t alarm) NONNULL; /* written: the row is free */
/* ---- detect_save.c ---- */
bool state_load(struct detect *d, struct err *err) NONNULL MUST_USE;
/* One batch of the queue and how far all has come. */
bool detect_save(struct detect *d, struct err *err) NONNULL MUST_USE;
void coverage_add(struct detect *d, int64_t slot, int64_t step) NONNULL;
bool coverage_has(const struct detect *d, int64_t slot) NONNULL;
/* Some of what is too old. *more: there is more. */
bool detect_purge(struct detect *d, bool *more, struct err *err) NONNULL MUST_USE;
