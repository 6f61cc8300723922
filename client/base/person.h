/*
 * base/person: who is at the keyboard, for the journal and for what colleagues read.
 *
 * The user who logged in (/proc/self/loginuid, which sudo and su leave alone), else who called
 * sudo, else the user of this process; where the SSH connection comes from; and, for accounts
 * that several people share, the name in PICKET_USER, which anybody can set: shown as claimed.
 * All of it is cleaned to printable ASCII without blanks and bounded. Facts: proc(5), sudo(8),
 * ssh(1).
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

enum {
    PERSON_NAME = 64 + 1, /* longest name shown; directories allow more, nobody has one */
    PERSON_FROM = 64 + 1, /* an IPv6 address with its zone */
    PERSON_SHORT = 32 + 1,
};

struct person {
    char login[PERSON_NAME];   /* who logged in */
    char as[PERSON_NAME];      /* whose rights are used, where that differs; "" */
    char claimed[PERSON_NAME]; /* who they say they are; "" */
    char from[PERSON_FROM];    /* address of the SSH client; "" */
};

/* Where it is read from; tests have their own. */
struct person_inputs {
    const char *(*env)(void *ctx, const char *name); /* NULL: not set */
    bool (*name)(void *ctx, uint32_t uid, struct buf *out);
    void *ctx;
    struct str loginuid; /* text of /proc/self/loginuid; empty: none */
    uint32_t uid;        /* of this process */
};

void person_now(struct person *p) NONNULL; /* asks the user database, which may be slow: once */
/* The name of a user, cleaned like the others; their number when nobody is called so. */
void person_name(uint32_t uid, char out[PERSON_NAME]) NONNULL;
void person_of(struct person *p, const struct person_inputs *in) NONNULL;
/* "alice", "alice as root", "bob (claimed) on shared from 10.0.0.7" */
void person_text(const struct person *p, struct buf *out) NONNULL;
/* A word of [A-Za-z0-9._-], 1 to 32 of them: "alice"; "shared.bob" for a claimed name. */
void person_short(const struct person *p, char out[PERSON_SHORT]) NONNULL;
