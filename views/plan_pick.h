/*
 * views/plan_pick: the plan that FILE|ID of a command line means: a file, or a plan kept in
 * the state folder by its id.
 */
#pragma once

#include "client/store/plan_file.h"
#include "views/cli.h"

struct plan_pick {
    struct plan *plan;
    const char *path; /* NULL: from the state folder; borrowed */
};

/* false; what is there to give instead, when there is no such file. */
bool plan_pick_advise(const struct cli *cli, struct err *err) NONNULL;
bool plan_pick(const struct cli *cli, struct plan_pick *out, struct err *err) NONNULL MUST_USE;
/* Puts how far it came into the file as well; nothing when it has none. */
bool plan_pick_save(const struct plan_pick *p, struct err *err) NONNULL MUST_USE;
void plan_pick_free(struct plan_pick *p) NONNULL;
