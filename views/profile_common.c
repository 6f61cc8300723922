#include "views/profile_common.h"

enum { SHOWN_MAX = 3 };

enum style profile_put_targets(const struct described_item *item, struct buf *out)
{
    static const char *const words[] = {[ALSO_UNKNOWN] = "..",
                                        [ALSO_KNOWN] = "-",
                                        [ALSO_CUT] = "-",
                                        [ALSO_DENIED] = "?",
                                        [ALSO_FAILED] = "?"};
    const struct security_profile_target *t = item != NULL ? item->also.items : NULL;
    const size_t n = item != NULL ? item->also.n : 0;

    if (n == 0) {
        buf_puts(out, words[item != NULL ? item->also_state : ALSO_UNKNOWN]);
        return STYLE_DIM;
    }
    if (n > 1)
        buf_printf(out, "%zu: ", n);
    for (size_t i = 0; i < n && i < SHOWN_MAX; i++) {
        if (i > 0)
            buf_puts(out, ", ");
        profile_scope_put(t[i].arn != NULL ? t[i].arn : "?", out);
    }
    if (n > SHOWN_MAX)
        buf_puts(out, " ..");
    return STYLE_TEXT;
}

enum style profile_put_things(const struct described_item *item, struct target_reach *reach,
                              struct buf *out)
{
    struct arena *a;
    struct target_reach_number n;
    struct profile_state s;

    if (item == NULL || item->also_state == ALSO_UNKNOWN) {
        buf_puts(out, "..");
        return STYLE_DIM;
    }
    if (item->also_state == ALSO_DENIED || item->also_state == ALSO_FAILED) {
        buf_puts(out, "?");
        return STYLE_DIM;
    }
    a = arena_new();
    s = profile_state_of(item, a);
    n = target_reach_of(reach, s.targets, s.n_targets);
    target_reach_put(&n, out);
    arena_free(a);
    return n.state == REACH_KNOWN && n.things > 0 ? STYLE_TEXT : STYLE_DIM;
}

const char *profile_alarms_word(const struct source *alarms)
{
    switch (source_status(alarms).state) {
    case SOURCE_COMPLETE:
    case SOURCE_STALE: return "0";
    case SOURCE_FAILED: return "?";
    case SOURCE_NEVER:
    case SOURCE_LOADING:
    case SOURCE_PARTIAL: break;
    }
    return "..";
}

static bool is_counted(const struct source *alarms)
{
    const enum source_state state = source_status(alarms).state;

    return state == SOURCE_COMPLETE || state == SOURCE_STALE;
}

struct profile_effects profile_effects_of(const struct app *app, struct target_reach *reach)
{
    const struct source *alarms = watched_list_source(app_alarms(app));

    return (struct profile_effects){.profiles = app_profiles(app),
                                    .custom_metrics = app_custom_metrics(app),
                                    .dimensions = app_dimensions(app),
                                    .alarms = is_counted(alarms) ? source_table(alarms) : NULL,
                                    .reach = reach};
}

struct profile_facts profile_facts_of(const struct app *app,
                                      const struct describe_security_profile_output *p)
{
    return (struct profile_facts){.custom_metrics = app_custom_metrics(app),
                                  .dimensions = app_dimensions(app),
                                  .has_alert_target = p->alert_targets.n > 0,
                                  .has_export = p->metrics_export_config != NULL};
}

void profile_review_delete(struct app *app, const char *name, struct target_reach *reach)
{
    const struct described_item *item = described_find(app_profiles(app), name);
    const struct profile_effects e = profile_effects_of(app, reach);
    struct arena *a;

    if (item == NULL || item->output == NULL) {
        app_message(app, MESSAGE_WARN, "The service does not know this profile (any more).");
        return;
    }
    a = arena_new();
    const struct profile_state was = profile_state_of(item, a);

    (void)app_review(app, plan_profile_delete(&was, &e, app_now_ms(app)));
    arena_free(a);
}

enum screen_freshness described_freshness(const struct described *list)
{
    return described_ready(list) || source_status(described_source(list)).err->kind != ERR_NONE
               ? SCREEN_FAILED
               : SCREEN_LOADING;
}

bool described_put_raw(const struct described *list, const struct operation *op, const char *id,
                       struct buf *out)
{
    const struct described_item *item = described_find(list, id);
    struct json_writer w = {.out = out};

    if (item == NULL || item->output == NULL)
        return false;
    record_encode(op->output, item->output, &w);
    return true;
}
