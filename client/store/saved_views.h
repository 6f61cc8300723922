/*
 * store/saved_views: views by a name of one's own, or the team's.
 *
 * Two files of libconfig: the team's (picket/views.conf in the first folder of XDG_CONFIG_DIRS
 * that has it) and the person's own (picket/views.conf below XDG_CONFIG_HOME), which comes
 * first where both have a name: views = ( { name = "oncall"; view = "findings sev>=high"; } );
 * A file of a newer version is read as far as possible and never written, so that nothing in
 * it is lost; one that cannot be read is told and never written. Owned: saved_views_free().
 */
#pragma once

#include "client/base/err.h"
#include "client/base/str.h"

enum {
    SAVED_VIEWS_MAX = 500,      /* of both files together */
    SAVED_VIEW_NAME_MAX = 32,   /* bytes; a word */
    SAVED_VIEW_TEXT_MAX = 4096, /* bytes */
    SAVED_VIEWS_VERSION = 1,
};

struct saved_view {
    char *name, *view;
    bool team;
};

struct saved_views {
    struct saved_view *items; /* own ones first, in the order of the file */
    size_t n, cap;
    char *path;            /* the own file; NULL: there is no home */
    struct err own_failed; /* why the own file is not written; kind ERR_NONE: it may be */
};

/* false: *err is the first thing that is wrong with a file; what could be read is there. */
bool saved_views_load(struct saved_views *out, struct err *err) NONNULL MUST_USE;
/* The same from these files; NULL or absent: none. */
bool saved_views_read(const char *team_path, const char *own_path, struct saved_views *out,
                      struct err *err) __attribute__((nonnull(3, 4))) MUST_USE;
void saved_views_free(struct saved_views *v); /* what is inside */

/* NULL: none is called so. Borrowed until the next change. */
const struct saved_view *saved_views_find(const struct saved_views *v, struct str name) NONNULL;
/* In the own file, replacing one of the same name. */
bool saved_views_save(struct saved_views *v, struct str name, const char *view,
                      struct err *err) NONNULL MUST_USE;
bool saved_views_forget(struct saved_views *v, struct str name,
                        struct err *err) NONNULL MUST_USE;
