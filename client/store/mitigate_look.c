#include "client/store/mitigate_look.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/policies.h"
#include "client/base/mem.h"
#include "client/store/plan_look.h"

enum { AT_ONCE = 4 };

struct looked {
    struct mitigate_look *owner;
    char *policy;  /* owned; NULL: the logging */
    char *version; /* owned; NULL: not known */
    struct call *call;
    bool asked;
};

struct mitigate_look {
    struct client *client;
    mitigate_look_fn *on_change;
    void *ctx;
    struct looked *all[MITIGATE_LOOK_MAX + 1];
    size_t n;
    int in_flight;
    struct arena *arena; /* of the logging */
    const struct get_v2_logging_options_output *logging;
};

struct mitigate_look *mitigate_look_new(struct client *client, mitigate_look_fn *on_change,
                                        void *ctx)
{
    struct mitigate_look *l = mem_alloc(1, sizeof *l);

    l->client = client;
    l->on_change = on_change;
    l->ctx = ctx;
    return l;
}

void mitigate_look_free(struct mitigate_look *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->n; i++) {
        call_drop(l->all[i]->call);
        free(l->all[i]->policy);
        free(l->all[i]->version);
        free(l->all[i]);
    }
    arena_free(l->arena);
    free(l);
}

static void pump(struct mitigate_look *l);

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct looked *one = ctx;

    if (one->policy != NULL) {
        const struct get_policy_output *out = page->output;

        free(one->version);
        one->version =
            mem_strdup(out->default_version_id != NULL ? out->default_version_id : "");
        return CALL_STOP;
    }
    arena_free(one->owner->arena);
    one->owner->arena = page->arena;
    one->owner->logging = page->output;
    page->arena = NULL;
    return CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct looked *one = ctx;
    struct mitigate_look *l = one->owner;

    one->call = NULL;
    l->in_flight--;
    if (result->err.kind != ERR_NONE && one->policy != NULL && plan_look_is_gone(&result->err))
        one->version = mem_strdup("");
    pump(l);
    l->on_change(l->ctx); /* may free l */
}

static void pump(struct mitigate_look *l)
{
    for (size_t i = 0; i < l->n && l->in_flight < AT_ONCE; i++) {
        struct looked *one = l->all[i];
        const struct get_policy_input policy = {.policy_name = one->policy};
        const struct get_v2_logging_options_input logging = {0};

        if (one->asked)
            continue;
        one->asked = true;
        l->in_flight++;
        one->call = call_start(
            l->client, one->policy != NULL ? &op_get_policy : &op_get_v2_logging_options,
            one->policy != NULL ? (const void *)&policy : (const void *)&logging,
            &(struct call_options){.priority = CALL_INTERACTIVE,
                                   .on_page = on_page,
                                   .on_done = on_done,
                                   .ctx = one});
    }
}

static const struct looked *find(const struct mitigate_look *l, const char *policy)
{
    for (size_t i = 0; i < l->n; i++)
        if (policy != NULL ? l->all[i]->policy != NULL && strcmp(l->all[i]->policy, policy) == 0
                           : l->all[i]->policy == NULL)
            return l->all[i];
    return NULL;
}

static void want(struct mitigate_look *l, const char *policy)
{
    if (find(l, policy) != NULL || l->n == COUNT_OF(l->all))
        return;
    struct looked *one = mem_alloc(1, sizeof *one);

    one->owner = l;
    one->policy = policy != NULL ? mem_strdup(policy) : NULL;
    l->all[l->n++] = one;
    pump(l);
}

void mitigate_look_policy(struct mitigate_look *l, const char *policy)
{
    want(l, policy);
}

void mitigate_look_logging(struct mitigate_look *l)
{
    want(l, NULL);
}

const char *mitigate_look_version(const struct mitigate_look *l, const char *policy)
{
    const struct looked *one = find(l, policy);

    return one != NULL ? one->version : NULL;
}

const struct get_v2_logging_options_output *mitigate_look_at_logging(
    const struct mitigate_look *l)
{
    return l->logging;
}
