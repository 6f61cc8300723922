#include "views/named_list.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "views/changes.h"
#include "views/profile_common.h"

struct named_list {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    const struct named_list_spec *spec;
    uint64_t changes; /* seen; 0 at first: what was carried out before may not be shown */
};

enum style named_list_users(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    const struct named_list *s = v->about;
    char scratch[TABLE_SCRATCH], name[256];
    const struct str id = list_view_text(v, row, column, scratch);
    const size_t n = id.n < sizeof name ? id.n : sizeof name - 1, before = out->len;

    memcpy(name, id.p, n);
    name[n] = '\0';
    if (s->spec->users(app_profiles(v->app), name, out) > 0)
        return STYLE_TEXT;
    out->len = before;
    buf_puts(out, described_ready(app_profiles(v->app)) ? "-" : "..");
    return STYLE_DIM;
}

static struct described *list_of(const struct named_list *s)
{
    return s->spec->list(s->app);
}

static void on_change(void *ctx)
{
    struct named_list *s = ctx;

    list_sync(&s->view.pane);
    app_redraw(s->app);
}

void *named_list_open(struct app *app, const struct named_list_spec *spec)
{
    struct named_list *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->spec = spec;
    list_view_init(&s->view, app, spec->view, described_source(spec->list(app)));
    s->view.about = s;
    return s;
}

void named_list_hidden(void *state)
{
    struct named_list *s = state;

    described_unwatch(list_of(s), s);
    described_unwatch(app_profiles(s->app), s);
}

void named_list_close(void *state)
{
    struct named_list *s = state;

    named_list_hidden(s);
    list_view_free(&s->view);
    free(s);
}

void named_list_refresh(void *state)
{
    struct named_list *s = state;

    described_refresh(list_of(s));
    described_refresh(app_profiles(s->app));
}

void named_list_shown(void *state)
{
    struct named_list *s = state;

    described_watch(list_of(s), on_change, s);
    described_watch(app_profiles(s->app), on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes,
                      source_status(described_source(list_of(s))).refreshing))
        named_list_refresh(s);
}

void named_list_draw(void *state, struct surface *body)
{
    struct named_list *s = state;

    if (s->changes != list_view_changes(s))
        named_list_shown(s);
    list_view_draw(&s->view, body);
}

/* Refused while a profile uses it; the service would say the same without the names. */
static void review_delete(struct named_list *s, const char *name)
{
    const struct described_item *item = described_find(list_of(s), name);
    struct buf users = BUF_INIT(1024);

    if (item == NULL || item->output == NULL)
        app_message(s->app, MESSAGE_WARN, "The service does not know it (any more).");
    else if (!described_ready(app_profiles(s->app)))
        app_message(s->app, MESSAGE_WARN, "Which profiles use it is not known yet.");
    else if (s->spec->users(app_profiles(s->app), name, &users) > 0)
        app_message(s->app, MESSAGE_ERROR,
                    "Not while a profile uses it: take the %s out of %s first.",
                    i18n_text(s->spec->thing), buf_text(&users));
    else
        (void)app_review(s->app, s->spec->plan_delete(item->output, app_now_ms(s->app)));
    buf_free(&users);
}

bool named_list_act(void *state, const char *action)
{
    struct named_list *s = state;
    struct buf name = BUF_INIT(256);
    const bool row = list_view_current_id(&s->view, &name);
    bool mine = true;

    app_redraw(s->app);
    if (strcmp(action, "named.new") == 0)
        (void)app_open(s->app, s->spec->form);
    else if (strcmp(action, "named.other") == 0)
        (void)app_open(s->app, s->spec->other);
    else if (strcmp(action, "named.edit") == 0 && row)
        (void)app_openf(s->app, "%s %s", s->spec->form, buf_text(&name));
    else if (strcmp(action, "named.delete") == 0 && row)
        review_delete(s, buf_text(&name));
    else
        mine = list_view_act(&s->view, action);
    buf_free(&name);
    return mine;
}

const char *named_list_why_not(const void *state, const char *action)
{
    const struct named_list *s = state;
    const struct app_change_key keys[] = {{"named.new", s->spec->create},
                                          {"named.edit", s->spec->update},
                                          {"named.delete", s->spec->remove}};

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

bool named_list_raw(const void *state, struct buf *out)
{
    const struct named_list *s = state;

    return s->view.pane.cursor_id != NULL &&
           described_put_raw(list_of(s), s->spec->describe, s->view.pane.cursor_id, out);
}
