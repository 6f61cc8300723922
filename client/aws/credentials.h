/*
 * aws/credentials: whose key signs the requests.
 *
 * Found in this order: environment (unless --profile was given), then the profile in the shared
 * files. Static keys are used; other sources a profile can name (role_arn, SSO, web identity,
 * credential_process, containers, instance metadata) are recognised and refused with what to do
 * instead. Order and names: AWS SDKs and Tools reference, botocore's resolver.
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

bool credentials_find(const struct aws_inputs *in, const struct shared_config *files,
                      struct credentials *out, struct err *err) NONNULL MUST_USE;
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
