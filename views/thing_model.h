/*
 * views/thing_model: what happened to one device, from every source, as events and as lanes.
 *
 * Pure: views/thing_data asks, and hands over what came; nothing here knows where it came from.
 * Built anew after every answer: thing_model_reset(), lanes and events added, then
 * thing_model_finish(). A lane says from when on it is known; an alarm lasts until its own end
 * or, while the service calls it active, until now. Texts are borrowed from the model's arena.
 * Times are real ms.
 */
#pragma once

#include "client/base/arena.h"
#include "client/base/map.h"
#include "tui/lanes.h"

enum {
    THING_EVENTS_MAX = 20 * 1000, /* of one device: what somebody scrolls through */
    THING_LANES_MAX = 600,        /* five profiles a target, a hundred behaviors each, more */
};

/* Mildest first: the worst of a cell is drawn. */
enum thing_class {
    THING_QUIET,
    THING_OFFLINE,
    THING_ONLINE,
    THING_CLEARED,
    THING_GONE, /* invalidated */
    THING_STRANGE,
    THING_SUPPRESSED,
    THING_MITIGATED,
    THING_FOUND,
    THING_VERIFIED,
    THING_ALARM,
    THING_CLASSES
};
extern const struct lanes_class thing_classes[THING_CLASSES];

enum thing_kind {
    THING_EVENT_ALARM,
    THING_EVENT_CLEARED,
    THING_EVENT_GONE,
    THING_EVENT_STRANGE, /* a type of a newer service */
    THING_EVENT_FINDING,
    THING_EVENT_SUPPRESSION,
    THING_EVENT_MITIGATION,
    THING_EVENT_CONNECTION,
};

/* Texts may be NULL: "-". */
struct thing_event {
    int64_t time_ms;
    int64_t until_ms; /* of a suppression in force; 0: a moment */
    enum thing_kind kind;
    const char *id;   /* stable */
    const char *lane; /* id of its lane */
    const char *type; /* as people read it: "in alarm" */
    const char *what; /* behavior, check, action */
    const char *seen, *limit, *conf;
    const char *state; /* verificationState as it came */
    const char *profile, *by, *note, *metric, *expects;
    const char *violation; /* id; NULL: not of an alarm */
    const char *says;      /* of an alarm: what was expected and what was seen */
    bool suppressed;       /* of an alarm: nobody is notified */
    const char *view;      /* that tells more; NULL */
    size_t lane_at;        /* set by the model */
};

struct thing_lane {
    const char *id;
    const char *title, *kind, *profile;
    const char *metric; /* NULL: none can be drawn */
    bool of_behavior;
    bool active;           /* the service says it is in alarm */
    bool open_known;       /* false: what is active is not known */
    int64_t since_ms;      /* of an active one; 0: not said */
    const char *state;     /* verification of the active one */
    int64_t known_from_ms; /* INT64_MAX: nothing is known */
    enum thing_class quiet;
    int order;       /* behaviors 0, the rest behind */
    int64_t last_ms; /* of its events; set by the model */
};

struct thing_model {
    struct arena *arena;
    struct thing_event *events; /* newest first once finished */
    size_t n_events, cap_events;
    struct thing_lane *lanes;
    size_t n_lanes, cap_lanes;
    const struct lanes_gap *gaps; /* of the lanes of behaviors; in the arena */
    size_t n_gaps;
    struct map *lane_ids;     /* id -> index + 1 */
    struct lanes_lane *drawn; /* as tui/lanes wants them; in the arena */
    bool cut;                 /* there were more than fit */
};

void thing_model_init(struct thing_model *m) NONNULL;
void thing_model_free(struct thing_model *m); /* what is inside, not *m */
void thing_model_reset(struct thing_model *m) NONNULL;
/* The lane of this id, made from *lane when there is none yet; its texts are copied then. Valid
 * until the next lane. NULL: too many. */
struct thing_lane *thing_model_lane(struct thing_model *m,
                                    const struct thing_lane *lane) NONNULL;
/* Texts are copied. Its lane must exist; false: it does not, or there are too many events. */
bool thing_model_event(struct thing_model *m, const struct thing_event *e) NONNULL;
/* Orders everything, makes the drawn lanes and counts. */
void thing_model_finish(struct thing_model *m, const struct axis *axis) NONNULL;
/* Counts anew what lies in a range. */
void thing_model_count(struct thing_model *m, const struct axis *axis) NONNULL;
bool thing_is_verified(const char *state); /* NULL: no */
