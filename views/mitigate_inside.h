/*
 * views/mitigate_inside: what views/mitigate_screen.c (the form and its life),
 * views/mitigate_load.c (what it is about), views/mitigate_fields.c (its fields) and
 * views/mitigate_facts.c (what it says of them) share. For nobody else.
 */
#pragma once

#include "client/store/group_policies.h"
#include "client/store/mitigate_look.h"
#include "client/store/plan_mitigate.h"
#include "views/form_host.h"

enum {
    MITIGATE_CHECKS_MAX = 32,                       /* more than the service has */
    MITIGATE_FIELDS = 2 * MITIGATE_CHECKS_MAX + 16, /* two a check, and the rest */
    MITIGATE_RADIO_MAX = 104,                       /* the service's 100 actions, and none */
};
#define MITIGATE_NONE "(leave out)" /* no name of an action has brackets */

struct mitigate_check {
    const char *name, *radio, *fact; /* of the check and of its two fields */
    size_t findings, suppressed;
};

struct mitigate {
    struct form_host host; /* first: the callbacks of views/form_host */
    struct app *app;
    char *set_id, *run, *only_check;          /* owned; of the view; "" */
    char *with;                               /* the action to begin with; owned; "" */
    char *thing, *profile, *behavior, *range; /* of alarms; owned; "" */
    int64_t from_ms, to_ms;                   /* the range when it was asked for; 0: none */
    struct frozen *set;                       /* NULL: not there yet */
    bool cut;                                 /* the audit has more */
    struct call *loading;                     /* of the findings of a run */
    struct err err;                           /* why there is no set */
    struct arena *arena;                      /* of the fields */
    struct mitigate_check checks[MITIGATE_CHECKS_MAX];
    size_t n_checks;
    struct form_field fields[MITIGATE_FIELDS];
    size_t n_fields;
    struct mitigate_action actions[MITIGATE_CHECKS_MAX]; /* chosen; borrow from app_actions */
    size_t n_actions;
    struct blast *blast; /* NULL: no device is changed */
    struct mitigate_look *look;
    struct group_policies *groups;
    char *asked;           /* owned; the choices that the blast is about */
    uint64_t made_changes; /* changes_count() when the form was made */
    bool stale;            /* the facts are older than what is known */
};

/* mitigate_load.c */
bool mitigate_read_argument(struct mitigate *s, const char *argument,
                            struct err *err) NONNULL MUST_USE;
void mitigate_load(struct mitigate *s) NONNULL; /* what the view names, unless it is there */
bool mitigate_of_alarms(const struct mitigate *s) NONNULL;
/* One task over all that the view names is possible. */
bool mitigate_can_whole(const struct mitigate *s) NONNULL;
const char *mitigate_word(const struct mitigate *s) NONNULL; /* "finding", "alarm" */
/* mitigate_screen.c */
void mitigate_loaded(struct mitigate *s) NONNULL;

/* mitigate_fields.c */
void mitigate_make_fields(struct mitigate *s) NONNULL;
void mitigate_check_field(void *ctx, const struct form *f, const char *name,
                          struct form_verdict *v);
void mitigate_fill(void *ctx, struct form *f);
/* What the form says now; actions that are gone are left out. */
void mitigate_collect(struct mitigate *s) NONNULL;
struct plan_mitigate_options mitigate_options(struct mitigate *s) NONNULL;
/* mitigate_facts.c */
void mitigate_say(struct mitigate *s) NONNULL;
