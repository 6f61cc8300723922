/*
 * An environment for one test: "NAME=value" rows, NULL-terminated, asked through
 * aws_inputs.env.
 */
#pragma once

#include <string.h>

static inline const char *env_of_rows(void *ctx, const char *name)
{
    const char *const *rows = ctx;
    size_t n = strlen(name);

    for (; *rows != NULL; rows++)
        if (strncmp(*rows, name, n) == 0 && (*rows)[n] == '=')
            return *rows + n + 1;
    return NULL;
}
