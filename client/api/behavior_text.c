#include "client/api/behavior_text.h"

#include <string.h>

#include "client/api/behavior_words.h"
#include "client/base/i18n.h"

enum { SAID_MAX = 64 * 1024 /* a set of the longest allowed */ };

/* How a metric stands in a sentence. */
struct noun {
    const char *metric, *one, *many;
    bool counted; /* "10 disconnects" rather than "message size 10 bytes" */
};

static const struct noun nouns[] = {
    {"aws:message-byte-size", N_("message size"), N_("message size"), false},
    {"aws:num-messages-sent", N_("message sent"), N_("messages sent"), true},
    {"aws:num-messages-received", N_("message received"), N_("messages received"), true},
    {"aws:num-authorization-failures", N_("authorization failure"),
     N_("authorization failures"), true},
    {"aws:source-ip-address", N_("source IP"), N_("source IP"), false},
    {"aws:num-connection-attempts", N_("connection attempt"), N_("connection attempts"), true},
    {"aws:num-disconnects", N_("disconnect"), N_("disconnects"), true},
    {"aws:disconnect-duration", N_("disconnect duration"), N_("disconnect duration"), false},
    {"aws:all-bytes-out", N_("byte out"), N_("bytes out"), true},
    {"aws:all-bytes-in", N_("byte in"), N_("bytes in"), true},
    {"aws:all-packets-out", N_("packet out"), N_("packets out"), true},
    {"aws:all-packets-in", N_("packet in"), N_("packets in"), true},
    {"aws:num-listening-tcp-ports", N_("listening TCP port"), N_("listening TCP ports"), true},
    {"aws:num-listening-udp-ports", N_("listening UDP port"), N_("listening UDP ports"), true},
    {"aws:num-established-tcp-connections", N_("established TCP connection"),
     N_("established TCP connections"), true},
    {"aws:listening-tcp-ports", N_("listening TCP ports"), N_("listening TCP ports"), false},
    {"aws:listening-udp-ports", N_("listening UDP ports"), N_("listening UDP ports"), false},
    {"aws:destination-ip-addresses", N_("destination IPs"), N_("destination IPs"), false},
};

static const struct comparison comparisons[] = {
    {"less-than", "<", N_("less than"), N_("below"), "greater-than-equals", -1, false},
    {"less-than-equals", "<=", N_("at most"), N_("at most"), "greater-than", -1, true},
    {"greater-than", ">", N_("more than"), N_("above"), "less-than-equals", 1, false},
    {"greater-than-equals", ">=", N_("at least"), N_("at least"), "less-than", 1, true},
    {"in-cidr-set", "in", N_("only in"), N_("only in"), N_("not only in"), 0, true},
    {"not-in-cidr-set", "not in", N_("not in"), N_("not in"), N_("in"), 0, false},
    {"in-port-set", "in", N_("only in"), N_("only in"), N_("not only in"), 0, true},
    {"not-in-port-set", "not in", N_("not in"), N_("not in"), N_("in"), 0, false},
    {"in-set", "in", N_("only in"), N_("only in"), N_("not only in"), 0, true},
    {"not-in-set", "not in", N_("not in"), N_("not in"), N_("in"), 0, false},
};

const struct comparison *comparison_find(const char *op)
{
    for (size_t i = 0; op != NULL && i < COUNT_OF(comparisons); i++)
        if (strcmp(comparisons[i].wire, op) == 0)
            return &comparisons[i];
    return NULL;
}

static const struct noun *noun_find(const char *metric)
{
    for (size_t i = 0; metric != NULL && i < COUNT_OF(nouns); i++)
        if (strcmp(nouns[i].metric, metric) == 0)
            return &nouns[i];
    return NULL;
}

/* ---- kind ---- */

static const struct {
    const char *word, *wire;
} kinds[] = {
    [BEHAVIOR_NO_CRITERIA] = {"-", NULL},
    [BEHAVIOR_STATIC] = {"rule", "STATIC"},
    [BEHAVIOR_STATISTICAL] = {"stat", "STATISTICAL"},
    [BEHAVIOR_ML] = {"ml", "MACHINE_LEARNING"},
};

enum behavior_kind behavior_kind(const struct behavior *b)
{
    const struct behavior_criteria *c = b != NULL ? b->criteria : NULL;

    if (c == NULL)
        return BEHAVIOR_NO_CRITERIA;
    if (c->ml_detection_config != NULL)
        return BEHAVIOR_ML;
    if (c->statistical_threshold != NULL)
        return BEHAVIOR_STATISTICAL;
    return c->value != NULL || c->comparison_operator != NULL ? BEHAVIOR_STATIC
                                                              : BEHAVIOR_NO_CRITERIA;
}

const char *behavior_kind_word(enum behavior_kind k)
{
    return kinds[k].word;
}

const char *behavior_kind_wire(enum behavior_kind k)
{
    return kinds[k].wire;
}

enum behavior_kind behavior_kind_of(const char *text)
{
    const struct str s = str_of(text);

    for (size_t k = 0; k < BEHAVIOR_NO_CRITERIA; k++)
        if (str_eq_nocase(s, kinds[k].word) || str_eq_nocase(s, kinds[k].wire))
            return (enum behavior_kind)k;
    return BEHAVIOR_NO_CRITERIA;
}

const char *behavior_confidence(const struct behavior *b)
{
    return behavior_kind(b) == BEHAVIOR_ML ? b->criteria->ml_detection_config->confidence_level
                                           : NULL;
}

/* ---- sentences: whole ones are formats, so that each language has its order ---- */

static const char *metric_words(const char *metric)
{
    const struct noun *n = noun_find(metric);

    if (n != NULL)
        return i18n_text(n->many);
    return metric != NULL && *metric != '\0' ? metric : _("no metric");
}

void behavior_metric_say(struct buf *out, const char *metric)
{
    buf_puts(out, metric_words(metric));
}

void behavior_duration_say(struct buf *out, int64_t seconds)
{
    if (seconds >= 3600 && seconds % 3600 == 0)
        buf_printf(out, _("%lld h"), (long long)(seconds / 3600));
    else if (seconds >= 60 && seconds % 60 == 0)
        buf_printf(out, _("%lld min"), (long long)(seconds / 60));
    else
        buf_printf(out, _("%lld s"), (long long)seconds);
}

static void say_in_duration(struct buf *out, const struct behavior_criteria *c)
{
    struct buf duration = BUF_INIT(64);

    if (!c->duration_seconds.set)
        return;
    behavior_duration_say(&duration, c->duration_seconds.value);
    buf_printf(out, _(" in %s"), buf_text(&duration));
    buf_free(&duration);
}

static void say_dimension(struct buf *out, const struct behavior *b)
{
    const struct metric_dimension *d = b->metric_dimension;

    if (d == NULL || d->dimension_name == NULL)
        return;
    const struct str op = str_of(d->operator);

    if (str_eq(op, "NOT_IN"))
        buf_printf(out, _(", outside dimension %s"), d->dimension_name);
    else if (op.n == 0 || str_eq(op, "IN"))
        buf_printf(out, _(", within dimension %s"), d->dimension_name);
    else
        buf_printf(out, _(", %s dimension %s"), op.p, d->dimension_name);
}

static void say_unit(struct buf *out, const char *metric)
{
    const struct noun *n = noun_find(metric);
    const struct metric *m = metric != NULL ? metric_find(metric) : NULL;

    if (n != NULL && !n->counted && m != NULL && m->unit[0] != '\0')
        buf_printf(out, " %s", m->unit);
}

/* "at most 10 disconnects", "message size at most 10 bytes", "cpu at most 75". */
static void say_number(struct buf *out, const struct behavior *b, const char *words,
                       const struct metric_value *v)
{
    const struct noun *n = noun_find(b->metric);
    struct buf value = BUF_INIT(SAID_MAX);
    double number;

    if (n != NULL && n->counted && metric_value_number(v, &number)) {
        (void)metric_value_say(&value, v);
        /* po: comparison, number, what is counted */
        buf_printf(out, _("%s %s %s"), words, buf_text(&value),
                   i18n_text(number == 1 ? n->one : n->many));
    } else {
        struct buf unit = BUF_INIT(64);

        if (!metric_value_say(&value, v))
            buf_puts(&value, _("nothing"));
        say_unit(&unit, b->metric);
        /* po: what is measured, comparison, value, unit */
        buf_printf(out, _("%s %s %s%s"), metric_words(b->metric), words, buf_text(&value),
                   buf_text(&unit));
        buf_free(&unit);
    }
    buf_free(&value);
}

static void say_set(struct buf *out, const struct behavior *b, const char *words,
                    const struct metric_value *v)
{
    struct buf value = BUF_INIT(SAID_MAX);

    (void)metric_value_say(&value, v);
    buf_printf(out, _("%s %s {%s}"), metric_words(b->metric), words, buf_text(&value));
    buf_free(&value);
}

static void say_rule(struct buf *out, const struct behavior *b, const char *op)
{
    const struct comparison *cmp = comparison_find(op);
    const char *words = cmp != NULL ? i18n_text(cmp->words) : op != NULL ? op : "?";

    if (cmp != NULL && cmp->direction == 0)
        say_set(out, b, words, b->criteria->value);
    else
        say_number(out, b, words, b->criteria->value);
    say_in_duration(out, b->criteria);
}

static void say_statistic(struct buf *out, const struct behavior *b, const char *op)
{
    const struct comparison *cmp = comparison_find(op);
    const char *statistic = b->criteria->statistical_threshold->statistic;

    buf_printf(out, _("%s %s %s of all devices"), metric_words(b->metric),
               cmp != NULL  ? i18n_text(cmp->than)
               : op != NULL ? op
                            : "?",
               statistic != NULL ? statistic : "?");
    say_in_duration(out, b->criteria);
}

static void say_model(struct buf *out, const struct behavior *b, bool expected)
{
    const char *level = behavior_confidence(b);

    buf_printf(out, expected ? _("%s as the model has learned") : _("%s unlike the model"),
               metric_words(b->metric));
    if (level != NULL)
        buf_printf(out, _(" (%s confidence)"), level);
    say_in_duration(out, b->criteria);
}

void behavior_expects_say(struct buf *out, const struct behavior *b)
{
    switch (behavior_kind(b)) {
    case BEHAVIOR_NO_CRITERIA:
        buf_printf(out, _("nothing: %s without criteria"),
                   metric_words(b != NULL ? b->metric : NULL));
        return;
    case BEHAVIOR_STATIC: say_rule(out, b, b->criteria->comparison_operator); break;
    case BEHAVIOR_STATISTICAL: say_statistic(out, b, b->criteria->comparison_operator); break;
    case BEHAVIOR_ML: say_model(out, b, true); break;
    }
    say_dimension(out, b);
}

/* The operator that holds exactly when this one does not; sets have none of their own. */
static const char *opposite(const char *op)
{
    const struct comparison *cmp = comparison_find(op);

    return cmp != NULL ? cmp->opposite : NULL;
}

static void say_set_alarm(struct buf *out, const struct behavior *b)
{
    const struct comparison *cmp = comparison_find(b->criteria->comparison_operator);

    if (cmp != NULL && cmp->direction == 0)
        say_set(out, b, i18n_text(cmp->opposite), b->criteria->value);
    else
        say_rule(out, b, opposite(b->criteria->comparison_operator));
}

void behavior_alarms_say(struct buf *out, const struct behavior *b)
{
    const enum behavior_kind kind = behavior_kind(b);

    if (kind == BEHAVIOR_NO_CRITERIA) {
        buf_puts(out, _("never"));
        return;
    }
    const char *op = b->criteria->comparison_operator;
    if (kind != BEHAVIOR_ML && comparison_find(op) == NULL) {
        struct buf expected = BUF_INIT(SAID_MAX);

        behavior_expects_say(&expected, b);
        buf_printf(out, _("not: %s"), buf_text(&expected));
        buf_free(&expected);
        return;
    }
    if (kind == BEHAVIOR_STATIC)
        say_set_alarm(out, b);
    else if (kind == BEHAVIOR_STATISTICAL)
        say_statistic(out, b, opposite(op));
    else
        say_model(out, b, false);
    say_dimension(out, b);
}

void behavior_observed_say(struct buf *out, const struct behavior *b,
                           const struct metric_value *seen)
{
    struct buf said = BUF_INIT(SAID_MAX);
    const size_t expected = behavior_unexpected_say(&said, b, seen, ", ");

    if (expected > 0) {
        buf_printf(out, _("%s seen, beside %zu expected"), buf_text(&said), expected);
    } else if (!metric_value_say(&said, seen)) {
        buf_puts(out, _("no value given"));
    } else {
        say_unit(&said, b != NULL ? b->metric : NULL);
        buf_printf(out, _("%s seen"), buf_text(&said));
    }
    buf_free(&said);
}

void behavior_seen_say(struct buf *out, const struct behavior *b,
                       const struct metric_value *seen)
{
    struct buf expects = BUF_INIT(SAID_MAX), observed = BUF_INIT(SAID_MAX);

    behavior_expects_say(&expects, b);
    behavior_observed_say(&observed, b, seen);
    buf_printf(out, _("expected %s; %s"), buf_text(&expects), buf_text(&observed));
    buf_free(&expects);
    buf_free(&observed);
}
