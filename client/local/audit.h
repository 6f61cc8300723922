/*
 * local/audit: the audits of the local service's account.
 *
 * Keeps configuration, runs and findings in the registry's database and evaluates the checks of
 * running tasks from the registry as it stands, in slices: one idle turn of the loop costs at
 * most AUDIT_SLICE_US and commits what it found and how far it came, so nothing that was
 * answered is lost by kill -9 (a check that was cut off goes on). Time is service time
 * throughout. Inputs are decoded and validated requests; failures that the API documents are
 * faults (local/fault). Texts and lists of outputs live in the caller's arena. Rules: developer
 * guide of AWS IoT Device Defender, chapter Audit, and the API reference.
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/check.h"
#include "client/base/loop.h"
#include "client/local/paging.h"
#include "client/local/registry.h"
#include "client/local/service_clock.h"

enum {
    AUDIT_SLICE_US = 4000,     /* CPU of one idle turn: other calls wait no longer */
    AUDIT_RUNNING_MAX = 10,    /* on-demand tasks in progress, the service's quota */
    AUDIT_RETENTION_DAYS = 90, /* tasks and findings, the service's quota */
    AUDIT_COLLECT_MS = 4000,   /* how long connection data are said to be collected */
    AUDIT_PACE_MS = 120,       /* a check starts this much after the one before it */
    AUDIT_RELATED_SHOWN = 10,  /* in DescribeAuditFinding, as documented */
    AUDIT_RELATED_KEPT = 1000, /* connections kept with one finding, the newest */
    /* A scheduled run that missed its time is made up for until its UTC day ends, not later:
     * runs are due before 07:00 (local/audit_calendar). */
    AUDIT_LATE_MS = 17 * 3600 * 1000,
};

struct audit;

struct audit_options {
    struct registry *registry;         /* borrowed */
    const struct service_clock *clock; /* borrowed */
    int64_t collect_ms, pace_ms;       /* service time; AUDIT_COLLECT_MS, AUDIT_PACE_MS */
};

/* Takes up the tasks that were running when the program ended. */
bool audit_open(struct audit **out, const struct audit_options *o,
                struct err *err) NONNULL MUST_USE;
void audit_close(struct audit *a); /* NULL is fine; detaches */
/* Evaluates in idle turns of the loop from now on. */
void audit_attach(struct audit *a, struct loop *loop) NONNULL;
/* One slice. *wait_ms: 0 there is more to do now; > 0 nothing before that much service time has
 * passed; -1 nothing at all. */
bool audit_step(struct audit *a, int64_t *wait_ms, struct err *err) NONNULL MUST_USE;
/* fn is called when a message lies in the outbox, before its transaction has ended. NULL:
 * nobody is told. */
typedef void audit_message_fn(void *ctx);
void audit_on_message(struct audit *a, audit_message_fn *fn, void *ctx)
    __attribute__((nonnull(1)));
/* What the fleet wants to have happened before it was opened (startup_call), in order, runs
 * evaluated as of their time. Done once; blocks. */
bool audit_seed(struct audit *a, struct err *err) NONNULL MUST_USE;

bool audit_describe_configuration(struct audit *a, struct arena *arena,
                                  struct describe_account_audit_configuration_output *out,
                                  struct err *err) NONNULL MUST_USE;
bool audit_update_configuration(struct audit *a,
                                const struct update_account_audit_configuration_input *in,
                                struct err *err) NONNULL MUST_USE;
bool audit_delete_configuration(struct audit *a,
                                const struct delete_account_audit_configuration_input *in,
                                struct err *err) NONNULL MUST_USE;

bool audit_start(struct audit *a, const struct start_on_demand_audit_task_input *in,
                 struct arena *arena, struct start_on_demand_audit_task_output *out,
                 struct err *err) NONNULL MUST_USE;
bool audit_cancel(struct audit *a, const struct cancel_audit_task_input *in,
                  struct err *err) NONNULL MUST_USE;
bool audit_describe_task(struct audit *a, const struct describe_audit_task_input *in,
                         struct arena *arena, struct describe_audit_task_output *out,
                         struct err *err) NONNULL MUST_USE;
/* Newest first, like all lists here. */
bool audit_list_tasks(struct audit *a, const struct list_audit_tasks_input *in,
                      const struct page *page, struct arena *arena,
                      struct list_audit_tasks_output *out, struct err *err) NONNULL MUST_USE;

bool audit_list_findings(struct audit *a, const struct list_audit_findings_input *in,
                         const struct page *page, struct arena *arena,
                         struct list_audit_findings_output *out,
                         struct err *err) NONNULL MUST_USE;
bool audit_describe_finding(struct audit *a, const struct describe_audit_finding_input *in,
                            struct arena *arena, struct describe_audit_finding_output *out,
                            struct err *err) NONNULL MUST_USE;
bool audit_list_related(struct audit *a,
                        const struct list_related_resources_for_audit_finding_input *in,
                        const struct page *page, struct arena *arena,
                        struct list_related_resources_for_audit_finding_output *out,
                        struct err *err) NONNULL MUST_USE;
