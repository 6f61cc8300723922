#include "views/place_next.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "views/place_find.h"

static void take(char **view, const char *text)
{
    free(*view);
    *view = text != NULL ? mem_strdup(text) : NULL;
}

bool place_next_go(void *ctx, const char *name, struct err *err)
{
    struct place_next *n = ctx;

    if (!place_find(name, &n->is_local, err))
        return false;
    (void)snprintf(n->context, sizeof n->context, "%s", name);
    return true;
}

bool place_next_go_region(void *ctx, const struct place_region *region, struct err *err)
{
    struct place_next *n = ctx;

    (void)err;
    take(&n->view, region->view);
    take(&n->record, region->record);
    (void)snprintf(n->region, sizeof n->region, "%s", region->name);
    return true;
}

bool place_next_is_set(const struct place_next *n)
{
    return n->context[0] != '\0' || n->region[0] != '\0';
}

void place_next_turn(struct place_next *n, struct options *o)
{
    memcpy(n->home, n->region, sizeof n->home);
    n->region[0] = '\0';
    free(o->view);
    o->view = n->view;
    n->view = NULL;
    if (n->context[0] == '\0')
        return;
    memcpy(n->here, n->context, sizeof n->here);
    n->context[0] = '\0';
    o->local = n->is_local;
    o->context = o->local ? NULL : n->here;
    o->aws = (struct aws_inputs){0};
    o->regions = o->urls = (struct options_many){0};
}

void place_next_open_record(struct place_next *n, struct app *a)
{
    if (n->record != NULL)
        (void)app_open(a, n->record);
    take(&n->record, NULL);
}

void place_next_free(struct place_next *n)
{
    free(n->view);
    free(n->record);
}
