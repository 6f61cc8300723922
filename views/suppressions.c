/*
 * Suppressions: what is hidden, for how much longer, and who answers for it. The one that ends
 * first comes first. Owner and ticket are what the description says (store/suppression_note).
 */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_suppress.h"
#include "client/store/suppression_note.h"
#include "tui/layout.h"
#include "views/changes.h"
#include "views/chosen.h"
#include "views/kept.h"
#include "views/regions.h"
#include "views/screens.h"
#include "views/suppressions_rows.h"

enum {
    POLL_MS = 60 * 1000,
    PANE_ROWS = 6,
    PANE_FROM_ROWS = 15, /* of the body: below it every row is a suppression's */
    CHECKS_MAX = 64,     /* there are 17 */
};

/* ---- asking ---- */

static void ask_hidden(struct suppressions *s)
{
    const struct table *t = source_table(s->source);
    const char *names[CHECKS_MAX];
    size_t n = 0;

    for (uint32_t i = 0; table_rows(t) > 0 && i < table_names(t, S_CHECK) && n < CHECKS_MAX;
         i++)
        names[n++] = table_name(t, S_CHECK, i);
    hidden_ask(s->hidden, app_client(s->app), app_runs(s->app), names, n);
}

static void on_counts(void *ctx)
{
    struct suppressions *s = ctx;

    list_sync(&s->view.pane);
    app_redraw(s->app);
}

/* An answer that was under way when something was carried out may not show it. */
static void follow_changes(struct suppressions *s)
{
    const struct source_status st = source_status(s->source);

    if (changes_moved(app_changes(s->app), &s->changes,
                      st.refreshing || st.state == SOURCE_LOADING))
        source_refresh(s->source);
}

static void on_change(void *ctx)
{
    struct suppressions *s = ctx;

    follow_changes(s);
    ask_hidden(s);
    on_counts(s);
}

/* What is there now was seen, once all of it is. */
static void keep_seen(const struct suppressions *s)
{
    const struct table *t = source_table(s->source);
    struct buf path = BUF_INIT(4096);
    char scratch[TABLE_SCRATCH];
    struct seen now;
    struct err err; /* then they are new again */

    if (source_status(s->source).state != SOURCE_COMPLETE)
        return;
    seen_new(&now);
    for (uint32_t row = 0; row < table_rows(t); row++)
        seen_add(&now, table_text(t, row, S_ID, scratch));
    bool kept = region_kept_path(s->app, "suppressions seen", &path) &&
                seen_save(&now, buf_text(&path), &err);

    (void)kept;
    seen_free(&now);
    buf_free(&path);
}

static void *open_suppressions(struct app *app, const char *text, struct err *err)
{
    struct suppressions *s = mem_alloc(1, sizeof *s);
    struct buf path = BUF_INIT(4096);

    (void)text;
    (void)err;
    s->app = app;
    s->source = source_new(&(struct source_options){.loop = app_loop(app),
                                                    .spec = &suppressions_table,
                                                    .on_change = on_change,
                                                    .ctx = s,
                                                    .several = app_has_regions(app)});
    s->hidden = hidden_new(loop_clock(app_loop(app)), on_counts, s);
    source_set_query(s->source, &(struct source_query){.op = &op_list_audit_suppressions,
                                                       .poll_ms = POLL_MS});
    if (region_kept_path(app, "suppressions", &path))
        source_keep(s->source, buf_text(&path), suppressions_view_spec.sort,
                    suppressions_view_spec.n_sort);
    buf_reset(&path);
    if (region_kept_path(app, "suppressions seen", &path))
        seen_load(&s->seen, buf_text(&path));
    else
        s->seen = (struct seen){.known = map_new(), .first = true};
    buf_free(&path);
    list_view_init(&s->view, app, &suppressions_view_spec, s->source);
    audit_runs_watch(app_runs(app), on_change, s);
    return s;
}

static void close_suppressions(void *state)
{
    struct suppressions *s = state;

    keep_seen(s);
    audit_runs_unwatch(app_runs(s->app), s);
    list_view_free(&s->view);
    hidden_free(s->hidden);
    source_free(s->source);
    seen_free(&s->seen);
    free(s);
}

static void shown(void *state)
{
    struct suppressions *s = state;
    const struct source_status st = source_status(s->source);

    app_connect_list(s->app, s->source);
    source_set_poll(s->source, app_is_paused(s->app) ? 0 : POLL_MS);
    follow_changes(s);
    if (st.state != SOURCE_COMPLETE)
        source_refresh(s->source);
    ask_hidden(s);
}

static void hidden(void *state)
{
    struct suppressions *s = state;

    source_set_poll(s->source, 0);
}

static void refresh(void *state)
{
    struct suppressions *s = state;

    source_refresh(s->source);
    ask_hidden(s);
}

/* ---- what an action is about ---- */

static void extend(struct suppressions *s, const struct chosen *chosen)
{
    struct frozen *set = frozen_new(app_now_ms(s->app));
    char scratch[TABLE_SCRATCH];
    bool fits = true;

    for (size_t i = 0; fits && i < chosen->n; i++) {
        const uint32_t row = chosen->rows[i];

        fits = frozen_add(set, &(struct frozen_finding){
                                   .check = list_view_text(&s->view, row, S_CHECK, scratch).p,
                                   .key = suppressions_key(s, row, set->arena)});
    }
    if (fits && set->n == 1) {
        (void)app_openf(s->app, "suppress check:%s res:%s", set->items[0].check,
                        set->items[0].key);
        frozen_free(set);
    } else if (fits) {
        chosen_open(s->app, "suppress", set);
    } else {
        app_message(s->app, MESSAGE_ERROR, "at most %d at once: mark fewer", FROZEN_MAX);
        frozen_free(set);
    }
}

static void end_now(struct suppressions *s, const struct chosen *chosen)
{
    struct arena *a = arena_new();
    struct suppress_end *ends = arena_alloc(a, chosen->n, sizeof *ends);

    for (size_t i = 0; i < chosen->n; i++)
        ends[i] = (struct suppress_end){suppressions_record(s, chosen->rows[i], a),
                                        suppressions_hides(s, chosen->rows[i])};
    struct plan *p = plan_suppress_end(ends, chosen->n, app_now_ms(s->app), app_zone(s->app));

    if (p->n_steps > 0) {
        (void)app_review(s->app, p);
    } else {
        app_message(s->app, MESSAGE_WARN, "%s", p->targets[0].left_out);
        plan_free(p);
    }
    arena_free(a);
}

typedef void chosen_action_fn(struct suppressions *s, const struct chosen *chosen);

static void on_chosen(struct suppressions *s, chosen_action_fn *action)
{
    struct chosen chosen = {0};
    struct err err;

    if (chosen_rows(&s->view, suppressions_name, &chosen, &err))
        action(s, &chosen);
    else
        app_error(s->app, &err);
    chosen_free(&chosen);
}

/* The findings it hides, as the newest audit of its check has them. */
static void open_hidden(struct suppressions *s, const struct audit_suppression *row,
                        const char *key)
{
    const char *run = hidden_run(app_runs(s->app), row->check_name);

    if (run != NULL)
        (void)app_openf(s->app, "findings run:%s check:%s res:%s", run, row->check_name, key);
    else
        app_message(s->app, MESSAGE_INFO, "No audit of this check is known; n starts one.");
}

/* What all audits found there. */
static void open_all(struct suppressions *s, const struct audit_suppression *row,
                     const char *key)
{
    (void)app_openf(s->app, "findings check:%s res:%s", row->check_name, key);
}

typedef void row_action_fn(struct suppressions *s, const struct audit_suppression *row,
                           const char *key);

static void on_row(struct suppressions *s, row_action_fn *action)
{
    struct arena *a = arena_new();
    uint32_t row;

    if (list_view_current(&s->view, &row))
        action(s, suppressions_record(s, row, a), suppressions_key(s, row, a));
    arena_free(a);
}

static bool act(void *state, const char *action)
{
    struct suppressions *s = state;

    app_redraw(s->app);
    if (strcmp(action, "suppressions.extend") == 0)
        return on_chosen(s, extend), true;
    if (strcmp(action, "suppressions.end") == 0)
        return on_chosen(s, end_now), true;
    if (strcmp(action, "suppressions.audit") == 0)
        return app_open(s->app, "start-audit"), true;
    if (strcmp(action, "suppressions.returns") == 0)
        return on_row(s, open_hidden), true;
    if (strcmp(action, "suppressions.open") == 0)
        return on_row(s, open_all), true;
    return list_view_act(&s->view, action);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"suppressions.extend", &op_update_audit_suppression},
        {"suppressions.end", &op_delete_audit_suppression},
    };
    const struct suppressions *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

/* ---- drawing ---- */

static void draw_pane(struct suppressions *s, struct surface *pane)
{
    struct buf counts = BUF_INIT(160), line = BUF_INIT(1024);
    char scratch[TABLE_SCRATCH];
    struct arena *a = arena_new();
    struct suppression_note note;
    uint32_t row;

    if (source_status(s->source).as_of_ms != 0)
        suppressions_counts(s, &counts);
    surface_rule(pane, 0, _("suppression"), buf_text(&counts));
    surface_fill(pane, 1, 0, pane->rows - 1, pane->cols, STYLE_TEXT);
    if (list_view_current(&s->view, &row)) {
        const bool ours = suppression_description_parse(
            list_view_text(&s->view, row, S_DESCRIPTION, scratch), &note);

        suppression_end_say(suppressions_record(s, row, a), app_now_ms(s->app),
                            app_zone(s->app), &line);
        if (!ours)
            buf_puts(&line, _("; made elsewhere: the service keeps no owner"));
        int y = surface_lines(pane, 1, 1, pane->cols - 2, STYLE_STRONG,
                              (struct str){buf_text(&line), line.len});

        surface_lines(pane, y, 1, pane->cols - 2, STYLE_TEXT, note.text);
    }
    arena_free(a);
    buf_free(&counts);
    buf_free(&line);
}

static void draw(void *state, struct surface *body)
{
    struct suppressions *s = state;
    struct surface upper, lower;

    if (body->rows < PANE_FROM_ROWS) {
        list_view_draw(&s->view, body);
        return;
    }
    layout_rows(body, PANE_ROWS, &upper, &lower);
    list_view_draw(&s->view, &upper);
    draw_pane(s, &lower);
}

static const struct binding bindings[] = {
    {"<Enter>", "suppressions.open", N_("every finding of this check and resource"),
     N_("findings"), 10},
    {"e s", "suppressions.extend", N_("another end for the marked ones"), N_("extend"), 11},
    {"x", "suppressions.end", N_("end the marked ones now, after a review"), N_("end now"), 12},
    {"n", "suppressions.audit", N_("start an audit"), N_("audit"), 30},
    {"D", "suppressions.returns", N_("what returns when it ends"), N_("what returns"), 13},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec suppressions_screen = {
    .name = "suppressions",
    .title = N_("Suppressions"),
    .about = N_("what is hidden, for how much longer, and who answers for it"),
    .digit = "5",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_suppressions,
    .close = close_suppressions,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
