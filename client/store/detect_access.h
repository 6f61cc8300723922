/*
 * store/detect_access: whether Detect is open to this account in this region.
 *
 * Since 31 August 2026 AWS takes no new customers for Detect; audits and mitigation go on.
 * Watches the calls of a client (net/call): a read of Detect that is refused as closed is said
 * in one calm sentence, and until somebody asks again (detect_access_ask_again(): `r`, another
 * context) no further read of Detect leaves; the sentence is the answer. A refusal by IAM
 * closes nothing: another call may be permitted. Everything else is a failure like any other.
 * ML alone is missing in some regions: then only its own call is held back.
 *
 * What AWS really answers to an account without Detect was not seen; the documentation of the
 * announcement names no error. Taken as closed: a refusal whose text speaks of new or existing
 * customers, of what is not available, not supported or not enabled; an operation that the
 * endpoint does not know; a denial by the service that names no permission.
 * Changes are never held back here: the gate and the service decide.
 */
#pragma once

#include "client/net/call.h"

enum detect_verdict {
    DETECT_ANSWERED,
    DETECT_CLOSED,        /* to this account, or in this region */
    DETECT_NOT_PERMITTED, /* IAM says no to who asks */
    DETECT_FAILED,        /* says nothing of access */
};

#define DETECT_CLOSED_TEXT                                                                     \
    "Detect is not available to this account: AWS takes no new customers for it since 31 Aug " \
    "2026."
#define DETECT_CLOSED_BRIEF   "Detect: closed to this account, as to all new customers"
#define DETECT_CLOSED_GOES_ON "Audits and mitigations work as usual."
#define DETECT_CLOSED_ADVICE  DETECT_CLOSED_GOES_ON " r asks again."
#define DETECT_NO_MODELS_TEXT "ML Detect is not available in this region."
#define DETECT_CLOSED_CODE    "DetectNotAvailable" /* err.code of what is held back */

/* err.kind ERR_NONE: it was answered. */
enum detect_verdict detect_verdict(const struct err *err) NONNULL;

struct detect_access;
typedef void detect_access_fn(void *ctx);

/* on_change: closed or open again. */
struct detect_access *detect_access_new(detect_access_fn *on_change, void *ctx)
    __attribute__((nonnull(1))) MUST_USE;
void detect_access_free(struct detect_access *d); /* disconnect first */
/* Watches this client from now on; NULL: none. What was known is forgotten. */
void detect_access_connect(struct detect_access *d, struct client *client)
    __attribute__((nonnull(1)));
void detect_access_ask_again(struct detect_access *d) NONNULL;

bool detect_access_is_closed(const struct detect_access *d) NONNULL;
/* The one line, for wherever rows would be; NULL: Detect is not closed. */
const char *detect_access_text(const struct detect_access *d) NONNULL;
