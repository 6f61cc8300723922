/*
 * local/scenarios: incidents that can be started on the simulated fleet, one row each.
 *
 * A scenario moves metrics of the devices it strikes for as long as it goes on; what it moves
 * is data (effects), so that the simulation, the debrief and the documentation say the same.
 * The threats are those of the Device Defender material: impersonation, data theft, cloud
 * abuse, denial of service, lateral movement, surveillance, sabotage, crypto-mining,
 * ransomware; which metric shows which threat is the developer guide's table "security use
 * cases". Which scenarios ran when and on which things is kept in the registry's database for
 * as long as metric values can be asked for, and in memory. Times are service time. Failures
 * that the API documents are faults.
 */
#pragma once

#include "client/local/registry.h"

enum {
    SCENARIOS_KEPT_DAYS = 14,      /* after the end, like metric values */
    SCENARIOS_RUNNING_MAX = 20,    /* more is noise and no story */
    SCENARIOS_THINGS_MAX = 20000,  /* of one scenario: what a start writes at once */
    SCENARIOS_MINUTES_MAX = 10080, /* a week */
    SCENARIO_KINDS_AT_ONCE = 8,    /* on one thing; further ones are not noticed there */
};

/* What happens to one metric. Numbers: value * times + plus. Sets: these are added. */
struct scenario_effect {
    const char *metric; /* "aws:all-bytes-out", or a custom metric's name */
    double times, plus;
    const int *ports;             /* 0-terminated; NULL: none */
    const char *const *addresses; /* NULL-terminated; NULL: none */
};

struct scenario_kind {
    const char *name;   /* "ransomware": what is typed */
    const char *title;  /* "Ransomware" */
    const char *threat; /* one sentence: what the attacker does */
    const char *signs;  /* one or two sentences: what there is to see, for the debrief */
    const struct scenario_effect *effects;
    size_t n_effects;
    int per_mille;  /* of the fleet it strikes, at least one thing */
    int spread_min; /* service minutes from the first thing to the last */
    int minutes;    /* how long it goes on, unless stopped */
};
extern const struct scenario_kind scenario_kinds[];
extern const size_t scenario_kind_count;
const struct scenario_kind *scenario_kind_find(const char *name) NONNULL; /* NULL: no such */
/* "9 times as much, and 250 more", "also 4444, 8444". */
void scenario_effect_say(const struct scenario_effect *e, struct buf *out) NONNULL;

struct scenarios;

bool scenarios_open(struct scenarios **out, struct registry *r,
                    struct err *err) NONNULL MUST_USE;
void scenarios_close(struct scenarios *s); /* NULL is fine */
/* Reads all again from the database, after a rollback say. On failure it is as it was. */
bool scenarios_load(struct scenarios *s, struct err *err) NONNULL MUST_USE;
/* What is done to a thing at that time, up to max kinds. Cheap: no database. */
size_t scenarios_at(const struct scenarios *s, int64_t thing_id, int64_t at_ms,
                    const struct scenario_kind **out, size_t max) NONNULL;
/* The thing was cut off (quarantine): what goes on there ends, from at_ms on. In a transaction
 * of the caller, who reads them again when it is rolled back. */
bool scenarios_cut(struct scenarios *s, int64_t thing_id, int64_t at_ms,
                   struct err *err) NONNULL MUST_USE;

/* Whom to strike: things by name, or things of a type, of a group, or (all NULL) what suits:
 * things of one type that stand together. Texts are borrowed. */
struct scenario_wish {
    const struct scenario_kind *kind;
    const char *token;         /* the same token again: the same scenario again */
    const char *const *things; /* names; NULL: chosen */
    size_t n_things;
    const char *type, *group;
    int64_t count;   /* how many to choose; 0: as the kind says */
    int64_t minutes; /* 0: as the kind says */
};
bool scenarios_start(struct scenarios *s, const struct scenario_wish *w, int64_t now_ms,
                     int64_t *id, struct err *err) NONNULL MUST_USE;
/* Ends at once. A fault when there is none; one that has ended stays as it was. */
bool scenarios_stop(struct scenarios *s, int64_t id, int64_t now_ms,
                    struct err *err) NONNULL MUST_USE;

/* What is kept, newest first. Pointers live until the next call that is not const. */
struct scenario {
    int64_t id, start_ms, end_ms, stopped_ms; /* stopped 0: by nobody */
    const struct scenario_kind *kind;
    const char *token, *aim;
    size_t n_things;
};
struct scenario_strike {
    int64_t thing_id, start_ms, end_ms, cut_ms; /* cut 0: not */
};
size_t scenarios_count(const struct scenarios *s) NONNULL;
const struct scenario *scenarios_nth(const struct scenarios *s, size_t i) NONNULL;
const struct scenario *scenarios_find(const struct scenarios *s, int64_t id) NONNULL; /* NULL */
/* Its things in the order in which they are struck; n_things of them. */
const struct scenario_strike *scenarios_strikes(const struct scenarios *s,
                                                const struct scenario *one) NONNULL;
