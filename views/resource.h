/*
 * views/resource: what a finding is about, in words: kind, identifier, and which screen tells
 * more.
 *
 * A resource identifier has one member set; which one depends on the check (api/check.h). Texts
 * are as the service sent them, the surface makes them safe.
 */
#pragma once

#include "client/api/audit.h"

enum resource_kind {
    RESOURCE_CERTIFICATE,
    RESOURCE_CA,
    RESOURCE_POLICY,
    RESOURCE_CLIENT,
    RESOURCE_ALIAS,
    RESOURCE_POOL,
    RESOURCE_ROLE,
    RESOURCE_ISSUER,
    RESOURCE_ACCOUNT,
    RESOURCE_OTHER,
};

enum resource_kind resource_kind(const struct resource_identifier *r); /* NULL: OTHER */
const char *resource_word(enum resource_kind k);                       /* "cert" */
/* The identifier alone: "3f9a..", "FleetDefault:7", "ota-updater". false: none is set. */
bool resource_text(const struct resource_identifier *r, struct buf *out)
    __attribute__((nonnull(2)));
/* View string of its screen, "certificate 3f9a.."; false: there is none. */
bool resource_view(const struct resource_identifier *r, struct buf *out)
    __attribute__((nonnull(2)));
/* What follows the last '/' of an ARN, or the text itself. */
const char *resource_arn_name(const char *arn) NONNULL;
