/*
 * views/text_screen: screens that are one pane of text: help, messages, raw JSON.
 *
 * A spec names the function that fills the pane; everything else is the same for all of them.
 * `/` searches instead of filtering.
 */
#pragma once

#include "client/api/json.h"
#include "tui/detail.h"
#include "views/app.h"

struct text_screen {
    struct app *app;
    struct detail pane;
    char *find; /* owned */
};

void *text_screen_new(struct app *app) NONNULL;
/* Of a screen whose state begins with one. */
void text_screen_init(struct text_screen *t, struct app *app) NONNULL;
/* Appends it, indented, a line a member. */
void text_screen_json(struct text_screen *t, const struct json *json) NONNULL;
/* The callbacks of struct screen_spec. close frees state. */
void text_screen_close(void *state);
void text_screen_draw(void *state, struct surface *body);
bool text_screen_act(void *state, const char *action);
bool text_screen_filter(void *state, const char *text, struct err *err);
const char *text_screen_filter_text(const void *state);

/* Without close, for a state that owns more. */
#define TEXT_SCREEN_PANE_CALLS                                                 \
    .widget = SCREEN_DETAIL, .draw = text_screen_draw, .act = text_screen_act, \
    .filter = text_screen_filter, .filter_text = text_screen_filter_text
#define TEXT_SCREEN_CALLS .close = text_screen_close, TEXT_SCREEN_PANE_CALLS
