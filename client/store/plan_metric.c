#include "client/store/plan_metric.h"

#include "client/base/i18n.h"
#include "client/store/plan_look.h"

enum { TEXT_MAX = 32 * 1024 /* 100 topic filters */ };

static void fact(struct plan *p, const char *label, const char *text, enum plan_tone tone)
{
    plan_add_fact(p, &(struct plan_fact){N_("what it does"), label, text, tone});
}

static struct plan *begin(const char *verb, const char *title, const char *name,
                          const char *then, int64_t now_ms)
{
    struct plan *p = plan_new("profiles", now_ms);

    p->title = plan_printf(p, "%s %s", title, name);
    p->verb = plan_text(p, verb);
    p->then = plan_text(p, then);
    p->reach = (struct gate_reach){1, 0, 0, 0};
    return p;
}

/* One call, what it is for and its way back. */
struct change {
    const char *what, *name, *before, *after;
    struct plan_call call, back;
    const char *back_text, *back_note;
    struct plan_probe probe;
};

static struct plan *finish(struct plan *p, const struct change *c)
{
    const char *text = plan_printf(p, "%s %s", i18n_text(c->what), c->name);
    const int step = plan_add_step(p, &(struct plan_step){.text = text, .call = c->call});

    plan_add_target(p, &(struct plan_target){.id = c->name,
                                             .text = text,
                                             .before = c->before,
                                             .after = c->after,
                                             .things = -1,
                                             .online = -1,
                                             .probe = c->probe,
                                             .step = step});
    plan_add_back(
        p, &(struct plan_back){
               .step = step, .text = c->back_text, .call = c->back, .note = c->back_note});
    return p;
}

static void add_users(struct plan *p, size_t n, const char *names, const char *what)
{
    if (n == 0)
        fact(p, "used by", "no profile", PLAN_PLAIN);
    else
        fact(p, "used by", plan_printf(p, "%s: %s", names, what), PLAN_WARN);
}

/* ---- custom metrics ---- */

static struct plan_probe probe_metric(struct plan *p, const char *name,
                                      const struct describe_custom_metric_output *was)
{
    struct describe_custom_metric_input *in = arena_alloc(p->arena, 1, sizeof *in);
    struct plan_probe probe = {{&op_describe_custom_metric, in}, "", PLAN_LOOK_GONE};
    struct buf seen = BUF_INIT(TEXT_MAX);

    in->metric_name = plan_text(p, name);
    if (was != NULL) {
        probe.paths = "metricType,displayName";
        plan_look_put(&probe, was, &seen);
        probe.seen = plan_text(p, buf_text(&seen));
    }
    buf_free(&seen);
    return probe;
}

static const char *metric_words(struct plan *p, const char *type, const char *display)
{
    return plan_printf(p, "%s%s%s", type != NULL ? type : "?", display != NULL ? ", " : "",
                       display != NULL ? display : "");
}

struct plan *plan_metric_create(const struct metric_wish *wish, int64_t now_ms)
{
    const struct create_custom_metric_input in = {.metric_name = wish->name,
                                                  .metric_type = wish->type,
                                                  .display_name = wish->display_name};
    const struct delete_custom_metric_input back = {wish->name};
    struct plan *p =
        begin(_("Define"), _("Define the custom metric"), wish->name, "metrics", now_ms);

    fact(p, "type", plan_printf(p, _("%s, for ever"), wish->type), PLAN_PLAIN);
    fact(p, "reports", _("devices that send it under this name; nothing changes for others"),
         PLAN_PLAIN);
    return finish(p, &(struct change){.what = N_("metric"),
                                      .name = wish->name,
                                      .before = _("not defined"),
                                      .after = metric_words(p, wish->type, wish->display_name),
                                      .call = {&op_create_custom_metric, &in},
                                      .back = {&op_delete_custom_metric, &back},
                                      .back_text = _("delete it"),
                                      .probe = probe_metric(p, wish->name, NULL)});
}

struct plan *plan_metric_update(const struct describe_custom_metric_output *was,
                                const char *display_name, const struct described *profiles,
                                int64_t now_ms)
{
    const struct update_custom_metric_input in = {.metric_name = was->metric_name,
                                                  .display_name = display_name};
    const struct update_custom_metric_input back = {
        .metric_name = was->metric_name,
        .display_name = was->display_name != NULL ? was->display_name : ""};
    struct plan *p =
        begin(_("Change"), _("Change the custom metric"), was->metric_name, "metrics", now_ms);
    struct buf names = BUF_INIT(TEXT_MAX);
    const size_t n = profiles_using_metric(profiles, was->metric_name, &names);

    add_users(p, n, buf_text(&names), _("they go on as before; only its title changes"));
    buf_free(&names);
    return finish(
        p, &(struct change){.what = N_("metric"),
                            .name = was->metric_name,
                            .before = metric_words(p, was->metric_type, was->display_name),
                            .after = metric_words(p, was->metric_type, display_name),
                            .call = {&op_update_custom_metric, &in},
                            .back = {&op_update_custom_metric, &back},
                            .back_text = _("as it was"),
                            .probe = probe_metric(p, was->metric_name, was)});
}

struct plan *plan_metric_delete(const struct describe_custom_metric_output *was, int64_t now_ms)
{
    const struct delete_custom_metric_input in = {was->metric_name};
    const struct create_custom_metric_input back = {.metric_name = was->metric_name,
                                                    .metric_type = was->metric_type,
                                                    .display_name = was->display_name};
    struct plan *p =
        begin(_("Delete"), _("Delete the custom metric"), was->metric_name, "metrics", now_ms);

    fact(p, "used by", "no profile", PLAN_PLAIN);
    fact(p, "ends", "reports under this name are no longer taken", PLAN_PLAIN);
    return finish(
        p, &(struct change){.what = N_("metric"),
                            .name = was->metric_name,
                            .before = metric_words(p, was->metric_type, was->display_name),
                            .after = "gone",
                            .call = {&op_delete_custom_metric, &in},
                            .back = {&op_create_custom_metric, &back},
                            .back_text = "define it again",
                            .back_note = _("without its tags and its values"),
                            .probe = probe_metric(p, was->metric_name, was)});
}

/* ---- dimensions ---- */

static struct plan_probe probe_dimension(struct plan *p, const char *name,
                                         const struct describe_dimension_output *was)
{
    struct describe_dimension_input *in = arena_alloc(p->arena, 1, sizeof *in);
    struct plan_probe probe = {{&op_describe_dimension, in}, "", PLAN_LOOK_GONE};
    struct buf seen = BUF_INIT(TEXT_MAX);

    in->name = plan_text(p, name);
    if (was != NULL) {
        probe.paths = "type,stringValues";
        plan_look_put(&probe, was, &seen);
        probe.seen = plan_text(p, buf_text(&seen));
    }
    buf_free(&seen);
    return probe;
}

static const char *filters(struct plan *p, const struct list *values)
{
    const char *const *v = values->items;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < values->n; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", v[i]);
    const char *kept = plan_text(p, buf_text(&text));

    buf_free(&text);
    return kept;
}

struct plan *plan_dimension_create(const char *name, const struct list *values, int64_t now_ms)
{
    const struct create_dimension_input in = {
        .name = name, .type = "TOPIC_FILTER", .string_values = *values};
    const struct delete_dimension_input back = {name};
    struct plan *p = begin(_("Define"), _("Define the dimension"), name, "dimensions", now_ms);

    fact(p, "holds", filters(p, values), PLAN_PLAIN);
    fact(p, "now", _("nothing is judged otherwise until a behavior names it"), PLAN_PLAIN);
    return finish(p, &(struct change){.what = N_("dimension"),
                                      .name = name,
                                      .before = _("not defined"),
                                      .after = filters(p, values),
                                      .call = {&op_create_dimension, &in},
                                      .back = {&op_delete_dimension, &back},
                                      .back_text = _("delete it"),
                                      .probe = probe_dimension(p, name, NULL)});
}

struct plan *plan_dimension_update(const struct describe_dimension_output *was,
                                   const struct list *values, const struct described *profiles,
                                   int64_t now_ms)
{
    const struct update_dimension_input in = {.name = was->name, .string_values = *values};
    const struct update_dimension_input back = {.name = was->name,
                                                .string_values = was->string_values};
    struct plan *p =
        begin(_("Change"), _("Change the dimension"), was->name, "dimensions", now_ms);
    struct buf names = BUF_INIT(TEXT_MAX);
    const size_t n = profiles_using_dimension(profiles, was->name, &names);

    add_users(p, n, buf_text(&names), _("they count other topics from now on"));
    buf_free(&names);
    return finish(p, &(struct change){.what = N_("dimension"),
                                      .name = was->name,
                                      .before = filters(p, &was->string_values),
                                      .after = filters(p, values),
                                      .call = {&op_update_dimension, &in},
                                      .back = {&op_update_dimension, &back},
                                      .back_text = _("as it was"),
                                      .probe = probe_dimension(p, was->name, was)});
}

struct plan *plan_dimension_delete(const struct describe_dimension_output *was, int64_t now_ms)
{
    const struct delete_dimension_input in = {was->name};
    const struct create_dimension_input back = {
        .name = was->name, .type = was->type, .string_values = was->string_values};
    struct plan *p =
        begin(_("Delete"), _("Delete the dimension"), was->name, "dimensions", now_ms);

    fact(p, "used by", "no profile", PLAN_PLAIN);
    return finish(p, &(struct change){.what = N_("dimension"),
                                      .name = was->name,
                                      .before = filters(p, &was->string_values),
                                      .after = "gone",
                                      .call = {&op_delete_dimension, &in},
                                      .back = {&op_create_dimension, &back},
                                      .back_text = "define it again",
                                      .back_note = _("without its tags"),
                                      .probe = probe_dimension(p, was->name, was)});
}
