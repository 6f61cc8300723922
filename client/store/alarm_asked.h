/*
 * store/alarm_asked: which words of a filter the service can take over from us.
 *
 * Pure. The service filters violations by thing, profile, kind, verification state and
 * suppression, each exactly; whatever else somebody types stays here, and every word is held
 * against the rows here as well, so what is asked only narrows. Taken over are thing=NAME and
 * profile=NAME (the whole name), kind:rule|stat|ml, verified: with a part of exactly one state,
 * suppr:yes|no; not alternatives, negations and comparisons. Facts: ListActiveViolations,
 * ListViolationEvents.
 */
#pragma once

#include "client/store/alarms.h"

enum {
    ALARM_NAME_MAX = 128 * 4 + 1, /* of a thing or profile, in bytes */
    ALARM_WORDS_MAX = 1024,
};

struct alarm_asked {
    char thing[ALARM_NAME_MAX], profile[ALARM_NAME_MAX]; /* "": all */
    const char *kind;                                    /* BehaviorCriteriaType; NULL: all */
    const char *state;                                   /* VerificationState; NULL: all */
    struct opt_bool suppressed;
    char said[ALARM_WORDS_MAX]; /* those words; "": nothing is asked */
    char here[ALARM_WORDS_MAX]; /* the others */
};

/* Adds the words of a text to what is asked already; the first word for a thing wins. */
void alarm_asked_add(struct alarm_asked *a, const char *text) NONNULL;
/* One of them by its name: "thing", "profile", "kind", "verified", "suppr". false: the value is
 * none the service knows, and *err says which are. */
bool alarm_asked_set(struct alarm_asked *a, const char *name, const char *value,
                     struct err *err) NONNULL MUST_USE;
bool alarm_asked_any(const struct alarm_asked *a) NONNULL;
bool alarm_asked_same(const struct alarm_asked *a, const struct alarm_asked *b) NONNULL;
/* Borrows from a. */
struct alarm_filter alarm_asked_filter(const struct alarm_asked *a) NONNULL;
