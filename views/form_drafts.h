/*
 * views/form_drafts: where half-filled forms are kept, given to the app by main.
 *
 * A draft is the values that differ from what the form begins with, as text by the field's
 * name, one draft a form and context. Everything is borrowed during a call. Failing to keep one
 * is the keeper's to report.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "client/base/clock.h"

struct form_draft_value {
    const char *name, *value;
};
typedef void form_draft_value_fn(void *ctx, const char *name, const char *value);

struct form_drafts {
    void *ctx;
    /* false: there is none. */
    bool (*load)(void *ctx, const char *form, form_draft_value_fn *each, void *each_ctx);
    void (*save)(void *ctx, const char *form, const struct form_draft_value *values, size_t n);
    void (*discard)(void *ctx, const char *form);
};

/* Drafts in the state folder, of one context. Texts and clock are borrowed. */
struct kept_drafts {
    struct form_drafts drafts;
    const char *context;
    const struct clock *clock;
};
void kept_drafts_init(struct kept_drafts *k, const char *context,
                      const struct clock *clock) NONNULL;
