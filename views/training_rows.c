#include "views/training_rows.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "views/profile_common.h"

enum {
    LABEL = 11,       /* cells of a label */
    BAR = 18,         /* of the two bars of a card */
    TWO_COLUMNS = 100 /* cells from which on facts and forecast stand side by side */
};

static void copy(const struct list_view *v, uint32_t row, int column, char *out, size_t size)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    (void)snprintf(out, size, "%.*s", (int)(s.n < size ? s.n : size - 1), s.p);
}

void training_row_read(const struct list_view *v, uint32_t row, struct training_row *out)
{
    *out = (struct training_row){.item = NULL};
    copy(v, row, TRAINING_BEHAVIOR, out->behavior, sizeof out->behavior);
    copy(v, row, TRAINING_PROFILE, out->profile, sizeof out->profile);
    training_facts(app_training(v->app), row, &out->facts);
    training_forecast(&out->facts, &out->forecast);
    out->item = described_find(app_profiles(v->app), out->profile);
    if (out->item != NULL && out->item->output != NULL)
        out->is = profile_behavior(out->item->output, out->behavior);
}

/* ---- cells ------------------------------------------------------------------------------- */

/* For what the profile says and is not there: on its way, not to be had, or gone by now. */
static const char *unknown_word(const struct app *app, const struct training_row *r)
{
    const struct source_status st = source_status(described_source(app_profiles(app)));

    if (r->item != NULL && r->item->output != NULL)
        return "-";
    if (st.err->kind == ERR_DENIED)
        return "?";
    return st.state == SOURCE_COMPLETE && r->item == NULL ? "-" : "..";
}

static enum style put_unknown(const struct app *app, const struct training_row *r,
                              struct buf *out)
{
    buf_puts(out, unknown_word(app, r));
    return STYLE_DIM;
}

enum style training_put_target(const struct app *app, const struct training_row *r,
                               struct buf *out)
{
    if (r->item == NULL)
        return put_unknown(app, r, out);
    return profile_put_targets(r->item, out);
}

enum style training_put_confidence(const struct app *app, const struct training_row *r,
                                   struct buf *out)
{
    const char *level = behavior_confidence(r->is);

    if (level == NULL)
        return put_unknown(app, r, out);
    buf_puts(out, level);
    return STYLE_TEXT;
}

enum style training_put_status(const struct training_row *r, struct buf *out)
{
    static const struct {
        const char *status;
        enum style style;
    } styles[] = {
        {"ACTIVE", STYLE_OK}, {"PENDING_BUILD", STYLE_RUNNING}, {"EXPIRED", STYLE_ERROR}};

    if (r->facts.status == NULL) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    buf_puts(out, r->facts.status);
    for (size_t i = 0; i < COUNT_OF(styles); i++)
        if (strcmp(styles[i].status, r->facts.status) == 0)
            return styles[i].style;
    return STYLE_TEXT;
}

/* In ASCII: it stands in a cell of a list. Full only when it is. */
static void put_hashes(double percent, int width, struct buf *out)
{
    const int inner = width - 2, full = (int)(percent / 100 * inner);

    buf_putc(out, '[');
    for (int i = 0; i < inner; i++)
        buf_putc(out, i < full ? '#' : '-');
    buf_putc(out, ']');
}

static enum style put_bar(const struct opt_double *percent, bool lacks, int width,
                          struct buf *out)
{
    if (!percent->set) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    put_hashes(percent->value, width, out);
    return lacks ? STYLE_WARN : STYLE_TEXT;
}

enum style training_put_days(const struct training_row *r, int width, struct buf *out)
{
    return put_bar(&r->forecast.days, r->forecast.lacks_days, width, out);
}

enum style training_put_points(const struct training_row *r, int width, struct buf *out)
{
    enum style style = put_bar(&r->forecast.data, r->forecast.lacks_data, width, out);

    if (r->forecast.data.set)
        buf_printf(out, " %3.0f%%", r->forecast.data.value);
    return style;
}

enum style training_put_built(const struct training_row *r, struct buf *out)
{
    if (!r->facts.built.set) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    time_age(out, r->facts.now_ms - r->facts.built.ms);
    return STYLE_TEXT;
}

/* ---- a card ------------------------------------------------------------------------------ */

struct side {
    struct surface s;
    int row;
};

static void line(struct side *c, const char *label, enum style style, const char *text)
{
    struct str rest = str_of(text);
    const int width = c->s.cols - LABEL - 2;

    if (c->row < c->s.rows)
        (void)surface_text(&c->s, c->row, 1, LABEL, STYLE_LABEL, i18n_text(label));
    do {
        if (c->row < c->s.rows)
            (void)surface_str(&c->s, c->row, LABEL + 1, width, style,
                              surface_wrap(rest, width, &rest));
        c->row++;
    } while (rest.n > 0 && c->row < c->s.rows);
}

static enum style put_metric(const struct app *app, const struct training_row *r,
                             struct buf *out)
{
    if (r->is == NULL || r->is->metric == NULL)
        return put_unknown(app, r, out);
    behavior_metric_say(out, r->is->metric);
    return STYLE_TEXT;
}

/* The service's defaults where a member is absent. */
static enum style put_counts(const struct app *app, const struct training_row *r,
                             struct buf *out)
{
    const struct behavior_criteria *c = r->is != NULL ? r->is->criteria : NULL;

    if (c == NULL)
        return put_unknown(app, r, out);
    const struct opt_int *alarm = &c->consecutive_datapoints_to_alarm;
    const struct opt_int *clear = &c->consecutive_datapoints_to_clear;
    buf_printf(out, _("%lld to alarm, %lld to clear"),
               (long long)(alarm->set ? alarm->value : 1),
               (long long)(clear->set ? clear->value : 1));
    return STYLE_TEXT;
}

static enum style put_notifications(const struct app *app, const struct training_row *r,
                                    struct buf *out)
{
    if (r->is == NULL)
        return put_unknown(app, r, out);
    buf_puts(out, r->is->suppress_alerts.set && r->is->suppress_alerts.value
                      ? "suppressed"
                      : _("sent when it alarms"));
    return STYLE_TEXT;
}

static void put_built_date(const struct training_row *r, struct buf *out)
{
    if (!r->facts.built.set) {
        buf_putc(out, '-');
        return;
    }
    training_date_say(r->facts.built.ms, out);
    buf_puts(out, ", ");
    time_ago(out, r->facts.now_ms - r->facts.built.ms);
}

static void fact_lines(const struct app *app, const struct training_row *r, struct side *c)
{
    struct buf text = BUF_INIT(4096);
    enum style style = training_put_status(r, &text);

    line(c, "status", style, buf_text(&text));
    buf_reset(&text);
    style = put_metric(app, r, &text);
    line(c, "metric", style, buf_text(&text));
    buf_reset(&text);
    put_built_date(r, &text);
    line(c, "last built", STYLE_TEXT, buf_text(&text));
    buf_reset(&text);
    style = training_put_confidence(app, r, &text);
    line(c, "confidence", style, buf_text(&text));
    buf_reset(&text);
    style = training_put_target(app, r, &text);
    line(c, "target", style, buf_text(&text));
    buf_reset(&text);
    style = put_notifications(app, r, &text);
    line(c, "notices", style, buf_text(&text));
    buf_reset(&text);
    style = put_counts(app, r, &text);
    line(c, "datapoints", style, buf_text(&text));
    buf_free(&text);
}

/* The same without what the list beside it has. */
static void short_facts(const struct app *app, const struct training_row *r, struct side *c)
{
    struct buf text = BUF_INIT(4096);

    (void)put_metric(app, r, &text);
    buf_puts(&text, "; ");
    (void)put_counts(app, r, &text);
    buf_puts(&text, _("; notices "));
    (void)put_notifications(app, r, &text);
    if (r->facts.built.set) {
        buf_puts(&text, _("; built "));
        training_date_say(r->facts.built.ms, &text);
    }
    line(c, "metric", STYLE_TEXT, buf_text(&text));
    buf_reset(&text);
    enum style style = training_put_target(app, r, &text);
    line(c, "target", style, buf_text(&text));
    buf_free(&text);
}

static void bar_lines(const struct training_row *r, struct side *c)
{
    struct buf text = BUF_INIT(256);
    enum style style = training_put_days(r, BAR, &text);

    if (r->forecast.days.set) {
        buf_printf(&text, _(" %3.0f%% of %d days, since "), r->forecast.days.value,
                   TRAINING_DAYS);
        training_date_say(r->facts.start.ms, &text);
    }
    line(c, "days", style, buf_text(&text));
    buf_reset(&text);
    style = training_put_points(r, BAR, &text);
    if (r->forecast.data.set)
        buf_puts(&text, _(" of 25,000 datapoints"));
    line(c, "points", style, buf_text(&text));
    buf_free(&text);
}

static void forecast_lines(const struct training_row *r, struct side *c)
{
    struct buf text = BUF_INIT(4096), label = BUF_INIT(64), rest = BUF_INIT(1024);

    training_forecast_say(&r->facts, &r->forecast, &text);
    for (struct str all = {buf_text(&text), text.len}; all.n > 0 && c->row < c->s.rows;) {
        struct str said, name = str_cut(str_cut(all, '\n', &all), '\t', &said);
        buf_reset(&label);
        buf_reset(&rest);
        buf_put(&label, name.p, name.n);
        buf_put(&rest, said.p, said.n);
        const bool bad = str_eq(name, "expired") ||
                         (str_eq(name, "full") && r->forecast.full == TRAINING_FULL_NEVER);
        line(c, buf_text(&label), bad ? STYLE_WARN : STYLE_TEXT, buf_text(&rest));
    }
    buf_free(&text);
    buf_free(&label);
    buf_free(&rest);
}

int training_card(const struct app *app, const struct training_row *r, struct surface *s)
{
    const bool wide = s->cols >= TWO_COLUMNS;
    const int left = wide ? s->cols / 3 : s->cols;
    struct side facts = {surface_part(s, 1, 0, s->rows - 1, left), 0};
    struct side more =
        wide ? (struct side){surface_part(s, 1, left, s->rows - 1, s->cols - left), 0} : facts;

    surface_fill(s, 0, 0, s->rows, s->cols, STYLE_TEXT);
    surface_rule(s, 0, r->behavior, r->profile);
    if (wide) {
        fact_lines(app, r, &facts);
    } else {
        bar_lines(r, &facts);
        short_facts(app, r, &facts);
        forecast_lines(r, &facts);
        return facts.row + 1;
    }
    bar_lines(r, &more);
    forecast_lines(r, &more);
    return (more.row > facts.row ? more.row : facts.row) + 1;
}
