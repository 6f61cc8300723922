#include "client/store/profile_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/api/enums.h"
#include "client/api/scalars.h"
#include "client/base/i18n.h"

enum { NOTE_MAX = 512, MOST_PCT = 20 /* of a fleet in alarm: nobody looks at that */ };

struct work {
    const struct behavior *b;
    const struct profile_facts *facts;
    const struct metric *metric; /* NULL: not known */
    profile_note_fn *fn;
    void *ctx;
    size_t *errors; /* counted; NULL: not */
};

static void note(const struct work *w, enum profile_note_kind kind, const char *member,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void note(const struct work *w, enum profile_note_kind kind, const char *member,
                 const char *fmt, ...)
{
    char text[NOTE_MAX];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (kind == PROFILE_NOTE_ERROR && w->errors != NULL)
        (*w->errors)++;
    w->fn(w->ctx,
          &(struct profile_note){kind, w->b->name != NULL ? w->b->name : "", member, text});
}

static bool is(const char *text, const char *word)
{
    return text != NULL && strcmp(text, word) == 0;
}

/* ---- values ---- */

/* The list or number that a criterion's value has: member of MetricValue; NULL: none. */
static const char *value_member(const struct metric_value *v)
{
    const struct {
        const char *name;
        bool there;
    } members[] = {{"count", v->count.set},   {"number", v->number.set},
                   {"cidrs", v->cidrs.n > 0}, {"numbers", v->numbers.n > 0},
                   {"ports", v->ports.n > 0}, {"strings", v->strings.n > 0}};

    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (members[i].there)
            return members[i].name;
    return NULL;
}

static bool is_numeric(const struct metric *m)
{
    return strcmp(m->value, "count") == 0 || strcmp(m->value, "number") == 0;
}

/* ---- what the service refuses ---- */

static void check_name(const struct work *w)
{
    struct err err;

    if (w->b->name == NULL || *w->b->name == '\0')
        note(w, PROFILE_NOTE_ERROR, "name", "a behavior needs a name");
    else if (!scalar_check(&scalar_behavior_name, w->b->name, &err))
        note(w, PROFILE_NOTE_ERROR, "name", "%s", err.text);
}

static void check_metric(const struct work *w)
{
    const struct described *customs = w->facts->custom_metrics;
    const char *name = w->b->metric;

    if (name == NULL || *name == '\0') {
        if (w->b->criteria != NULL)
            note(w, PROFILE_NOTE_ERROR, "metric", _("criteria need a metric"));
    } else if (w->metric == NULL && str_starts(name, "aws:")) {
        note(w, PROFILE_NOTE_WARN, "metric",
             _("%s is no metric that is known here: the service decides"), name);
    } else if (w->metric == NULL && customs != NULL && described_ready(customs) &&
               described_find(customs, name) == NULL) {
        note(w, PROFILE_NOTE_ERROR, "metric", _("no custom metric is called %s"), name);
    }
}

static void check_operator(const struct work *w, const struct behavior_criteria *c)
{
    const char *const *o = w->metric != NULL ? w->metric->operators : NULL;
    struct buf fits = BUF_INIT(NOTE_MAX);

    if (c->ml_detection_config != NULL) {
        if (c->comparison_operator != NULL)
            note(w, PROFILE_NOTE_ERROR, "operator", _("what is learned has no operator"));
    } else if (c->comparison_operator == NULL) {
        note(w, PROFILE_NOTE_ERROR, "operator", _("a value needs an operator"));
    } else if (o != NULL) {
        for (; *o != NULL && !is(c->comparison_operator, *o); o++)
            buf_printf(&fits, "%s%s", fits.len > 0 ? ", " : "", *o);
        if (*o == NULL)
            note(w, PROFILE_NOTE_ERROR, "operator", _("%s does not fit this metric: %s"),
                 c->comparison_operator, buf_text(&fits));
    }
    buf_free(&fits);
}

static void check_one_way(const struct work *w, const struct behavior_criteria *c)
{
    const int ways = (c->value != NULL) + (c->statistical_threshold != NULL) +
                     (c->ml_detection_config != NULL);

    if (ways != 1)
        note(w, PROFILE_NOTE_ERROR, "value", "%s",
             ways == 0 ? _("criteria need a value, a statistic or a confidence")
                       : _("criteria have a value or a statistic or a confidence"));
}

static void check_value(const struct work *w, const struct metric_value *v)
{
    const char *member = value_member(v);
    struct err err;

    if (member == NULL)
        note(w, PROFILE_NOTE_ERROR, "value", _("which value is normal?"));
    else if (w->metric != NULL && strcmp(member, w->metric->value) != 0 &&
             !(is_numeric(w->metric) && (is(member, "count") || is(member, "number"))))
        note(w, PROFILE_NOTE_ERROR, "value", _("this metric has %s, not %s"), w->metric->value,
             member);
    else if (v->count.set && v->count.value < 0)
        note(w, PROFILE_NOTE_ERROR, "value", _("a count is never below 0"));
    else if (!record_validate(&metric_value_record, v, &err))
        note(w, PROFILE_NOTE_ERROR, "value", "%s", err.text);
}

static void check_statistic(const struct work *w, const struct statistical_threshold *t)
{
    struct err err;

    if (t->statistic == NULL)
        note(w, PROFILE_NOTE_ERROR, "statistic", _("which percentile is normal?"));
    else if (!scalar_check(&scalar_evaluation_statistic, t->statistic, &err))
        note(w, PROFILE_NOTE_ERROR, "statistic",
             "p0, p0.01, p0.1, p1, p10, p50, p90, p99, p99.9, p99.99 or p100");
    if (w->metric != NULL && !is_numeric(w->metric))
        note(w, PROFILE_NOTE_ERROR, "statistic", _("a list has no percentiles"));
}

static void check_learned(const struct work *w,
                          const struct machine_learning_detection_config *c)
{
    if (enum_index(&enum_confidence_level,
                   c->confidence_level != NULL ? c->confidence_level : "") < 0)
        note(w, PROFILE_NOTE_ERROR, "confidence", _("LOW, MEDIUM or HIGH"));
    if (w->metric != NULL && !w->metric->ml)
        note(w, PROFILE_NOTE_ERROR, "confidence", _("this metric cannot be learned"));
}

static bool is_duration(int64_t seconds)
{
    for (size_t i = 0; metric_durations[i] != 0; i++)
        if (metric_durations[i] == seconds)
            return true;
    return false;
}

static void check_duration(const struct work *w, const struct behavior_criteria *c)
{
    const bool statistical = c->statistical_threshold != NULL;

    if (!c->duration_seconds.set) {
        if (statistical)
            note(w, PROFILE_NOTE_ERROR, "duration", _("a percentile is taken over a duration"));
        else if (w->metric != NULL && w->metric->duration == METRIC_DURATION_TAKEN &&
                 c->ml_detection_config == NULL)
            note(w, PROFILE_NOTE_WARN, "duration",
                 _("counted over 5, 10, 15, 30 or 60 min: say which"));
        return;
    }
    if (c->ml_detection_config != NULL) {
        note(w, PROFILE_NOTE_ERROR, "duration", _("what is learned has no duration"));
        return;
    }
    if (!is_duration(c->duration_seconds.value))
        note(w, PROFILE_NOTE_ERROR, "duration", "300, 600, 900, 1800 or 3600 s");
    else if (w->metric == NULL)
        return;
    else if (w->metric->duration == METRIC_DURATION_NEVER)
        note(w, PROFILE_NOTE_ERROR, "duration", _("this metric has no duration"));
    else if (w->metric->duration == METRIC_DURATION_STATISTICAL && !statistical)
        note(w, PROFILE_NOTE_ERROR, "duration",
             _("this metric has a duration with a statistic only"));
}

static void check_datapoints(const struct work *w, const char *member, struct opt_int n)
{
    if (n.set && (n.value < 1 || n.value > 10))
        note(w, PROFILE_NOTE_ERROR, member, _("1 to 10 datapoints in a row"));
}

static void check_dimension(const struct work *w)
{
    const struct described *dimensions = w->facts->dimensions;
    const struct metric_dimension *d = w->b->metric_dimension;

    if (d == NULL)
        return;
    if (d->dimension_name == NULL || *d->dimension_name == '\0')
        note(w, PROFILE_NOTE_ERROR, "dimension", _("which dimension?"));
    else if (w->metric != NULL && !w->metric->dimension)
        note(w, PROFILE_NOTE_ERROR, "dimension", _("this metric cannot be scoped by topics"));
    else if (dimensions != NULL && described_ready(dimensions) &&
             described_find(dimensions, d->dimension_name) == NULL)
        note(w, PROFILE_NOTE_ERROR, "dimension", _("no dimension is called %s"),
             d->dimension_name);
}

/* ---- what surprises ---- */

/* Of the devices whose values make the percentile. */
static void warn_statistic(const struct work *w, const struct behavior_criteria *c)
{
    const char *statistic = c->statistical_threshold->statistic;
    double beyond;

    if (statistic == NULL || c->comparison_operator == NULL || *statistic != 'p')
        return;
    beyond = strtod(statistic + 1, NULL);
    if (str_starts(c->comparison_operator, "less-than"))
        beyond = 100 - beyond;
    if (beyond >= MOST_PCT && beyond < 100)
        note(w, PROFILE_NOTE_WARN, "statistic",
             _("about %.4g%% of the devices are in alarm all the time"), beyond);
}

/* What fires whatever devices report, and what reads the wrong way round; of criteria that are
 * in order only. */
static void warn_verdict(const struct work *w)
{
    struct buf why = BUF_INIT(NOTE_MAX);
    const enum behavior_verdict verdict = behavior_verdict(&why, w->b);

    if (verdict != BEHAVIOR_SOUND)
        note(w, PROFILE_NOTE_WARN, verdict == BEHAVIOR_BACKWARDS ? "operator" : "value", "%s%s",
             verdict == BEHAVIOR_BACKWARDS ? _("reads backwards? ") : "", buf_text(&why));
    buf_free(&why);
}

static void warn_list(const struct work *w, const struct behavior_criteria *c)
{
    if (c->comparison_operator != NULL && str_starts(c->comparison_operator, "not-"))
        note(w, PROFILE_NOTE_SAY, "value",
             _("everything but these is normal, addresses and ports nobody thought of too"));
}

static void warn_silence(const struct work *w)
{
    const bool quiet = w->b->suppress_alerts.set && w->b->suppress_alerts.value;

    if (quiet && w->b->criteria != NULL)
        note(w, PROFILE_NOTE_SAY, "suppress",
             _("nobody is told: alarms are shown here, and no message is sent"));
    if (w->b->criteria == NULL)
        note(w, PROFILE_NOTE_SAY, "value",
             _("never fires: it has no criteria, it only measures"));
    if (w->b->export_metric.set && w->b->export_metric.value && !w->facts->has_export)
        note(w, PROFILE_NOTE_WARN, "export", _("exported nowhere: the profile names no topic"));
}

static void warn_side(const struct work *w)
{
    if (w->metric != NULL && w->metric->side == METRIC_DEVICE && w->b->criteria != NULL)
        note(w, PROFILE_NOTE_SAY, "metric",
             _("only devices that report this metric themselves are judged"));
}

static void check_criteria(const struct work *w, const struct behavior_criteria *c)
{
    check_one_way(w, c);
    check_operator(w, c);
    check_duration(w, c);
    check_datapoints(w, "alarm", c->consecutive_datapoints_to_alarm);
    check_datapoints(w, "clear", c->consecutive_datapoints_to_clear);
    if (c->value != NULL) {
        check_value(w, c->value);
        warn_list(w, c);
    }
    if (c->statistical_threshold != NULL) {
        check_statistic(w, c->statistical_threshold);
        warn_statistic(w, c);
    }
    if (c->ml_detection_config != NULL)
        check_learned(w, c->ml_detection_config);
}

void behavior_check(const struct behavior *b, const struct profile_facts *facts,
                    profile_note_fn *fn, void *ctx)
{
    size_t errors = 0;
    struct work w = {.b = b, .facts = facts, .fn = fn, .ctx = ctx, .errors = &errors};

    if (b->metric != NULL)
        w.metric = facts->custom_metrics != NULL
                       ? profiles_metric(facts->custom_metrics, b->metric)
                       : metric_find(b->metric);
    check_name(&w);
    check_metric(&w);
    if (b->criteria != NULL) {
        check_criteria(&w, b->criteria);
        if (errors == 0)
            warn_verdict(&w);
    }
    check_dimension(&w);
    warn_silence(&w);
    warn_side(&w);
}

/* ---- the whole ---- */

static bool is_twice(const struct describe_security_profile_output *p, size_t i)
{
    const struct behavior *b = p->behaviors.items;

    for (size_t k = 0; k < i; k++)
        if (b[i].name != NULL && is(b[k].name, b[i].name))
            return true;
    return false;
}

void profile_check(const struct describe_security_profile_output *p,
                   const struct profile_facts *facts, profile_note_fn *fn, void *ctx)
{
    const struct behavior *b = p->behaviors.items;
    const struct behavior none = {0};
    const struct work whole = {.b = &none, .facts = facts, .fn = fn, .ctx = ctx};
    size_t values = 0, judging = 0;

    for (size_t i = 0; i < p->behaviors.n; i++) {
        const struct work w = {.b = &b[i], .facts = facts, .fn = fn, .ctx = ctx};

        behavior_check(&b[i], facts, fn, ctx);
        if (is_twice(p, i))
            note(&w, PROFILE_NOTE_ERROR, "name", _("two behaviors are called %s"), b[i].name);
        if (b[i].criteria != NULL && b[i].criteria->value != NULL)
            values += metric_value_elements(b[i].criteria->value);
        judging +=
            b[i].criteria != NULL && !(b[i].suppress_alerts.set && b[i].suppress_alerts.value);
    }
    if (p->behaviors.n > PROFILE_BEHAVIORS_MAX)
        note(&whole, PROFILE_NOTE_ERROR, "behaviors", _("at most %d behaviors"),
             PROFILE_BEHAVIORS_MAX);
    if (values > PROFILE_VALUES_MAX)
        note(&whole, PROFILE_NOTE_ERROR, "behaviors",
             _("%zu values in all; the service takes %d"), values, PROFILE_VALUES_MAX);
    if (judging > 0 && !facts->has_alert_target)
        note(&whole, PROFILE_NOTE_SAY, "alerts",
             _("no alert target: alarms are shown here, and no message is sent"));
}
