/*
 * store/devices_inside: between the files of store/devices.
 *
 * A kind is a row: which operation tells it, how its input is made of a name, what a page of
 * an answer adds to a fact. Rows know nothing of calls, ages or watchers.
 */
#pragma once

#include "client/store/devices.h"

/* A fact in the making. */
struct device_draft {
    struct devices *devices;
    struct device_fact fact;
    size_t cap;       /* of fact.ids */
    uint32_t *groups; /* of DEVICE_POLICY_TARGETS, until the end */
    size_t groups_cap;
};

struct device_row {
    const struct operation *op;
    int64_t fresh_ms;
    int pages;
    /* Fills op->input->size zeroed bytes; false: cannot be asked. Texts live in the arena. */
    bool (*input)(const struct devices *d, const char *name, struct arena *a, void *out);
    void (*page)(struct device_draft *draft, const void *output);
};
extern const struct device_row device_rows[DEVICE_KINDS];

/* A fact that came along with another one's answer. */
void devices_put_connected(struct devices *d, const char *thing,
                           const struct opt_bool *yes) NONNULL;
/* "arn:aws:iot:eu-west-1:123456789012:" once an ARN was seen; NULL before. */
const char *devices_arn_prefix(const struct devices *d) NONNULL;
/* Closes the draft: ids become one list. */
void devices_draft_end(struct device_draft *draft) NONNULL;
