/*
 * aws/sts_step: asking STS for a role's keys, for whoever exchanges something for them.
 *
 * The regional endpoint unless AWS_ENDPOINT_URL_STS or a profile names another; --endpoint-url
 * is IoT's alone. Signed with the keys of the link before, or not at all.
 */
#pragma once

#include "client/api/sts.h"
#include "client/aws/provider.h"

/* Text of a JSON object as Python's json.dumps(sort_keys=True) writes it: give the members in
 * order. For the names of files in the cache. */
struct key_text {
    struct buf *out;
    const char *comma, *colon; /* ", " and ": ", or without blanks */
    bool begun;
};
void key_text_put(struct key_text *t, const char *name, const char *value) NONNULL;
void key_text_put_int(struct key_text *t, const char *name, int64_t value) NONNULL;
void key_text_end(struct key_text *t) NONNULL;

/* The settings both exchanges share. NULL: not set. */
const char *sts_role_arn(const struct key_step *s) NONNULL;
const char *sts_session_name(const struct key_step *s) NONNULL; /* as configured */
/* The configured one or "picket-session-SECONDS", in `made`. */
const char *sts_session_name_or(const struct key_step *s, char made[64]) NONNULL;

/* signer NULL: unsigned. */
enum key_next sts_send(struct key_step *s, const struct operation *op, const void *input,
                       const struct credentials *signer, struct err *err)
    __attribute__((nonnull(1, 2, 3, 5)));
enum key_next sts_receive(struct key_step *s, const struct operation *op,
                          struct err *err) NONNULL;
