/*
 * aws/inputs: what the person said, by flag and by environment, before any file is read.
 *
 * A flag beats the environment, the environment beats the files. A blank variable is an unset
 * one. Texts are borrowed and must outlive whatever is resolved from them.
 */
#pragma once

#include "client/base/err.h"

struct aws_inputs {
    const char *profile, *region, *endpoint_url;     /* flags; NULL: not given */
    const char *(*env)(void *ctx, const char *name); /* NULL: getenv(3) */
    void *env_ctx;
};

/* NULL: unset or blank. */
const char *aws_env(const struct aws_inputs *in, const char *name) NONNULL;
/* The profile to use: flag, AWS_PROFILE, AWS_DEFAULT_PROFILE, "default". */
const char *aws_profile(const struct aws_inputs *in) NONNULL;
/* Owned; "~/x" in the home folder, which is "" when HOME is unset. */
char *aws_path(const struct aws_inputs *in, const char *path) NONNULL MUST_USE;
