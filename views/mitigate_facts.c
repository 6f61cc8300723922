/* What the form says of its values: what fits, whom it concerns, how it would go. */
#include <inttypes.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/mitigation_lists.h"
#include "views/mitigate_inside.h"

enum { GROUPS_SAID = 4, UNKNOWN_SAID = 3, FACT_MAX = 4096 };

static void say(struct mitigate *s, const char *name, const struct buf *text, enum style style)
{
    form_set_fact(s->host.form, name, buf_text(text), style);
}

/* ---- the actions ---- */

static const struct mitigate_action *chosen_for(const struct mitigate *s, const char *check)
{
    for (size_t i = 0; i < s->n_actions; i++)
        if (strcmp(s->actions[i].check, check) == 0)
            return &s->actions[i];
    return NULL;
}

/* "not for this check: ca-off (acts on a CA certificate)" */
static void put_misfits(const struct mitigate *s, const char *check, struct buf *out)
{
    const struct check *known = check_find(check);
    const struct described *all = app_actions(s->app);
    const char *first = known != NULL ? _("\nnot for this check: ") : _("\nnot for alarms: ");
    size_t n = 0, fitting = 0;

    for (size_t i = 0; i < described_count(all); i++) {
        const struct describe_mitigation_action_output *a = described_at(all, i)->output;
        const struct mitigation_kind *kind = a != NULL ? mitigation_find(a->action_type) : NULL;

        if (kind == NULL || (known == NULL && !mitigate_of_alarms(s)))
            continue;
        if (known == NULL
                ? kind->alarms
                : mitigation_fits(mitigation_type_of(kind), (enum check_id)(known - checks))) {
            fitting++;
            continue;
        }
        buf_printf(out, _("%s%s (acts on %s)"), n++ > 0 ? ", " : first,
                   described_at(all, i)->id, i18n_text(kind->acts_on));
    }
    if (fitting == 0 && (known != NULL || mitigate_of_alarms(s)))
        buf_printf(out, _("\nnone defined that fits: n makes one"));
}

static void say_check(struct mitigate *s, const struct mitigate_check *c)
{
    const struct mitigate_action *a = chosen_for(s, c->name);
    const struct mitigation_kind *kind = a != NULL ? mitigation_find(a->type) : NULL;
    struct buf text = BUF_INIT(FACT_MAX);

    buf_printf(&text, mitigate_of_alarms(s) ? _("%zu alarm%s") : _("%zu finding%s"),
               c->findings, c->findings == 1 ? "" : "s");
    if (c->suppressed > 0)
        buf_printf(&text,
                   mitigate_of_alarms(s) ? _(", of %zu the alerts are suppressed")
                                         : _(", %zu suppressed, which the service skips"),
                   c->suppressed);
    if (kind != NULL) {
        buf_printf(&text, "\n%s (", kind->name);
        mitigate_params_text(a->params, &text);
        buf_printf(&text, "). %s", i18n_text(kind->does));
    }
    put_misfits(s, c->name, &text);
    say(s, c->fact, &text, STYLE_DIM);
    buf_free(&text);
}

/* ---- whom it concerns ---- */

static void put_number(struct buf *out, const struct blast_number *n, const char *what)
{
    if (n->sure == BLAST_NOT_APPLICABLE)
        return;
    if (out->len > 0)
        buf_puts(out, ", ");
    blast_number_text(n, out);
    buf_printf(out, " %s", what);
    if (n->sure == BLAST_AT_LEAST && n->unknown > 0)
        buf_printf(out, _(" (%" PRId64 " not known)"), n->unknown);
}

static void say_groups(struct mitigate *s)
{
    struct blast_group groups[GROUPS_SAID];
    size_t all = s->blast != NULL ? blast_groups(s->blast, groups, GROUPS_SAID) : 0;
    size_t n = all < GROUPS_SAID ? all : GROUPS_SAID;
    struct buf text = BUF_INIT(FACT_MAX);

    for (size_t i = 0; i < n; i++) {
        buf_printf(&text, "%s%s %" PRId64, i > 0 ? "   " : "", groups[i].name,
                   groups[i].things);
        if (groups[i].share_pm >= 0)
            buf_printf(&text, _(" (%d%% of it)"), (groups[i].share_pm + 5) / 10);
    }
    if (all > n)
        buf_printf(&text, _("   and %zu more"), all - n);
    say(s, _("groups"), &text, STYLE_TEXT);
    buf_free(&text);
}

static void say_unknown(struct mitigate *s)
{
    struct buf text = BUF_INIT(FACT_MAX);

    for (size_t i = 0; s->blast != NULL && i < UNKNOWN_SAID && blast_unknown(s->blast, i); i++)
        buf_printf(&text, "%s%s", i > 0 ? "\n" : "", blast_unknown(s->blast, i));
    say(s, _("unknown"), &text, STYLE_DIM);
    buf_free(&text);
}

static void say_blast(struct mitigate *s)
{
    struct buf text = BUF_INIT(FACT_MAX);
    enum style style = STYLE_TEXT;

    if (s->n_actions == 0)
        buf_puts(&text, _("choose an action: it decides whom this concerns"));
    else if (s->blast == NULL)
        buf_puts(&text,
                 app_client(s->app) != NULL ? _("no device is changed") : _("not connected"));
    else {
        struct blast_totals t = blast_totals(s->blast);
        size_t asked, total;

        put_number(&text, &t.things, "things");
        put_number(&text, &t.online, _("online now"));
        put_number(&text, &t.second, _("with a second active certificate"));
        if (t.share_pm >= 0 && t.things.sure != BLAST_LOADING) {
            buf_printf(&text, _("\n%d.%d%% of the fleet of "), t.share_pm / 10,
                       t.share_pm % 10);
            blast_number_text(&t.fleet, &text);
        }
        blast_progress(s->blast, &asked, &total);
        if (!blast_done(s->blast))
            buf_printf(&text, _("\nstill asking: %zu of %zu answered"), asked, total);
        style = t.online.n > 0 ? STYLE_WARN : STYLE_TEXT;
    }
    say(s, _("blast"), &text, style);
    buf_free(&text);
    say_groups(s);
    say_unknown(s);
}

/* ---- what would be sent ---- */

static void put_left_out(const struct plan *p, struct buf *out)
{
    const char *said[GROUPS_SAID];
    size_t n_said = 0;

    for (size_t i = 0; i < p->n_targets && n_said < GROUPS_SAID; i++) {
        const char *why = p->targets[i].left_out;
        size_t same = 0;
        bool before = why == NULL;

        for (size_t k = 0; k < n_said && !before; k++)
            before = strcmp(said[k], why) == 0;
        if (before)
            continue;
        said[n_said++] = why;
        for (size_t k = i; k < p->n_targets; k++)
            same += p->targets[k].left_out != NULL && strcmp(p->targets[k].left_out, why) == 0;
        buf_printf(out, "%s%zu: %s", n_said > 1 ? "\n" : "", same, why);
    }
}

static void say_plan(struct mitigate *s)
{
    struct plan_mitigate_options o = mitigate_options(s);
    struct buf left = BUF_INIT(FACT_MAX), waves = BUF_INIT(FACT_MAX);
    struct err err;
    struct plan *p = s->n_actions > 0 ? plan_mitigate(&o, &err) : NULL;

    if (p != NULL) {
        put_left_out(p, &left);
        buf_printf(&waves, _("%zu act, in %d wave%s of %zu task%s; %zu calls lead back"),
                   plan_acting(p), plan_waves(p), plan_waves(p) == 1 ? "" : "s", p->n_steps,
                   p->n_steps == 1 ? "" : "s", p->n_back);
    } else if (s->n_actions > 0) {
        buf_printf(&left, "%s", err.text);
    }
    say(s, _("left"), &left, STYLE_WARN);
    say(s, _("waves"), &waves, STYLE_TEXT);
    buf_free(&left);
    buf_free(&waves);
    plan_free(p);
}

/* What being in the group of the chosen action means. */
static void say_group(struct mitigate *s)
{
    struct buf text = BUF_INIT(FACT_MAX);
    bool safe = true;

    for (size_t a = 0; s->groups != NULL && a < s->n_actions; a++) {
        const struct mitigation_action_params *p = s->actions[a].params;
        const struct list *names = p != NULL && p->add_things_to_thing_group_params != NULL
                                       ? &p->add_things_to_thing_group_params->thing_group_names
                                       : NULL;

        for (size_t i = 0; names != NULL && i < names->n; i++) {
            const char *name = ((const char *const *)names->items)[i];

            buf_printf(&text, "%s%s: ", text.len > 0 ? "\n" : "", name);
            group_policies_text(s->groups, name, &text);
            safe &= group_policies_cut(s->groups, name) == GROUP_CUT_NOT;
        }
    }
    say(s, _("group"), &text, safe ? STYLE_TEXT : STYLE_WARN);
    buf_free(&text);
}

void mitigate_say(struct mitigate *s)
{
    for (size_t i = 0; i < s->n_checks; i++)
        say_check(s, &s->checks[i]);
    if (mitigate_of_alarms(s))
        say_group(s);
    say_blast(s);
    say_plan(s);
}
