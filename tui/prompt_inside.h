/*
 * tui/prompt_inside: what the files of tui/prompt share. For nobody else.
 *
 * The text is one owned string; cursor and words are byte offsets into it.
 */
#pragma once

#include "tui/prompt.h"

#define PROMPT_NO_CHOICE SIZE_MAX

struct prompt_choice {
    char *text, *note; /* owned; note may be NULL */
    size_t from;
};

struct prompt_choices {
    struct prompt_choice *items;
    size_t n, cap;
    size_t chosen; /* PROMPT_NO_CHOICE: the person has not begun to choose */
};

struct prompt {
    char *label, *text, *killed; /* owned */
    bool hidden;
    size_t cursor; /* byte in text, at the start of a character */
    char *history[PROMPT_HISTORY];
    size_t n_history, at_history;
    char *before_history; /* the line that was being written */
    enum prompt_offers offers;
    prompt_complete_fn *complete;
    void *ctx;
    struct prompt_choices choices;
};

void prompt_splice(struct prompt *p, size_t from, size_t to, const char *text,
                   size_t n) NONNULL;
enum prompt_result prompt_changed(struct prompt *p) NONNULL;
/* Asks for candidates again. */
void prompt_complete(struct prompt *p) NONNULL;
void prompt_choices_clear(struct prompt_choices *c) NONNULL;
enum prompt_result prompt_choose(struct prompt *p, int by) NONNULL;
