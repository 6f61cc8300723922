/* What devices report now, beside the limit somebody is about to set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "views/behavior_fields.h"

enum { TEXT_MAX = 1024 };

void behavior_fields_ask_sample(const struct app *app, const struct form *f, const char *group,
                                struct metric_sample *sample)
{
    const char *dimension = form_value(f, "dimension");
    const struct metric *m = profiles_metric(app_custom_metrics(app), form_value(f, "metric"));
    const bool scoped = *dimension != '\0' && m != NULL && m->dimension;

    metric_sample_ask(sample, app_client(app),
                      &(struct metric_sample_question){
                          .metric = form_value(f, "metric"),
                          .dimension = scoped ? dimension : NULL,
                          .dimension_operator =
                              strcmp(form_value(f, "side"), "not-dim") == 0 ? "NOT_IN" : "IN",
                          .group = group},
                      app_now_ms(app));
}

/* Of a criterion with a number: which part of the values would have alarmed. */
static void put_alarming(const struct metric_sample *sample, const struct form *f,
                         struct buf *out)
{
    const char *operator= form_value(f, "operator"), *value = form_value(f, "value");
    const size_t n = metric_sample_values(sample);
    char *end;
    const double limit = strtod(value, &end);
    size_t beyond;

    if (strcmp(form_value(f, "way"), "value") != 0 || *value == '\0' || *end != '\0')
        return;
    if (strcmp(operator, "<=") == 0)
        beyond = metric_sample_above(sample, limit);
    else if (strcmp(operator, ">") == 0)
        beyond = n - metric_sample_above(sample, limit);
    else
        return;
    buf_printf(out, _("; %.3g%% of them would be against %s %s"),
               100.0 * (double)beyond / (double)n, operator, value);
}

/* Of another metric, or other topics, it says nothing. */
static bool is_about(const struct metric_sample *sample, const struct form *f)
{
    const struct metric_sample_question *q = metric_sample_asked_about(sample);

    return q->metric != NULL && strcmp(q->metric, form_value(f, "metric")) == 0 &&
           (q->dimension == NULL || strcmp(q->dimension, form_value(f, "dimension")) == 0);
}

void behavior_fields_show_sample(struct metric_sample *sample, struct form *f)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    enum style style = STYLE_TEXT;

    switch (is_about(sample, f) ? metric_sample_state(sample) : ANSWER_NONE) {
    case ANSWER_NONE: break;
    case ANSWER_WAITING:
        buf_puts(&text, _("asking some devices .."));
        style = STYLE_RUNNING;
        break;
    case ANSWER_FAILED:
        buf_puts(&text, metric_sample_err(sample)->text);
        style = STYLE_ERROR;
        break;
    case ANSWER_READY:
        if (metric_sample_values(sample) == 0) {
            buf_printf(&text, _("no number from any of %zu things in the last %d h"),
                       metric_sample_asked(sample), METRIC_SAMPLE_HOURS);
            style = STYLE_WARN;
            break;
        }
        buf_printf(&text,
                   _("%zu values of %zu things (a sample), last %d h, per 5 min: p50 %.6g, "
                     "p90 %.6g, p99 %.6g, most %.6g"),
                   metric_sample_values(sample), metric_sample_things(sample),
                   METRIC_SAMPLE_HOURS, metric_sample_percentile(sample, 50),
                   metric_sample_percentile(sample, 90), metric_sample_percentile(sample, 99),
                   metric_sample_percentile(sample, 100));
        put_alarming(sample, f, &text);
        break;
    }
    form_set_fact(f, "now", buf_text(&text), style);
    buf_free(&text);
}
