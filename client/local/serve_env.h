/*
 * local/serve_env: how another client reaches the local service.
 *
 * Shell assignments and one export line, so that `. FILE` is enough for `aws` and the SDKs.
 * Holds the secret key: mode 0600, replaced in one step, removed by whoever wrote it at the
 * end.
 */
#pragma once

#include "client/local/keys.h"

struct serve_env {
    const char *endpoint, *region;
    const struct local_keys *keys;
};

bool serve_env_write(const char *path, const struct serve_env *env,
                     struct err *err) NONNULL MUST_USE;
