#include "views/place_find.h"

#include <string.h>

#include "client/store/contexts.h"
#include "tui/theme.h"
#include "views/account.h"
#include "views/place.h"

/* Does the context lead to an account? */
static bool leads_somewhere(const struct context_entry *e, struct err *err)
{
    const struct options none = {0};
    struct aws_inputs in = {.profile = e->profile};
    struct account_regions regions;
    struct account account;
    enum account_kind kind;

    if (!account_regions_choose(&none, e, NULL, &in, &regions, err) ||
        !account_find(&in, &account, &kind, err))
        return false;
    const bool ok = account_read_regions(&account, &regions, err);

    account_close(&account);
    if (!ok)
        return false;
    if (kind != ACCOUNT_NAMED)
        return err_set(err, ERR_CONFIG, "context %s names no profile, and none is configured",
                       e->name);
    struct theme *theme = e->theme != NULL ? theme_load(e->theme, err) : NULL;
    const bool looks = e->theme == NULL || theme != NULL;

    theme_free(theme);
    return looks;
}

bool place_enter(const struct options *o, const char *home, struct contexts *contexts,
                 struct place_entry *out, struct err *err)
{
    const struct context_entry *e = NULL;

    *out = (struct place_entry){.aws = o->aws};
    if (o->local)
        return true;
    if (!contexts_load(contexts, err) ||
        (o->context != NULL && !contexts_need(contexts, o->context, &e, err)))
        return false;
    if (out->aws.profile == NULL && e != NULL)
        out->aws.profile = e->profile;
    out->chosen = e;
    return account_regions_choose(o, e, home, &out->aws, &out->regions, err);
}

bool place_find(const char *name, bool *local, struct err *err)
{
    struct contexts contexts;
    const struct context_entry *e = NULL;

    if (!contexts_load(&contexts, err))
        return false;
    *local = strcmp(name, PLACE_LOCAL) == 0 && contexts_find(&contexts, PLACE_LOCAL) == NULL;
    const bool ok =
        *local || (contexts_need(&contexts, name, &e, err) && leads_somewhere(e, err));

    contexts_free(&contexts);
    return ok;
}
