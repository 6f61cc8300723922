/*
 * views/profile_edit_inside: what profile_edit.c (the form), profile_edit_review.c (what
 * becomes of it) and profile_edit_screen.c share. For nobody else.
 *
 * The form of one behavior takes the place of the profile's form in the same host; the values
 * of the other one are kept meanwhile.
 */
#pragma once

#include "client/store/metric_sample.h"
#include "views/edit.h"
#include "views/form_host.h"
#include "views/profile_wish.h"

struct kept_value {
    const char *name, *value;
};

struct profile_edit {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    char *name; /* owned; "": a new one */
    char *from; /* owned; a profile to begin like; NULL */
    char *path; /* owned; a file to begin with; NULL */
    struct target_reach *reach;
    struct arena *arena, *fields, *values; /* of was and now; of the form; of kept */
    struct profile_state was;              /* what: NULL: a new one */
    struct profile_state now;              /* what: NULL: nobody changed it meanwhile */
    size_t lines, wanted_lines;
    size_t behavior; /* whose form is shown; 0: the profile's */
    char *line;      /* owned; what that form began with */
    struct kept_value *kept;
    size_t n_kept, kept_cap;
    struct answer *check;         /* of ValidateSecurityProfileBehaviors */
    struct metric_sample *sample; /* of the metric of the behavior that is shown */
    char *group;                  /* owned; whose things are asked; NULL: the fleet's */
    bool reviewing;               /* the review follows its answer */
    struct edit *edit;            /* NULL: no editor runs */
    char *again;                  /* owned; JSON that was not understood; NULL */
};

/* profile_edit.c */
void profile_edit_make(struct profile_edit *s) NONNULL;
/* Takes down what stands in the form, or only what differs from its beginning. */
void profile_edit_keep(struct profile_edit *s, bool only_changed) NONNULL;
void profile_edit_remake(struct profile_edit *s) NONNULL; /* with what was kept */
/* The form as if all of this had been typed; the name of one that exists stays. */
void profile_edit_apply(struct profile_edit *s, const struct profile_state *wanted) NONNULL;
void profile_edit_leave_behavior(struct profile_edit *s, bool take) NONNULL;
void profile_edit_pressed(void *ctx, const char *button);
/* profile_edit_review.c */
void profile_edit_review(void *ctx);
void profile_edit_checked(struct profile_edit *s) NONNULL; /* the service answered */
void profile_edit_json(struct profile_edit *s) NONNULL;
/* Somebody changed it meanwhile: mine on top of that, or theirs. */
void profile_edit_settle(struct profile_edit *s, bool mine) NONNULL;
/* Looks whether somebody did. */
bool profile_edit_has_conflict(struct profile_edit *s) NONNULL;
