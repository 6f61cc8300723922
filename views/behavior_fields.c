#include "views/behavior_fields.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/behavior_line.h"

enum { METRICS_MAX = 2100 /* the service's 100 custom metrics, and room */, NAME_WIDTH = 40 };

#define WAY_VALUE    "value"
#define WAY_STATIC   "statistic"
#define WAY_LEARNED  "learned"
#define WAY_MEASURED "measured"

static const struct form_choice ways[] = {
    {.value = WAY_VALUE, .label = N_("a value")},
    {.value = WAY_STATIC, .label = N_("a percentile of the fleet")},
    {.value = WAY_LEARNED, .label = N_("learned")},
    {.value = WAY_MEASURED, .label = N_("only measured")},
};
static const struct form_choice operators[] = {
    {.value = "<=", .label = N_("at most")},  {.value = "<", .label = N_("less than")},
    {.value = ">=", .label = N_("at least")}, {.value = ">", .label = N_("more than")},
    {.value = "in", .label = N_("only in")},  {.value = "not-in", .label = N_("never in")},
};
static const struct form_choice percentiles[] = {
    {.value = "p0", .label = "p0"},       {.value = "p0.01", .label = "p0.01"},
    {.value = "p0.1", .label = "p0.1"},   {.value = "p1", .label = "p1"},
    {.value = "p10", .label = "p10"},     {.value = "p50", .label = "p50"},
    {.value = "p90", .label = "p90"},     {.value = "p99", .label = "p99"},
    {.value = "p99.9", .label = "p99.9"}, {.value = "p99.99", .label = "p99.99"},
    {.value = "p100", .label = "p100"},
};
static const struct form_choice confidences[] = {
    {.value = "HIGH", .label = N_("HIGH"), .note = N_("few alarms")},
    {.value = "MEDIUM", .label = N_("MEDIUM")},
    {.value = "LOW", .label = N_("LOW"), .note = N_("many alarms")},
};
static const struct form_choice durations[] = {
    {.value = "", .label = N_("none")}, {.value = "5min", .label = N_("5 min")},
    {.value = "10min", .label = "10"},  {.value = "15min", .label = "15"},
    {.value = "30min", .label = "30"},  {.value = "60min", .label = N_("60 min")},
};
static const struct form_choice answers[] = {
    {.value = "no", .label = N_("no")},
    {.value = "yes", .label = N_("yes")},
};
static const struct form_choice sides[] = {
    {.value = "dim", .label = N_("only its topics")},
    {.value = "not-dim", .label = N_("all but its topics")},
};

/* ---- fields ---- */

/* What a line names and nobody knows stays a choice. */
static void add_unknown(struct form_choice *choices, size_t *n, const char *name)
{
    for (size_t i = 0; name != NULL && i < *n; i++)
        if (strcmp(choices[i].value, name) == 0)
            return;
    if (name != NULL)
        choices[(*n)++] = (struct form_choice){.value = name, .label = name};
}

static const struct form_choice *metric_choices(const struct app *app, const char *named,
                                                struct arena *a, size_t *n)
{
    const struct described *customs = app_custom_metrics(app);
    struct form_choice *out = arena_alloc(a, METRICS_MAX, sizeof *out);

    *n = 0;
    for (const struct metric *m = metrics; m->name != NULL; m++)
        out[(*n)++] = (struct form_choice){.value = m->name, .label = m->title};
    for (size_t i = 0; i < described_count(customs) && *n < METRICS_MAX - 1; i++) {
        const char *name = arena_str(a, described_at(customs, i)->id);

        out[(*n)++] = (struct form_choice){.value = name, .label = name};
    }
    add_unknown(out, n, named);
    return out;
}

static const struct form_choice *dimension_choices(const struct app *app, const char *named,
                                                   struct arena *a, size_t *n)
{
    const struct described *d = app_dimensions(app);
    struct form_choice *out = arena_alloc(a, described_count(d) + 2, sizeof *out);

    out[0] = (struct form_choice){.value = "", .label = N_("none")};
    for (*n = 1; *n <= described_count(d); (*n)++) {
        const char *name = arena_str(a, described_at(d, *n - 1)->id);

        out[*n] = (struct form_choice){.value = name, .label = name};
    }
    add_unknown(out, n, named);
    return out;
}

#define RADIO(key, text, list)                                                 \
    {                                                                          \
        .kind = FORM_RADIO, .name = (key), .label = (text), .choices = (list), \
        .n_choices = COUNT_OF(list)                                            \
    }

const struct form_field *behavior_fields(const struct app *app, const char *line,
                                         struct arena *a, size_t *n)
{
    struct behavior b = {0};
    struct err ignored;
    const struct form_field fields[] = {
        {.kind = FORM_NOTE,
         .name = "",
         .label = N_("What is normal? Everything else alarms. Esc goes back to the profile.")},
        {.kind = FORM_TEXT,
         .name = "name",
         .label = N_("name"),
         .hint = N_("letters digits : _ -  max 128"),
         .width = NAME_WIDTH},
        {.kind = FORM_RADIO, .name = "metric", .label = N_("metric")},
        RADIO("way", N_("normal is"), ways),
        RADIO("operator", N_("values"), operators),
        {.kind = FORM_TEXT,
         .name = "value",
         .label = N_("value"),
         .hint = N_("a number, or ports, addresses, texts with ',' between")},
        RADIO("percentile", N_("percentile"), percentiles),
        RADIO("confidence", N_("confidence"), confidences),
        RADIO("duration", N_("over"), durations),
        {.kind = FORM_TEXT,
         .name = "alarm",
         .label = N_("to alarm"),
         .hint = N_("datapoints in a row, 1 to 10"),
         .width = 4},
        {.kind = FORM_TEXT,
         .name = "clear",
         .label = N_("to clear"),
         .hint = N_("datapoints in a row, 1 to 10"),
         .width = 4},
        {.kind = FORM_RADIO, .name = "dimension", .label = N_("dimension")},
        RADIO("side", N_("counts"), sides),
        RADIO("quiet", N_("suppress"), answers),
        RADIO("export", N_("export"), answers),
        {.kind = FORM_FACT, .name = "says", .label = N_("means")},
        {.kind = FORM_FACT, .name = "now", .label = N_("now")},
        {.kind = FORM_BUTTON, .name = "take", .label = N_("Take it over")},
        {.kind = FORM_BUTTON, .name = "look", .label = N_("Values of the last day")},
        {.kind = FORM_BUTTON, .name = "back", .label = N_("Back without it")},
    };
    struct form_field *out = arena_alloc(a, COUNT_OF(fields), sizeof *out);

    if (*line != '\0' &&
        !behavior_line_read(str_of(line), app_custom_metrics(app), a, &b, &ignored))
        b = (struct behavior){0};
    const char *dimension =
        b.metric_dimension != NULL ? b.metric_dimension->dimension_name : NULL;

    memcpy(out, fields, sizeof fields);
    *n = COUNT_OF(fields);
    for (size_t i = 0; i < *n; i++) {
        if (strcmp(out[i].name, "metric") == 0)
            out[i].choices = metric_choices(app, b.metric, a, &out[i].n_choices);
        if (strcmp(out[i].name, "dimension") == 0)
            out[i].choices = dimension_choices(app, dimension, a, &out[i].n_choices);
    }
    return out;
}

/* ---- from a line ---- */

static void set(struct form *f, const char *name, const char *value)
{
    (void)form_set(f, name, value != NULL ? value : "");
}

static void set_count(struct form *f, const char *name, struct opt_int n)
{
    char text[24] = "";

    if (n.set)
        (void)snprintf(text, sizeof text, "%lld", (long long)n.value);
    set(f, name, text);
}

/* The word after the operator, as it stands in the line. */
static void set_compared(struct form *f, const struct behavior *b, const struct metric *m)
{
    struct behavior bare = {.name = "x", .metric = b->metric};
    struct behavior_criteria c = {.comparison_operator = b->criteria->comparison_operator,
                                  .value = b->criteria->value,
                                  .statistical_threshold = b->criteria->statistical_threshold};
    struct buf line = BUF_INIT(BEHAVIOR_LINE_MAX);

    bare.criteria = &c;
    behavior_line_put(&bare, m, &line);
    struct str rest, word = str_cut(str_of(buf_text(&line)), ' ', &rest); /* name */

    word = str_cut(rest, ' ', &rest); /* metric */
    word = str_cut(rest, ' ', &rest); /* operator */
    struct buf text = BUF_INIT(BEHAVIOR_LINE_MAX);

    buf_put(&text, word.p, word.n);
    set(f, "operator", buf_text(&text));
    buf_reset(&text);
    buf_put(&text, rest.p, rest.n);
    set(f, b->criteria->value != NULL ? "value" : "percentile", buf_text(&text));
    buf_free(&text);
    buf_free(&line);
}

static const char *way_of(const struct behavior *b)
{
    static const char *const names[BEHAVIOR_KINDS] = {[BEHAVIOR_STATIC] = WAY_VALUE,
                                                      [BEHAVIOR_STATISTICAL] = WAY_STATIC,
                                                      [BEHAVIOR_ML] = WAY_LEARNED,
                                                      [BEHAVIOR_NO_CRITERIA] = WAY_MEASURED};

    return names[behavior_kind(b)];
}

static void fill_criteria(struct form *f, const struct behavior *b, const struct metric *m)
{
    const struct behavior_criteria *c = b->criteria;
    struct buf over = BUF_INIT(32);

    if (c->ml_detection_config != NULL)
        set(f, "confidence", c->ml_detection_config->confidence_level);
    else
        set_compared(f, b, m);
    if (c->duration_seconds.set)
        behavior_duration_put(c->duration_seconds.value, &over);
    set(f, "duration", buf_text(&over));
    set_count(f, "alarm", c->consecutive_datapoints_to_alarm);
    set_count(f, "clear", c->consecutive_datapoints_to_clear);
    buf_free(&over);
}

static bool is_yes(struct opt_bool b)
{
    return b.set && b.value;
}

static void fill_new(struct form *f)
{
    set(f, "metric", metrics[0].name);
    set(f, "way", WAY_VALUE);
    set(f, "operator", "<=");
    set(f, "percentile", "p99");
    set(f, "confidence", "HIGH");
    set(f, "duration", "5min");
    set(f, "alarm", "1");
    set(f, "clear", "1");
    set(f, "quiet", "no");
    set(f, "export", "no");
    set(f, "side", "dim");
}

/* The fields mean what the line means. */
static bool is_said(const struct app *app, const struct behavior *b, const struct form *f)
{
    struct buf mine = BUF_INIT(BEHAVIOR_LINE_MAX), theirs = BUF_INIT(BEHAVIOR_LINE_MAX);

    behavior_fields_line(app, f, &mine);
    behavior_line_put(
        b, b->metric != NULL ? profiles_metric(app_custom_metrics(app), b->metric) : NULL,
        &theirs);
    const bool said = strcmp(buf_text(&mine), buf_text(&theirs)) == 0;

    buf_free(&mine);
    buf_free(&theirs);
    return said;
}

bool behavior_fields_fill(const struct app *app, const char *line, struct form *f)
{
    struct arena *a = arena_new();
    struct behavior b = {0};
    struct err err;

    fill_new(f);
    if (*line == '\0' ||
        !behavior_line_read(str_of(line), app_custom_metrics(app), a, &b, &err)) {
        arena_free(a);
        return *line == '\0';
    }
    set(f, "name", b.name);
    if (b.metric != NULL)
        set(f, "metric", b.metric);
    set(f, "duration", "");
    set(f, "way", way_of(&b));
    if (b.criteria != NULL)
        fill_criteria(f, &b,
                      b.metric != NULL ? profiles_metric(app_custom_metrics(app), b.metric)
                                       : NULL);
    if (b.metric_dimension != NULL) {
        set(f, "dimension", b.metric_dimension->dimension_name);
        set(f, "side",
            b.metric_dimension->operator!= NULL &&
                    strcmp(b.metric_dimension->operator, "NOT_IN") == 0
                ? "not-dim"
                : "dim");
    }
    set(f, "quiet", is_yes(b.suppress_alerts) ? "yes" : "no");
    set(f, "export", is_yes(b.export_metric) ? "yes" : "no");
    const bool said = is_said(app, &b, f);

    arena_free(a);
    return said;
}

/* ---- what applies ---- */

static bool is_way(const struct form *f, const char *way)
{
    return strcmp(form_value(f, "way"), way) == 0;
}

static const struct metric *metric_of(const struct app *app, const struct form *f)
{
    return profiles_metric(app_custom_metrics(app), form_value(f, "metric"));
}

static const char *why_no_duration(const struct form *f, const struct metric *m)
{
    if (is_way(f, WAY_MEASURED) || is_way(f, WAY_LEARNED))
        return is_way(f, WAY_MEASURED) ? _("nothing is judged") : _("what is learned has none");
    if (m == NULL)
        return NULL;
    if (m->duration == METRIC_DURATION_NEVER)
        return _("this metric has none");
    if (m->duration == METRIC_DURATION_STATISTICAL && !is_way(f, WAY_STATIC))
        return _("with a percentile only");
    return NULL;
}

void behavior_fields_fit(const struct app *app, struct form *f)
{
    const struct metric *m = metric_of(app, f);
    const char *judged = is_way(f, WAY_MEASURED) ? _("nothing is judged") : NULL;
    const char *compared = judged != NULL           ? judged
                           : is_way(f, WAY_LEARNED) ? _("the model compares")
                                                    : NULL;

    form_disable(f, "operator", compared);
    form_disable(f, "value", is_way(f, WAY_VALUE) ? NULL : _("not judged by a value"));
    form_disable(f, "percentile",
                 is_way(f, WAY_STATIC) ? NULL : _("not judged by a percentile"));
    form_disable(f, "confidence", is_way(f, WAY_LEARNED) ? NULL : _("nothing is learned"));
    form_disable(f, "duration", why_no_duration(f, m));
    form_disable(f, "alarm", judged);
    form_disable(f, "clear", judged);
    form_disable(f, "quiet", judged);
    const char *scope = m != NULL && !m->dimension ? _("this metric has no topics") : NULL;

    form_disable(f, "dimension", scope);
    form_disable(f, "side",
                 scope != NULL                           ? scope
                 : form_value(f, "dimension")[0] == '\0' ? _("no dimension")
                                                         : NULL);
}

/* ---- to a line ---- */

static void put_criteria(const struct form *f, const struct metric *m, struct buf *out)
{
    if (is_way(f, WAY_LEARNED))
        buf_printf(out, " learned %s", form_value(f, "confidence"));
    else
        buf_printf(out, " %s %s", form_value(f, "operator"),
                   form_value(f, is_way(f, WAY_VALUE) ? "value" : "percentile"));
    if (form_value(f, "duration")[0] != '\0' && why_no_duration(f, m) == NULL)
        buf_printf(out, " over %s", form_value(f, "duration"));
    if (form_value(f, "alarm")[0] != '\0')
        buf_printf(out, " alarm %s", form_value(f, "alarm"));
    if (form_value(f, "clear")[0] != '\0')
        buf_printf(out, " clear %s", form_value(f, "clear"));
}

/* Addresses are written with a blank after the comma; the line has none. */
static void drop_gaps(struct buf *line)
{
    size_t n = 0;

    for (size_t i = 0; i < line->len; i++) {
        if (line->data[i] == ' ' && n > 0 && line->data[n - 1] == ',')
            continue;
        line->data[n++] = line->data[i];
    }
    line->len = n;
    line->data[n] = '\0';
}

void behavior_fields_line(const struct app *app, const struct form *f, struct buf *out)
{
    const struct metric *m = metric_of(app, f);
    const char *dimension = form_value(f, "dimension");

    buf_printf(out, "%s: %s", form_value(f, "name"), form_value(f, "metric"));
    if (!is_way(f, WAY_MEASURED))
        put_criteria(f, m, out);
    if (*dimension != '\0' && (m == NULL || m->dimension))
        buf_printf(out, " %s %s", form_value(f, "side"), dimension);
    if (strcmp(form_value(f, "quiet"), "yes") == 0 && !is_way(f, WAY_MEASURED))
        buf_puts(out, " quiet");
    if (strcmp(form_value(f, "export"), "yes") == 0)
        buf_puts(out, " export");
    drop_gaps(out);
}

/* ---- what is wrong ---- */

/* The field a note is about. */
static const struct {
    const char *member, *field;
} places[] = {
    {"name", "name"},           {"metric", "metric"},        {"operator", "operator"},
    {"value", "value"},         {"statistic", "percentile"}, {"confidence", "confidence"},
    {"duration", "duration"},   {"alarm", "alarm"},          {"clear", "clear"},
    {"dimension", "dimension"}, {"export", "export"},
};

struct placing {
    const char *field;
    struct form_verdict *v;
};

static void on_note(void *ctx, const struct profile_note *n)
{
    struct placing *c = ctx;
    struct buf *out = n->kind == PROFILE_NOTE_ERROR ? c->v->error : c->v->warning;

    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (strcmp(places[i].member, n->member) == 0 &&
            strcmp(places[i].field, c->field) == 0 && n->kind != PROFILE_NOTE_SAY)
            buf_printf(out, "%s%s", out->len > 0 ? "; " : "", n->text);
}

void behavior_fields_check(const struct app *app, const struct form *f, const char *name,
                           struct form_verdict *v)
{
    const struct profile_facts facts = {.custom_metrics = app_custom_metrics(app),
                                        .dimensions = app_dimensions(app),
                                        .has_export = true};
    struct buf line = BUF_INIT(BEHAVIOR_LINE_MAX);
    struct arena *a = arena_new();
    struct placing c = {name, v};
    struct behavior b;
    struct err err;

    if (strcmp(name, "name") == 0 && *form_value(f, "name") == '\0') {
        buf_puts(v->error, _("a behavior needs a name"));
    } else if (*form_value(f, "name") != '\0') {
        behavior_fields_line(app, f, &line);
        if (behavior_line_read(str_of(buf_text(&line)), app_custom_metrics(app), a, &b, &err))
            behavior_check(&b, &facts, on_note, &c);
        else if (strcmp(name, "value") == 0)
            buf_puts(v->error, err.text);
    }
    buf_free(&line);
    arena_free(a);
}
