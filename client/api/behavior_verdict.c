/* What is odd about a criterion before any device has reported. */
#include <string.h>

#include "client/api/behavior_words.h"
#include "client/base/i18n.h"

static enum behavior_verdict said(struct buf *out, enum behavior_verdict v, const char *why)
{
    buf_puts(out, why);
    return v;
}

static bool is_count(const struct behavior *b)
{
    const struct metric *m = b->metric != NULL ? metric_find(b->metric) : NULL;

    return m != NULL && strcmp(m->value, "count") == 0;
}

/* Counts are never negative, and more of them is what detect looks for. */
static enum behavior_verdict judge_number(struct buf *out, const struct behavior *b,
                                          const struct comparison *cmp)
{
    double limit;

    if (!metric_value_number(b->criteria->value, &limit))
        return said(out, BEHAVIOR_ALWAYS, _("has no value to compare with"));
    if (!is_count(b))
        return BEHAVIOR_SOUND;
    if (cmp->direction < 0 && (limit < 0 || (limit == 0 && !cmp->inclusive)))
        return said(out, BEHAVIOR_ALWAYS,
                    _("every datapoint alarms: a count is never below 0"));
    if (cmp->direction < 0)
        return BEHAVIOR_SOUND;
    if (limit < 0 || (limit == 0 && cmp->inclusive))
        return said(out, BEHAVIOR_NEVER, _("never alarms: a count is never below 0"));
    buf_puts(out, _("criteria describe the normal: this alarms on "));
    behavior_alarms_say(out, b);
    return BEHAVIOR_BACKWARDS;
}

static bool is_everything(const char *cidr)
{
    return cidr != NULL && (strcmp(cidr, "0.0.0.0/0") == 0 || strcmp(cidr, "::/0") == 0);
}

static bool holds_everything(const struct metric_value *v)
{
    const char *const *cidrs = v->cidrs.items;

    for (size_t i = 0; i < v->cidrs.n; i++)
        if (is_everything(cidrs[i]))
            return true;
    return false;
}

static enum behavior_verdict judge_set(struct buf *out, const struct behavior *b,
                                       const struct comparison *cmp)
{
    const struct metric_value *v = b->criteria->value;
    const size_t n = metric_value_elements(v);

    if (n == 0 && cmp->inclusive)
        return said(out, BEHAVIOR_ALWAYS,
                    _("the set is empty: everything alarms but a report of nothing"));
    if (n == 0)
        return said(out, BEHAVIOR_NEVER, _("never alarms: the set is empty"));
    if (!holds_everything(v))
        return BEHAVIOR_SOUND;
    if (cmp->inclusive)
        return said(out, BEHAVIOR_NEVER, _("never alarms: the set holds every address"));
    return said(out, BEHAVIOR_ALWAYS, _("every address alarms: the set holds all of them"));
}

static enum behavior_verdict judge_statistic(struct buf *out, const struct behavior *b,
                                             const struct comparison *cmp)
{
    const char *p = b->criteria->statistical_threshold->statistic;
    const bool lowest = p != NULL && strcmp(p, "p0") == 0;
    const bool highest = p != NULL && strcmp(p, "p100") == 0;

    if ((cmp->direction < 0 && highest && cmp->inclusive) ||
        (cmp->direction > 0 && lowest && cmp->inclusive))
        return said(out, BEHAVIOR_NEVER, _("never alarms: every device is within p0 to p100"));
    if ((cmp->direction < 0 && lowest && !cmp->inclusive) ||
        (cmp->direction > 0 && highest && !cmp->inclusive))
        return said(out, BEHAVIOR_ALWAYS, _("every device alarms: none is beyond p0 to p100"));
    if (cmp->direction < 0 || !is_count(b))
        return BEHAVIOR_SOUND;
    buf_puts(out, _("criteria describe the normal: this alarms on "));
    behavior_alarms_say(out, b);
    return BEHAVIOR_BACKWARDS;
}

enum behavior_verdict behavior_verdict(struct buf *out, const struct behavior *b)
{
    const enum behavior_kind kind = behavior_kind(b);
    const struct comparison *cmp = b != NULL && b->criteria != NULL
                                       ? comparison_find(b->criteria->comparison_operator)
                                       : NULL;

    if (kind == BEHAVIOR_NO_CRITERIA)
        return said(out, BEHAVIOR_NEVER, _("never alarms: there are no criteria"));
    if (kind == BEHAVIOR_ML || cmp == NULL)
        return BEHAVIOR_SOUND;
    if (cmp->direction == 0)
        return judge_set(out, b, cmp);
    return kind == BEHAVIOR_STATISTICAL ? judge_statistic(out, b, cmp)
                                        : judge_number(out, b, cmp);
}
