/*
 * support/audit_fixture: a small registry, its audits and a clock that moves when told.
 *
 * Everything fails the test by itself; texts live in the fixture's arena.
 */
#pragma once

#include "client/local/audit.h"
#include "client/local/x509_make.h"

#define AUDIT_NOW_MS ((int64_t)1795000000000) /* 18 November 2026 */
#define AUDIT_ROLE   "arn:aws:iam::123456789012:role/audit"

struct audit_fixture {
    struct registry *registry;
    struct fake_clock clock;
    struct service_clock *service_clock;
    struct audit *audit;
    struct arena *arena;
    struct x509_maker *maker;
    struct local_keys keys; /* of page tokens */
    const char *dir;
};

/* dir: ":memory:", or a folder that stays. A role that may do everything is there. */
void fixture_open(struct audit_fixture *f, const char *dir);
void fixture_close(struct audit_fixture *f);
/* As after kill -9: opens the state again (not for ":memory:"). */
void fixture_reopen(struct audit_fixture *f);

void fixture_sql(struct audit_fixture *f, const char *sql);
/* 1000 device certificates, cert0001 and so on, that expired in 1970. */
void fixture_add_expired(struct audit_fixture *f);
int64_t fixture_number(struct audit_fixture *f, const char *sql);
/* Enables the check, with its threshold when it is not NULL, and lets the data collect. */
void fixture_enable(struct audit_fixture *f, enum check_id check, const char *threshold);
void fixture_enable_all(struct audit_fixture *f);
/* Starts an audit of one check (CHECK_COUNT: of all). */
const char *fixture_start(struct audit_fixture *f, enum check_id check);
/* Steps until nothing is left to do, moving the clock over every wait. */
void fixture_settle(struct audit_fixture *f);
/* Steps until the clock shows this time, moving it over every wait. */
void fixture_until(struct audit_fixture *f, int64_t until_ms);
int64_t fixture_now_ms(const struct audit_fixture *f);
const char *fixture_run(struct audit_fixture *f, enum check_id check); /* start and settle */
/* One line a finding, newest first: "CODE member=value[/value] [suppressed] [+RELATED]". */
const char *fixture_findings(struct audit_fixture *f, const char *task_id);
/* "COMPLETED_COMPLIANT 3 0 0": status, total, non-compliant, suppressed; -1 not set. */
const char *fixture_details(struct audit_fixture *f, const char *task_id, enum check_id check);
/* A page as it is asked for with this token. */
struct page fixture_page(struct audit_fixture *f, const struct operation *op,
                         const void *input);
