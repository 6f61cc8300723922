/*
 * The end of a quarantine: things that were put into a thing group by a mitigation leave it. A
 * form, because somebody says from which group and why; nothing is sent from here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/groups.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/argument.h"
#include "views/release_inside.h"
#include "views/screens.h"

enum { FACT_MAX = 4096, TICKET_WIDTH = 24, THINGS_SAID = 6 };

static void try_again(void *ctx);

/* ---- what is asked ---- */

static void on_news(void *ctx)
{
    struct release *s = ctx;

    s->stale = true;
    app_redraw(s->app);
    if (s->host.form == NULL)
        try_again(s);
}

static void ask_blast(struct release *s)
{
    struct blast_item *items = mem_alloc(s->n + 1, sizeof *items);

    for (size_t i = 0; i < s->n; i++)
        items[i] = (struct blast_item){
            arena_printf(s->arena, FROZEN_THING "%s", s->things[i].name), BLAST_LEAVE_GROUP};
    s->blast = blast_new(&(struct blast_options){.loop = app_loop(s->app),
                                                 .devices = app_devices(s->app),
                                                 .items = items,
                                                 .n_items = s->n,
                                                 .priority = CALL_INTERACTIVE,
                                                 .on_change = on_news,
                                                 .ctx = s});
    free(items);
}

static void stop_asking(struct release *s)
{
    blast_free(s->blast);
    s->blast = NULL;
    group_policies_free(s->policies);
    s->policies = NULL;
}

/* ---- the form ---- */

static const char *chosen_group(const struct release *s)
{
    return form_value(s->host.form, "group");
}

static struct plan_release_options options(struct release *s)
{
    const struct source_status alarms = source_status(watched_list_source(app_alarms(s->app)));

    release_judge(s, chosen_group(s));
    return (struct plan_release_options){
        .group = chosen_group(s),
        .things = s->things,
        .n = s->n,
        .cut = s->cut,
        .now_ms = app_now_ms(s->app),
        .ticket = form_value(s->host.form, "ticket"),
        .reason = form_value(s->host.form, "reason"),
        .blast = s->blast,
        .groups = s->policies,
        .alarms_known = alarms.state == SOURCE_COMPLETE || alarms.state == SOURCE_STALE,
    };
}

static void put_facts(const struct plan *p, const char *label, struct buf *out)
{
    bool mine = false;

    for (size_t i = 0; i < p->n_facts; i++) {
        if (p->facts[i].label[0] != '\0')
            mine = strcmp(p->facts[i].label, label) == 0;
        if (mine)
            buf_printf(out, "%s%s", out->len > 0 ? "\n" : "", p->facts[i].text);
    }
}

static void put_things(const struct plan *p, struct buf *out)
{
    size_t said = 0;

    for (size_t i = 0; i < p->n_targets && said < THINGS_SAID; i++)
        if (p->targets[i].left_out == NULL)
            buf_printf(out, "%s%s", said++ > 0 ? ", " : "", p->targets[i].id);
    if (plan_acting(p) > said)
        buf_printf(out, _(" and %zu more"), plan_acting(p) - said);
    if (plan_acting(p) < p->n_targets)
        buf_printf(out, _("\n%zu left out: %s"), p->n_targets - plan_acting(p),
                   _("not in the group, or not known to be"));
}

/* What the review would say, as far as it is known. */
static void say(struct release *s)
{
    static const char *const labels[] = {"the group", "alarms", "in it", "online"};
    struct plan_release_options o = options(s);
    struct buf text = BUF_INIT(FACT_MAX);
    struct err err;
    struct plan *p = plan_release(&o, &err);

    if (p != NULL)
        put_things(p, &text);
    else
        buf_puts(&text, err.text);
    form_set_fact(s->host.form, "things", buf_text(&text), p != NULL ? STYLE_TEXT : STYLE_WARN);
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        buf_reset(&text);
        if (p != NULL)
            put_facts(p, labels[i], &text);
        form_set_fact(s->host.form, labels[i], buf_text(&text), STYLE_TEXT);
    }
    buf_free(&text);
    plan_free(p);
}

static void changed(void *ctx)
{
    struct release *s = ctx;

    if (app_client(s->app) != NULL && s->policies == NULL)
        s->policies = group_policies_new(app_client(s->app), on_news, s);
    if (s->policies != NULL)
        group_policies_want(s->policies, chosen_group(s));
    if (s->read_for == NULL || strcmp(s->read_for, chosen_group(s)) != 0) {
        s->read_for = arena_str(s->arena, chosen_group(s));
        release_read_journal(s, s->read_for);
    }
    s->stale = true;
}

static void review(void *ctx)
{
    struct release *s = ctx;
    struct err err;

    if (!form_valid(s->host.form))
        return;
    struct plan_release_options o = options(s);
    struct plan *p = plan_release(&o, &err);

    if (p == NULL)
        app_error(s->app, &err);
    else
        form_host_review(&s->host, p);
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    review(ctx);
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    struct release *s = ctx;
    const char *value = form_value(f, name);
    const struct guards *guards = gate_guards(app_gate(s->app));

    if (strcmp(name, "ticket") != 0)
        return;
    if (guards->ticket && *value == '\0' && *gate_ticket(app_gate(s->app)) == '\0')
        buf_puts(v->error, _("a ticket is needed here"));
    else if (strlen(value) >= GATE_TICKET_MAX)
        buf_printf(v->error, _("at most %d characters"), GATE_TICKET_MAX - 1);
}

static void add(struct release *s, struct form_field field)
{
    if (s->n_fields < RELEASE_FIELDS)
        s->fields[s->n_fields++] = field;
}

static void make_fields(struct release *s)
{
    for (size_t i = 0; i < s->n_groups; i++)
        s->choices[i] = (struct form_choice){.value = s->groups[i], .label = s->groups[i]};
    s->n_fields = 0;
    add(s, (struct form_field){.kind = FORM_NOTE,
                               .name = "",
                               .label = N_("Things leave the group and may connect as before; "
                                           "undoing adds them again. Ctrl-X reviews.")});
    add(s, (struct form_field){.kind = FORM_RADIO,
                               .name = "group",
                               .label = N_("out of"),
                               .choices = s->choices,
                               .n_choices = s->n_groups});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "things", .label = N_("things")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "online", .label = N_("online")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "alarms", .label = N_("alarms")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "in it", .label = N_("in it")});
    add(s,
        (struct form_field){.kind = FORM_FACT, .name = "the group", .label = N_("the group")});
    add(s,
        (struct form_field){
            .kind = FORM_TEXT, .name = "ticket", .label = N_("ticket"), .width = TICKET_WIDTH});
    add(s, (struct form_field){.kind = FORM_TEXT, .name = "reason", .label = N_("reason")});
    add(s, (struct form_field){.kind = FORM_BUTTON, .name = "review", .label = N_("Review")});
    add(s, (struct form_field)FORM_HOST_DISCARD_FIELD);
}

static void make_form(struct release *s)
{
    char name[200];

    (void)snprintf(name, sizeof name, "release %s%s%s", s->set_id, s->group, s->thing);
    make_fields(s);
    form_host_make(&s->host, &(struct form_host_options){.name = name,
                                                         .fields = s->fields,
                                                         .n = s->n_fields,
                                                         .check = check_field,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
}

static void refuse(struct release *s)
{
    if (s->n == 0)
        (void)err_set(&s->err, ERR_USAGE, "there is no thing in %s",
                      *s->group != '\0' ? s->group : _("this choice"));
    else
        (void)err_set(&s->err, ERR_USAGE,
                      "none of %zu thing%s is in a group that a mitigation action names", s->n,
                      s->n == 1 ? "" : "s");
    (void)err_advise(&s->err, "name it: release group:NAME thing:NAME");
}

/* Which groups actions name is known, or does not matter, or cannot be known. */
static bool actions_settled(struct release *s)
{
    const struct source_status st = source_status(described_source(app_actions(s->app)));

    if (described_ready(app_actions(s->app)) || *s->group != '\0')
        return true;
    if (st.err->kind != ERR_NONE)
        s->err = *st.err;
    return st.err->kind != ERR_NONE;
}

/* Makes the form once it is known which things, in which groups. */
static void try_again(void *ctx)
{
    struct release *s = ctx;

    if (s->host.form != NULL || s->err.kind != ERR_NONE || app_client(s->app) == NULL)
        return;
    if (answer_state(s->members) == ANSWER_FAILED)
        s->err = *answer_err(s->members);
    if (s->n == 0 && !release_collect(s))
        return;
    if (s->blast == NULL && s->n > 0)
        ask_blast(s);
    if (!actions_settled(s) || s->err.kind != ERR_NONE || (s->n > 0 && !blast_done(s->blast)))
        return;
    release_find_groups(s);
    if (s->n == 0 || s->n_groups == 0)
        refuse(s);
    else
        make_form(s);
    app_redraw(s->app);
}

/* ---- the screen ---- */

static void close_release(void *state)
{
    struct release *s = state;

    described_unwatch(app_actions(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_free(&s->host);
    stop_asking(s);
    answer_free(s->members);
    frozen_free(s->set);
    arena_free(s->arena);
    free(s->set_id);
    free(s->group);
    free(s->thing);
    free(s);
}

static void *open_release(struct app *app, const char *text, struct err *err)
{
    struct release *s = mem_alloc(1, sizeof *s);
    const struct argument args[] = {{"set", &s->set_id}, {"group", &s->group}};
    const struct argument thing = {"thing", &s->thing};

    if (!argument_parse_rest(text, args, COUNT_OF(args), &thing, err)) {
        free(s);
        return NULL;
    }
    s->app = app;
    form_host_init(&s->host, app);
    s->arena = arena_new();
    s->members = answer_new(loop_clock(app_loop(app)), try_again, s);
    bool ok = *s->set_id != '\0' || *s->group != '\0' || *s->thing != '\0';

    if (!ok) {
        (void)err_set(err, ERR_USAGE, "end which quarantine? Mark alarms and press x");
        (void)err_advise(err, "or release group:NAME, or release thing:NAME");
    } else if (*s->set_id != '\0') {
        s->set = frozen_load(s->set_id, err);
        ok = s->set != NULL;
    }
    if (!ok) {
        close_release(s);
        return NULL;
    }
    return s;
}

static void draw(void *state, struct surface *body)
{
    struct release *s = state;

    if (s->host.form != NULL && s->stale)
        say(s);
    s->stale = false;
    form_host_draw_or(&s->host, body, &s->err, _("Asking which groups they are in .."));
}

static void ask_members(struct release *s)
{
    const struct list_things_in_thing_group_input in = {.thing_group_name = s->group};

    if (s->set == NULL && *s->thing == '\0' && app_client(s->app) != NULL &&
        answer_state(s->members) != ANSWER_READY)
        answer_ask(s->members, app_client(s->app), &op_list_things_in_thing_group, &in);
}

static void shown(void *state)
{
    struct release *s = state;

    if (form_host_over(&s->host))
        return;
    described_watch(app_actions(s->app), on_news, s);
    watched_list_watch(app_alarms(s->app), on_news, s);
    ask_members(s);
    try_again(s);
}

static void hidden(void *state)
{
    struct release *s = state;

    described_unwatch(app_actions(s->app), s);
    watched_list_unwatch(app_alarms(s->app), s);
    form_host_save(&s->host);
}

static void refresh(void *state)
{
    struct release *s = state;

    described_refresh(app_actions(s->app));
    watched_list_refresh(app_alarms(s->app));
}

static void status(const void *state, struct screen_status *out)
{
    const struct release *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = s->err.kind != ERR_NONE ? SCREEN_FAILED : SCREEN_LOADING;
    if (s->n > 0)
        (void)snprintf(out->note, sizeof out->note, _("%zu thing%s"), s->n,
                       s->n == 1 ? "" : "s");
    form_host_status(&s->host, out);
}

static const struct binding bindings[] = {FORM_HOST_BINDINGS, {0}};

const struct screen_spec release_screen = {
    .name = "release",
    .title = N_("End quarantine"),
    .argument = "set:ID | group:NAME | [group:NAME] thing:NAME",
    .about = N_("take things out of the group that a mitigation put them into"),
    .bindings = bindings,
    .open = open_release,
    .close = close_release,
    .draw = draw,
    .act = form_host_act,
    FORM_HOST_INPUT,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
