/*
 * store/plan_json: a plan as JSON, and back. For store/plan_file only.
 *
 * Inputs stand there with every member by its name in the service's model, as `aws
 * --cli-input-json` takes them.
 */
#pragma once

#include "client/store/plan.h"

enum { PLAN_JSON_FORMAT = 1 };

enum plan_json_part {
    PLAN_JSON_CONTENT, /* what is to be done: the same before and after */
    PLAN_JSON_ALL,     /* and how far it came, and who approved it */
};

void plan_json_write(const struct plan *p, enum plan_json_part part, struct buf *out) NONNULL;
struct plan *plan_json_read(struct str json, struct err *err) NONNULL MUST_USE; /* NULL: no */
