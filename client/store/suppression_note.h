/*
 * store/suppression_note: who suppressed something, for which ticket and when, carried in the
 * description, because the service keeps none of it:
 *
 *   [by=alice tk=SEC-4412 at=20251122T1422Z] Line 4 gateways share one cert until March
 *
 * Descriptions come from outside and anybody can write one: reading takes this form whole or
 * not at all, and says who claims to have made it, not who did. Times are ms since 1970, to the
 * minute. Facts: description is at most 1000 characters of [\p{Graph}\x20] (API reference),
 * which in the language of that pattern is printable ASCII.
 */
#pragma once

#include <stdint.h>

#include "client/base/arena.h"
#include "client/base/str.h"

enum {
    SUPPRESSION_DESCRIPTION_MAX = 1000, /* characters */
    SUPPRESSION_WORD = 64 + 1,          /* as long as a ticket of the gate */
};

struct suppression_note {
    char by[SUPPRESSION_WORD], tk[SUPPRESSION_WORD]; /* "": not said */
    int64_t at_ms;                                   /* 0: not said */
    struct str text; /* what somebody wrote; borrowed from the description */
};

/* false: it was made elsewhere, and all of it is the text. */
bool suppression_description_parse(struct str description,
                                   struct suppression_note *out) NONNULL;
/* Blanks and brackets in by and tk become '_'. */
void suppression_description_put(const struct suppression_note *n, struct buf *out) NONNULL;
/* What the service refuses in a text, for people; nothing when it takes it. */
void suppression_text_check(struct str text, struct buf *error) NONNULL;
/* The text with '?' for every character the service refuses; itself when there is none. */
const char *suppression_text_fit(const char *text, struct arena *a) NONNULL;
