#include "client/api/behavior_text.h"

#include <string.h>

#include "client/api/behavior_words.h"

/* How a metric stands in a sentence. */
struct noun {
    const char *metric, *one, *many;
    bool counted; /* "10 disconnects" rather than "message size 10 bytes" */
};

static const struct noun nouns[] = {
    {"aws:message-byte-size", "message size", "message size", false},
    {"aws:num-messages-sent", "message sent", "messages sent", true},
    {"aws:num-messages-received", "message received", "messages received", true},
    {"aws:num-authorization-failures", "authorization failure", "authorization failures", true},
    {"aws:source-ip-address", "source IP", "source IP", false},
    {"aws:num-connection-attempts", "connection attempt", "connection attempts", true},
    {"aws:num-disconnects", "disconnect", "disconnects", true},
    {"aws:disconnect-duration", "disconnect duration", "disconnect duration", false},
    {"aws:all-bytes-out", "byte out", "bytes out", true},
    {"aws:all-bytes-in", "byte in", "bytes in", true},
    {"aws:all-packets-out", "packet out", "packets out", true},
    {"aws:all-packets-in", "packet in", "packets in", true},
    {"aws:num-listening-tcp-ports", "listening TCP port", "listening TCP ports", true},
    {"aws:num-listening-udp-ports", "listening UDP port", "listening UDP ports", true},
    {"aws:num-established-tcp-connections", "established TCP connection",
     "established TCP connections", true},
    {"aws:listening-tcp-ports", "listening TCP ports", "listening TCP ports", false},
    {"aws:listening-udp-ports", "listening UDP ports", "listening UDP ports", false},
    {"aws:destination-ip-addresses", "destination IPs", "destination IPs", false},
};

static const struct comparison comparisons[] = {
    {"less-than", "<", "less than", "below", "greater-than-equals", -1, false},
    {"less-than-equals", "<=", "at most", "at most", "greater-than", -1, true},
    {"greater-than", ">", "more than", "above", "less-than-equals", 1, false},
    {"greater-than-equals", ">=", "at least", "at least", "less-than", 1, true},
    {"in-cidr-set", "in", "only in", "only in", "not only in", 0, true},
    {"not-in-cidr-set", "not in", "not in", "not in", "in", 0, false},
    {"in-port-set", "in", "only in", "only in", "not only in", 0, true},
    {"not-in-port-set", "not in", "not in", "not in", "in", 0, false},
    {"in-set", "in", "only in", "only in", "not only in", 0, true},
    {"not-in-set", "not in", "not in", "not in", "in", 0, false},
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

/* ---- parts of a sentence ---- */

void behavior_metric_say(struct buf *out, const char *metric)
{
    const struct noun *n = noun_find(metric);

    buf_puts(out, n != NULL                           ? n->many
                  : metric != NULL && *metric != '\0' ? metric
                                                      : "no metric");
}

void behavior_duration_say(struct buf *out, int64_t seconds)
{
    if (seconds >= 3600 && seconds % 3600 == 0)
        buf_printf(out, "%lld h", (long long)(seconds / 3600));
    else if (seconds >= 60 && seconds % 60 == 0)
        buf_printf(out, "%lld min", (long long)(seconds / 60));
    else
        buf_printf(out, "%lld s", (long long)seconds);
}

static void say_in_duration(struct buf *out, const struct behavior_criteria *c)
{
    if (!c->duration_seconds.set)
        return;
    buf_puts(out, " in ");
    behavior_duration_say(out, c->duration_seconds.value);
}

static void say_dimension(struct buf *out, const struct behavior *b)
{
    const struct metric_dimension *d = b->metric_dimension;

    if (d == NULL || d->dimension_name == NULL)
        return;
    const struct str op = str_of(d->operator);
    const bool outside = str_eq(op, "NOT_IN");
    const bool known = op.n == 0 || outside || str_eq(op, "IN");
    buf_printf(out, ", %s dimension %s",
               outside ? "outside"
               : known ? "within"
                       : op.p,
               d->dimension_name);
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
    double number;

    if (n != NULL && n->counted && metric_value_number(v, &number)) {
        buf_printf(out, "%s ", words);
        (void)metric_value_say(out, v);
        buf_printf(out, " %s", number == 1 ? n->one : n->many);
        return;
    }
    behavior_metric_say(out, b->metric);
    buf_printf(out, " %s ", words);
    if (!metric_value_say(out, v))
        buf_puts(out, "nothing");
    say_unit(out, b->metric);
}

static void say_set(struct buf *out, const struct behavior *b, const char *words,
                    const struct metric_value *v)
{
    behavior_metric_say(out, b->metric);
    buf_printf(out, " %s {", words);
    (void)metric_value_say(out, v);
    buf_putc(out, '}');
}

static void say_rule(struct buf *out, const struct behavior *b, const char *op)
{
    const struct comparison *cmp = comparison_find(op);
    const char *words = cmp != NULL ? cmp->words : op != NULL ? op : "?";

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

    behavior_metric_say(out, b->metric);
    buf_printf(out, " %s %s of all devices",
               cmp != NULL  ? cmp->than
               : op != NULL ? op
                            : "?",
               statistic != NULL ? statistic : "?");
    say_in_duration(out, b->criteria);
}

static void say_model(struct buf *out, const struct behavior *b, const char *how)
{
    const char *level = behavior_confidence(b);

    behavior_metric_say(out, b->metric);
    buf_printf(out, " %s", how);
    if (level != NULL)
        buf_printf(out, " (%s confidence)", level);
    say_in_duration(out, b->criteria);
}

void behavior_expects_say(struct buf *out, const struct behavior *b)
{
    switch (behavior_kind(b)) {
    case BEHAVIOR_NO_CRITERIA:
        buf_puts(out, "nothing: ");
        behavior_metric_say(out, b != NULL ? b->metric : NULL);
        buf_puts(out, " without criteria");
        return;
    case BEHAVIOR_STATIC: say_rule(out, b, b->criteria->comparison_operator); break;
    case BEHAVIOR_STATISTICAL: say_statistic(out, b, b->criteria->comparison_operator); break;
    case BEHAVIOR_ML: say_model(out, b, "as the model has learned"); break;
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
        say_set(out, b, cmp->opposite, b->criteria->value);
    else
        say_rule(out, b, opposite(b->criteria->comparison_operator));
}

void behavior_alarms_say(struct buf *out, const struct behavior *b)
{
    const enum behavior_kind kind = behavior_kind(b);

    if (kind == BEHAVIOR_NO_CRITERIA) {
        buf_puts(out, "never");
        return;
    }
    const char *op = b->criteria->comparison_operator;
    if (kind != BEHAVIOR_ML && comparison_find(op) == NULL) {
        buf_puts(out, "not: ");
        behavior_expects_say(out, b);
        return;
    }
    if (kind == BEHAVIOR_STATIC)
        say_set_alarm(out, b);
    else if (kind == BEHAVIOR_STATISTICAL)
        say_statistic(out, b, opposite(op));
    else
        say_model(out, b, "unlike the model");
    say_dimension(out, b);
}

void behavior_observed_say(struct buf *out, const struct behavior *b,
                           const struct metric_value *seen)
{
    const size_t expected = behavior_unexpected_say(out, b, seen, ", ");

    if (expected > 0) {
        buf_printf(out, " seen, beside %zu expected", expected);
        return;
    }
    if (!metric_value_say(out, seen)) {
        buf_puts(out, "no value given");
        return;
    }
    say_unit(out, b != NULL ? b->metric : NULL);
    buf_puts(out, " seen");
}

void behavior_seen_say(struct buf *out, const struct behavior *b,
                       const struct metric_value *seen)
{
    buf_puts(out, "expected ");
    behavior_expects_say(out, b);
    buf_puts(out, "; ");
    behavior_observed_say(out, b, seen);
}
