/* Alarms: what devices do that their profiles do not expect, as it is now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/groups.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/layout.h"
#include "views/alarm_choice.h"
#include "views/alarm_groups.h"
#include "views/alarm_pane.h"
#include "views/alarm_record.h"
#include "views/alarm_rows.h"
#include "views/argument.h"
#include "views/changes.h"
#include "views/regions.h"
#include "views/screens.h"
#include "views/thing_link.h"

enum {
    PANE_ROWS = 8,
    PANE_FROM_ROWS = 15, /* of the body: below it every row is an alarm's */
    ASK_AFTER_MS = 400,  /* of quiet at the keyboard */
    FILTER_MAX = 256,    /* with the behaviour that was chosen: FILTER_TEXT_MAX */
};

struct alarms_screen {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    char *behavior;                /* owned; "": all */
    struct alarm_asked fixed;      /* by the view string */
    struct alarm_asked asked;      /* of the rows shown, or on their way */
    struct source *own, *next;     /* what is asked for here alone; next: until it has come */
    struct alarm_asked next_asked; /* input of next and own */
    struct loop_timer *timer;
    struct alarm_groups groups;
    char line[2 * ALARM_WORDS_MAX];
    uint64_t changes; /* of the account by us, when somebody looked last */
    bool is_shown;
};

/* ---- rows ---- */

static const struct list_column shapes[] = {
    {.title = N_("THING"), .name = "thing", .width = 16, .min = 12, .flex = 3},
    {.title = N_("BEHAVIOUR"), .name = "behaviour", .width = 14, .min = 10, .flex = 2},
    {.title = N_("KIND"), .name = "kind", .width = 4},
    {.title = N_("VALUE"), .name = "value", .width = 10, .min = 8, .flex = 1},
    {.title = N_("LIMIT"), .name = "limit", .width = 11, .min = 8, .flex = 1, .from_cols = 72},
    {.title = N_("CONF"), .name = "conf", .width = 6, .from_cols = 90},
    {.title = N_("SINCE"), .name = "since", .width = 6, .fits = LIST_AGE, .align = ALIGN_RIGHT},
    {.title = N_("VERIFIED"), .name = "verified", .width = 8},
    {.title = N_("S"), .name = "suppr", .width = 3, .from_cols = 110},
    {.title = N_("PROFILE"),
     .name = "profile",
     .width = 10,
     .min = 8,
     .flex = 1,
     .from_cols = 90},
};
static const struct list_view_column cells[] = {
    {ALARM_THING, NULL},
    {ALARM_BEHAVIOR, NULL},
    {ALARM_KIND, alarm_cell_kind},
    {ALARM_VALUE, alarm_cell_seen},
    {ALARM_LIMIT, NULL},
    {ALARM_CONF, NULL},
    {ALARM_SINCE, NULL},
    {ALARM_STATE, alarm_cell_state},
    {ALARM_SUPPR, alarm_cell_kind},
    {ALARM_PROFILE, NULL},
};

static enum style row_style(const struct list_view *v, uint32_t row)
{
    char scratch[TABLE_SCRATCH];

    return str_eq(list_view_text(v, row, ALARM_STATE, scratch), "FALSE_POSITIVE") ? STYLE_DIM
                                                                                  : STYLE_TEXT;
}

static const struct list_view_spec spec = {
    .table = &alarms_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{ALARM_SINCE, SORT_DOWN}, {ALARM_THING, SORT_UP}},
    .n_sort = 2,
    .empty = N_("No alarm is active: what reports behaves as its profiles expect."),
    .thing = N_("alarms"),
    .row_style = row_style,
    .ocsf = alarm_row_ocsf,
};

/* ---- what the service is asked ---- */

static int64_t poll_ms(const struct alarms_screen *s)
{
    return s->is_shown && !app_is_paused(s->app) ? ALARMS_POLL_MS : 0;
}

/* What another filter asked for takes the place of the rows when it has come; when it cannot be
 * had, the rows stay. */
static void on_change(void *ctx)
{
    struct alarms_screen *s = ctx;
    const struct source_status st =
        s->next != NULL ? source_status(s->next) : (struct source_status){0};

    app_redraw(s->app);
    if (s->next == NULL || st.state == SOURCE_NEVER || st.state == SOURCE_LOADING)
        return;
    if (st.state == SOURCE_FAILED) {
        app_error(s->app, st.err);
        return;
    }
    struct source *old = s->own;

    s->own = s->next;
    s->next = NULL;
    list_view_set_source(&s->view, s->own);
    source_free(old);
}

static const void *input(void *ctx, struct arena *a)
{
    const struct alarms_screen *s = ctx;
    struct list_active_violations_input *in = arena_alloc(a, 1, sizeof *in);
    const struct alarm_filter f = alarm_asked_filter(&s->next_asked);

    alarm_filter_put(&f, in);
    return in;
}

/* The rows that all screens share are of home, and all of them. */
static bool has_own(const struct alarms_screen *s, const struct alarm_asked *asked)
{
    return alarm_asked_any(asked) || app_has_regions(s->app);
}

static struct source *make_source(struct alarms_screen *s)
{
    struct source *source =
        source_new(&(struct source_options){.loop = app_loop(s->app),
                                            .spec = &alarms_table,
                                            .on_change = on_change,
                                            .ctx = s,
                                            .several = app_has_regions(s->app)});

    source_set_query(source, &(struct source_query){.op = &op_list_active_violations,
                                                    .input = input,
                                                    .ctx = s,
                                                    .poll_ms = poll_ms(s)});
    return source;
}

/* What was known of all regions the last time; of home alone every screen shares it. */
static void keep(struct alarms_screen *s)
{
    struct buf path = BUF_INIT(4096);

    if (s->own != NULL && !alarm_asked_any(&s->fixed) &&
        region_kept_path(s->app, "alarms", &path))
        source_keep(s->own, buf_text(&path), spec.sort, spec.n_sort);
    buf_free(&path);
}

static void ask_anew(struct alarms_screen *s)
{
    source_free(s->next);
    s->next = NULL;
    s->next_asked = s->asked;
    if (!has_own(s, &s->asked)) {
        list_view_set_source(&s->view, watched_list_source(app_alarms(s->app)));
        source_free(s->own);
        s->own = NULL;
        return;
    }
    s->next = make_source(s);
    app_connect_list(s->app, s->next);
    source_refresh(s->next);
}

static void on_quiet(void *ctx)
{
    struct alarms_screen *s = ctx;

    s->timer = NULL;
    ask_anew(s);
    app_redraw(s->app);
}

/* What somebody typed, without the words that stand before it. */
static const char *typed(const void *state)
{
    const struct alarms_screen *s = state;
    const char *text = list_view_filter_text(s);

    if (*s->behavior == '\0')
        return text;
    const char *blank = strchr(text, ' ');

    return blank != NULL ? blank + 1 : "";
}

static void split(struct alarms_screen *s, struct alarm_asked *out)
{
    *out = s->fixed;
    alarm_asked_add(out, list_view_filter_text(s));
}

static bool filter(void *state, const char *text, struct err *err)
{
    struct alarms_screen *s = state;
    struct buf all = BUF_INIT(FILTER_MAX + 1);
    struct alarm_asked before = s->asked;

    if (*s->behavior != '\0')
        buf_printf(&all, "behaviour=%s ", s->behavior);
    buf_puts(&all, text);
    bool ok = !all.full && list_view_filter(&s->view, buf_text(&all), err);

    if (all.full)
        err_set(err, ERR_LIMIT, "the filter is too long");
    buf_free(&all);
    if (!ok)
        return false;
    split(s, &s->asked);
    if (!alarm_asked_same(&before, &s->asked)) {
        loop_remove_timer(s->timer);
        s->timer = loop_add_timer(app_loop(s->app), ASK_AFTER_MS * 1000, on_quiet, s);
    }
    return true;
}

/* ---- life ---- */

static bool is_grouped(const struct alarms_screen *s)
{
    return s->groups.by != ALARMS_SINGLE;
}

static void close_alarms(void *state)
{
    struct alarms_screen *s = state;

    watched_list_unwatch(app_alarms(s->app), s);
    loop_remove_timer(s->timer);
    alarm_groups_free(&s->groups);
    list_view_free(&s->view);
    source_free(s->own);
    source_free(s->next);
    free(s->behavior);
    free(s);
}

static void *open_alarms(struct app *app, const char *text, struct err *err)
{
    struct alarms_screen *s = mem_alloc(1, sizeof *s);
    char *by = NULL;
    const struct argument more[] = {{"by", &by}, {"behaviour", &s->behavior}};

    s->app = app;
    s->changes = changes_count(app_changes(app));
    s->own = app_has_regions(app) ? make_source(s) : NULL; /* the shared rows are of home */
    list_view_init(&s->view, app, &spec,
                   s->own != NULL ? s->own : watched_list_source(app_alarms(app)));
    alarm_groups_init(&s->groups, app, &s->view);
    bool ok = alarm_rows_read(text, more, COUNT_OF(more), &s->fixed, err);

    s->groups.by = ok ? alarm_grouping_of(by) : ALARMS_SINGLE;
    if (ok && *by != '\0' && s->groups.by == ALARMS_SINGLE)
        ok = err_set(err, ERR_USAGE, "alarms by:%s: behaviour, thing or profile", by);
    free(by);
    s->asked = s->next_asked = s->fixed;
    s->view.is_behind = is_grouped(s);
    if (ok)
        keep(s);
    if (ok && s->own == NULL &&
        has_own(s, &s->fixed)) { /* rows of others are not shown meanwhile */
        s->own = make_source(s);
        list_view_set_source(&s->view, s->own);
    }
    if (!ok || !filter(s, "", err)) {
        close_alarms(s);
        return NULL;
    }
    return s;
}

static void refresh(void *state)
{
    struct alarms_screen *s = state;

    if (s->own != NULL)
        source_refresh(s->own);
    else
        watched_list_refresh(app_alarms(s->app));
}

static void shown(void *state)
{
    struct alarms_screen *s = state;
    const uint64_t changes = changes_count(app_changes(s->app));

    s->is_shown = true;
    watched_list_watch(app_alarms(s->app), on_change, s);
    if (changes != s->changes && s->own == NULL) /* what was verified just now */
        watched_list_refresh(app_alarms(s->app));
    s->changes = changes;
    if (s->own != NULL) {
        app_connect_list(s->app, s->own);
        source_set_poll(s->own, poll_ms(s));
        source_refresh(s->own);
    } else if (s->next != NULL) {
        app_connect_list(s->app, s->next);
        source_refresh(s->next);
    }
}

static void hidden(void *state)
{
    struct alarms_screen *s = state;

    s->is_shown = false;
    watched_list_unwatch(app_alarms(s->app), s);
    if (s->own != NULL)
        source_set_poll(s->own, 0);
}

/* ---- actions ---- */

static void open_thing(struct alarms_screen *s)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(&s->view, &row))
        return;
    char name[TABLE_SCRATCH];

    thing_link_open(
        s->app,
        &(struct thing_link){.thing = list_view_text(&s->view, row, ALARM_THING, scratch),
                             .behavior = list_view_text(&s->view, row, ALARM_BEHAVIOR, name)});
}

/* The view string of this screen without what a group replaces, and a thing, which comes last,
 * at its end. */
static void open_group(struct alarms_screen *s)
{
    struct buf view = BUF_INIT(2048), name = BUF_INIT(TABLE_TEXT_MAX);
    const struct alarm_asked *f = &s->fixed;
    const char *by = alarm_grouping_word(s->groups.by);
    const bool by_thing = s->groups.by == ALARMS_BY_THING;

    if (list_view_current_id(&s->groups.view, &name) && name.len > 0) {
        buf_puts(&view, "alarms");
        if (f->profile[0] != '\0' && s->groups.by != ALARMS_BY_PROFILE)
            buf_printf(&view, " profile:%s", f->profile);
        alarm_rows_put_arguments(f, &view);
        if (*s->behavior != '\0' && s->groups.by != ALARMS_BY_BEHAVIOR)
            buf_printf(&view, " behaviour:%s", s->behavior);
        if (!by_thing)
            buf_printf(&view, " %s:%s", by, buf_text(&name));
        if (by_thing || f->thing[0] != '\0')
            buf_printf(&view, " thing:%s", by_thing ? buf_text(&name) : f->thing);
        (void)app_open(s->app, buf_text(&view));
    }
    buf_free(&view);
    buf_free(&name);
}

static void open_history(struct alarms_screen *s)
{
    struct buf view = BUF_INIT(1024);
    const struct alarm_asked *f = &s->asked;

    buf_puts(&view, "events");
    if (f->profile[0] != '\0')
        buf_printf(&view, " profile:%s", f->profile);
    if (f->thing[0] != '\0')
        buf_printf(&view, " thing:%s", f->thing);
    (void)app_open(s->app, buf_text(&view));
    buf_free(&view);
}

/* Groups are not chosen. */
static bool refuse_groups(struct alarms_screen *s)
{
    if (is_grouped(s))
        app_message(s->app, MESSAGE_INFO, "Enter opens the group; there alarms can be chosen.");
    return is_grouped(s);
}

static void freeze(struct alarms_screen *s, const char *screen)
{
    if (!refuse_groups(s))
        alarm_choice_open(s->app, &s->view, screen);
}

static void open_record(struct alarms_screen *s)
{
    if (!refuse_groups(s))
        alarm_record_open(s->app, &s->view);
}

static bool act(void *state, const char *action)
{
    struct alarms_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "alarms.verify") == 0)
        return freeze(s, "verify"), true;
    if (strcmp(action, "alarms.mitigate") == 0)
        return freeze(s, "mitigate"), true;
    if (strcmp(action, "alarms.release") == 0)
        return freeze(s, "release"), true;
    if (strcmp(action, "alarms.record") == 0)
        return open_record(s), true;
    if (strcmp(action, "alarms.history") == 0)
        return open_history(s), true;
    if (strcmp(action, "alarms.group") == 0) {
        s->groups.by = (enum alarm_grouping)((s->groups.by + 1) % ALARM_GROUPINGS);
        s->view.is_behind = is_grouped(s);
        return true;
    }
    if (strcmp(action, "alarms.open") == 0)
        return is_grouped(s) ? open_group(s) : open_thing(s), true;
    return list_view_act(is_grouped(s) ? &s->groups.view : &s->view, action);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"alarms.verify", &op_put_verification_state_on_violation},
        {"alarms.mitigate", &op_start_detect_mitigation_actions_task},
        {"alarms.release", &op_remove_thing_from_thing_group},
    };
    const struct alarms_screen *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

/* ---- drawing ---- */

static void make_line(struct alarms_screen *s)
{
    struct alarm_asked now;
    struct buf line = BUF_INIT(sizeof s->line - 1);

    split(s, &now);
    if (is_grouped(s))
        buf_printf(&line, _("by %s  "), i18n_text(alarm_grouping_word(s->groups.by)));
    alarm_rows_line(&now, &line);
    s->view.sent = s->groups.view.sent = s->asked.said;
    (void)snprintf(s->line, sizeof s->line, "%s", buf_text(&line));
    buf_free(&line);
}

static void draw(void *state, struct surface *body)
{
    struct alarms_screen *s = state;
    struct surface upper, lower;

    if (source_status(s->view.source).rows == 0 && alarm_rows_closed(s->app, body))
        return;
    make_line(s);
    s->view.line = s->groups.view.line = s->line;
    if (is_grouped(s)) {
        uint32_t row;

        (void)!list_view_current(&s->view, &row); /* brings its rows up to date */
        alarm_groups_follow(&s->groups);
        list_view_draw(&s->groups.view, body);
    } else if (body->rows < PANE_FROM_ROWS) {
        list_view_draw(&s->view, body);
    } else {
        layout_rows(body, PANE_ROWS, &upper, &lower);
        list_view_draw(&s->view, &upper);
        alarm_pane_draw(&s->view, &lower);
    }
}

static void status(const void *state, struct screen_status *out)
{
    const struct alarms_screen *s = state;

    alarm_rows_status(&s->view, out);
    if (s->next != NULL && source_status(s->next).state == SOURCE_FAILED)
        out->freshness = SCREEN_STALE;
    else if (s->next != NULL || s->timer != NULL)
        out->freshness = SCREEN_LOADING;
}

static void crumb(const void *state, struct buf *out)
{
    const struct alarms_screen *s = state;

    buf_puts(out, _("Alarms"));
    if (*s->behavior != '\0')
        buf_printf(out, " %s", s->behavior);
    else if (s->fixed.thing[0] != '\0')
        buf_printf(out, " of %s", s->fixed.thing);
    else if (s->fixed.profile[0] != '\0')
        buf_printf(out, " of %s", s->fixed.profile);
}

static const struct binding bindings[] = {
    {"<Enter>", "alarms.open", N_("the device, or the alarms of the group"), N_("open"), 10},
    {"v", "alarms.verify", N_("say what the marked alarms turned out to be"), N_("verify"), 11},
    {"m", "alarms.mitigate", N_("mitigate the marked alarms"), N_("mitigate"), 12},
    {"x", "alarms.release", N_("end the quarantine of their things, after a review"),
     N_("end quarantine"), 60},
    {"b", "alarms.group", N_("one row a behaviour, device, profile, alarm"), N_("group by"),
     13},
    {"y", "alarms.record", N_("the record as JSON, as the service sent it"), NULL, 0},
    {"<Tab>", "alarms.history", N_("what happened to alarms before"), N_("history"), 14},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec alarms_screen = {
    .name = "alarms",
    .title = N_("Alarms"),
    .argument = "[profile:NAME] [kind:rule|stat|ml] [verified:STATE] [suppr:yes|no] "
                "[behaviour:NAME] [by:behaviour|thing|profile] [thing:NAME]",
    .about = N_("active alarms: what devices do that their profiles do not expect"),
    .digit = "6",
    .widget = SCREEN_LIST,
    .filter = filter,
    .filter_text = typed,
    LIST_VIEW_ARRANGE_CALLS,
    .bindings = bindings,
    .open = open_alarms,
    .close = close_alarms,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
