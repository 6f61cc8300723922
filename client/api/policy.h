/*
 * api/policy: IAM and AWS IoT policy documents, read for what they allow.
 *
 * Takes a document apart into statements; says nothing about a request (there is no principal,
 * no request context here). `*` and `?` are the only wildcards; `+` and `#` are ordinary
 * characters, as they are to the service. A policy variable (`${iot:ClientId}`) stays the text
 * it is; `${*}`, `${?}` and `${$}` stand for the bare character. Everything lives in the
 * caller's arena. Grammar: IAM user guide, "Grammar of the IAM JSON policy language".
 */
#pragma once

#include "client/api/json.h"

enum {
    POLICY_MAX_BYTES =
        64 * 1024, /* IoT policies end at 2,048, role policies at 10,240 characters */
    POLICY_MAX_STATEMENTS = 1024,
    POLICY_MAX_TEXTS = 4096, /* actions, resources or values of one statement */
    POLICY_MAX_TEXT = 2048,  /* bytes of one of them: matching costs length times length */
};

struct policy_texts {
    size_t n;
    const char *const *items;
};

struct policy_condition {
    const char *test; /* "Bool", "StringEquals", ... */
    const char *key;
    struct policy_texts values;
};

/* A pattern taken apart: characters, POLICY_RUN for `*`, POLICY_ONE for `?`. */
enum policy_symbol {
    POLICY_RUN = 256,  /* any text, also none */
    POLICY_ONE = 257,  /* any one character */
    POLICY_PART = 258, /* any text without ':' ; only in our own patterns */
};
struct policy_glob {
    size_t n;
    const uint16_t *symbols;
};

struct policy_statement {
    const char *sid; /* NULL: none */
    bool deny;
    bool except_actions;                      /* NotAction: all but these */
    bool except_resources;                    /* NotResource */
    struct policy_texts actions, resources;   /* resources.n == 0: the document names none */
    const struct policy_glob *resource_globs; /* the resources, taken apart */
    size_t n_conditions;
    const struct policy_condition *conditions;
};

struct policy {
    size_t n;
    const struct policy_statement *statements;
};

/* Refuses what is not a policy: err.text names the statement, counted from 1. */
bool policy_parse(struct str text, struct arena *a, struct policy *out,
                  struct err *err) NONNULL MUST_USE;
/* The same from a document that is part of a larger JSON text. */
bool policy_read(const struct json *document, struct arena *a, struct policy *out,
                 struct err *err) NONNULL MUST_USE;

/* Is this action ("iot:Connect") one that the statement speaks of? Case does not matter. */
bool policy_has_action(const struct policy_statement *s, const char *action) NONNULL;
/* Has the statement the condition `Bool`, this key, "true"? BoolIfExists does not count: it
 * passes when the key is missing. */
bool policy_requires_true(const struct policy_statement *s, const char *key) NONNULL;

struct policy_glob policy_glob(const char *pattern, struct arena *a) NONNULL;
/* Does the pattern match this text whole? */
bool policy_match(const char *pattern, const char *text) NONNULL;
bool policy_match_nocase(const char *pattern, const char *text) NONNULL; /* ASCII */
/* Is there a text that both match? */
bool policy_globs_meet(struct policy_glob a, struct policy_glob b);
/* Does `wide` match every text that `narrow` matches? True is certain; false may miss a cover
 * that needs counting (`?*` over `*?`). */
bool policy_glob_covers(struct policy_glob wide, struct policy_glob narrow);
