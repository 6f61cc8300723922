/* What was changed from this console and touched one device. */
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/suppressions.h"
#include "client/base/mem.h"
#include "views/thing_inside.h"

/* The text as a whole JSON string, or the last part of an ARN: "gw-1" is not in "gw-12". */
static bool names(const char *json, const char *text)
{
    const size_t n = strlen(text);

    for (const char *at = json; n > 0 && (at = strstr(at, text)) != NULL; at++)
        if (at > json && (at[-1] == '"' || at[-1] == '/') && at[n] == '"')
            return true;
    return false;
}

static bool touches(const struct thing_data *d, const struct journal_entry *e)
{
    if (names(e->request, d->name) || strcmp(e->target, d->name) == 0)
        return true;
    for (size_t i = 1; i < d->n_resources; i++)
        if (names(e->request, d->resources[i].id) || strcmp(e->target, d->resources[i].id) == 0)
            return true;
    return false;
}

static const void *decoded(const struct journal_entry *e, const struct operation *op,
                           struct arena *a)
{
    void *input = arena_alloc(a, 1, op->input->size);
    struct err err;
    const struct json *j = json_parse(str_of(e->request), a, &err);

    return j != NULL && record_decode_whole(op->input, j, a, input, &err) ? input : NULL;
}

static void read_verification(const struct journal_entry *e, struct arena *a,
                              struct thing_change *c)
{
    const struct put_verification_state_on_violation_input *in =
        decoded(e, &op_put_verification_state_on_violation, a);

    if (in == NULL)
        return;
    c->violation = in->violation_id;
    c->state = in->verification_state;
    c->note = in->verification_state_description;
}

/* All three inputs of a suppression begin with its check. */
static void read_suppression(const struct journal_entry *e, struct arena *a,
                             struct thing_change *c)
{
    const struct operation *op = operation_find(e->operation);
    const void *in = op != NULL ? decoded(e, op, a) : NULL;
    const struct element *element;
    const void *value;

    if (in != NULL && record_path(op->input, in, "checkName", &element, &value) &&
        value != NULL)
        memcpy(&c->check, value, sizeof c->check);
}

static bool is_suppression(const char *operation)
{
    return str_ends(operation, "AuditSuppression");
}

static bool on_entry(void *ctx, const struct journal_entry *e)
{
    struct thing_data *d = ctx;
    struct arena *a = d->journal;
    const bool verifies =
        strcmp(e->operation, op_put_verification_state_on_violation.name) == 0;

    if (e->outcome.state != JOURNAL_DONE || (!verifies && !touches(d, e)))
        return true;
    struct thing_change c = {.id = e->id,
                             .time_ms = e->time.ms,
                             .operation = arena_str(a, e->operation),
                             .title = arena_str(a, e->title),
                             .person = arena_str(a, e->person),
                             .ticket = arena_str(a, e->ticket),
                             .target = arena_str(a, e->target)};

    if (verifies)
        read_verification(e, a, &c);
    else if (is_suppression(e->operation))
        read_suppression(e, a, &c);
    d->changes = mem_grow(d->changes, &d->cap_changes, d->n_changes + 1, sizeof *d->changes);
    d->changes[d->n_changes++] = c;
    return true;
}

void thing_journal_read(struct thing_data *d)
{
    const struct journal_query q = {.context = app_context(d->app)->name,
                                    .limit = THING_JOURNAL_MAX};

    arena_reset(d->journal);
    d->n_changes = 0;
    d->journal_err = (struct err){0};
    if (!journal_read(app_journal(d->app), &q, on_entry, d, &d->journal_err))
        d->n_changes = 0;
}
