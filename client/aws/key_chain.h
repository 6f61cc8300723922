/*
 * aws/key_chain: in which order the places are looked at for keys, and which roles lie between.
 *
 * Reads files and variables, asks nothing. The order is botocore's: environment (unless a
 * profile was given by flag), role_arn, web identity, SSO, credentials file,
 * credential_process, config file, container, instance metadata. A role's source is a profile,
 * which may have a role itself, or credential_source. What is wrong with the settings is said
 * here: ERR_CONFIG; no keys anywhere: ERR_CREDENTIALS.
 */
#pragma once

#include "client/aws/provider.h"

enum { KEY_CHAIN_MAX = 8 }; /* STS lets roles chain, an hour at most; nobody has 7 */

struct key_chain {
    struct key_link links[KEY_CHAIN_MAX]; /* borrow from the inputs and the files */
    size_t n;
};

bool key_chain_find(const struct aws_inputs *in, const struct shared_config *files,
                    struct key_chain *out, struct err *err) NONNULL MUST_USE;
/* The keys are there already: one step of the only link gives them, without waiting. */
bool key_chain_is_static(const struct key_chain *c) NONNULL;
/* Runs that step. */
bool key_chain_static(const struct key_chain *c, const struct aws_inputs *in,
                      const struct shared_config *files, struct credentials *out,
                      struct err *err) NONNULL MUST_USE;
