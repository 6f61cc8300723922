/*
 * tui/modal: a question or a message in the middle of the screen.
 *
 * The safe answer has the focus, unless the other one is harmless. With `typed` set the button
 * of the action works only when exactly that text has been entered. Yes has no key of its own:
 * it is reached with Tab and pressed with Enter.
 */
#pragma once

#include "tui/prompt.h"

struct modal_options {
    const char *title;
    const char *text;   /* wrapped; line feeds kept */
    const char *accept; /* label of the action's button; NULL: a message, only "OK" */
    const char *reject; /* label of the safe one; NULL: "Back" */
    const char *typed;  /* text to type first; NULL: none */
    enum style style;   /* of the frame: STYLE_RULE, STYLE_WARN, STYLE_ERROR */
    bool harmless;      /* the action has the focus: it only shows the next page */
    bool at_foot;       /* not in the middle: what it speaks of stays in sight */
};

enum modal_result { MODAL_OPEN, MODAL_ACCEPTED, MODAL_REJECTED };

struct modal;

struct modal *modal_new(const struct modal_options *o) NONNULL MUST_USE; /* texts copied */
void modal_free(struct modal *m);
enum modal_result modal_key(struct modal *m, struct key k) NONNULL;
enum modal_result modal_paste(struct modal *m, struct str text) NONNULL;
/* Over what is already drawn. */
void modal_draw(struct modal *m, struct surface *s) NONNULL;
