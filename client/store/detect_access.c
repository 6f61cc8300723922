#include "client/store/detect_access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/api/violations.h"
#include "client/base/mem.h"

struct detect_access {
    struct client_watch watch;
    bool closed, models_closed;
    detect_access_fn *on_change;
    void *ctx;
};

/* ---- what a refusal means ---- */

static bool says_one_of(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcasestr(text, words[i]) != NULL)
            return true;
    return false;
}

/* IAM names who, and what for. */
static bool names_permission(const char *text)
{
    static const char *const words[] = {"not authorized",        "explicit deny",
                                        "identity-based policy", "service control policy",
                                        "permissions boundary",  "session policy"};

    return says_one_of(text, words, COUNT_OF(words));
}

static bool says_closed(const char *text)
{
    static const char *const words[] = {
        "new customer",   "existing customer", "only existing",   "not available",
        "not supported",  "not enabled",       "no longer offer", "no longer support",
        "not subscribed", "unsupported region"};

    return says_one_of(text, words, COUNT_OF(words));
}

static bool is_code(const struct err *err, const char *name)
{
    return str_starts(err->code, name);
}

/* A resource that does not exist is no closed door. */
static bool unknown_here(const struct err *err)
{
    return is_code(err, "UnknownOperation") ||
           (err->status == 404 && !is_code(err, "ResourceNotFound"));
}

/* A proxy's page says no as well; it has no code. */
static bool denied_by_service(const struct err *err)
{
    return err->kind == ERR_DENIED && err->code[0] != '\0';
}

enum detect_verdict detect_verdict(const struct err *err)
{
    if (err->kind == ERR_NONE)
        return DETECT_ANSWERED;
    if (err->kind != ERR_DENIED && err->kind != ERR_SERVICE)
        return DETECT_FAILED;
    if (names_permission(err->text))
        return DETECT_NOT_PERMITTED;
    if (unknown_here(err) || denied_by_service(err))
        return DETECT_CLOSED;
    return err->status >= 400 && err->status < 500 && says_closed(err->text) ? DETECT_CLOSED
                                                                             : DETECT_FAILED;
}

/* ---- watching ---- */

static bool only_models(const struct operation *op)
{
    return op == &op_get_behavior_model_training_summaries;
}

static void say_closed(const struct detect_access *d, struct err *err)
{
    (void)err_set(err, ERR_DENIED, "%s",
                  d->closed ? DETECT_CLOSED_TEXT : DETECT_NO_MODELS_TEXT);
    (void)snprintf(err->code, sizeof err->code, "%s", DETECT_CLOSED_CODE);
    (void)err_advise(err, "%s", DETECT_CLOSED_ADVICE);
}

static void set_closed(struct detect_access *d, bool closed, bool models_closed)
{
    const bool moved = d->closed != closed || d->models_closed != models_closed;

    d->closed = closed;
    d->models_closed = models_closed;
    if (moved && d->on_change != NULL)
        d->on_change(d->ctx);
}

static bool may_ask(void *ctx, const struct operation *op, struct err *err)
{
    const struct detect_access *d = ctx;

    if (!op->detect || !(d->closed || (d->models_closed && only_models(op))))
        return true;
    say_closed(d, err);
    return false;
}

static void answered(void *ctx, const struct operation *op, struct err *err)
{
    struct detect_access *d = ctx;

    if (!op->detect)
        return;
    switch (detect_verdict(err)) {
    case DETECT_ANSWERED: set_closed(d, false, d->models_closed && !only_models(op)); break;
    case DETECT_CLOSED:
        set_closed(d, d->closed || !only_models(op), true);
        say_closed(d, err);
        break;
    case DETECT_NOT_PERMITTED:
    case DETECT_FAILED: break;
    }
}

struct detect_access *detect_access_new(detect_access_fn *on_change, void *ctx)
{
    struct detect_access *d = mem_alloc(1, sizeof *d);

    d->on_change = on_change;
    d->ctx = ctx;
    d->watch = (struct client_watch){.ctx = d, .may_ask = may_ask, .answered = answered};
    return d;
}

void detect_access_free(struct detect_access *d)
{
    free(d);
}

void detect_access_connect(struct detect_access *d, struct client *client)
{
    if (client != NULL)
        client_set_watch(client, &d->watch);
    set_closed(d, false, false);
}

void detect_access_ask_again(struct detect_access *d)
{
    set_closed(d, false, false);
}

bool detect_access_is_closed(const struct detect_access *d)
{
    return d->closed;
}

const char *detect_access_text(const struct detect_access *d)
{
    return d->closed ? DETECT_CLOSED_TEXT " " DETECT_CLOSED_GOES_ON : NULL;
}
