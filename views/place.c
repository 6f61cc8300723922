#include "views/place.h"

#include "client/base/str.h"
#include "views/app_inside.h"
#include "views/changes.h"
#include "views/list_view.h"

static bool may_leave(const struct app *a, struct err *err)
{
    if (a->door.go == NULL) {
        (void)err_set(err, ERR_USAGE, "There is no way to another context from here.");
        return err_advise(err, "start picket with --context NAME");
    }
    if (changes_going(a->changes)) {
        (void)err_set(err, ERR_DENIED, "A change is being carried out here.");
        return err_advise(err, "wait for it, or stop it in its plan, and go then");
    }
    return true;
}

void place_go(struct app *a, const char *name)
{
    struct err err;

    if (name[0] == '\0')
        (void)app_open(a, "contexts");
    else if (place_is_here(a, name))
        app_message(a, MESSAGE_INFO, "This is %s.", a->context.name);
    else if (may_leave(a, &err) && a->door.go(a->door.ctx, name, &err))
        app_end(a);
    else
        app_error(a, &err);
}

static bool is_region_of(const struct app *a, const char *region, struct err *err)
{
    const struct regions *all = &a->context.regions;
    struct buf names = BUF_INIT(REGIONS_MAX * REGION_BYTES);

    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->names[i], region) == 0)
            return true;
    regions_put_others(all, &names);
    (void)err_set(err, ERR_USAGE, "No other region of this console is called '%.60s'.", region);
    if (names.len > 0)
        (void)err_advise(err, "there are: %s", buf_text(&names));
    else
        (void)err_advise(err, "start picket with --region NAME");
    buf_free(&names);
    return false;
}

/* The view, when it means the same there; NULL: it is of this region alone. */
static const char *list_of_regions(const struct app *a)
{
    const struct list_view *v = app_list(a);

    return v != NULL && v->several != NULL ? app_view(a) : NULL;
}

void place_go_record(struct app *a, const char *region, const char *view)
{
    const struct place_region to = {region, list_of_regions(a), view};
    struct err err;

    if (strcmp(a->context.region, region) == 0)
        app_message(a, MESSAGE_INFO, "This is %s.", region);
    else if (is_region_of(a, region, &err) && may_leave(a, &err) &&
             a->door.go_region(a->door.ctx, &to, &err))
        app_end(a);
    else
        app_error(a, &err);
}

void place_go_region(struct app *a, const char *region)
{
    place_go_record(a, region, NULL);
}

bool place_is_here(const struct app *a, const char *name)
{
    return strcmp(a->context.name, name) == 0 ||
           (strcmp(name, PLACE_LOCAL) == 0 && str_starts(a->context.name, PLACE_LOCAL " "));
}

enum style place_style(const char *color)
{
    static const struct {
        const char *color;
        enum style style;
    } styles[] = {
        {"red", STYLE_CONTEXT_RED},         {"green", STYLE_CONTEXT_GREEN},
        {"yellow", STYLE_CONTEXT_YELLOW},   {"blue", STYLE_CONTEXT_BLUE},
        {"magenta", STYLE_CONTEXT_MAGENTA}, {"cyan", STYLE_CONTEXT_CYAN},
    };

    for (size_t i = 0; color != NULL && i < COUNT_OF(styles); i++)
        if (strcmp(styles[i].color, color) == 0)
            return styles[i].style;
    return STYLE_CONTEXT_CYAN;
}
