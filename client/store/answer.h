/*
 * store/answer: one question and its answer, kept: the record a detail pane shows, or a listing
 * short enough to be kept whole (at most ANSWER_PAGES pages).
 *
 * Asking again keeps the old answer until the new one is there. Records are borrowed until the
 * answer changes: keep ids, not pointers, across events.
 */
#pragma once

#include "client/net/call.h"

enum { ANSWER_PAGES = 40 }; /* 10,000 related resources: what somebody scrolls through */

enum answer_state {
    ANSWER_NONE, /* not asked */
    ANSWER_WAITING,
    ANSWER_READY,
    ANSWER_FAILED,
};

struct answer;
typedef void answer_fn(void *ctx);

struct answer *answer_new(const struct clock *clock, answer_fn *on_change, void *ctx) MUST_USE;
void answer_free(struct answer *a);
/* Asks unless it waits already. client NULL: stays as it is. */
void answer_ask(struct answer *a, struct client *client, const struct operation *op,
                const void *input) __attribute__((nonnull(1, 3)));
void answer_cancel(struct answer *a) NONNULL;
enum answer_state answer_state(const struct answer *a) NONNULL;
bool answer_waiting(const struct answer *a) NONNULL; /* also while an old one is shown */
bool answer_cut(const struct answer *a) NONNULL;     /* more than ANSWER_PAGES pages exist */
const struct err *answer_err(const struct answer *a) NONNULL; /* kind ERR_NONE: none */
int64_t answer_as_of_ms(const struct answer *a) NONNULL;
size_t answer_pages(const struct answer *a) NONNULL;
/* Output record of a page, NULL past the last. */
const void *answer_output(const struct answer *a, size_t page) NONNULL;
struct str answer_body(const struct answer *a, size_t page) NONNULL; /* as received */
/* Item i of the list member of all pages together (op->paging.items); NULL past the last. */
const void *answer_item(const struct answer *a, size_t i) NONNULL;
size_t answer_items(const struct answer *a) NONNULL;
void answer_fail(struct answer *a, const struct err *err) NONNULL;
