/*
 * api/resource: what a finding is about, as one stable text and as a word or two for people.
 *
 * Keys: "cert:HEX" "ca:HEX" "policy:NAME:VERSION" "client:ID" "pool:ID" "alias:ARN" "role:ARN"
 * "account:ID" "issuer:ID/SERIAL/SUBJECT". Two identifiers of one resource have one key (a
 * device certificate's ARN counts as its id), so keys tell the same resource across runs. Texts
 * come from outside and go through base/safe like all others.
 */
#pragma once

#include "client/api/audit.h"

/* Appends the key; false, and nothing appended, for an identifier that names nothing. */
bool resource_key(const struct resource_identifier *r, struct buf *out) MUST_USE;
/* The way back, into the arena; NULL: not a key. */
const struct resource_identifier *resource_from_key(const char *key, struct arena *a) NONNULL;
/* "cert 3f9a0c1d22e8..", "policy FleetDefault:7", "client gw-osaka-12", "alias ota-updater":
 * appends a short text for the key; the key itself when it is not one. */
void resource_key_text(const char *key, struct buf *out) NONNULL;
/* "cert", "policy", ... : the word before the colon, as a view of the key. */
struct str resource_key_kind(const char *key) NONNULL;
