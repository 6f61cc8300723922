/*
 * local/fleet_inside: what the files of local/fleet share. Nobody else includes it.
 *
 * A description is read into these rows by tables (fleet_load.c); all texts live in its arena.
 * Ages and times in whole days before the start unless said otherwise; -1: not at all.
 */
#pragma once

#include "client/base/map.h"
#include "client/local/fleet.h"
#include "client/local/x509_make.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)

struct fleet_texts {
    size_t n;
    const char *const *items;
};
struct fleet_range {
    int64_t low, high;
};

struct fleet_authority {
    const char *id, *kind; /* "ca": registered; "intermediate" */
    const char *parent;    /* id, NULL: self-signed */
    const char *common, *organisation, *country, *status;
    const char *key;             /* "ec" "rsa" "roca" "pid" */
    int64_t pid, age, expires;   /* expires: days from now, negative: has expired */
    int64_t registered, revoked; /* revoked: in the parent's list since so many days */
};
struct fleet_site {
    const char *id, *label, *network; /* "10.20": the first half of its addresses */
};
struct fleet_group {
    const char *name, *parent, *description;
    const char *site, *type; /* who is in it; both NULL: nobody directly */
    int64_t age;
};
struct fleet_type {
    const char *id, *type, *name; /* name: "nh-{site}-crane-{n}" */
    const char *authority;        /* id; NULL: the service made the certificates */
    double share;                 /* of all things */
    struct fleet_range age, sessions;
    int64_t lifetime;                               /* of certificates, days; 0: until 2049 */
    int64_t offline;                                /* per cent */
    struct fleet_texts sites, policies, attributes; /* attributes: "model=a|b|c" */
    struct fleet_texts metrics; /* "aws:num-messages-sent 24 0.2 0.3", see local/sim */
};
struct fleet_policy {
    const char *name;
    struct fleet_texts documents, groups; /* documents: the last is the default version */
    int64_t age;
};
struct fleet_role {
    const char *name, *trust;           /* "devices" "cognito" "service" */
    struct fleet_texts documents, used; /* used: "s3=3": days ago */
};
struct fleet_alias {
    const char *name, *role;
    int64_t duration, age;
};
struct fleet_pool {
    const char *name, *authenticated, *unauthenticated;
    int64_t connected;
};
struct fleet_problem {
    const char *id, *kind, *type; /* kind: fleet_problem_kinds */
    int64_t count, devices, pid;  /* devices: how many share one certificate */
    double per_mille;             /* of the type's things, instead of count */
    struct fleet_range days;
    struct fleet_texts client_ids;
};
struct fleet_suppression {
    const char *check, *problem, *policy, *authority, *description;
    int64_t index, days; /* days: left; 0: without end */
    int64_t age;
};
struct fleet_schedule {
    const char *name, *frequency, *day;
    struct fleet_texts checks; /* none: all that are enabled */
    int64_t age;
};
struct fleet_run {
    const char *schedule;      /* NULL: on demand */
    struct fleet_texts checks; /* none: all that are enabled */
    double ago;                /* days */
};
struct fleet_action {
    const char *name, *type, *role;   /* type: MitigationActionType */
    struct fleet_texts groups;        /* of ADD_THINGS_TO_THING_GROUP */
    const char *topic;                /* name, of PUBLISH_FINDING_TO_SNS */
    const char *logging_role, *level; /* of ENABLE_IOT_LOGGING */
    int64_t age;
};
struct fleet_profile {
    const char *name, *description;
    struct fleet_texts targets; /* "all/things", "thinggroup/NAME" */
    struct fleet_texts retain;  /* metrics without a behavior */
    const char *topic, *role;   /* where alarms are said; both NULL: nowhere */
    int64_t age;
};
struct fleet_behavior {
    const char *name, *profile, *metric;
    const char *normal;        /* ComparisonOperator; NULL with `confidence` */
    struct fleet_texts values; /* one number, or the items of a set */
    const char *statistic, *confidence, *dimension;
    int64_t seconds, alarm, clear, suppress; /* 0: not given */
};
struct fleet_custom_metric {
    const char *name, *type, *display;
    int64_t age;
};
struct fleet_dimension {
    const char *name;
    struct fleet_texts filters;
    int64_t age;
};
struct fleet_incident {
    const char *scenario; /* of local/scenarios */
    const char *type;     /* id; NULL: what suits */
    double ago;           /* days */
    int64_t minutes;      /* 0: as the scenario says */
};
struct fleet_audit {
    const char *role;
    struct fleet_texts checks, thresholds, lacks;
    int64_t age;
};
struct fleet_logging {
    const char *v1_level, *v2_level, *role;
};

struct fleet {
    struct arena *arena;
    const char *name, *title;
    int64_t seed, things;
    struct fleet_audit audit;
    struct fleet_logging logging;
    struct fleet_authority *authorities;
    struct fleet_site *sites;
    struct fleet_group *groups;
    struct fleet_type *types;
    struct fleet_policy *policies;
    struct fleet_role *roles;
    struct fleet_alias *aliases;
    struct fleet_pool *pools;
    struct fleet_problem *problems;
    struct fleet_suppression *suppressions;
    struct fleet_schedule *schedules;
    struct fleet_run *runs;
    struct fleet_action *actions;
    struct fleet_incident *incidents;
    struct fleet_profile *profiles;
    struct fleet_behavior *behaviors;
    struct fleet_custom_metric *custom_metrics;
    struct fleet_dimension *dimensions;
    size_t n_profiles, n_behaviors, n_custom_metrics, n_dimensions;
    size_t n_authorities, n_sites, n_groups, n_types, n_policies, n_roles, n_aliases, n_pools,
        n_problems, n_suppressions, n_schedules, n_runs, n_actions, n_incidents;
};

enum problem_kind {
    PROBLEM_NONE,
    PROBLEM_SHARED,   /* one certificate on several devices at once */
    PROBLEM_EXPIRING, /* within `days` from now; negative: has expired */
    PROBLEM_OLD,      /* active since `days` ago */
    PROBLEM_REVOKED,  /* in its issuer's list, yet active */
    PROBLEM_ROCA,
    PROBLEM_PID,       /* key known from a process id */
    PROBLEM_CONFLICT,  /* two devices take one client id from each other */
    PROBLEM_CLIENT_ID, /* connects under another id than its name */
    PROBLEM_INACTIVE,  /* switched off properly */
    PROBLEM_RETIRED,   /* revoked properly: in the list and here */
    PROBLEM_PENDING,   /* on its way to another account */
    PROBLEM_KINDS,
};
extern const char *const fleet_problem_kinds[PROBLEM_KINDS];

enum {
    FLEET_TYPES_MAX = 64,
    FLEET_PROBLEMS_MAX = 200, /* fits a byte of a plan row */
    FLEET_PLANTED_KEPT = 32,  /* of each problem, for suppressions to name */
};

/* One thing to be. */
struct fleet_plan {
    uint8_t type, problem; /* problem: index + 1; 0: none */
    uint8_t site;
    uint32_t number; /* n of its name: within type and site, from 1 */
    uint32_t nth;    /* which of the problem's cases */
    uint32_t leader; /* index of the thing it shares with; its own index otherwise */
};

struct fleet_revocations {
    struct x509_revocation *items;
    size_t n, cap;
};

/* An authority while the fleet is made. */
struct fleet_signer {
    struct x509_key *key;
    struct x509_signer signer;
    int64_t row, ca_row; /* ca.id or issuer.id; the registered CA it belongs to */
    const char *cert_id, *crl_url;
    struct fleet_revocations revocations;
};

/* A resource with a problem, for suppressions. */
struct fleet_planted {
    const char *cert_id, *client_id; /* NULL: not of this kind */
};

/* Everything at work while one fleet is made. */
struct fleet_work {
    const struct fleet *fleet;
    struct registry *registry;
    struct db *db;
    const struct fleet_options *options;
    struct arena *arena;   /* until the end */
    struct arena *scratch; /* of one thing */
    struct x509_maker *maker;
    struct rng *rng; /* the maker's */
    struct der der;  /* the certificate being made */
    int64_t now_ms;
    struct fleet_signer *signers; /* like fleet->authorities */
    struct fleet_signer service;  /* signs what has no authority */
    struct fleet_plan *plan;
    size_t n_things;
    int64_t *certificates;             /* row of each thing's certificate, 0: not made yet */
    int64_t *group_rows, *policy_rows; /* like fleet->groups, fleet->policies */
    struct fleet_planted (*planted)[FLEET_PLANTED_KEPT]; /* like fleet->problems */
};

/* Index of the row of that id; fleet_load has checked that it is there. */
size_t fleet_type_index(const struct fleet *f, const char *id) NONNULL;
size_t fleet_site_index(const struct fleet *f, const char *id) NONNULL;
size_t fleet_authority_index(const struct fleet *f, const char *id) NONNULL;
size_t fleet_policy_index(const struct fleet *f, const char *name) NONNULL;
size_t fleet_group_index(const struct fleet *f, const char *name) NONNULL;
enum problem_kind fleet_problem_kind(const struct fleet *f, const struct fleet_plan *p) NONNULL;

/* Stages, in this order. */
bool fleet_make_authorities(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
bool fleet_make_account(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
void fleet_make_plan(struct fleet_work *w) NONNULL;
bool fleet_make_things(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
bool fleet_make_crls(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
bool fleet_make_startup(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
bool fleet_make_actions(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
bool fleet_make_metrics(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
/* In transactions of its own, oldest first. */
bool fleet_make_incidents(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
void fleet_free_authorities(struct fleet_work *w) NONNULL;

/* The role of that name, unless it is there. */
bool fleet_make_role(struct fleet_work *w, const char *name, struct err *err) NONNULL MUST_USE;
/* Custom metrics, dimensions and security profiles with their targets. */
bool fleet_make_profiles(struct fleet_work *w, struct err *err) NONNULL MUST_USE;
/* All that a description may have is there, from whatever time the state is. */
bool fleet_mark_parts(struct registry *r, struct err *err) NONNULL MUST_USE;

/* The certificate of thing i, with its row. */
bool fleet_make_certificate(struct fleet_work *w, size_t i, int64_t *created_ms,
                            struct err *err) NONNULL MUST_USE;
/* Its connections: under its name or what its problem says. */
bool fleet_make_connections(struct fleet_work *w, size_t i, int64_t thing, const char *name,
                            int64_t created_ms, struct err *err) NONNULL MUST_USE;
const char *fleet_thing_name(const struct fleet_work *w, size_t i, struct arena *a) NONNULL;
/* A description's text with {here} as region:account, {account} and ' as ". */
const char *fleet_document(const struct fleet_work *w, const char *text) NONNULL;
const char *fleet_role_arn(const struct fleet_work *w, const char *name) NONNULL;
int64_t fleet_ago(const struct fleet_work *w, int64_t days) NONNULL;
