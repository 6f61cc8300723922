/*
 * views/named_list: the screens of custom metrics and of dimensions: short lists of what
 * profiles are made of, with who uses each. A spec says which list and which plan deletes.
 */
#pragma once

#include "views/list_view.h"

struct named_list_spec {
    const struct list_view_spec *view;
    struct described *(*list)(const struct app *app);
    size_t (*users)(const struct described *profiles, const char *name, struct buf *out);
    struct plan *(*plan_delete)(const void *output, int64_t now_ms);
    const char *form;  /* view string of its form */
    const char *other; /* view string of the other list */
    const char *thing; /* "metric" */
    const struct operation *create, *update, *remove, *describe;
};

void *named_list_open(struct app *app, const struct named_list_spec *spec) NONNULL;
/* Names of the profiles that use the row's thing. */
enum style named_list_users(const struct list_view *v, uint32_t row, int column,
                            struct buf *out);

/* The callbacks of struct screen_spec. */
void named_list_close(void *state);
void named_list_draw(void *state, struct surface *body);
bool named_list_act(void *state, const char *action);
const char *named_list_why_not(const void *state, const char *action);
void named_list_shown(void *state);
void named_list_hidden(void *state);
void named_list_refresh(void *state);
bool named_list_raw(const void *state, struct buf *out);

#define NAMED_LIST_CALLS                                                                     \
    .close = named_list_close, .draw = named_list_draw, .act = named_list_act,               \
    .why_not = named_list_why_not, .status = list_view_status, .changes = list_view_changes, \
    .shown = named_list_shown, .hidden = named_list_hidden, .refresh = named_list_refresh,   \
    .raw = named_list_raw
