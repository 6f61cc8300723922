/*
 * views/release_inside: what views/release_screen.c (the form and its life) and
 * views/release_things.c (which things, and what is known of them) share. For nobody else.
 */
#pragma once

#include "client/store/answer.h"
#include "client/store/frozen.h"
#include "client/store/plan_release.h"
#include "views/form_host.h"

enum { RELEASE_GROUPS_MAX = 16, RELEASE_FIELDS = 12 };

struct release {
    struct form_host host; /* first: the callbacks of views/form_host */
    struct app *app;
    char *set_id, *group, *thing; /* owned; of the view; "" */
    struct frozen *set;           /* NULL: none */
    struct answer *members;       /* of the group the view names */
    struct arena *arena;          /* of all below */
    struct release_thing *things;
    size_t n;
    bool cut;
    struct blast *blast;
    struct group_policies *policies;
    const char *groups[RELEASE_GROUPS_MAX]; /* to choose from */
    struct form_choice choices[RELEASE_GROUPS_MAX];
    size_t n_groups;
    const char *read_for; /* the group of release_read_journal(); NULL: not read */
    struct form_field fields[RELEASE_FIELDS];
    size_t n_fields;
    struct err err; /* why there is no form */
    bool stale;
};

/* release_things.c */
/* Which things the view is about; false: not known yet. */
bool release_collect(struct release *s) NONNULL MUST_USE;
/* Groups that mitigation actions name and one of the things is in. */
void release_find_groups(struct release *s) NONNULL;
/* What is known of each thing and of this group, now. */
void release_judge(struct release *s, const char *group) NONNULL;
/* Since when they are in it, from the plans that the journal names. Reads files:
 * not with every key. */
void release_read_journal(struct release *s, const char *group) NONNULL;
