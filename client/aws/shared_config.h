/*
 * aws/shared_config: ~/.aws/config and ~/.aws/credentials, merged.
 *
 * Reads them as the SDKs do (the reference's "shared config and credentials files" page):
 * AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE move them, a missing file is an empty one,
 * the credentials file wins key by key, keys are case-insensitive, a section with an illegal
 * name is skipped. Never writes. Errors have kind ERR_CONFIG and where "path:line". Everything
 * returned is borrowed from the config.
 */
#pragma once

#include "client/aws/inputs.h"
#include "client/base/str.h"

enum {
    SHARED_CONFIG_MAX_BYTES =
        1024 * 1024, /* a file; the largest seen had 900 profiles, 200 KB */
};

enum section_kind { SECTION_PROFILE, SECTION_SSO_SESSION, SECTION_SERVICES, SECTION_KINDS };

struct shared_config;

bool shared_config_load(const struct aws_inputs *in, struct shared_config **out,
                        struct err *err) NONNULL MUST_USE;
/* From text; the names stand for the paths in messages. */
bool shared_config_parse(struct str config, const char *config_name, struct str credentials,
                         const char *credentials_name, struct shared_config **out,
                         struct err *err) NONNULL MUST_USE;
void shared_config_free(struct shared_config *c);

bool shared_config_has(const struct shared_config *c, enum section_kind kind,
                       const char *section) NONNULL;
/* NULL: no such section or key; key in lower case. */
const char *shared_config_get(const struct shared_config *c, enum section_kind kind,
                              const char *section, const char *key) NONNULL;
/* The credentials file, not the config file, has an access key for this profile. */
bool shared_config_has_keys_file(const struct shared_config *c, const char *profile) NONNULL;
/* Appends the value of `key` in a nested block ("\nendpoint_url = http://..."). */
bool shared_config_nested(const char *block, const char *key, struct buf *out) NONNULL MUST_USE;
/* Names in file order; *i starts at 0; false at the end. */
bool shared_config_next(const struct shared_config *c, enum section_kind kind, size_t *i,
                        const char **section) NONNULL;
/* Keys of a section, the same way. */
bool shared_config_next_key(const struct shared_config *c, enum section_kind kind,
                            const char *section, size_t *i, const char **key,
                            const char **value) NONNULL;
/* Where the files were looked for. */
const char *shared_config_path(const struct shared_config *c) NONNULL;
const char *shared_credentials_path(const struct shared_config *c) NONNULL;
