#include <math.h>

#include "client/local/scenarios.h"

static void number_put(double n, struct buf *out)
{
    buf_printf(out, n == floor(n) ? "%.0f" : "%g", n);
}

static void value_put(const struct scenario_effect *e, struct buf *out)
{
    if (e->times == 0 && e->plus == 0) {
        buf_puts(out, "none at all");
        return;
    }
    if (e->times != 1) {
        number_put(e->times, out);
        buf_puts(out, " times as much");
    }
    if (e->plus != 0) {
        buf_puts(out, e->times != 1 ? ", and " : "");
        number_put(e->plus, out);
        buf_puts(out, " more");
    }
}

void scenario_effect_say(const struct scenario_effect *e, struct buf *out)
{
    if (!e->ports && !e->addresses) {
        value_put(e, out);
        return;
    }
    buf_puts(out, "also ");
    for (const int *p = e->ports; p && *p; p++)
        buf_printf(out, "%s%d", p > e->ports ? ", " : "", *p);
    for (const char *const *a = e->addresses; a && *a; a++)
        buf_printf(out, "%s%s", a > e->addresses ? ", " : "", *a);
}
