/* Play a scenario: which one, on whom, for how long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/when.h"
#include "client/store/answer.h"
#include "client/store/drills.h"
#include "views/form_host.h"
#include "views/screens.h"

enum { FIELDS = 11, KINDS_MAX = 64, TEXT_WIDTH = 40, SHORT_WIDTH = 8, THINGS_MAX = 20000 };

struct play {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct answer *kinds;
    char *wanted; /* owned; name of the scenario the form begins with; "": the first */
    struct form_choice choices[KINDS_MAX]; /* of the form, with texts of the answer */
    const struct scenario_about *about[KINDS_MAX];
    size_t n_kinds;
    struct form_field fields[FIELDS];
};

static const struct form_choice whom[] = {
    {.value = "suits", .label = N_("what suits"), .style = STYLE_TEXT},
    {.value = "type", .label = N_("a type"), .style = STYLE_TEXT},
    {.value = "group", .label = N_("a group"), .style = STYLE_TEXT},
    {.value = "things", .label = N_("things by name"), .style = STYLE_TEXT},
};

/* ---- values ---- */

static bool whom_is(const struct form *f, const char *value)
{
    return strcmp(form_value(f, "whom"), value) == 0;
}

static const struct scenario_about *about_of(const struct play *s)
{
    const char *name = form_value(s->host.form, "scenario");

    for (size_t i = 0; i < s->n_kinds; i++)
        if (strcmp(s->about[i]->name, name) == 0)
            return s->about[i];
    return NULL;
}

/* Minutes of "2h"; false: not a duration, or one that is too long. */
static bool minutes_of(const char *text, int64_t *out)
{
    struct when_span span;
    struct err ignored;

    if (when_duration(str_of(text), &span, &ignored) != WHEN_OK)
        return false;
    *out = when_span_ms(&span) / 60000;
    return *out >= 1 && *out <= 7 * 24 * 60;
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const char *value = form_value(f, name);
    int64_t n;

    (void)ctx;
    if (strcmp(name, "name") == 0 && !whom_is(f, "suits") && *value == '\0')
        buf_puts(v->error, _("which one?"));
    if (strcmp(name, "count") == 0 && *value != '\0' &&
        !str_to_int(str_of(value), 1, THINGS_MAX, &n))
        buf_printf(v->error, _("a number from 1 to %d"), THINGS_MAX);
    if (strcmp(name, "for") == 0 && *value != '\0' && !minutes_of(value, &n))
        buf_puts(v->error, _("a duration of 1min to 7d: 90min, 2h"));
}

/* The names of "a, b c". */
static struct list names_of(const char *text, struct arena *a)
{
    struct str rest = str_of(text);
    const char **names = arena_alloc(a, rest.n / 2 + 1, sizeof *names);
    size_t n = 0;

    while (rest.n > 0) {
        struct str one = str_trim(str_cut(rest, ',', &rest));

        if (one.n > 0)
            names[n++] = arena_strn(a, one.p, one.n);
    }
    return (struct list){n, names};
}

static struct start_scenario_input wish_of(const struct play *s, struct arena *a)
{
    const struct form *f = s->host.form;
    const char *name = form_value(f, "name");
    struct start_scenario_input in = {.name = form_value(f, "scenario")};

    if (whom_is(f, "type"))
        in.thing_type_name = name;
    if (whom_is(f, "group"))
        in.thing_group_name = name;
    if (whom_is(f, "things"))
        in.thing_names = names_of(name, a);
    else
        in.things.set =
            str_to_int(str_of(form_value(f, "count")), 1, THINGS_MAX, &in.things.value);
    in.minutes.set = minutes_of(form_value(f, "for"), &in.minutes.value);
    return in;
}

/* ---- the form ---- */

static void metrics_say(const struct scenario_about *about, struct buf *out)
{
    const struct scenario_metric *m = about->metrics.items;

    for (size_t i = 0; i < about->metrics.n; i++)
        buf_printf(out, "%s%s %s", i > 0 ? "; " : "", m[i].metric_name, m[i].change);
}

static void changed(void *ctx)
{
    struct play *s = ctx;
    const struct scenario_about *about = about_of(s);
    struct form *f = s->host.form;
    struct buf text = BUF_INIT(4096);

    form_disable(f, "name",
                 whom_is(f, "suits") ? _("things of one type that stand together") : NULL);
    form_disable(f, "count", whom_is(f, "things") ? _("all that are named") : NULL);
    if (about == NULL)
        return;
    form_set_fact(f, "threat", about->threat, STYLE_TEXT);
    form_set_fact(f, "signs", about->signs, STYLE_TEXT);
    metrics_say(about, &text);
    form_set_fact(f, "metrics", buf_text(&text), STYLE_TEXT);
    buf_reset(&text);
    buf_printf(&text, _("left empty: %lld.%lld%% of the fleet within %lld min, for %lld min"),
               (long long)about->per_mille.value / 10, (long long)about->per_mille.value % 10,
               (long long)about->spread_min.value, (long long)about->minutes.value);
    form_set_fact(f, "usual", buf_text(&text), STYLE_DIM);
    buf_free(&text);
}

static void fill(void *ctx, struct form *f)
{
    const struct play *s = ctx;

    (void)form_set(f, "whom", "suits");
    if (s->wanted[0] != '\0')
        (void)form_set(f, "scenario", s->wanted);
}

static void ask(void *ctx)
{
    struct play *s = ctx;

    if (!form_valid(s->host.form))
        return;
    struct arena *a = arena_new();
    const struct start_scenario_input in = wish_of(s, a);

    form_host_review(&s->host, plan_scenario_start(&in, about_of(s), app_now_ms(s->app)));
    arena_free(a);
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    ask(ctx);
}

static void put_choices(struct play *s)
{
    const struct list_scenario_kinds_output *o = answer_output(s->kinds, 0);
    const struct scenario_about *about = o->scenario_kinds.items;

    for (size_t i = 0; i < o->scenario_kinds.n && s->n_kinds < KINDS_MAX; i++) {
        if (about[i].name == NULL || about[i].title == NULL || about[i].threat == NULL ||
            about[i].signs == NULL)
            continue;
        s->choices[s->n_kinds] = (struct form_choice){
            .value = about[i].name, .label = about[i].title, .style = STYLE_TEXT};
        s->about[s->n_kinds++] = &about[i];
    }
}

static void make_form(struct play *s)
{
    put_choices(s);
    const struct form_field fields[FIELDS] = {
        {.kind = FORM_RADIO,
         .name = "scenario",
         .label = N_("scenario"),
         .choices = s->choices,
         .n_choices = s->n_kinds},
        {.kind = FORM_FACT, .name = "threat", .label = N_("threat")},
        {.kind = FORM_FACT, .name = "signs", .label = N_("to see")},
        {.kind = FORM_RADIO,
         .name = "whom",
         .label = N_("on"),
         .choices = whom,
         .n_choices = COUNT_OF(whom)},
        {.kind = FORM_TEXT,
         .name = "name",
         .label = N_("called"),
         .hint = N_("things with , between"),
         .width = TEXT_WIDTH},
        {.kind = FORM_TEXT, .name = "count", .label = N_("how many"), .width = SHORT_WIDTH},
        {.kind = FORM_TEXT,
         .name = "for",
         .label = N_("for"),
         .hint = N_("90min, 2h"),
         .width = SHORT_WIDTH},
        {.kind = FORM_FACT, .name = "usual", .label = ""},
        {.kind = FORM_FACT, .name = "metrics", .label = N_("moves")},
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };

    memcpy(s->fields, fields, sizeof s->fields);
    form_host_make(&s->host, &(struct form_host_options){.name = "play",
                                                         .fields = s->fields,
                                                         .n = FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = ask,
                                                         .ctx = s});
    if (s->wanted[0] != '\0') /* on top of a draft of another one */
        form_host_set(&s->host, "scenario", s->wanted);
    if (s->wanted[0] != '\0' && strcmp(form_value(s->host.form, "scenario"), s->wanted) != 0)
        app_message(s->app, MESSAGE_WARN, "There is no scenario %.60s; choose one.", s->wanted);
}

/* ---- the screen ---- */

static void on_kinds(void *ctx)
{
    struct play *s = ctx;

    if (s->host.form == NULL && answer_state(s->kinds) == ANSWER_READY)
        make_form(s);
    app_redraw(s->app);
}

static void ask_kinds(void *state)
{
    struct play *s = state;
    struct client *c = app_client(s->app);
    struct err err;

    if (form_host_over(&s->host) || s->host.form != NULL)
        return;
    if (c != NULL && !drills_are_here(c, app_context(s->app)->name, &err))
        answer_fail(s->kinds, &err);
    else
        answer_ask(s->kinds, c, &op_list_scenario_kinds, NULL);
}

static void *open_play(struct app *app, const char *argument, struct err *err)
{
    struct client *c = app_client(app);

    if ((c != NULL && !drills_are_here(c, app_context(app)->name, err)) ||
        !gate_allows(app_gate(app), &op_start_scenario, err))
        return NULL;
    struct play *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->wanted = mem_strdup(argument);
    form_host_init(&s->host, app);
    s->kinds = answer_new(loop_clock(app_loop(app)), on_kinds, s);
    return s;
}

static void close_play(void *state)
{
    struct play *s = state;

    form_host_free(&s->host);
    answer_free(s->kinds);
    free(s->wanted);
    free(s);
}

static void draw(void *state, struct surface *body)
{
    struct play *s = state;
    const bool failed = answer_state(s->kinds) == ANSWER_FAILED;

    form_host_draw_or(&s->host, body, failed ? answer_err(s->kinds) : NULL,
                      _("Asking which scenarios there are .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct play *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL && answer_waiting(s->kinds))
        out->freshness = SCREEN_LOADING;
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {0},
};

const struct screen_spec play_screen = {
    .name = "play",
    .title = N_("Play a scenario"),
    .argument = "[NAME]",
    .about = N_("start an incident on the simulated fleet: which, on whom, how long"),
    .bindings = bindings,
    .open = open_play,
    .close = close_play,
    .draw = draw,
    FORM_HOST_CALLS,
    .status = status,
    .shown = ask_kinds,
    .refresh = ask_kinds,
};
