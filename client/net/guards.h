/*
 * net/guards: what a context allows to be changed, and under which conditions.
 *
 * Read from the group of a context in picket.conf (picket.conf(5)); whoever sends a mutation
 * holds it against them. Guards keep people from mistakes; they are no fence against somebody
 * who means harm: that is IAM's business. Unknown settings are refused, with the nearest known
 * one, because a misspelt guard guards nothing. Durations are ms. Texts are owned:
 * guards_free().
 */
#pragma once

#include "client/base/conf.h"
#include "client/base/when.h"

enum { GUARDS_REGIONS_MAX = 40, GUARDS_NAME_MAX = 32 };

/* Kinds of change, as written in `allow`. */
enum change_kind {
    CHANGE_AUDIT,     /* "audit": start and cancel audits */
    CHANGE_SUPPRESS,  /* "suppress" */
    CHANGE_SCHEDULE,  /* "schedule" */
    CHANGE_CONFIGURE, /* "configure": audit configuration, mitigation actions, tags */
    CHANGE_MITIGATE,  /* "mitigate": tasks, and calls that change devices' credentials */
    CHANGE_VERIFY,    /* "verify": state of alarms */
    CHANGE_PROFILES,  /* "profiles": security profiles, custom metrics, dimensions */
    CHANGE_UNDO,      /* "undo": the way back of any of them */
    CHANGE_KINDS
};
const char *change_kind_name(enum change_kind k);
/* false: no such. */
bool change_kind_find(const char *name, enum change_kind *out) NONNULL MUST_USE;

struct guards {
    bool protected_context;        /* `protected`: every change is confirmed by typing */
    bool ticket;                   /* a ticket is required */
    bool audit_needs_arming;       /* starting an audit too */
    char *ticket_prefix;           /* "SEC-"; NULL: any ticket will do */
    char *color;                   /* of the context's name; NULL: the theme's */
    int64_t arm_max_ms;            /* longest armed window */
    int64_t arm_idle_ms;           /* closes it without a key */
    struct when_span suppress_max; /* longest suppression; 0: no limit, `indef` included */
    int64_t suppress_max_ms;       /* the same, for comparing */
    int64_t confirm_from;          /* targets from which count and context are typed */
    int64_t second_online, second_things; /* a second person from so many on; 0: never */
    int second_group_pct;              /* and from this part of one thing group on; 0: never */
    unsigned allow;                    /* 1u << enum change_kind */
    char *regions[GUARDS_REGIONS_MAX]; /* that may be changed */
    size_t n_regions;                  /* 0: all */
};

void guards_default(struct guards *out) NONNULL;
/* On top of the defaults. The settings that name a context are left to store/contexts. */
bool guards_read(const struct conf_node *group, struct guards *out,
                 struct err *err) NONNULL MUST_USE;
/* On top of `base`: what the group does not name stays as it is there. */
bool guards_overlay(const struct conf_node *group, const struct guards *base,
                    struct guards *out, struct err *err) NONNULL MUST_USE;
/* The stricter of each. Of two ticket prefixes and two colors the one of `g` stays; when both
 * name regions and share none, nothing may be changed at all. */
void guards_tighten(struct guards *g, const struct guards *other) NONNULL;
void guards_copy(const struct guards *from, struct guards *to) NONNULL; /* `to` is new */
void guards_free(struct guards *g) NONNULL;                             /* what is inside */
