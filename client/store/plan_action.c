#include "client/store/plan_action.h"

#include "client/base/i18n.h"
#include "client/store/plan_look.h"
#include "client/store/plan_mitigate.h"

enum { TEXT_MAX = 1024 };

static void fact(struct plan *p, const char *label, const char *text, enum plan_tone tone)
{
    plan_add_fact(p, &(struct plan_fact){N_("what it does"), label, text, tone});
}

static void add_kind(struct plan *p, const struct mitigation_kind *kind)
{
    struct buf fits = BUF_INIT(TEXT_MAX), rights = BUF_INIT(TEXT_MAX);

    for (int c = 0; c < CHECK_COUNT; c++)
        if (mitigation_fits(mitigation_type_of(kind), (enum check_id)c))
            buf_printf(&fits, "%s%s", fits.len > 0 ? " " : "", checks[c].short_name);
    for (size_t i = 0; kind->rights[i] != NULL; i++)
        buf_printf(&rights, "%s%s", i > 0 ? ", " : "", kind->rights[i]);
    fact(p, "type", kind->name, PLAN_PLAIN);
    fact(p, "when it runs", i18n_text(kind->does), PLAN_PLAIN);
    fact(p, "fits", kind->checks == (1u << CHECK_COUNT) - 1 ? "every check" : buf_text(&fits),
         PLAN_PLAIN);
    fact(p, "role needs", buf_text(&rights), PLAN_PLAIN);
    fact(p, "its way back", i18n_text(kind->way_back),
         kind->has_way_back ? PLAN_PLAIN : PLAN_WARN);
    fact(p, "now", _("no device is changed by this; a task that is started does that"),
         PLAN_PLAIN);
    buf_free(&fits);
    buf_free(&rights);
}

static void put_words(const char *type, const struct mitigation_action_params *params,
                      const char *role, struct buf *out)
{
    buf_printf(out, "%s (", type != NULL ? type : "?");
    mitigate_params_text(params, out);
    buf_printf(out, _(") role %s"), role != NULL ? role : "-");
}

/* What is shown of an action is what a change must not have overtaken. */
static struct plan_probe probe_of(struct plan *p, const char *name,
                                  const struct describe_mitigation_action_output *was)
{
    struct describe_mitigation_action_input *in = arena_alloc(p->arena, 1, sizeof *in);
    struct plan_probe probe = {{&op_describe_mitigation_action, in}, "", PLAN_LOOK_GONE};
    struct buf seen = BUF_INIT(TEXT_MAX);

    in->action_name = plan_text(p, name);
    if (was != NULL) {
        probe.paths = "actionId,actionType,roleArn,lastModifiedDate";
        plan_look_put(&probe, was, &seen);
        probe.seen = plan_text(p, buf_text(&seen));
    }
    buf_free(&seen);
    return probe;
}

static int add_step(struct plan *p, const char *name, const struct operation *op,
                    const void *input)
{
    return plan_add_step(p, &(struct plan_step){.text = plan_printf(p, _("action %s"), name),
                                                .call = {op, input}});
}

static void add_target(struct plan *p, const char *name, const char *before, const char *after,
                       struct plan_probe probe, int step)
{
    p->reach = (struct gate_reach){1, 0, 0, 0};
    plan_add_target(p, &(struct plan_target){.id = name,
                                             .text = plan_printf(p, _("action %s"), name),
                                             .before = before,
                                             .after = after,
                                             .things = -1,
                                             .online = -1,
                                             .probe = probe,
                                             .step = step});
}

static void add_back(struct plan *p, int step, const char *text, const struct operation *op,
                     const void *input, const char *note)
{
    plan_add_back(
        p, &(struct plan_back){.step = step, .text = text, .call = {op, input}, .note = note});
}

struct plan *plan_action_create(const struct action_wish *wish, int64_t now_ms)
{
    const struct mitigation_kind *kind = &mitigation_kinds[wish->type];
    const struct create_mitigation_action_input in = {
        .action_name = wish->name, .action_params = wish->params, .role_arn = wish->role};
    const struct delete_mitigation_action_input back = {.action_name = wish->name};
    struct plan *p = plan_new("configure", now_ms);
    struct buf after = BUF_INIT(TEXT_MAX);

    p->title = plan_printf(p, _("Define the mitigation action %s"), wish->name);
    p->verb = plan_text(p, _("Create"));
    p->then = plan_text(p, "actions");
    add_kind(p, kind);
    put_words(kind->name, wish->params, wish->role, &after);
    int step = add_step(p, wish->name, &op_create_mitigation_action, &in);

    add_target(p, wish->name, _("not defined"), buf_text(&after), probe_of(p, wish->name, NULL),
               step);
    add_back(p, step, _("delete it"), &op_delete_mitigation_action, &back, NULL);
    buf_free(&after);
    return p;
}

struct plan *plan_action_update(const struct action_wish *wish,
                                const struct describe_mitigation_action_output *was,
                                int64_t now_ms)
{
    const struct mitigation_kind *kind = &mitigation_kinds[wish->type];
    const struct update_mitigation_action_input in = {
        .action_name = wish->name, .action_params = wish->params, .role_arn = wish->role};
    const struct update_mitigation_action_input back = {.action_name = was->action_name,
                                                        .action_params = was->action_params,
                                                        .role_arn = was->role_arn};
    struct plan *p = plan_new("configure", now_ms);
    struct buf before = BUF_INIT(TEXT_MAX), after = BUF_INIT(TEXT_MAX);

    p->title = plan_printf(p, _("Change the mitigation action %s"), wish->name);
    p->verb = plan_text(p, _("Change"));
    p->then = plan_text(p, "actions");
    add_kind(p, kind);
    fact(p, "tasks", _("those that run now go on with what they began with"), PLAN_PLAIN);
    put_words(was->action_type, was->action_params, was->role_arn, &before);
    put_words(kind->name, wish->params, wish->role, &after);
    int step = add_step(p, wish->name, &op_update_mitigation_action, &in);

    add_target(p, wish->name, buf_text(&before), buf_text(&after), probe_of(p, wish->name, was),
               step);
    add_back(p, step, _("as it was"), &op_update_mitigation_action, &back, NULL);
    buf_free(&before);
    buf_free(&after);
    return p;
}

struct plan *plan_action_delete(const struct describe_mitigation_action_output *was,
                                int64_t now_ms)
{
    const struct delete_mitigation_action_input in = {.action_name = was->action_name};
    const struct create_mitigation_action_input back = {.action_name = was->action_name,
                                                        .action_params = was->action_params,
                                                        .role_arn = was->role_arn};
    struct plan *p = plan_new("configure", now_ms);
    struct buf before = BUF_INIT(TEXT_MAX);

    p->title = plan_printf(p, _("Delete the mitigation action %s"), was->action_name);
    p->verb = plan_text(p, _("Delete"));
    p->then = plan_text(p, "actions");
    fact(p, "ends", _("no task can be started with it any more"), PLAN_PLAIN);
    fact(p, "keeps", _("tasks that run go on; what was done stays done"), PLAN_PLAIN);
    put_words(was->action_type, was->action_params, was->role_arn, &before);
    int step = add_step(p, was->action_name, &op_delete_mitigation_action, &in);

    add_target(p, was->action_name, buf_text(&before), _("gone"),
               probe_of(p, was->action_name, was), step);
    add_back(p, step, _("define it again"), &op_create_mitigation_action, &back,
             _("with another id, without tags"));
    buf_free(&before);
    return p;
}
