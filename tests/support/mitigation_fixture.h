/*
 * support/mitigation_fixture: an account to mitigate in, on top of support/audit_fixture.
 *
 * Three certificates that have expired, each with a thing; a CA about to expire; a policy that
 * allows everything; logging off; groups and roles. Everything fails the test by itself.
 */
#pragma once

#include "client/local/mitigation.h"
#include "tests/support/audit_fixture.h"

#define ROLE_ALL    "arn:aws:iam::123456789012:role/all"    /* may do everything */
#define ROLE_LITTLE "arn:aws:iam::123456789012:role/little" /* iot:UpdateCertificate alone */
#define ROLE_ALIEN  "arn:aws:iam::123456789012:role/alien"  /* trusts somebody else */
#define TOPIC       "arn:aws:sns:us-east-1:123456789012:security"

struct mitigation_fixture {
    struct audit_fixture f;
    struct mitigation *m;
    char *outbox; /* owned; NULL: no file */
};

void mitigation_fixture_open(struct mitigation_fixture *x, const char *dir);
/* The folder goes with it. */
void mitigation_fixture_close(struct mitigation_fixture *x);
/* As after kill -9. */
void mitigation_fixture_reopen(struct mitigation_fixture *x);

/* params as JSON, as in a request. false: *err says why. */
bool try_action(struct mitigation_fixture *x, const char *name, const char *role,
                const char *params, struct err *err);
void make_action(struct mitigation_fixture *x, const char *name, const char *role,
                 const char *params);
/* body: the whole request as JSON. */
bool try_task(struct mitigation_fixture *x, const char *task_id, const char *body,
              struct err *err);
/* On all findings of one audit of the check. actions: "\"a\", \"b\"". */
void start_on_audit(struct mitigation_fixture *x, const char *task_id, const char *audit,
                    enum check_id check, const char *actions);
/* Steps until nothing is left to do, moving the clock over every wait. */
void mitigation_settle(struct mitigation_fixture *x);
/* "COMPLETED 3 2 0 1 0": status, then total, succeeded, failed, skipped, canceled findings. */
const char *mitigation_task_line(struct mitigation_fixture *x, const char *task_id);
/* "FAILED AccessDeniedException, SKIPPED": the executions of the finding, in order. */
const char *executions_line(struct mitigation_fixture *x, const char *task_id,
                            const char *finding_id);
/* The findings of an audit by id, in the order of their making. */
size_t finding_ids(struct mitigation_fixture *x, const char *audit, const char *out[],
                   size_t max);
