/* The fields of the form: an action for each check, waves, when to stop. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/when.h"
#include "client/store/mitigation_lists.h"
#include "views/mitigate_inside.h"
#include "views/severity_cell.h"

enum { NUMBER_WIDTH = 6, PAUSE_WIDTH = 12, TICKET_WIDTH = 24 };

static const struct form_choice layouts[] = {
    {.value = "waves", .label = N_("a few first, then the rest")},
    {.value = "once", .label = N_("all at once")},
    {.value = "run", .label = N_("the whole audit in one task")},
};
static const struct form_choice layouts_of_alarms[] = {
    {.value = "waves", .label = N_("a few first, then the rest")},
    {.value = "once", .label = N_("all at once")},
    {.value = "run", .label = N_("all of the behavior in one task")},
};
static const struct form_choice which[] = {
    {.value = "active", .label = N_("only what is in alarm when the task runs")},
    {.value = "all", .label = N_("also what is over by then")},
};
static const struct form_choice alerts[] = {
    {.value = "with", .label = N_("act")},
    {.value = "without", .label = N_("leave out")},
};
enum { LAYOUT_WAVES, LAYOUT_ONCE, LAYOUT_RUN };

/* ---- the checks ---- */

static struct mitigate_check *check_of(struct mitigate *s, const char *name)
{
    for (size_t i = 0; i < s->n_checks; i++)
        if (strcmp(s->checks[i].name, name) == 0)
            return &s->checks[i];
    if (s->n_checks == MITIGATE_CHECKS_MAX)
        return NULL;
    const struct check *known = check_find(name);
    const char *word = known != NULL ? known->short_name : name;

    if (strcmp(name, FROZEN_ALARMS) == 0)
        word = "action";

    s->checks[s->n_checks] =
        (struct mitigate_check){.name = arena_str(s->arena, name),
                                .radio = arena_str(s->arena, word),
                                .fact = arena_printf(s->arena, _("about %s"), word)};
    return &s->checks[s->n_checks++];
}

static void count_checks(struct mitigate *s)
{
    s->n_checks = 0;
    for (size_t i = 0; i < s->set->n; i++) {
        struct mitigate_check *c = check_of(s, s->set->items[i].check);

        if (c == NULL)
            continue;
        c->findings++;
        c->suppressed += s->set->items[i].suppressed;
    }
}

/* ---- the actions ---- */

static const struct describe_mitigation_action_output *action_at(const struct mitigate *s,
                                                                 size_t i)
{
    return described_at(app_actions(s->app), i)->output;
}

/* NULL: it fits, or nobody here knows. */
static const char *misfit(const struct mitigate *s,
                          const struct describe_mitigation_action_output *a, const char *check)
{
    const struct mitigation_kind *kind = mitigation_find(a->action_type);
    const struct check *known = check_find(check);

    if (kind == NULL)
        return "picket does not know its type";
    if (mitigate_of_alarms(s))
        return mitigation_alarm_misfit(mitigation_type_of(kind), s->arena);
    return known != NULL ? mitigation_misfit(mitigation_type_of(kind),
                                             (enum check_id)(known - checks), s->arena)
                         : NULL;
}

/* What fits first; what does not is there too, so that nobody looks for it. */
static size_t put_choices(struct mitigate *s, const char *check, struct form_choice *out)
{
    size_t n = 0, all = described_count(app_actions(s->app));

    out[n++] = (struct form_choice){.value = MITIGATE_NONE, .label = N_("leave out")};
    for (int fits = 1; fits >= 0; fits--)
        for (size_t i = 0; i < all && n < MITIGATE_RADIO_MAX; i++) {
            const struct describe_mitigation_action_output *a = action_at(s, i);
            const char *why = a != NULL ? misfit(s, a, check) : NULL;

            if (a == NULL || a->action_name == NULL || (why == NULL) != (fits == 1))
                continue;
            out[n++] = (struct form_choice){.value = arena_str(s->arena, a->action_name),
                                            .label = arena_str(s->arena, a->action_name),
                                            .disabled = why};
        }
    return n;
}

static void add(struct mitigate *s, struct form_field field)
{
    if (s->n_fields < MITIGATE_FIELDS)
        s->fields[s->n_fields++] = field;
}

static void add_check(struct mitigate *s, const struct mitigate_check *c)
{
    struct form_choice *choices = arena_alloc(s->arena, MITIGATE_RADIO_MAX, sizeof *choices);
    size_t n = put_choices(s, c->name, choices);

    add(s, (struct form_field){.kind = FORM_RADIO,
                               .name = c->radio,
                               .label = c->radio,
                               .choices = choices,
                               .n_choices = n});
    add(s, (struct form_field){.kind = FORM_FACT, .name = c->fact, .label = ""});
}

static void add_text(struct mitigate *s, const char *name, const char *label, const char *hint,
                     int width)
{
    add(s, (struct form_field){
               .kind = FORM_TEXT, .name = name, .label = label, .hint = hint, .width = width});
}

static void add_how(struct mitigate *s)
{
    const bool alarms = mitigate_of_alarms(s);

    add(s, (struct form_field){.kind = FORM_HEADING, .name = "", .label = N_("how")});
    add(s, (struct form_field){.kind = FORM_RADIO,
                               .name = "send",
                               .label = N_("waves"),
                               .choices = alarms ? layouts_of_alarms : layouts,
                               .n_choices =
                                   mitigate_can_whole(s) ? LAYOUT_RUN + 1 : LAYOUT_ONCE + 1});
    add_text(s, "first", N_("first wave"),
             alarms ? _("alarms, least concerned first") : _("findings, least concerned first"),
             NUMBER_WIDTH);
    add_text(s, "pause", "pause", _("10min; empty: I start each wave"), PAUSE_WIDTH);
    add_text(s, "stop", N_("stop after"),
             alarms ? _("failed actions; 0: never") : _("failed findings; 0: never"),
             NUMBER_WIDTH);
    add_text(s, "ticket", "ticket", NULL, TICKET_WIDTH);
    add_text(s, "reason", "reason", NULL, 0);
    add(s, (struct form_field){.kind = FORM_FACT, .name = "waves", .label = ""});
}

static void add_which(struct mitigate *s)
{
    add(s, (struct form_field){.kind = FORM_RADIO,
                               .name = "which",
                               .label = N_("which"),
                               .choices = which,
                               .n_choices = COUNT_OF(which)});
    add(s, (struct form_field){.kind = FORM_RADIO,
                               .name = "suppressed",
                               .label = N_("suppressed"),
                               .choices = alerts,
                               .n_choices = COUNT_OF(alerts)});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "group", .label = N_("the group")});
}

void mitigate_make_fields(struct mitigate *s)
{
    s->n_fields = 0;
    count_checks(s);
    add(s, (struct form_field){
               .kind = FORM_NOTE,
               .name = "",
               .label = arena_printf(s->arena,
                                     _("%zu %s%s%s. No dry run exists; Ctrl-X reviews, n "
                                       "makes an action."),
                                     s->set->n, mitigate_word(s), s->set->n == 1 ? "" : "s",
                                     s->cut ? _(" and more") : "")});
    for (size_t i = 0; i < s->n_checks; i++)
        add_check(s, &s->checks[i]);
    if (mitigate_of_alarms(s))
        add_which(s);
    add(s, (struct form_field){.kind = FORM_FACT, .name = "left", .label = N_("left out")});
    add(s, (struct form_field){.kind = FORM_HEADING, .name = "", .label = N_("blast radius")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "blast", .label = N_("things")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "groups", .label = N_("by group")});
    add(s, (struct form_field){.kind = FORM_FACT, .name = "unknown", .label = N_("not known")});
    add_how(s);
    add(s, (struct form_field){.kind = FORM_BUTTON, .name = "review", .label = N_("Review")});
    add(s, (struct form_field)FORM_HOST_DISCARD_FIELD);
}

/* Where one action alone can be meant, it is chosen already. NULL: there are more, or none. */
static const char *only_fitting(const struct mitigate *s)
{
    const char *only = NULL;

    if (!mitigate_of_alarms(s) || s->n_checks != 1)
        return NULL;
    for (size_t i = 0; i < described_count(app_actions(s->app)); i++) {
        const struct describe_mitigation_action_output *a = action_at(s, i);

        if (a == NULL || a->action_name == NULL || misfit(s, a, s->checks[0].name) != NULL)
            continue;
        if (only != NULL)
            return NULL;
        only = a->action_name;
    }
    return only;
}

void mitigate_fill(void *ctx, struct form *f)
{
    struct mitigate *s = ctx;

    const char *with = *s->with != '\0' ? s->with : only_fitting(s);

    for (size_t i = 0; with != NULL && i < s->n_checks; i++)
        (void)form_set(f, s->checks[i].radio, with);
    (void)form_set(f, "first", "1");
    (void)form_set(f, "stop", "1");
    if (s->to_ms > 0) /* who names a time means what was, too */
        (void)form_set(f, "which", "all");
}

/* ---- what was filled in ---- */

static bool whole_number(const char *text, int64_t min, int64_t max, int64_t *out)
{
    return str_to_int(str_trim(str_of(text)), min, max, out);
}

static bool pause_ms(const char *text, int64_t *out, struct err *err)
{
    struct when_span span;
    struct str trimmed = str_trim(str_of(text));

    *out = 0;
    if (trimmed.n == 0)
        return true;
    if (when_duration(trimmed, &span, err) != WHEN_OK)
        return false;
    *out = when_span_ms(&span);
    return true;
}

static bool any_chosen(const struct mitigate *s, const struct form *f)
{
    for (size_t i = 0; i < s->n_checks; i++)
        if (strcmp(form_value(f, s->checks[i].radio), MITIGATE_NONE) != 0)
            return true;
    return false;
}

void mitigate_check_field(void *ctx, const struct form *f, const char *name,
                          struct form_verdict *v)
{
    struct mitigate *s = ctx;
    const char *value = form_value(f, name);
    const struct guards *guards = gate_guards(app_gate(s->app));
    struct err err;
    int64_t n;

    if (s->n_checks > 0 && strcmp(name, s->checks[0].radio) == 0 && !any_chosen(s, f))
        buf_puts(v->error, _("choose an action"));
    else if (strcmp(name, "first") == 0 && !whole_number(value, 1, FROZEN_MAX, &n))
        buf_printf(v->error, "1 to %d", FROZEN_MAX);
    else if (strcmp(name, "stop") == 0 && !whole_number(value, 0, FROZEN_MAX, &n))
        buf_printf(v->error, "0 to %d", FROZEN_MAX);
    else if (strcmp(name, "pause") == 0 && !pause_ms(value, &n, &err))
        buf_puts(v->error, err.text);
    else if (strcmp(name, "ticket") == 0 && guards->ticket && *value == '\0' &&
             *gate_ticket(app_gate(s->app)) == '\0')
        buf_puts(v->error, _("a ticket is needed here"));
    else if (strcmp(name, "ticket") == 0 && strlen(value) >= GATE_TICKET_MAX)
        buf_printf(v->error, _("at most %d characters"), GATE_TICKET_MAX - 1);
}

void mitigate_collect(struct mitigate *s)
{
    s->n_actions = 0;
    for (size_t i = 0; i < s->n_checks; i++) {
        const char *name = form_value(s->host.form, s->checks[i].radio);
        const struct described_item *item = described_find(app_actions(s->app), name);
        const struct describe_mitigation_action_output *a = item != NULL ? item->output : NULL;

        if (a != NULL)
            s->actions[s->n_actions++] = (struct mitigate_action){.check = s->checks[i].name,
                                                                  .name = item->id,
                                                                  .type = a->action_type,
                                                                  .role = a->role_arn,
                                                                  .params = a->action_params};
    }
}

/* Only the form of alarms asks. */
static bool is_value(const struct mitigate *s, const char *name, const char *value)
{
    return mitigate_of_alarms(s) && strcmp(form_value(s->host.form, name), value) == 0;
}

static const char *busy(void *ctx, const char *finding)
{
    struct mitigate *s = ctx;

    return mitigation_task_of(
        mitigate_of_alarms(s) ? app_detect_tasks(s->app) : app_tasks(s->app), finding);
}

static const char *default_version(void *ctx, const char *policy)
{
    struct mitigate *s = ctx;

    return s->look != NULL ? mitigate_look_version(s->look, policy) : NULL;
}

struct plan_mitigate_options mitigate_options(struct mitigate *s)
{
    static const struct {
        const char *value;
        enum mitigate_layout layout;
    } layouts_by_value[] = {
        {"waves", MITIGATE_WAVES}, {"once", MITIGATE_ONCE}, {"run", MITIGATE_WHOLE_RUN}};
    const struct form *f = s->host.form;
    int64_t first = 1, stop = 1, pause = 0;
    struct err err;

    (void)!whole_number(form_value(f, "first"), 1, FROZEN_MAX, &first);
    (void)!whole_number(form_value(f, "stop"), 0, FROZEN_MAX, &stop);
    (void)!pause_ms(form_value(f, "pause"), &pause, &err);
    struct plan_mitigate_options o = {
        .set = s->set,
        .actions = s->actions,
        .n_actions = s->n_actions,
        .run = s->run,
        .profile = s->profile,
        .behavior = s->behavior,
        .from_ms = s->from_ms,
        .to_ms = s->to_ms,
        .only_active = is_value(s, "which", "active"),
        .with_suppressed = is_value(s, "suppressed", "with"),
        .cut = s->cut,
        .first_wave = (int)first,
        .stop_after = (int)stop,
        .pause_ms = pause,
        .now_ms = app_now_ms(s->app),
        .ticket = form_value(f, "ticket"),
        .reason = form_value(f, "reason"),
        .blast = s->blast,
        .devices = app_devices(s->app),
        .busy = busy,
        .default_version = default_version,
        .ctx = s,
        .logging = s->look != NULL ? mitigate_look_at_logging(s->look) : NULL,
        .groups = s->groups,
    };

    for (size_t i = 0; i < COUNT_OF(layouts_by_value); i++)
        if (strcmp(form_value(f, "send"), layouts_by_value[i].value) == 0)
            o.layout = layouts_by_value[i].layout;
    return o;
}
