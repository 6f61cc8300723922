/*
 * store/mitigate_look: what a mitigation would replace, looked at before it is planned: the
 * default versions of policies and the logging of the account.
 *
 * Only reads, once for each name, a bounded number; what was not seen stays unknown. Owned:
 * mitigate_look_free(). Texts are borrowed from the look.
 */
#pragma once

#include "client/api/logging.h"
#include "client/net/call.h"

enum { MITIGATE_LOOK_MAX = 200 /* policies; 20 s at the service's rate */ };

struct mitigate_look;
typedef void mitigate_look_fn(void *ctx);

struct mitigate_look *mitigate_look_new(struct client *client, mitigate_look_fn *on_change,
                                        void *ctx) NONNULL MUST_USE;
void mitigate_look_free(struct mitigate_look *l);
void mitigate_look_policy(struct mitigate_look *l, const char *policy) NONNULL;
void mitigate_look_logging(struct mitigate_look *l) NONNULL;
/* NULL: not known; "": there is no such policy. */
const char *mitigate_look_version(const struct mitigate_look *l, const char *policy) NONNULL;
const struct get_v2_logging_options_output *mitigate_look_at_logging(
    const struct mitigate_look *l) NONNULL; /* NULL: not known */
