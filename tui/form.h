/*
 * tui/form: fields one below the other, checked while they are filled in.
 *
 * Enter in a field moves on and never submits; Ctrl-X asks for the review, Esc leaves (the
 * caller keeps the draft). Letters are text in a text field. What is wrong stands beside the
 * field it is about. Values are read and set by the field's name, so drafts need no knowledge
 * of the form.
 */
#pragma once

#include "tui/prompt.h"

enum form_kind {
    FORM_HEADING, /* a rule with a title */
    FORM_NOTE,    /* a line of explanation */
    FORM_TEXT,
    FORM_RADIO,     /* one of the choices */
    FORM_CHECKLIST, /* any of the choices, one a row */
    FORM_BUTTON,
    FORM_FACT, /* what the program says of the values: form_set_fact() */
};

struct form_choice {
    const char *value;    /* what the program calls it */
    const char *label;    /* what people read */
    const char *note;     /* at the right: "last run 3 findings"; NULL */
    const char *disabled; /* why it cannot be chosen; NULL: it can */
    enum style style;     /* of the label */
};

/* A key that fills an empty text field: 3 for "3mo". What is typed right after it counts as if
 * it had not: "3w" stays "3w". */
struct form_quick {
    char key;
    const char *value;
};

struct form_field {
    enum form_kind kind;
    const char *name;                  /* of the value; "" for headings and notes */
    const char *label;                 /* at the left; text of headings, notes and buttons */
    const char *hint;                  /* beside or below, dim; NULL */
    int width;                         /* of a text field; 0: what is left */
    const struct form_choice *choices; /* borrowed */
    size_t n_choices;
    const struct form_quick *quick; /* borrowed; of a text field; NULL */
    size_t n_quick;
};

enum form_result {
    FORM_IGNORED,
    FORM_MOVED,   /* focus, cursor */
    FORM_CHANGED, /* a value: check again, recompute what it does */
    FORM_PRESSED, /* form_focus_name() is the button */
    FORM_REVIEW,  /* Ctrl-X */
    FORM_LEFT,    /* Esc */
};

struct form;

/* Appends what is wrong with a field's value; nothing when it is fine. `warning` is for what is
 * allowed but surprising. */
struct form_verdict {
    struct buf *error;
    struct buf *warning;
};
typedef void form_check_fn(void *ctx, const struct form *f, const char *name,
                           struct form_verdict *v);

struct form *form_new(const struct form_field *fields, size_t n, form_check_fn *check,
                      void *ctx) MUST_USE;
void form_free(struct form *f);

/* Text as typed; value of the radio choice; checklist: values with ',' between. Borrowed until
 * the next change. NULL: no such field. */
const char *form_value(const struct form *f, const char *name) NONNULL;
/* Unknown values and disabled choices are left out. false: no such field. */
bool form_set(struct form *f, const char *name, const char *value) NONNULL;
size_t form_chosen_count(const struct form *f, const char *name) NONNULL;
/* NULL enables the field; else it is skipped and the reason is shown. Copied. */
void form_disable(struct form *f, const char *name, const char *why)
    __attribute__((nonnull(1, 2)));
/* What a FORM_FACT says: lines with '\n' between, wrapped to the width. Copied. "": the row
 * goes away. */
void form_set_fact(struct form *f, const char *name, const char *text,
                   enum style style) NONNULL;
/* Runs all checks; false: the focus is on the first field with an error. */
bool form_valid(struct form *f) NONNULL;
/* After form_valid() said no: what is wrong with the first such field, and its name. Borrowed
 * until the next change. NULL: nothing is. */
const char *form_error(const struct form *f, const char **name) NONNULL;
/* Puts a message of the service beside a field until it changes. */
void form_set_error(struct form *f, const char *name, const char *text) NONNULL;

enum form_result form_key(struct form *f, struct key k) NONNULL;
enum form_result form_paste(struct form *f, struct str text) NONNULL;
const char *form_focus_name(const struct form *f) NONNULL;
/* Letters are text: a text field has the focus. */
bool form_is_typing(const struct form *f) NONNULL;
void form_focus(struct form *f, const char *name) NONNULL;
void form_draw(struct form *f, struct surface *s) NONNULL;
