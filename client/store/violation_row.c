#include "client/store/violation_row.h"

#include <math.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"
#include "client/store/table.h"

bool violation_name(const struct violation_row *r, struct buf *out)
{
    return r->behavior != NULL && table_put_text(out, r->behavior->name);
}

bool violation_kind(const struct violation_row *r, struct buf *out)
{
    return table_put_text(out, behavior_kind_word(behavior_kind(r->behavior)));
}

bool violation_number(const struct violation_row *r, int64_t *out)
{
    double d;

    if (!metric_value_number(r->value, &d) || !(fabs(d) < 9e18))
        return false;
    *out = (int64_t)d;
    return true;
}

/* The service's default, when it leaves the member out. */
bool violation_state(const struct violation_row *r, struct buf *out)
{
    buf_puts(out, r->state != NULL ? r->state : "UNKNOWN");
    return true;
}

bool violation_seen(const struct violation_row *r, struct buf *out)
{
    behavior_value_short(out, r->behavior, r->value);
    return true;
}

bool violation_limit(const struct violation_row *r, struct buf *out)
{
    behavior_limit_short(out, r->behavior);
    return true;
}

bool violation_conf(const struct violation_row *r, struct buf *out)
{
    return (r->info != NULL && table_put_text(out, r->info->confidence_level)) ||
           table_put_text(out, behavior_confidence(r->behavior));
}

bool violation_suppr(const struct violation_row *r, struct buf *out)
{
    const struct behavior *b = r->behavior;

    buf_puts(out,
             b != NULL && b->suppress_alerts.set && b->suppress_alerts.value ? "yes" : "no");
    return true;
}

bool violation_metric(const struct violation_row *r, struct buf *out)
{
    return r->behavior != NULL && table_put_text(out, r->behavior->metric);
}

bool violation_expects(const struct violation_row *r, struct buf *out)
{
    behavior_expects_say(out, r->behavior);
    return true;
}

bool violation_observed(const struct violation_row *r, struct buf *out)
{
    behavior_observed_say(out, r->behavior, r->value);
    return true;
}

/* 1 is what the service takes when nothing is set. */
bool violation_points(const struct violation_row *r, struct buf *out)
{
    const struct behavior_criteria *c = r->behavior != NULL ? r->behavior->criteria : NULL;

    if (c == NULL)
        return false;
    const struct opt_int alarm = c->consecutive_datapoints_to_alarm;
    const struct opt_int clear = c->consecutive_datapoints_to_clear;
    buf_printf(out, _("%lld to alarm, %lld to clear"), (long long)(alarm.set ? alarm.value : 1),
               (long long)(clear.set ? clear.value : 1));
    return true;
}

bool violation_warn(const struct violation_row *r, struct buf *out)
{
    return r->behavior != NULL && behavior_verdict(out, r->behavior) != BEHAVIOR_SOUND;
}
