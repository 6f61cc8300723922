#include "client/local/debrief.h"

#include "client/local/debrief_alarms.h"
#include "client/local/profiles.h"

enum { CHANGE_MAX = 256 };

static struct opt_int whole(int64_t n)
{
    return (struct opt_int){n, true};
}

static struct opt_time time_of(int64_t ms)
{
    return (struct opt_time){ms, ms != 0};
}

static const char *change_of(struct call *c, const struct scenario_effect *e)
{
    struct buf text = BUF_INIT(CHANGE_MAX);
    scenario_effect_say(e, &text);
    const char *kept = arena_str(c->arena, buf_text(&text));
    buf_free(&text);
    return kept;
}

struct list debrief_metrics(struct call *c, const struct scenario_kind *kind)
{
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < kind->n_effects; i++) {
        struct scenario_metric *m = rows_add(&rows, sizeof *m);
        *m = (struct scenario_metric){kind->effects[i].metric, change_of(c, &kind->effects[i])};
    }
    return rows_list(&rows, c->arena);
}

/* ---- summary ----------------------------------------------------------------------------- */

static const char *status_of(const struct scenario *one, int64_t now_ms)
{
    return one->stopped_ms ? "STOPPED" : one->end_ms > now_ms ? "RUNNING" : "ENDED";
}

static void summarise(struct call *c, const struct scenario *one, int64_t alarmed,
                      struct scenario_summary *out)
{
    const struct scenario_strike *strikes = scenarios_strikes(c->service->scenarios, one);
    int64_t now_ms = call_now_ms(c), struck = 0;
    for (size_t i = 0; i < one->n_things; i++)
        struck += strikes[i].start_ms <= now_ms && strikes[i].end_ms > strikes[i].start_ms;
    *out = (struct scenario_summary){.scenario_id =
                                         arena_printf(c->arena, "%lld", (long long)one->id),
                                     .name = one->kind->name,
                                     .title = one->kind->title,
                                     .status = status_of(one, now_ms),
                                     .aim = arena_str(c->arena, one->aim),
                                     .start_time = time_of(one->start_ms),
                                     .end_time = time_of(one->end_ms),
                                     .things = whole((int64_t)one->n_things),
                                     .struck = whole(struck),
                                     .alarmed = whole(alarmed)};
}

bool debrief_summary(struct call *c, const struct scenario *one, struct scenario_summary *out,
                     struct err *err)
{
    struct debrief_alarms alarms;
    if (!debrief_alarms(c, one, &alarms, err))
        return false;
    summarise(c, one, alarms.alarmed, out);
    return true;
}

/* ---- who watched ------------------------------------------------------------------------- */

static int64_t behaviors_on(const struct profile_set *all, const char *metric)
{
    int64_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct behavior *b = all->profiles[i].behaviors.items;
        for (size_t k = 0; k < all->profiles[i].behaviors.n; k++)
            n += b[k].metric && b[k].criteria && strcmp(b[k].metric, metric) == 0;
    }
    return n;
}

static bool watches(struct call *c, const struct scenario_kind *kind,
                    const struct debrief_alarms *alarms, struct list *out, struct err *err)
{
    struct profile_set all;
    struct rows rows = {.n = 0};
    if (!profiles_load(call_registry(c), c->arena, &all, err))
        return false;
    for (size_t i = 0; i < kind->n_effects; i++) {
        struct scenario_watch *w = rows_add(&rows, sizeof *w);
        *w = (struct scenario_watch){.metric_name = kind->effects[i].metric,
                                     .change = change_of(c, &kind->effects[i]),
                                     .behaviors =
                                         whole(behaviors_on(&all, kind->effects[i].metric)),
                                     .things = whole(alarms->metrics[i].things)};
    }
    *out = rows_list(&rows, c->arena);
    return true;
}

static struct list behaviors(struct call *c, const struct debrief_alarms *alarms)
{
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < alarms->n_behaviors; i++) {
        const struct debrief_behavior *b = &alarms->behaviors[i];
        struct scenario_alarm *a = rows_add(&rows, sizeof *a);
        *a = (struct scenario_alarm){.behavior_name = b->name,
                                     .security_profile_name = b->profile,
                                     .metric_name = b->metric,
                                     .things = whole(b->things),
                                     .first_alarm_time = time_of(b->first_ms),
                                     .verified = whole(b->verified)};
    }
    return rows_list(&rows, c->arena);
}

/* ---- things ------------------------------------------------------------------------------ */

static bool name_of(struct call *c, int64_t thing_id, const char **out, struct err *err)
{
    struct db_stmt *q = db_query(call_db(c), "SELECT name FROM thing WHERE id = ?", err);
    bool row;
    if (!q)
        return false;
    db_bind_int(q, 1, thing_id);
    if (!db_step(q, &row, err))
        return false;
    *out = row ? arena_str(c->arena, db_text(q, 0)) : "";
    db_reset(q);
    return true;
}

static bool things(struct call *c, const struct scenario *one,
                   const struct debrief_alarms *alarms, struct describe_scenario_output *out,
                   struct err *err)
{
    const struct scenario_strike *strikes = scenarios_strikes(c->service->scenarios, one);
    struct rows rows = {.n = 0};
    int64_t cut = 0, first_cut = 0;
    for (size_t i = 0; i < one->n_things; i++) {
        if (strikes[i].cut_ms) {
            cut++;
            first_cut =
                first_cut && first_cut < strikes[i].cut_ms ? first_cut : strikes[i].cut_ms;
        }
        if (i >= DRILL_THINGS_MAX)
            continue;
        struct scenario_thing *t = rows_add(&rows, sizeof *t);
        *t = (struct scenario_thing){.start_time = time_of(strikes[i].start_ms),
                                     .end_time = time_of(strikes[i].end_ms),
                                     .cut_time = time_of(strikes[i].cut_ms),
                                     .alarms = whole(alarms->things[i].alarms),
                                     .first_alarm_time = time_of(alarms->things[i].first_ms),
                                     .first_behavior = alarms->things[i].behavior,
                                     .first_profile = alarms->things[i].profile,
                                     .verification_state = alarms->things[i].verification};
        if (!name_of(c, strikes[i].thing_id, &t->thing_name, err)) {
            rows_free(&rows);
            return false;
        }
    }
    out->things = rows_list(&rows, c->arena);
    out->shown = whole((int64_t)out->things.n);
    out->quarantined = whole(cut);
    out->first_quarantine_time = time_of(first_cut);
    return true;
}

bool debrief_describe(struct call *c, const struct scenario *one,
                      struct describe_scenario_output *out, struct err *err)
{
    struct scenario_summary *summary = arena_alloc(c->arena, 1, sizeof *summary);
    struct debrief_alarms alarms;
    if (!debrief_alarms(c, one, &alarms, err))
        return false;
    summarise(c, one, alarms.alarmed, summary);
    out->scenario = summary;
    out->threat = one->kind->threat;
    out->signs = one->kind->signs;
    out->alarms = behaviors(c, &alarms);
    out->missed = whole(summary->struck.value - alarms.alarmed);
    out->verified = whole(alarms.verified);
    out->first_alarm_time = time_of(alarms.first_ms);
    out->first_verified_time = time_of(alarms.first_verified_ms);
    return watches(c, one->kind, &alarms, &out->watches, err) &&
           things(c, one, &alarms, out, err);
}
