#include "views/plan_fill.h"

#include <inttypes.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/store/plan_look.h"

enum {
    TARGETS_SHOWN = 500, /* more nobody reads; `y` and the saved plan have all */
    COMMANDS_SHOWN = 20,
    THINGS_SHOWN = 200,
    BACK_SHOWN = 50,
};

static const enum style step_styles[PLAN_STEP_STATES] = {
    [PLAN_STEP_READY] = STYLE_DIM,     [PLAN_STEP_SENDING] = STYLE_RUNNING,
    [PLAN_STEP_DONE] = STYLE_OK,       [PLAN_STEP_REFUSED] = STYLE_ERROR,
    [PLAN_STEP_UNKNOWN] = STYLE_ERROR, [PLAN_STEP_SKIPPED] = STYLE_WARN,
};

static void field(struct detail *d, const char *label, const char *value)
{
    if (value != NULL && value[0] != '\0')
        detail_field(d, label, STYLE_TEXT, value);
}

/* The number that matters most stands first. */
static void fill_reach(const struct plan *p, struct detail *d)
{
    const struct gate_reach *r = &p->reach;
    struct buf text = BUF_INIT(256);

    if (r->things < 0 && r->online < 0)
        return;
    if (r->things >= 0)
        buf_printf(&text, _("%" PRId64 " thing%s"), r->things, r->things == 1 ? "" : "s");
    if (r->online >= 0)
        buf_printf(&text, _("%s%" PRId64 " online now"), text.len > 0 ? ", " : "", r->online);
    if (r->group_pct > 0)
        buf_printf(&text, _(", up to %d%% of one group"), r->group_pct);
    detail_field(d, "concerns", r->online > 0 ? STYLE_WARN : STYLE_TEXT, buf_text(&text));
    buf_free(&text);
}

static void fill_head(const struct plan_fill *f, struct detail *d)
{
    const struct plan *p = f->plan;
    struct buf text = BUF_INIT(256);

    detail_name_heading(d, p->title);
    if (p->context[0] != '\0')
        detail_fieldf(d, "context", STYLE_TEXT, "%s  %s/%s", p->context, p->account, p->region);
    fill_reach(p, d);
    field(d, "ticket", p->ticket);
    field(d, "reason", p->reason);
    if (f->second[0] != '\0' && p->n_approvals == 0)
        detail_fieldf(d, "approval", STYLE_WARN, _("a second person has to approve: %s"),
                      f->second);
    for (size_t i = 0; i < p->n_approvals; i++)
        detail_fieldf(d, "approved", STYLE_OK, _("by %s"), p->approvals[i].by);
    time_ago(&text, f->now_ms - p->computed_ms);
    detail_fieldf(d, "frozen", STYLE_TEXT, _("%s, plan %s"), buf_text(&text), p->id);
    buf_free(&text);
}

static void fill_facts(const struct plan *p, struct detail *d)
{
    const char *section = "";

    for (size_t i = 0; i < p->n_facts; i++) {
        const struct plan_fact *fact = &p->facts[i];

        if (strcmp(section, fact->section) != 0)
            detail_heading(d, fact->section);
        section = fact->section;
        detail_field(d, fact->label, fact->tone == PLAN_WARN ? STYLE_WARN : STYLE_TEXT,
                     fact->text);
    }
}

static void put_number(struct buf *out, const char *what, int64_t n)
{
    if (n >= 0)
        buf_printf(out, "  %s %" PRId64, i18n_text(what), n);
}

/* "cert 3f9a..  118 things  not suppressed -> until 22 Feb 2026  done" */
static void fill_target(const struct plan *p, const struct plan_target *t, struct detail *d)
{
    const struct plan_step *s = t->step >= 0 ? &p->steps[t->step] : NULL;
    struct buf text = BUF_INIT(1024);
    enum style style = s != NULL ? step_styles[s->state] : STYLE_DIM;

    if (s != NULL && s->state == PLAN_STEP_READY)
        style = STYLE_TEXT;
    if (s != NULL && plan_waves(p) > 1)
        buf_printf(&text, _("wave %d  "), s->wave + 1);
    if (t->left_out != NULL) {
        buf_printf(&text, _("left out: %s"), t->left_out);
        style = STYLE_WARN;
    } else if (t->drift != NULL) {
        plan_look_say_drift(t, &text);
        style = STYLE_ERROR;
    } else {
        if (t->before != NULL && t->before[0] != '\0')
            buf_printf(&text, "%s -> ", t->before);
        buf_puts(&text, t->after != NULL ? t->after : "");
        put_number(&text, N_("things"), t->things);
        put_number(&text, N_("online"), t->online);
        if (s != NULL && s->state != PLAN_STEP_READY)
            buf_printf(&text, "  %s", i18n_text(plan_step_state_name(s->state)));
        if (s != NULL && s->result != NULL)
            buf_printf(&text, ": %s", s->result);
    }
    detail_name_field(d, t->text, style, buf_text(&text));
    buf_free(&text);
}

/* What needs somebody first, then the rest as frozen. */
static bool is_trouble(const struct plan *p, const struct plan_target *t)
{
    const struct plan_step *s = t->step >= 0 ? &p->steps[t->step] : NULL;

    return t->drift != NULL ||
           (s != NULL && (s->state == PLAN_STEP_REFUSED || s->state == PLAN_STEP_UNKNOWN ||
                          s->state == PLAN_STEP_SKIPPED));
}

static size_t most(const struct plan_fill *f, size_t n)
{
    return f->whole == PLAN_FILL_WHOLE ? SIZE_MAX : n;
}

static void fill_targets(const struct plan_fill *f, struct detail *d)
{
    const struct plan *p = f->plan;
    struct buf title = BUF_INIT(128);
    size_t shown = 0;

    if (p->n_targets == 0)
        return;
    buf_printf(&title, _("targets: %zu"), plan_acting(p));
    if (plan_acting(p) < p->n_targets)
        buf_printf(&title, _(", %zu left out"), p->n_targets - plan_acting(p));
    if (plan_drifted(p) > 0)
        buf_printf(&title, _(", %zu changed since they were frozen"), plan_drifted(p));
    if (p->stage != PLAN_NEW)
        buf_printf(&title, _(": %zu of %zu calls done"), plan_count(p, PLAN_STEP_DONE),
                   p->n_steps);
    detail_heading(d, buf_text(&title));
    buf_free(&title);
    for (int trouble = 1; trouble >= 0; trouble--)
        for (size_t i = 0; i < p->n_targets && shown < most(f, TARGETS_SHOWN); i++)
            if (is_trouble(p, &p->targets[i]) == (trouble == 1)) {
                fill_target(p, &p->targets[i], d);
                shown++;
            }
    if (shown < p->n_targets)
        detail_fieldf(d, "", STYLE_DIM, _(".. %zu more; y shows all of the plan"),
                      p->n_targets - shown);
}

/* Those online first: they lose something now. */
static void fill_things(const struct plan_fill *f, struct detail *d)
{
    const struct plan *p = f->plan;
    size_t most = f->whole == PLAN_FILL_WHOLE ? p->n_things : THINGS_SHOWN;
    struct buf text = BUF_INIT(256);

    if (p->n_things == 0)
        return;
    buf_printf(&text, _("devices: %zu"), p->n_things);
    if (p->reach.things > (int64_t)p->n_things)
        buf_printf(&text, _(" of %" PRId64), p->reach.things);
    detail_heading(d, buf_text(&text));
    for (size_t i = 0; i < p->n_things && i < most; i++) {
        buf_reset(&text);
        buf_printf(&text, "thing %s", p->things[i].name);
        detail_link(d, p->things[i].state, p->things[i].name, buf_text(&text));
    }
    if (p->n_things > most)
        detail_fieldf(d, "", STYLE_DIM, _(".. %zu more; y shows all of the plan"),
                      p->n_things - most);
    buf_free(&text);
}

static void fill_calls(const struct plan *p, struct detail *d)
{
    struct buf text = BUF_INIT(4096);

    plan_put_calls(p, &text);
    detail_heading(d, "calls");
    detail_field(d, "sends", STYLE_TEXT, buf_text(&text));
    buf_free(&text);
}

static void fill_back(const struct plan_fill *f, struct detail *d)
{
    const struct plan *p = f->plan;

    detail_heading(d, "the way back");
    if (p->no_way_back != NULL)
        detail_text(d, STYLE_WARN, p->no_way_back);
    for (size_t i = 0; i < p->n_back && i < most(f, BACK_SHOWN); i++) {
        const struct plan_back *b = &p->back[i];

        struct buf text = BUF_INIT(4096);

        buf_printf(&text, "%s%s%s", b->call.op->name, b->note != NULL ? ": " : "",
                   b->note != NULL ? b->note : "");
        detail_name_field(d, b->text, STYLE_TEXT, buf_text(&text));
        buf_free(&text);
    }
    if (p->n_back > most(f, BACK_SHOWN))
        detail_fieldf(d, "", STYLE_DIM, _(".. %zu more"), p->n_back - BACK_SHOWN);
    if (p->n_back > 0)
        detail_text(d, STYLE_DIM,
                    _("Kept with the plan before the first call; :undo shows it and asks."));
}

static void fill_commands(const struct plan_fill *f, struct detail *d)
{
    const struct plan *p = f->plan;

    detail_heading(d, "the same without picket");
    for (size_t i = 0; i < p->n_steps && i < most(f, COMMANDS_SHOWN); i++) {
        struct buf text = BUF_INIT(64 * 1024);

        operation_aws_cli(p->steps[i].call.op, p->steps[i].call.input, &text);
        for (struct str rest = str_of(buf_text(&text)); rest.n > 0;) {
            struct str line = str_cut(rest, '\n', &rest);
            struct buf one = BUF_INIT(64 * 1024);

            buf_put(&one, line.p, line.n);
            detail_code(d, STYLE_TEXT, buf_text(&one));
            buf_free(&one);
        }
        buf_free(&text);
    }
    if (p->n_steps > most(f, COMMANDS_SHOWN))
        detail_fieldf(d, "", STYLE_DIM, _(".. %zu more; picket show prints all"),
                      p->n_steps - COMMANDS_SHOWN);
}

/* Before it is sent: what it does. Afterwards: what became of it. */
void plan_fill(const struct plan_fill *f, struct detail *d)
{
    const bool begun = f->plan->stage != PLAN_NEW;

    fill_head(f, d);
    if (begun)
        fill_targets(f, d);
    fill_facts(f->plan, d);
    if (!begun)
        fill_targets(f, d);
    fill_things(f, d);
    fill_calls(f->plan, d);
    fill_back(f, d);
    fill_commands(f, d);
}
