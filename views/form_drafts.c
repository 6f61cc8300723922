#include "views/form_drafts.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/drafts.h"

static bool load(void *ctx, const char *form, form_draft_value_fn *each, void *each_ctx)
{
    const struct kept_drafts *k = ctx;
    const struct draft_key key = {k->context, form};
    struct arena *arena = arena_new();
    struct draft d;
    bool there = draft_load(&key, clock_real_ms(k->clock), arena, &d);

    for (size_t i = 0; there && i < d.n; i++)
        each(each_ctx, d.values[i].name, d.values[i].text);
    arena_free(arena);
    return there;
}

static void save(void *ctx, const char *form, const struct form_draft_value *values, size_t n)
{
    const struct kept_drafts *k = ctx;
    const struct draft_key key = {k->context, form};
    struct draft_value *copy = mem_alloc(n + 1, sizeof *copy);
    struct err err;

    for (size_t i = 0; i < n; i++)
        copy[i] = (struct draft_value){values[i].name, values[i].value};
    if (!draft_save(&key, &(struct draft){clock_real_ms(k->clock), copy, n}, &err))
        log_write(LOG_WARN, "no draft of %s: %s", form, err.text);
    free(copy);
}

static void discard(void *ctx, const char *form)
{
    const struct kept_drafts *k = ctx;

    draft_discard(&(struct draft_key){k->context, form});
}

void kept_drafts_init(struct kept_drafts *k, const char *context, const struct clock *clock)
{
    *k = (struct kept_drafts){{k, load, save, discard}, context, clock};
}
