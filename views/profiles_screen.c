/* Security profiles: whom each watches, how it judges, what is in alarm. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/target_reach.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/profile_common.h"
#include "views/screens.h"

struct profiles_screen {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct target_reach *reach;
    uint64_t changes; /* seen; 0 at first: what was carried out before may not be shown */
};

/* ---- cells ---- */

static const struct described_item *item_of(const struct list_view *v, uint32_t row)
{
    char scratch[TABLE_SCRATCH], name[256];
    const struct str s = list_view_text(v, row, PROFILE_NAME, scratch);
    const size_t n = s.n < sizeof name ? s.n : sizeof name - 1;

    memcpy(name, s.p, n);
    name[n] = '\0';
    return described_find(app_profiles(v->app), name);
}

static enum style cell_targets(const struct list_view *v, uint32_t row, int column,
                               struct buf *out)
{
    const struct described_item *item = item_of(v, row);

    (void)column;
    return profile_put_targets(item, out);
}

static enum style cell_things(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    const struct profiles_screen *s = v->about;

    (void)column;
    return profile_put_things(item_of(v, row), s->reach, out);
}

static enum style cell_alarms(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str name = list_view_text(v, row, column, scratch);
    const struct source *alarms = watched_list_source(app_alarms(v->app));
    const struct table *t = source_table(alarms);
    uint32_t n = 0;

    for (uint32_t id = 0; id < table_names(t, ALARM_PROFILE); id++)
        if (str_eq(name, table_name(t, ALARM_PROFILE, id)))
            n = table_name_rows(t, ALARM_PROFILE, id);
    if (n > 0)
        buf_printf(out, "%u", n);
    else
        buf_puts(out, profile_alarms_word(alarms));
    return n > 0 ? STYLE_WARN : STYLE_DIM;
}

/* The name at the end of a topic's ARN. */
static enum style cell_alert(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    const char *colon = s.n > 0 ? memrchr(s.p, ':', s.n) : NULL;

    if (s.n == 0)
        buf_putc(out, '-');
    if (colon != NULL)
        s = (struct str){colon + 1, s.n - (size_t)(colon + 1 - s.p)};
    buf_put(out, s.p, s.n);
    return s.n == 0 ? STYLE_DIM : STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 20, .min = 10, .flex = 2},
    {.title = N_("TARGETS"), .name = "targets", .width = 18, .min = 8, .flex = 1},
    {.title = N_("THINGS"), .name = "things", .width = 7, .align = ALIGN_RIGHT},
    {.title = N_("RULES"), .name = "rules", .width = 5, .align = ALIGN_RIGHT},
    {.title = N_("STAT"), .name = "stat", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("ML"), .name = "ml", .width = 2, .align = ALIGN_RIGHT},
    {.title = N_("ALARMS"), .name = "alarms", .width = 6, .align = ALIGN_RIGHT},
    {.title = N_("ALERT-TO"), .name = "alert", .width = 12, .min = 8, .from_cols = 78},
    {.title = N_("VERSION"),
     .name = "version",
     .width = 7,
     .from_cols = 110,
     .align = ALIGN_RIGHT},
    {.title = N_("CHANGED"),
     .name = "changed",
     .width = 7,
     .from_cols = 110,
     .align = ALIGN_RIGHT},
};
static const struct list_view_column cells[] = {
    {PROFILE_NAME, NULL},        {PROFILE_NAME, cell_targets},
    {PROFILE_NAME, cell_things}, {PROFILE_RULES, NULL},
    {PROFILE_STATISTICAL, NULL}, {PROFILE_ML, NULL},
    {PROFILE_NAME, cell_alarms}, {PROFILE_ALERT_TO, cell_alert},
    {PROFILE_VERSION, NULL},     {PROFILE_CHANGED, list_cell_age},
};
static const struct list_view_spec view_spec = {
    .table = &profiles_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{PROFILE_NAME, SORT_UP}},
    .n_sort = 1,
    .empty = N_("No security profile: n makes one. Begin with one that only measures."),
    .thing = N_("profiles"),
};

/* ---- life ---- */

/* How many things each means is asked for before somebody looks at its row. */
static void count_things(struct profiles_screen *s)
{
    struct buf ignored = BUF_INIT(64);

    for (size_t i = 0; i < described_count(app_profiles(s->app)); i++) {
        (void)profile_put_things(described_at(app_profiles(s->app), i), s->reach, &ignored);
        buf_reset(&ignored);
    }
    buf_free(&ignored);
}

static void on_change(void *ctx)
{
    struct profiles_screen *s = ctx;

    count_things(s);
    list_sync(&s->view.pane);
    app_redraw(s->app);
}

static void *open_profiles(struct app *app, const char *text, struct err *err)
{
    struct profiles_screen *s = mem_alloc(1, sizeof *s);

    (void)text;
    (void)err;
    s->app = app;
    s->reach = target_reach_new(app_devices(app), on_change, s);
    list_view_init(&s->view, app, &view_spec, described_source(app_profiles(app)));
    s->view.about = s;
    return s;
}

static void hidden(void *state)
{
    struct profiles_screen *s = state;

    described_unwatch(app_profiles(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
}

static void close_profiles(void *state)
{
    struct profiles_screen *s = state;

    hidden(s);
    target_reach_free(s->reach);
    list_view_free(&s->view);
    free(s);
}

static void refresh(void *state)
{
    struct profiles_screen *s = state;

    described_refresh(app_profiles(s->app));
    watched_list_refresh(app_alarms(s->app));
    target_reach_refresh(s->reach);
}

static void shown(void *state)
{
    struct profiles_screen *s = state;

    described_watch(app_profiles(s->app), on_change, s);
    watched_list_watch(app_alarms(s->app), on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes,
                      source_status(described_source(app_profiles(s->app))).refreshing))
        described_refresh(app_profiles(s->app));
}

static void draw(void *state, struct surface *body)
{
    struct profiles_screen *s = state;

    if (s->changes != list_view_changes(s))
        shown(s);
    list_view_draw(&s->view, body);
}

/* ---- keys ---- */

static bool act(void *state, const char *action)
{
    static const struct {
        const char *action, *view;
    } opens[] = {
        {"profiles.open", "profile"},
        {"profiles.edit", "edit-profile"},
        {"profiles.attach", "attach-profile"},
        {"profiles.training", "training profile="},
    };
    struct profiles_screen *s = state;
    struct buf name = BUF_INIT(256);
    const bool row = list_view_current_id(&s->view, &name);
    bool mine = true;

    app_redraw(s->app);
    if (strcmp(action, "profiles.new") == 0)
        (void)app_open(s->app, "edit-profile");
    else if (strcmp(action, "profiles.metrics") == 0)
        (void)app_open(s->app, "metrics");
    else if (strcmp(action, "profiles.dimensions") == 0)
        (void)app_open(s->app, "dimensions");
    else if (strcmp(action, "profiles.delete") == 0 && row)
        profile_review_delete(s->app, buf_text(&name), s->reach);
    else
        mine = false;
    for (size_t i = 0; !mine && row && i < COUNT_OF(opens); i++)
        if (strcmp(opens[i].action, action) == 0) {
            const char *gap = strpbrk(opens[i].view, ":=") != NULL ? "" : " ";

            (void)app_openf(s->app, "%s%s%s", opens[i].view, gap, buf_text(&name));
            mine = true;
        }
    buf_free(&name);
    return mine || list_view_act(&s->view, action);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"profiles.new", &op_create_security_profile},
        {"profiles.edit", &op_update_security_profile},
        {"profiles.attach", &op_attach_security_profile},
        {"profiles.delete", &op_delete_security_profile},
    };
    const struct profiles_screen *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static bool raw(const void *state, struct buf *out)
{
    const struct profiles_screen *s = state;

    return s->view.pane.cursor_id != NULL &&
           described_put_raw(app_profiles(s->app), &op_describe_security_profile,
                             s->view.pane.cursor_id, out);
}

static const struct binding bindings[] = {
    {"<Enter>", "profiles.open", N_("everything about this profile"), N_("open"), 10},
    {"n", "profiles.new", N_("make a security profile"), N_("new"), 15},
    {"e", "profiles.edit", N_("change this profile"), N_("edit"), 16},
    {"t", "profiles.attach", N_("whom this profile watches"), N_("targets"), 17},
    {"x", "profiles.delete", N_("delete this profile, after a review"), N_("delete"), 18},
    {"T", "profiles.training", N_("what its models wait for"), N_("training"), 19},
    {"E", "profiles.metrics", N_("metrics that devices report under names of their own"),
     N_("metrics"), 21},
    {"B", "profiles.dimensions", N_("topic filters that scope a metric"), N_("dimensions"), 22},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec profiles_screen = {
    .name = "profiles",
    .title = N_("Profiles"),
    .about = N_("security profiles: whom they watch, how they judge, what is in alarm"),
    .digit = "8",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_profiles,
    .close = close_profiles,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .changes = list_view_changes,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
