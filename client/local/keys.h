/*
 * local/keys: the one key pair of a local service, and what is derived from it.
 *
 * Kept in the state folder as "credentials", mode 0600, in the form of an AWS shared
 * credentials file, so that AWS_SHARED_CREDENTIALS_FILE can point at it. Made once, never
 * changed. The secret also keys the page tokens, under a label of its own. Whoever holds a
 * struct local_keys wipes it.
 */
#pragma once

#include "client/base/str.h"

enum {
    KEYS_ID_LENGTH = 20,
    KEYS_SECRET_LENGTH = 40,
    KEYS_MAC_BYTES = 32,
};

struct local_keys {
    char id[KEYS_ID_LENGTH + 1];
    char secret[KEYS_SECRET_LENGTH + 1];
};

/* Reads the pair; makes and writes it first when there is none. */
bool keys_open(const char *state_dir, struct local_keys *out, struct err *err) NONNULL MUST_USE;
/* Reads only: for the program that started the service. */
bool keys_read(const char *state_dir, struct local_keys *out, struct err *err) NONNULL MUST_USE;
void keys_wipe(struct local_keys *k) NONNULL;
/* HMAC-SHA256 over `bytes` under a key made from the secret and the label (RFC 2104). */
void keys_mac(const struct local_keys *k, const char *label, struct str bytes,
              uint8_t out[KEYS_MAC_BYTES]) NONNULL;
/* 36 characters, version 4 (RFC 9562 5.4), and a NUL. */
void keys_uuid(char out[37]) NONNULL;
