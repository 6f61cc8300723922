/*
 * aws/credentials: whose key signs the requests.
 *
 * Keys are what somebody has; where they come from, and in which order the places are looked
 * at, is aws/key_chain's. Here: the two places that hold them as they are, and what is said
 * when there are none. Names: AWS SDKs and Tools reference.
 * The secret and the token are owned, never logged, wiped by credentials_wipe().
 */
#pragma once

#include <stdint.h>

#include "client/aws/inputs.h"
#include "client/aws/shared_config.h"

struct credentials {
    char *access_key_id, *secret;
    char *session_token; /* NULL: long-lived keys */
    int64_t expires_ms;  /* real time; 0: never */
    char
        source[96]; /* for people: "environment", "profile audit (/home/op/.aws/credentials)" */
};

/* AWS_ACCESS_KEY_ID and its companions. */
bool credentials_from_environment(const struct aws_inputs *in, struct credentials *out,
                                  struct err *err) NONNULL MUST_USE;
/* aws_access_key_id and its companions. */
bool credentials_from_profile(const struct shared_config *files, const char *profile,
                              struct credentials *out, struct err *err) NONNULL MUST_USE;
/* Fills *err: nothing has keys. What to do about it depends on what there is. */
bool credentials_none_found(const struct aws_inputs *in, const struct shared_config *files,
                            struct err *err) NONNULL;
/* A line end in a key would end a header in the request. token may be NULL; `source` stands in
 * the message. */
bool credentials_are_text(const char *id, const char *secret, const char *token,
                          const char *source, struct err *err)
    __attribute__((nonnull(1, 2, 4, 5)));
/* The profile that a flag or a variable names; false: no file has it. ERR_CREDENTIALS. */
bool credentials_profile_exists(const struct aws_inputs *in, const struct shared_config *files,
                                struct err *err) NONNULL MUST_USE;
/* From keys at hand: the local service's. Copies. */
void credentials_set(struct credentials *out, const char *access_key_id, const char *secret,
                     const char *session_token) __attribute__((nonnull(1, 2, 3)));
void credentials_copy(const struct credentials *from, struct credentials *out) NONNULL;
void credentials_wipe(struct credentials *c) NONNULL; /* may be called twice */

/*
 * Does anything name an account at all: a profile or endpoint by flag or variable, keys in the
 * environment, or any profile in the files with a source of keys? When not, the console opens
 * its local fleet. true does not mean that the credentials work.
 */
bool credentials_named_anywhere(const struct aws_inputs *in,
                                const struct shared_config *files) NONNULL;
