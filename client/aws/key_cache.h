/*
 * aws/key_cache: the files in which the `aws` command keeps keys for a while, shared with it.
 *
 * ~/.aws/cli/cache/SHA1.json, where SHA1 is of what was asked for. Read when it holds good for
 * KEY_FRESH_MS more, which is when `aws` takes it as well; written whole or not at all, 0600.
 * Whatever is wrong with a file there only means that keys are asked for again.
 */
#pragma once

#include "client/aws/provider.h"

/* Owned: "DIR/SHA1 of the text.json"; DIR may begin with "~/". */
char *key_cache_path(const struct aws_inputs *in, const char *dir,
                     const char *text) NONNULL MUST_USE;
/* false: none, old, or unreadable. */
bool key_cache_read(const struct key_step *s, struct credentials *out) NONNULL MUST_USE;
/* step.keys; ERR_IO when the disk does not take it. Nothing for providers without a cache. */
bool key_cache_write(const struct key_step *s, struct err *err) NONNULL MUST_USE;
