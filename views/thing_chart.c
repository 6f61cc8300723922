#include "views/thing_chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/profiles.h"
#include "tui/layout.h"

enum {
    BAND_POINTS = 20,         /* fewer have no percentiles to speak of */
    SUM_MAX_MS = 3600 * 1000, /* the longest duration there is */
};

void thing_chart_init(struct thing_chart *c, struct app *app, answer_fn *on_change, void *ctx)
{
    *c = (struct thing_chart){
        .app = app, .values = metric_values_new(loop_clock(app_loop(app)), on_change, ctx)};
}

void thing_chart_free(struct thing_chart *c)
{
    metric_values_free(c->values);
    free(c->points);
    *c = (struct thing_chart){0};
}

void thing_chart_refresh(struct thing_chart *c)
{
    metric_values_refresh(c->values);
}

/* Criteria say what is normal: a value that must be less is looked for above. */
static enum chart_limit side_of(const char *operator)
{
    if (operator== NULL)
        return CHART_NO_LIMIT;
    return str_starts(operator, "less-than")      ? CHART_ABOVE
           : str_starts(operator, "greater-than") ? CHART_BELOW
                                                  : CHART_NO_LIMIT;
}

static void set_limit(struct thing_chart *c, const struct behavior *b)
{
    const struct behavior_criteria *k = b != NULL ? b->criteria : NULL;
    struct buf text = BUF_INIT(sizeof c->limit - 1);
    double value;

    c->chart.limit = CHART_NO_LIMIT;
    if (b == NULL)
        buf_puts(&text, _("limit not known: the profile has no such behavior now"));
    else if (k == NULL)
        buf_puts(&text, _("no limit: nothing is expected"));
    else if (k->ml_detection_config != NULL)
        buf_puts(&text, _("limit: learned, the service does not tell it"));
    else if (k->statistical_threshold != NULL)
        buf_printf(&text, _("limit: %s of all its devices, moves with them"),
                   k->statistical_threshold->statistic != NULL
                       ? k->statistical_threshold->statistic
                       : "?");
    else if (k->value != NULL && (k->value->count.set || k->value->number.set) &&
             metric_value_height(k->value, &value)) {
        c->chart.limit = side_of(k->comparison_operator);
        c->chart.limit_value = value;
        buf_puts(&text, _("expected "));
        behavior_limit_short(&text, b);
    } else {
        buf_puts(&text, _("expected "));
        behavior_limit_short(&text, b);
    }
    snprintf(c->limit, sizeof c->limit, "%s", buf_text(&text));
    buf_free(&text);
}

/* What is compared is the sum over the behavior's duration, where the metric has one. */
static void set_sum(struct thing_chart *c, const struct metric *metric,
                    const struct behavior *b)
{
    const struct behavior_criteria *k = b != NULL ? b->criteria : NULL;
    const int64_t ms =
        k != NULL && k->duration_seconds.set ? k->duration_seconds.value * 1000 : 0;

    c->sum_ms = metric != NULL && metric->duration == METRIC_DURATION_TAKEN &&
                        ms > METRIC_VALUES_SLOT_MS && ms <= SUM_MAX_MS
                    ? ms
                    : 0;
}

static void set_title(struct thing_chart *c, const struct thing_lane *lane)
{
    struct buf text = BUF_INIT(sizeof c->title - 1);

    behavior_metric_say(&text, lane->metric);
    if (c->sum_ms > 0) {
        buf_puts(&text, _(", sums of "));
        behavior_duration_say(&text, c->sum_ms / 1000);
    }
    snprintf(c->title, sizeof c->title, "%s", buf_text(&text));
    buf_free(&text);
}

static int by_value(const void *a, const void *b)
{
    const double x = ((const struct chart_point *)a)->value;
    const double y = ((const struct chart_point *)b)->value;

    return x < y ? -1 : x > y;
}

/* Where no limit is to be drawn: between which values four of five of its own lie. */
static void set_band(struct thing_chart *c)
{
    const size_t n = c->n_points;

    c->chart.banded = c->chart.limit == CHART_NO_LIMIT && n >= BAND_POINTS;
    if (!c->chart.banded)
        return;
    struct chart_point *sorted = mem_alloc(n, sizeof *sorted);

    memcpy(sorted, c->points, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    c->chart.band_low = sorted[n / 10].value;
    c->chart.band_high = sorted[n - 1 - n / 10].value;
    free(sorted);
}

static int by_time(const void *a, const void *b)
{
    const int64_t x = ((const struct chart_point *)a)->time_ms;
    const int64_t y = ((const struct chart_point *)b)->time_ms;

    return x < y ? -1 : x > y;
}

/* Each point becomes the sum of those of its duration, itself the last of them. */
static void sum_up(struct thing_chart *c)
{
    size_t first = c->n_points;
    double sum = 0;

    if (c->sum_ms == 0 || c->n_points == 0)
        return;
    qsort(c->points, c->n_points, sizeof *c->points, by_time);
    for (size_t i = c->n_points; i-- > 0;) { /* from the end: what is before is still whole */
        const int64_t from = c->points[i].time_ms - c->sum_ms;

        for (sum = 0, first = i + 1; first > 0 && c->points[first - 1].time_ms > from; first--)
            sum += c->points[first - 1].value;
        c->points[i].value = sum;
    }
}

static void collect(struct thing_chart *c)
{
    const size_t n = metric_values_count(c->values);

    c->n_points = 0;
    c->points = mem_grow(c->points, &c->cap_points, n + 1, sizeof *c->points);
    for (size_t i = 0; i < n; i++) {
        const struct metric_datum *m = metric_values_at(c->values, i);
        double value;

        if (m != NULL && m->timestamp.set && metric_value_height(m->value, &value))
            c->points[c->n_points++] = (struct chart_point){m->timestamp.ms, value};
    }
}

/* When values came or the question is another, not with every frame. */
static void gather(struct thing_chart *c)
{
    collect(c);
    sum_up(c);
    set_band(c);
    c->chart.points = c->points;
    c->chart.n_points = c->n_points;
}

void thing_chart_want(struct thing_chart *c, const struct thing_data *d,
                      const struct thing_lane *lane, const struct axis *axis)
{
    const struct behavior *b = lane != NULL && lane->of_behavior
                                   ? thing_data_behavior(d, lane->profile, lane->title)
                                   : NULL;
    const struct metric_dimension *scope = b != NULL ? b->metric_dimension : NULL;

    c->drawable = lane != NULL && lane->metric != NULL;
    if (!c->drawable)
        return;
    const struct metric *metric = metric_find(lane->metric);

    c->chart.unit = metric != NULL ? metric->unit : "";
    set_sum(c, metric, b);
    set_title(c, lane);
    set_limit(c, b);
    metric_values_connect(c->values, app_client(d->app));
    metric_values_want(c->values,
                       &(struct metric_question){
                           .thing = d->name,
                           .metric = lane->metric,
                           .dimension = scope != NULL ? scope->dimension_name : NULL,
                           .dimension_operator = scope != NULL ? scope->operator: NULL,
                           .from_ms = axis->from_ms - c->sum_ms, /* the first sum is whole */
                           .to_ms = axis->to_ms});
    gather(c);
}

static const char *empty_text(const struct thing_chart *c, const struct axis *axis)
{
    switch (metric_values_state(c->values)) {
    case ANSWER_NONE: return _("not asked: no connection");
    case ANSWER_WAITING: return "loading ..";
    case ANSWER_FAILED: return metric_values_err(c->values)->text;
    case ANSWER_READY: break;
    }
    if (axis->to_ms < axis->now_ms - METRIC_VALUES_DAYS * INT64_C(86400000))
        return _("the service keeps values for 14 days: none of this range");
    return _("no datapoint in this range");
}

/* A list under the cursor, in full. */
static void put_list(const struct thing_chart *c, struct surface *s, int64_t cursor_ms)
{
    struct buf text = BUF_INIT(1024);
    struct chart_point p;

    if (!chart_at(&c->chart, cursor_ms, &p))
        return;
    for (size_t i = 0; i < metric_values_count(c->values); i++) {
        const struct metric_datum *m = metric_values_at(c->values, i);

        if (!m->timestamp.set || m->timestamp.ms != p.time_ms ||
            metric_value_kind(m->value) < METRIC_CIDRS)
            continue;
        buf_puts(&text, " ");
        (void)metric_value_say(&text, m->value);
        surface_text(s, 1, 0, s->cols, STYLE_STRONG, buf_text(&text));
        break;
    }
    buf_free(&text);
}

void thing_chart_draw(struct thing_chart *c, struct surface *s, const struct axis *axis,
                      int64_t cursor_ms)
{
    struct surface body = surface_part(s, 1, 0, s->rows - 1, s->cols);

    surface_clear(s);
    if (!c->drawable) {
        surface_rule(s, 0, _("chart"), "");
        surface_text(s, 2, 1, s->cols - 1, STYLE_DIM,
                     _("No metric is behind this lane: choose a behavior with Tab, j and k."));
        return;
    }
    c->chart.axis = *axis;
    c->chart.holds_ms = METRIC_VALUES_SLOT_MS;
    c->chart.empty = empty_text(c, axis);
    c->chart.cursor_ms = cursor_ms;
    chart_draw(&c->chart, &body);
    char right[sizeof c->limit + 40];

    snprintf(right, sizeof right, "%s%s", c->limit,
             c->chart.banded && s->cols >= LAYOUT_WIDE_COLS ? _("; dotted: its own p10 to p90")
                                                            : "");
    surface_rule(s, 0, c->title, right);
    if (metric_values_cut(c->values))
        surface_text(s, 1, s->cols - 20, 20, STYLE_WARN, _("there are more values"));
    put_list(c, s, cursor_ms);
}
