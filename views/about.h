/*
 * views/about: what is known about one thing behind a finding: a certificate, a policy, a
 * client.
 *
 * A spec names the questions to ask and how the answers read in a detail pane; the same spec
 * makes a screen of its own and a part of a finding's detail. Questions follow each other (the
 * ARN of a certificate before its things). What is still asked is shown as "..", what is not
 * permitted as "?", what is gone or does not apply as "-", any other failure by its text and
 * advice.
 */
#pragma once

#include "client/store/answer.h"
#include "tui/detail.h"
#include "views/app.h"

enum { ABOUT_ANSWERS = 6 };

struct about;

struct about_spec {
    const char *name;  /* of the screen, and first word of its view string */
    const char *title; /* "Device certificate" */
    /* Asks with about_ask_once() whatever can be asked now; called again after every answer. */
    void (*ask)(struct about *a);
    void (*fill)(const struct about *a, struct detail *d);
    bool ask_nothing; /* the service here knows no more than the name */
};

struct about {
    struct app *app;
    const struct about_spec *spec;
    char *id; /* what comes after the name; owned */
    struct answer *answers[ABOUT_ANSWERS];
    bool due[ABOUT_ANSWERS]; /* to be asked (again) */
    answer_fn *on_change;
    void *ctx;
};

struct about *about_new(struct app *app, const struct about_spec *spec, const char *id,
                        answer_fn *on_change, void *ctx) NONNULL MUST_USE;
void about_free(struct about *a);
/* Asks what was not asked yet; nothing without a connection. */
void about_ask(struct about *a) NONNULL;
void about_refresh(struct about *a) NONNULL; /* everything again */
bool about_waiting(const struct about *a) NONNULL;
void about_status(const struct about *a, struct screen_status *out) NONNULL;

/* ---- for specs ---- */

void about_ask_once(struct about *a, int i, const struct operation *op, const void *input)
    __attribute__((nonnull(1, 3)));
/* Output of an answer; NULL: not there (yet). */
const void *about_output(const struct about *a, int i) NONNULL;
/* Says under `label` why answer i is not there; false: it is there. */
bool about_missing(const struct about *a, int i, const char *label, struct detail *d) NONNULL;
/* A field that may be absent. */
void about_field(struct detail *d, const char *label, const char *value);
void about_time(const struct about *a, struct detail *d, const char *label, struct opt_time t);
/* "3 policies" as a heading, with ".." or "?" when not known. */
void about_count_heading(const struct about *a, int i, const char *title,
                         struct detail *d) NONNULL;

/* Spec of a view string's first word; NULL: none. */
const struct about_spec *about_find(const char *name) NONNULL;
extern const struct about_spec about_certificate, about_ca, about_policy, about_client,
    about_thing, about_alias, about_pool, about_account;
