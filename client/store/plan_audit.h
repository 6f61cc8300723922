/*
 * store/plan_audit: the plan that starts an audit now, for every form that offers it.
 *
 * An audit reads: it changes no device and there is nothing to take back. The call carries no
 * request token, so an answer that is lost leaves open whether it started. Names are copied;
 * whoever calls makes sure that the checks are enabled. Facts: StartOnDemandAuditTask.
 */
#pragma once

#include "client/store/plan.h"

/* names: of const char *, at least one. Opens the report when it has started. Owned. */
struct plan *plan_audit_start(const struct list *names, int64_t now_ms) NONNULL MUST_USE;

/* The names in a text with ',' between, as forms keep a choice. The list and its texts lie in
 * the arena. */
struct list plan_audit_names(const char *text, struct arena *a) NONNULL;
