/*
 * store/profile_json: a security profile as a JSON text for files and editors.
 *
 * Written in the API's own shape of CreateSecurityProfile, with "targets" beside it, so that
 * `aws iot create-security-profile --cli-input-json` needs one line less. Read with patience:
 * the answer of `aws iot describe-security-profile` is taken too, and what is not known is left
 * out and named. Members are checked by their types only; store/profile_check says the rest.
 */
#pragma once

#include "client/store/plan_profile.h"

enum {
    PROFILE_JSON_MAX = 1024 * 1024 /* 100 behaviors with every value spelled out: 300 KB */
};

struct profile_file {
    const struct describe_security_profile_output *what;
    const char **targets; /* ARNs */
    size_t n_targets;
    bool has_targets;    /* the text says something of them */
    const char *unknown; /* names of members that were left out, ", " between; "" none */
};

void profile_json_put(const struct profile_state *s, struct buf *out) NONNULL;
/* Everything lies in the arena. err.text names the member. */
bool profile_json_read(struct str text, struct arena *a, struct profile_file *out,
                       struct err *err) NONNULL MUST_USE;
