/*
 * views/handover: what happened since a moment, as text for whoever takes over: changes made
 * with this console, suppressions that end, audits and tasks that run or failed, findings that
 * are new, fixed or back, alarms, and what nobody knows yet.
 *
 * Asks the service what it needs and is complete when it was answered; what could not be asked
 * is said. For the screen and for `picket handover`. Text is safe to print.
 */
#pragma once

#include "views/app.h"

struct handover;
typedef void handover_fn(void *ctx); /* from the loop: more is known */

struct handover *handover_new(struct app *app, int64_t since_ms, handover_fn *fn,
                              void *ctx) NONNULL MUST_USE;
void handover_free(struct handover *h);
void handover_ask(struct handover *h) NONNULL; /* (again); nothing without a connection */
bool handover_is_waiting(const struct handover *h) NONNULL;
/* Lines ending with '\n'. */
void handover_put(struct handover *h, struct buf *out) NONNULL;
