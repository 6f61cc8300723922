/*
 * views/thing_data: what is asked about one device, and the model made of the answers.
 *
 * Everything is a read. Identity comes from views/about; violation events from the service, 30
 * days of them, and older ones from the alarm history; findings and suppressions of its
 * certificates and of its name as a client ID, older findings from the recorded audits;
 * security profiles, active alarms and mitigation tasks from the lists all screens share; what
 * was changed from this console from the journal. Each part may fail by itself: its lane then
 * says "?" and the others stay. Owned: thing_data_free().
 */
#pragma once

#include "client/store/alarm_events.h"
#include "client/store/alarm_history.h"
#include "client/store/answer.h"
#include "client/store/history_search.h"
#include "views/about_thing.h"
#include "views/thing_model.h"

enum {
    THING_CERTIFICATES = 4, /* one, two while it is renewed; more is a finding */
    THING_RESOURCES = THING_CERTIFICATES + 1,
    THING_GROUPS = 10,        /* that a thing can be in directly: the service's quota */
    THING_JOURNAL_MAX = 2000, /* entries looked through */
    THING_FINDING_DAYS = 90,  /* the service's */
};

/* What findings and suppressions are about: a certificate, or the name as a client ID. */
struct thing_resource {
    char *key;      /* of api/resource; owned */
    const char *id; /* the part behind the colon */
    struct answer *findings, *suppressions;
    bool due;           /* to be asked (again) */
    bool things_coming; /* devices told that somebody waits */
    uint32_t device_id; /* of a certificate, in store/devices */
};

/* What an audit found that the service no longer tells of. */
struct thing_past_finding {
    const char *check, *task, *key;
    int64_t time_ms; /* of the audit */
    enum severity severity;
    bool suppressed;
};

/* A change of this console that touched the device. */
struct thing_change {
    int64_t id, time_ms;
    const char *operation, *title, *person, *ticket, *note, *target;
    const char *violation, *state; /* of a verification */
    const char *check;             /* of a suppression */
};

struct thing_data {
    struct app *app;
    char *name; /* owned */
    struct about *about;
    struct source *events;
    struct table *past;          /* events the service no longer has; NULL: not asked for yet */
    struct alarm_reader *reader; /* that still brings some; NULL */
    struct loop_timer *past_timer;
    uint64_t events_changes;   /* of the account by us, when the events were asked for */
    struct answer *executions; /* of mitigations begun from alarms */
    struct thing_resource resources[THING_RESOURCES]; /* the client ID first */
    size_t n_resources;
    bool more_certificates;
    struct answer *groups[THING_GROUPS]; /* what is above each it is in; NULL: not asked */
    size_t n_groups;
    struct thing_past_finding *found; /* by audits the service has forgotten */
    size_t n_found, cap_found;
    struct arena *found_texts;
    struct history_search *search; /* that still finds some; NULL */
    bool searched;                 /* begun */
    struct devices_watch *watch;
    struct arena *journal; /* what the changes lie in */
    struct thing_change *changes;
    size_t n_changes, cap_changes;
    struct err journal_err; /* kind ERR_NONE: it was read */
    source_fn *on_change;
    void *ctx;
};

/* on_change is called from the loop, often: look again before the next frame. */
struct thing_data *thing_data_new(struct app *app, const char *name, source_fn *on_change,
                                  void *ctx) NONNULL MUST_USE;
void thing_data_free(struct thing_data *d);
void thing_data_shown(struct thing_data *d) NONNULL;
void thing_data_hidden(struct thing_data *d) NONNULL;
void thing_data_refresh(struct thing_data *d) NONNULL;
void thing_data_follow_pause(struct thing_data *d) NONNULL; /* of the console */
void thing_data_status(const struct thing_data *d, struct screen_status *out) NONNULL;

/* The registry knows no thing of this name; false: it does, or it is not known yet. */
bool thing_data_unregistered(const struct thing_data *d) NONNULL;
/* It is in the group, or in one below it. */
bool thing_data_in_group(const struct thing_data *d, const char *group) NONNULL;
/* Fills the model with what is known now. */
void thing_data_model(const struct thing_data *d, struct thing_model *m,
                      const struct axis *axis) NONNULL;
/* Things that share a certificate; false: not known (yet). */
bool thing_data_sharers(const struct thing_data *d, const struct thing_resource *r,
                        const struct device_fact **out) NONNULL;
/* The behavior behind a lane as its profile has it now; NULL: not known, or gone. */
const struct behavior *thing_data_behavior(const struct thing_data *d, const char *profile,
                                           const char *name) NONNULL;
/* A row of the active alarms is of this device. */
bool thing_data_is_mine(const struct thing_data *d, const struct table *alarms,
                        uint32_t row) NONNULL;
