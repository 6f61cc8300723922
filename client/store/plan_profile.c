#include "client/store/plan_profile.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/store/plan_look.h"
#include "client/store/plan_profile_inside.h"

/* Changed, then attached anew, then detached. */
enum { TEXT_MAX = 4096, ATTACH_WAVE = 1, LAST_WAVE = 2 };

static bool has(const struct profile_state *s, const char *arn)
{
    for (size_t i = 0; i < s->n_targets; i++)
        if (strcmp(s->targets[i], arn) == 0)
            return true;
    return false;
}

struct list profile_retained(const security_profile *p, struct arena *a)
{
    const struct list *names = &p->additional_metrics_to_retain;
    const char *const *name = names->items;
    struct metric_to_retain *all;

    if (p->additional_metrics_to_retain_v2.n > 0 || names->n == 0)
        return p->additional_metrics_to_retain_v2;
    all = arena_alloc(a, names->n, sizeof *all);
    for (size_t i = 0; i < names->n; i++)
        all[i].metric = name[i];
    return (struct list){names->n, all};
}

struct profile_state profile_state_of(const struct described_item *item, struct arena *a)
{
    const struct security_profile_target *t = item->also.items;
    const char **targets = arena_alloc(a, item->also.n + 1, sizeof *targets);

    for (size_t i = 0; i < item->also.n; i++)
        targets[i] = arena_str(a, t[i].arn != NULL ? t[i].arn : "");
    return (struct profile_state){item->output, targets, item->also.n,
                                  item->also_state == ALSO_KNOWN};
}

/* ---- calls ---- */

static const char *summary(struct plan *p, const security_profile *w, size_t targets)
{
    const size_t n = w->behaviors.n;

    if (w->version.set)
        return plan_printf(p, _("version %lld: %zu behavior%s, %zu target%s"),
                           (long long)w->version.value, n, n == 1 ? "" : "s", targets,
                           targets == 1 ? "" : "s");
    return plan_printf(p, _("%zu behavior%s, %zu target%s"), n, n == 1 ? "" : "s", targets,
                       targets == 1 ? "" : "s");
}

static struct plan_probe probe_version(struct plan *p, const char *name, const char *seen)
{
    struct describe_security_profile_input *in = arena_alloc(p->arena, 1, sizeof *in);

    in->security_profile_name = plan_text(p, name);
    return (struct plan_probe){{&op_describe_security_profile, in},
                               strcmp(seen, PLAN_LOOK_GONE) == 0 ? "" : "version",
                               seen};
}

static struct plan_probe probe_was(struct plan *p, const security_profile *was)
{
    return probe_version(
        p, was->security_profile_name,
        was->version.set ? plan_printf(p, "%lld", (long long)was->version.value) : "-");
}

static void add_profile_target(struct plan *p, const char *name, const char *before,
                               const char *after, struct plan_probe probe, int step)
{
    plan_add_target(p, &(struct plan_target){.id = name,
                                             .text = plan_printf(p, _("profile %s"), name),
                                             .before = before,
                                             .after = after,
                                             .things = -1,
                                             .online = -1,
                                             .probe = probe,
                                             .step = step});
}

static int64_t things_of(const struct profile_effects *e, const char *const *arns, size_t n)
{
    struct target_reach_number number = {.state = REACH_NEVER};

    if (e->reach != NULL)
        number = target_reach_of(e->reach, arns, n);
    return number.state == REACH_KNOWN ? number.things : -1;
}

/* Things that nobody watches any more concern the guards, also when nobody knows how many. */
static void add_unwatched(struct plan *p, int64_t things)
{
    if (things < 0)
        p->reach.things = -1;
    else if (p->reach.things >= 0 && things > p->reach.things)
        p->reach.things = things;
}

/* Attaches, or detaches, and the way back. back_wave: of the undo. */
static void add_link(struct plan *p, const char *name, const char *arn, bool attach, int wave,
                     int back_wave, const struct profile_effects *e)
{
    const struct attach_security_profile_input in = {name, arn};
    const struct detach_security_profile_input out = {name, arn};
    const struct plan_call calls[] = {{&op_detach_security_profile, &out},
                                      {&op_attach_security_profile, &in}};
    struct buf scope = BUF_INIT(TEXT_MAX);
    const int64_t things = things_of(e, &arn, 1);

    if (!attach)
        add_unwatched(p, things);
    profile_scope_put(arn, &scope);
    const int step = plan_add_step(
        p, &(struct plan_step){
               .text = plan_printf(p, "%s %s", attach ? "attach" : "detach", buf_text(&scope)),
               .call = calls[attach],
               .wave = wave});

    plan_add_target(p,
                    &(struct plan_target){.id = arn,
                                          .text = buf_text(&scope),
                                          .before = attach ? _("not attached") : _("attached"),
                                          .after = attach ? _("attached") : _("not attached"),
                                          .things = things,
                                          .online = -1,
                                          .step = step});
    plan_add_back(
        p, &(struct plan_back){
               .step = step,
               .text = plan_printf(p, "%s %s", attach ? "detach" : "attach", buf_text(&scope)),
               .call = calls[!attach],
               .wave = back_wave});
    buf_free(&scope);
}

static struct plan *begin(const char *fmt, const char *name, const char *verb, int64_t now_ms)
{
    struct plan *p = plan_new("profiles", now_ms);
    struct buf title = BUF_INIT(TEXT_MAX);

    buf_printf(&title, "%s %s", fmt, name);
    p->title = plan_text(p, buf_text(&title));
    p->verb = plan_text(p, verb);
    p->then = plan_printf(p, "profile %s", name);
    p->pause_ms = PLAN_NO_PAUSE_MS;
    p->stop_after = 1;                          /* what follows needs what went before */
    p->reach = (struct gate_reach){1, 0, 0, 0}; /* no device is changed */
    buf_free(&title);
    return p;
}

static struct list unless_empty(struct list l)
{
    return l.n > 0 ? l : (struct list){0};
}

static struct create_security_profile_input create_input(const security_profile *w,
                                                         struct arena *a)
{
    return (struct create_security_profile_input){
        .security_profile_name = w->security_profile_name,
        .security_profile_description = w->security_profile_description,
        .behaviors = unless_empty(w->behaviors),
        .alert_targets = unless_empty(w->alert_targets),
        .additional_metrics_to_retain_v2 = unless_empty(profile_retained(w, a)),
        .metrics_export_config = w->metrics_export_config};
}

struct plan *plan_profile_create(const struct profile_state *want,
                                 const struct profile_effects *e, int64_t now_ms)
{
    const security_profile *w = want->what;
    const char *name = w->security_profile_name;
    struct plan *p = begin(_("Create the security profile"), name, _("Create"), now_ms);
    const struct create_security_profile_input in = create_input(w, p->arena);
    const struct delete_security_profile_input back = {.security_profile_name = name};

    profile_add_behaviors(p, NULL, w);
    if (w->behaviors.n == 0)
        profile_fact(p, "measures",
                     in.additional_metrics_to_retain_v2.n > 0
                         ? _("the metrics it retains, and judges nothing yet")
                         : _("nothing: neither behaviors nor metrics to retain"),
                     in.additional_metrics_to_retain_v2.n > 0 ? PLAN_PLAIN : PLAN_WARN);
    if (want->n_targets > 0)
        profile_add_reach(p, "watches", e, want->targets, want->n_targets, PLAN_PLAIN);
    else
        profile_fact(p, "watches", _("nothing until it is attached"), PLAN_WARN);
    profile_add_notes(p, w, e);
    const int step =
        plan_add_step(p, &(struct plan_step){.text = plan_printf(p, _("profile %s"), name),
                                             .call = {&op_create_security_profile, &in}});

    add_profile_target(p, name, _("does not exist"), summary(p, w, want->n_targets),
                       probe_version(p, name, PLAN_LOOK_GONE), step);
    plan_add_back(p, &(struct plan_back){.step = step,
                                         .text = plan_printf(p, _("delete %s"), name),
                                         .call = {&op_delete_security_profile, &back},
                                         .note = _("what it measured until then is gone"),
                                         .probe = probe_version(p, name, "1"),
                                         .wave = want->n_targets > 0 ? 1 : 0});
    for (size_t i = 0; i < want->n_targets; i++) {
        profile_add_crowded(p, e, want->targets[i]);
        add_link(p, name, want->targets[i], true, ATTACH_WAVE, 0, e);
    }
    return p;
}

/* ---- update ---- */

/* An empty list is sent as its delete flag. */
static void set_list(const struct list *value, struct list *to, struct opt_bool *drop)
{
    *to = value->n > 0 ? *value : (struct list){0};
    if (value->n == 0)
        *drop = (struct opt_bool){true, true};
}

/* Sets in `to` what takes a profile from `was` to `want`; how many members. */
static int put_changes(const security_profile *was, const security_profile *want,
                       struct update_security_profile_input *to, struct arena *a)
{
    const security_profile x = {.additional_metrics_to_retain_v2 = profile_retained(was, a)};
    const security_profile y = {.additional_metrics_to_retain_v2 = profile_retained(want, a)};
    const char *says = want->security_profile_description;
    int n = 0;

    if (!profile_text_same(was->security_profile_description, says)) {
        to->security_profile_description = says != NULL ? says : "";
        n++;
    }
    if (!profile_member_same("behaviors", was, want)) {
        set_list(&want->behaviors, &to->behaviors, &to->delete_behaviors);
        n++;
    }
    if (!profile_member_same("alertTargets", was, want)) {
        set_list(&want->alert_targets, &to->alert_targets, &to->delete_alert_targets);
        n++;
    }
    if (!profile_member_same("additionalMetricsToRetainV2", &x, &y)) {
        set_list(&y.additional_metrics_to_retain_v2, &to->additional_metrics_to_retain_v2,
                 &to->delete_additional_metrics_to_retain);
        n++;
    }
    if (!profile_member_same("metricsExportConfig", was, want)) {
        to->metrics_export_config = want->metrics_export_config;
        if (want->metrics_export_config == NULL)
            to->delete_metrics_export_config = (struct opt_bool){true, true};
        n++;
    }
    return n;
}

static void add_other_changes(struct plan *p, const security_profile *was,
                              const security_profile *want)
{
    static const struct {
        const char *member, *label, *text;
    } rows[] = {
        {"alertTargets", "alerts", N_("are sent elsewhere from now on")},
        {"additionalMetricsToRetainV2", "retains", N_("other metrics")},
        {"metricsExportConfig", "exports", N_("metrics elsewhere")},
    };

    if (!profile_text_same(was->security_profile_description,
                           want->security_profile_description))
        profile_fact(p, "says",
                     want->security_profile_description != NULL &&
                             *want->security_profile_description != '\0'
                         ? want->security_profile_description
                         : _("nothing any more"),
                     PLAN_PLAIN);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (!profile_member_same(rows[i].member, was, want))
            profile_fact(p, rows[i].label, i18n_text(rows[i].text), PLAN_PLAIN);
}

static void add_update(struct plan *p, const struct profile_state *was,
                       const struct profile_state *want, const struct profile_effects *e)
{
    const security_profile *w = was->what;
    const char *name = w->security_profile_name;
    struct update_security_profile_input in = {.security_profile_name = name}, back = in;

    if (put_changes(w, want->what, &in, p->arena) == 0)
        return;
    (void)put_changes(want->what, w, &back, p->arena);
    in.expected_version = w->version;
    profile_add_behaviors(p, w, want->what);
    profile_add_removed(p, w, want->what, e);
    add_other_changes(p, w, want->what);
    profile_add_notes(p, want->what, e);
    const int step =
        plan_add_step(p, &(struct plan_step){.text = plan_printf(p, _("profile %s"), name),
                                             .call = {&op_update_security_profile, &in}});
    const security_profile after = {
        .behaviors = want->what->behaviors,
        .version = {w->version.value + 1, w->version.set},
    };

    add_profile_target(p, name, summary(p, w, was->n_targets),
                       summary(p, &after, want->n_targets), probe_was(p, w), step);
    plan_add_back(p,
                  &(struct plan_back){
                      .step = step,
                      .text = plan_printf(p, _("%s as it was"), name),
                      .call = {&op_update_security_profile, &back},
                      .note = _("alarms that ended and models that were lost do not come back"),
                      .probe = probe_version(
                          p, name, plan_printf(p, "%lld", (long long)(w->version.value + 1)))});
}

/* What one has and the other has not, in the arena of the plan. */
static const char **only_in(struct plan *p, const struct profile_state *one,
                            const struct profile_state *other, size_t *n)
{
    const char **out = arena_alloc(p->arena, one->n_targets + 1, sizeof *out);

    *n = 0;
    for (size_t i = 0; i < one->n_targets; i++)
        if (!has(other, one->targets[i]))
            out[(*n)++] = one->targets[i];
    return out;
}

static void add_links(struct plan *p, const struct profile_state *was,
                      const struct profile_state *want, const struct profile_effects *e)
{
    const security_profile *w = was->what;
    const char *name = w->security_profile_name;
    size_t n_new, n_gone;
    const char **attach = only_in(p, want, was, &n_new);
    const char **detach = only_in(p, was, want, &n_gone);

    if (n_new > 0)
        profile_add_reach(p, N_("attaches"), e, attach, n_new, PLAN_PLAIN);
    for (size_t i = 0; i < n_new; i++) {
        profile_add_crowded(p, e, attach[i]);
        add_link(p, name, attach[i], true, ATTACH_WAVE, 1, e);
    }
    if (n_gone == 0)
        return;
    profile_add_reach(p, N_("detaches"), e, detach, n_gone, PLAN_WARN);
    if (want->n_targets == 0) {
        profile_fact(p, "watches", _("nothing any more"), PLAN_WARN);
        profile_add_paused_models(p, w);
    }
    profile_add_alarms(p, profile_alarms(e->alarms, name, NULL),
                       want->n_targets == 0 ? _("of it")
                                            : _("of it on things that nothing else names"));
    for (size_t i = 0; i < n_gone; i++)
        add_link(p, name, detach[i], false, LAST_WAVE, 0, e);
}

static bool has_wave(const struct plan *p, int wave)
{
    for (size_t i = 0; i < p->n_steps; i++)
        if (p->steps[i].wave == wave)
            return true;
    return false;
}

/* Waves without a call close up. */
static void close_up(struct plan *p)
{
    int to = 0;

    for (int wave = 0; wave <= LAST_WAVE; wave++) {
        if (!has_wave(p, wave))
            continue;
        for (size_t i = 0; i < p->n_steps; i++)
            if (p->steps[i].wave == wave)
                p->steps[i].wave = to;
        to++;
    }
}

struct plan *plan_profile_update(const struct profile_state *was,
                                 const struct profile_state *want,
                                 const struct profile_effects *e, int64_t now_ms)
{
    struct plan *p = begin(_("Change the security profile"), was->what->security_profile_name,
                           _("Change"), now_ms);

    add_update(p, was, want, e);
    if (was->targets_known && want->targets_known) {
        const size_t updates = p->n_steps;

        add_links(p, was, want, e);
        if (updates == 0 && p->n_steps > 0)
            p->title = plan_printf(p, _("Change whom the security profile %s watches"),
                                   was->what->security_profile_name);
    }
    close_up(p);
    if (p->n_steps > 0)
        return p;
    plan_free(p);
    return NULL;
}

/* ---- delete ---- */

struct plan *plan_profile_delete(const struct profile_state *was,
                                 const struct profile_effects *e, int64_t now_ms)
{
    const security_profile *w = was->what;
    const struct behavior *b = w->behaviors.items;
    const char *name = w->security_profile_name;
    struct plan *p = begin(_("Delete the security profile"), name, _("Delete"), now_ms);
    const struct delete_security_profile_input in = {.expected_version = w->version,
                                                     .security_profile_name = name};
    const struct create_security_profile_input back = create_input(w, p->arena);
    struct buf scope = BUF_INIT(TEXT_MAX);

    p->then = plan_text(p, "profiles");
    if (was->n_targets > 0 || !was->targets_known)
        add_unwatched(p, was->targets_known ? things_of(e, was->targets, was->n_targets) : -1);
    if (was->n_targets > 0)
        profile_add_reach(p, "watches", e, was->targets, was->n_targets, PLAN_WARN);
    else
        profile_fact(p, "watches",
                     was->targets_known ? _("nothing: it is not attached") : _("? not known"),
                     was->targets_known ? PLAN_PLAIN : PLAN_WARN);
    profile_add_alarms(p, profile_alarms(e->alarms, name, NULL), _("of it"));
    for (size_t i = 0; i < w->behaviors.n; i++)
        if (profile_is_learned(&b[i]))
            profile_add_lost_model(p, &b[i]);
    profile_fact(p, "keeps", _("the history of its alarms, for its 30 days"), PLAN_PLAIN);
    const int step =
        plan_add_step(p, &(struct plan_step){.text = plan_printf(p, _("profile %s"), name),
                                             .call = {&op_delete_security_profile, &in}});

    add_profile_target(p, name, summary(p, w, was->n_targets), _("gone"), probe_was(p, w),
                       step);
    for (size_t i = 0; i < was->n_targets; i++) {
        const struct attach_security_profile_input again = {name, was->targets[i]};

        buf_reset(&scope);
        profile_scope_put(was->targets[i], &scope);
        plan_add_back(
            p, &(struct plan_back){.step = step,
                                   .text = plan_printf(p, _("attach %s"), buf_text(&scope)),
                                   .call = {&op_attach_security_profile, &again},
                                   .wave = 1});
    }
    plan_add_back(p, &(struct plan_back){.step = step,
                                         .text = plan_printf(p, _("create %s again"), name),
                                         .call = {&op_create_security_profile, &back},
                                         .note = _("as version 1, without its tags")});
    buf_free(&scope);
    return p;
}
