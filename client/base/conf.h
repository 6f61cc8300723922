/*
 * base/conf: read-only view of a libconfig file. Only this module includes libconfig.h.
 *
 * Read with our own bounded reader (256 KiB); @include is refused (libconfig 1.5 can end the
 * process on it). Every getter checks the type and the range and says "path:line: what is
 * wrong, what would be right". A node is borrowed from its conf. Unknown keys are found by
 * conf_unknown().
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

struct conf;
struct conf_node;

struct conf *conf_load(const char *path,
                       struct err *err) NONNULL MUST_USE; /* NULL on failure */
/* The same from memory; `name` stands for the path in messages. */
struct conf *conf_parse(const char *text, const char *name, struct err *err) NONNULL MUST_USE;
void conf_free(struct conf *c);
const struct conf_node *conf_root(const struct conf *c) NONNULL;

/* Group member or NULL. */
const struct conf_node *conf_get(const struct conf_node *group, const char *name) NONNULL;
size_t conf_count(const struct conf_node *n) NONNULL; /* members, elements; 0 for a scalar */
const struct conf_node *conf_at(const struct conf_node *n, size_t i) NONNULL;
const char *conf_name(const struct conf_node *n) NONNULL; /* "" for a list element */
int conf_line(const struct conf_node *n) NONNULL;
bool conf_is_group(const struct conf_node *n) NONNULL; /* { name = value; } */
bool conf_is_list(const struct conf_node *n) NONNULL;  /* ( ... ) or [ ... ] */

/* A missing member leaves *out as it is and succeeds; a wrong type or range fails. */
bool conf_int(const struct conf_node *group, const char *name, int64_t min, int64_t max,
              int64_t *out, struct err *err) NONNULL MUST_USE;
bool conf_double(const struct conf_node *group, const char *name, double min, double max,
                 double *out, struct err *err) NONNULL MUST_USE;
bool conf_bool(const struct conf_node *group, const char *name, bool *out,
               struct err *err) NONNULL MUST_USE;
bool conf_text(const struct conf_node *group, const char *name, const char **out,
               struct err *err) NONNULL MUST_USE; /* borrowed from the conf */
/* Text of a list element. */
bool conf_text_at(const struct conf_node *n, size_t i, const char **out,
                  struct err *err) NONNULL MUST_USE;
/* Fails naming the first member of `group` that is not in the NULL-terminated `known`. */
bool conf_unknown(const struct conf_node *group, const char *const *known,
                  struct err *err) NONNULL MUST_USE;
/* One entry of a file is wrong, and the next ones are looked at all the same: *first keeps the
 * first such error, *ok becomes false, and whoever listens hears of each. */
void conf_wrong(bool *ok, struct err *first, const struct err *one) NONNULL;
/* A command that wants to hear of them all; NULL: no more. One at a time. */
typedef void conf_wrong_fn(void *ctx, const struct err *err);
void conf_listen(conf_wrong_fn *fn, void *ctx);
/* An error at this node, "path:line: ...". */
bool conf_err(const struct conf_node *n, struct err *err, const char *fmt, ...) NONNULL
    PRINTF(3);
