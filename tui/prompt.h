/*
 * tui/prompt: one line of text being edited: readline's habits, history, completion.
 *
 * Takes keys and says what they meant. Text is bounded at PROMPT_MAX bytes, always valid UTF-8
 * without control characters: line feeds of pasted text become blanks, other controls are
 * dropped.
 */
#pragma once

#include "tui/keys.h"
#include "tui/surface.h"

enum { PROMPT_MAX = 4096, PROMPT_HISTORY = 200, PROMPT_CHOICES = 200 };

enum prompt_result {
    PROMPT_IGNORED, /* not a key of the prompt */
    PROMPT_MOVED,   /* cursor or popup only */
    PROMPT_CHANGED, /* the text is another one */
    PROMPT_DONE,    /* Enter */
    PROMPT_CANCELED,
};

/* Appends one candidate; `from` is the byte where the word to be replaced begins. */
struct prompt_choices;
void prompt_offer(struct prompt_choices *c, size_t from, const char *text, const char *note);
/* Offers what could stand at the cursor. */
typedef void prompt_complete_fn(void *ctx, const char *text, size_t cursor,
                                struct prompt_choices *c);

struct prompt;

struct prompt *prompt_new(const char *label) NONNULL MUST_USE; /* ":" or "/" */
void prompt_free(struct prompt *p);
/* Offered as one types, or from the first Tab on. */
enum prompt_offers { PROMPT_OFFERS_AT_ONCE, PROMPT_OFFERS_ON_TAB };
void prompt_set_completion(struct prompt *p, enum prompt_offers when, prompt_complete_fn *fn,
                           void *ctx) __attribute__((nonnull(1, 3)));
void prompt_set(struct prompt *p, const char *text) NONNULL; /* cursor at the end */
void prompt_hide(struct prompt *p) NONNULL; /* a star for each character; no history */
const char *prompt_text(const struct prompt *p) NONNULL; /* borrowed until the next change */
enum prompt_result prompt_key(struct prompt *p, struct key k) NONNULL;
enum prompt_result prompt_paste(struct prompt *p, struct str text) NONNULL;
/* Puts the text at the end of the history, without doubles. */
void prompt_remember(struct prompt *p, const char *text) NONNULL;
/* History, oldest first; NULL at the end. */
const char *prompt_history(const struct prompt *p, size_t i) NONNULL;

/* Label, text and cursor on one row, scrolled sideways as needed. */
void prompt_draw(const struct prompt *p, struct surface *s, int row) NONNULL;
/* The list of candidates, drawn above `row`; nothing when there are none. */
void prompt_draw_choices(const struct prompt *p, struct surface *s, int row) NONNULL;
/* The text alone, in a field of a form. focused: with cursor. */
enum prompt_focus { PROMPT_BLUR, PROMPT_FOCUS };
void prompt_draw_field(const struct prompt *p, struct surface *s, int row, int col, int width,
                       enum prompt_focus focus) NONNULL;
