#include "views/thing_facts.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/thing_inside.h"

enum { RHYTHM_EVENTS = 200 /* of one lane: more say nothing new */ };

size_t thing_rhythm(const int64_t *times, size_t n, int64_t *every_ms)
{
    int64_t least = INT64_MAX, most = 0;
    size_t same = 0;

    for (size_t i = 0; i + 1 < n; i++) {
        const int64_t gap = times[i] - times[i + 1];

        least = gap < least ? gap : least;
        most = gap > most ? gap : most;
        if (least <= 0 || most - least > THING_RHYTHM_SLACK_MS)
            break;
        same = i + 2;
    }
    if (same < THING_RHYTHM_MIN)
        return 0;
    *every_ms = (times[0] - times[same - 1]) / (int64_t)(same - 1);
    return same;
}

static void say(struct detail *out, enum style style, struct buf *text)
{
    struct buf line = BUF_INIT(4096);

    buf_printf(&line, "- %s", buf_text(text));
    detail_text(out, style, buf_text(&line));
    buf_free(&line);
    buf_reset(text);
}

static void count(struct buf *out, uint64_t n, const char *one, const char *many)
{
    buf_put_count(out, n);
    buf_printf(out, " %s", n == 1 ? one : many);
}

/* ---- its certificates ---- */

static const struct audit_finding *newest_finding(const struct thing_resource *r)
{
    const struct audit_finding *newest = NULL, *f;

    for (size_t i = 0; (f = answer_item(r->findings, i)) != NULL; i++)
        if (f->finding_time.set && thing_finding_of(r, f) &&
            (newest == NULL || f->finding_time.ms > newest->finding_time.ms))
            newest = f;
    return newest;
}

static void say_certificate(const struct thing_data *d, const struct thing_resource *r,
                            struct detail *out, struct buf *text)
{
    const struct device_fact *fact;

    if (!thing_data_sharers(d, r, &fact)) {
        if (fact->state == DEVICE_DENIED || fact->state == DEVICE_FAILED) {
            buf_printf(text, _("?: the things of certificate %.12s could not be asked"), r->id);
            say(out, STYLE_WARN, text);
        }
    } else if (fact->n > 1 || fact->cut) {
        struct buf things = BUF_INIT(128);

        buf_puts(&things, fact->cut ? _("at least ") : "");
        count(&things, fact->n, _("thing"), _("things"));
        buf_printf(text, _("its certificate %.12s is shared by %s"), r->id, buf_text(&things));
        say(out, STYLE_HIGH, text);
        buf_free(&things);
    }
}

static void say_finding(const struct thing_data *d, const struct thing_resource *r,
                        struct detail *out, struct buf *text)
{
    const struct audit_finding *f = newest_finding(r);

    if (f == NULL)
        return;
    if (r == &d->resources[0])
        buf_puts(text, _("finding of its client ID"));
    else
        buf_printf(text, _("finding of its certificate %.12s"), r->id);
    buf_printf(text, ": %s, %s, ",
               f->check_name != NULL ? thing_check_word(f->check_name) : "?",
               f->severity != NULL ? f->severity : "?");
    time_ago(text, app_service_ms(d->app) - f->finding_time.ms);
    say(out, STYLE_TEXT, text);
}

/* ---- others in the same state ---- */

struct others {
    uint32_t in_alarm, with_certificate;
    int64_t since_ms; /* the first of them */
};

/* Names of the things that share a certificate with it. Owned: map_free(). */
static struct map *sharers(const struct thing_data *d)
{
    const struct devices *devices = app_devices(d->app);
    struct map *names = map_new();

    for (size_t i = 1; i < d->n_resources; i++) {
        const struct device_fact *fact;

        if (!thing_data_sharers(d, &d->resources[i], &fact))
            continue;
        for (uint32_t k = 0; k < fact->n; k++)
            (void)map_put(names, devices_name(devices, fact->ids[k]), names);
    }
    return names;
}

static bool is_in(const struct map *names, struct str thing)
{
    struct buf name = BUF_INIT(1024);

    buf_put(&name, thing.p, thing.n);
    const bool in = map_get(names, buf_text(&name)) != NULL;

    buf_free(&name);
    return in;
}

/* Number of a name in a column; UINT32_MAX: no row has it. */
static uint32_t name_id(const struct table *t, int column, const char *name)
{
    for (uint32_t i = 0; i < table_names(t, column); i++)
        if (strcmp(table_name(t, column, i), name) == 0)
            return i;
    return UINT32_MAX;
}

static struct others others_in_alarm(const struct thing_data *d, const struct table *t,
                                     const struct thing_lane *lane, const struct map *names)
{
    const uint32_t behavior = name_id(t, ALARM_BEHAVIOR, lane->title);
    const uint32_t profile = name_id(t, ALARM_PROFILE, lane->profile);
    struct others o = {0};

    for (uint32_t row = 0; row < table_rows(t); row++) {
        char scratch[TABLE_SCRATCH];
        int64_t since;

        if (table_name_id(t, row, ALARM_BEHAVIOR) != behavior ||
            table_name_id(t, row, ALARM_PROFILE) != profile || thing_data_is_mine(d, t, row))
            continue;
        o.in_alarm++;
        o.with_certificate += is_in(names, table_text(t, row, ALARM_THING, scratch));
        if (table_number(t, row, ALARM_SINCE, &since) &&
            (o.since_ms == 0 || since < o.since_ms))
            o.since_ms = since;
    }
    return o;
}

static void say_others(const struct thing_data *d, const struct thing_lane *lane,
                       const struct map *names, const struct axis *axis, struct detail *out,
                       struct buf *text)
{
    if (!lane->active)
        return;
    const struct others o =
        others_in_alarm(d, source_table(watched_list_source(app_alarms(d->app))), lane, names);

    if (o.in_alarm == 0) {
        buf_printf(text, _("no other thing is in alarm for %s now"), lane->title);
        say(out, STYLE_TEXT, text);
        return;
    }
    count(text, o.in_alarm, _("other thing is"), _("other things are"));
    buf_printf(text, _(" in alarm for %s now"), lane->title);
    if (o.since_ms != 0) {
        buf_puts(text, _(", the first since "));
        axis_moment(axis, o.since_ms, text);
    }
    if (o.with_certificate > 0) {
        buf_puts(text, "; ");
        buf_put_count(text, o.with_certificate);
        buf_puts(text, _(" of them with its certificate"));
    }
    say(out, STYLE_TEXT, text);
}

/* ---- when it happens, and what somebody said of it ---- */

static size_t beginnings(const struct thing_model *m, size_t lane, int64_t *times, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_events && n < max; i++)
        if (m->events[i].lane_at == lane && m->events[i].kind == THING_EVENT_ALARM)
            times[n++] = m->events[i].time_ms;
    return n;
}

static void say_rhythm(const struct thing_data *d, const struct thing_model *m, size_t lane,
                       struct detail *out, struct buf *text)
{
    int64_t times[RHYTHM_EVENTS], every;
    const size_t all = beginnings(m, lane, times, COUNT_OF(times));
    const size_t n = thing_rhythm(times, all, &every);
    struct civil c;

    if (n == 0)
        return;
    zone_civil(app_zone(d->app), times[0], &c);
    buf_printf(text, _("%s begins every "), m->lanes[lane].title);
    axis_span_text(every, text);
    buf_printf(text, _(": the last %zu times, each within 5 min; last at %02d:%02d"), n, c.hour,
               c.minute);
    say(out, STYLE_TEXT, text);
}

/* "6 of 7 alarms of X verified as BENIGN_POSITIVE by bob: reboot window", of what was said
 * last. */
static void say_verified(const struct thing_model *m, size_t lane, struct detail *out,
                         struct buf *text)
{
    const struct thing_event *last = NULL;
    size_t all = 0, same = 0;

    for (size_t i = 0; i < m->n_events; i++) {
        const struct thing_event *e = &m->events[i];

        if (e->lane_at != lane || e->kind != THING_EVENT_ALARM)
            continue;
        all++;
        if (last == NULL && thing_is_verified(e->state))
            last = e;
        same += last != NULL && e->state != NULL && strcmp(e->state, last->state) == 0;
    }
    if (last == NULL)
        return;
    buf_printf(text, _("%zu of "), same);
    count(text, all, _("alarm of "), _("alarms of "));
    buf_printf(text, _("%s verified as %s"), m->lanes[lane].title, last->state);
    if (last->by != NULL && *last->by != '\0')
        buf_printf(text, _(", last by %s"), last->by);
    if (last->note != NULL && *last->note != '\0')
        buf_printf(text, ": %s", last->note);
    say(out, STYLE_TEXT, text);
}

void thing_facts_fill(const struct thing_data *d, const struct thing_model *m,
                      const struct axis *axis, struct detail *out)
{
    struct buf text = BUF_INIT(4096);
    const size_t before = out->n_items;
    struct map *names = sharers(d);

    for (size_t i = 1; i < d->n_resources; i++)
        say_certificate(d, &d->resources[i], out, &text);
    for (size_t i = 0; i < d->n_resources; i++)
        say_finding(d, &d->resources[i], out, &text);
    if (d->more_certificates) {
        buf_printf(&text, _("it has more than %d certificates"), THING_CERTIFICATES);
        say(out, STYLE_HIGH, &text);
    }
    for (size_t i = 0; i < m->n_lanes; i++) {
        if (!m->lanes[i].of_behavior)
            continue;
        say_others(d, &m->lanes[i], names, axis, out, &text);
        say_rhythm(d, m, i, out, &text);
        say_verified(m, i, out, &text);
    }
    if (out->n_items == before)
        detail_text(out, STYLE_DIM, _("nothing beyond its events is known"));
    map_free(names, NULL);
    buf_free(&text);
}
