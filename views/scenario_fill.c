#include "views/scenario_fill.h"

#include <stdio.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "views/audit_progress.h"

enum { LINE_MAX = 512, VIEW_MAX = 512, COUNT_MAX = 40 };

enum style scenario_status_style(const char *status)
{
    if (status == NULL)
        return STYLE_DIM;
    return strcmp(status, "RUNNING") == 0 ? STYLE_RUNNING : STYLE_TEXT;
}

static long long number(struct opt_int n)
{
    return n.set ? (long long)n.value : 0;
}

/* "1 thing", "12 things" */
static void count_say(long long n, char out[COUNT_MAX])
{
    (void)snprintf(out, COUNT_MAX, _("%lld thing%s"), n, n == 1 ? "" : "s");
}

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static void put_time(struct detail *d, const char *label, struct opt_time t)
{
    struct buf text = BUF_INIT(64);

    if (t.set) {
        time_text(t, &text);
        detail_field(d, label, STYLE_TEXT, buf_text(&text));
    }
    buf_free(&text);
}

/* "14:05:00Z, 9m after it began" */
static void put_after(struct detail *d, const char *label, struct opt_time t,
                      struct opt_time since)
{
    struct buf text = BUF_INIT(128), age = BUF_INIT(64);

    if (!t.set)
        return;
    time_text(t, &text);
    if (since.set && t.ms >= since.ms) {
        buf_puts(&text, ", ");
        time_age(&age, t.ms - since.ms);
        buf_printf(&text, _("%s after it began"), buf_text(&age));
    }
    detail_field(d, label, STYLE_TEXT, buf_text(&text));
    buf_free(&text);
    buf_free(&age);
}

/* A line about so many things. */
static void put_count(struct detail *d, const char *label, enum style style, struct opt_int n,
                      const char *before, const char *after)
{
    char many[COUNT_MAX];

    count_say(number(n), many);
    detail_fieldf(d, label, style, "%s%s%s", before, many, after);
}

static void put_head(const struct describe_scenario_output *o, struct detail *d)
{
    const struct scenario_summary *s = o->scenario;
    struct buf title = BUF_INIT(LINE_MAX);
    char many[COUNT_MAX];

    count_say(number(s->things), many);
    buf_printf(&title, _("%s, scenario %s"), or_dash(s->title), or_dash(s->scenario_id));
    detail_name_heading(d, buf_text(&title));
    detail_field(d, "state", scenario_status_style(s->status), or_dash(s->status));
    put_time(d, N_("began"), s->start_time);
    put_time(d, s->status != NULL && strcmp(s->status, "RUNNING") == 0 ? "ends" : "ended",
             s->end_time);
    detail_fieldf(d, "aims at", STYLE_TEXT, _("%s (%s), %lld struck so far"), many,
                  or_dash(s->aim), number(s->struck));
    if (o->threat != NULL)
        detail_field(d, "threat", STYLE_TEXT, o->threat);
    if (o->signs != NULL)
        detail_field(d, "to see", STYLE_TEXT, o->signs);
    buf_free(&title);
}

static void put_seen(const struct describe_scenario_output *o, struct detail *d)
{
    const struct scenario_summary *s = o->scenario;
    const long long alarmed = number(s->alarmed), struck = number(s->struck);

    detail_heading(d, "what came of it");
    detail_fieldf(d, "alarmed", alarmed > 0 ? STYLE_TEXT : STYLE_WARN,
                  _("%lld of %lld struck things"), alarmed, struck);
    if (o->missed.set && o->missed.value > 0)
        put_count(d, "missed", STYLE_WARN, o->missed, _("no alarm on "), _(" so far"));
    put_after(d, "first alarm", o->first_alarm_time, s->start_time);
    put_count(d, "judged", number(o->verified) > 0 ? STYLE_TEXT : STYLE_DIM, o->verified,
              _("alarms of "), "");
    put_after(d, "first judged", o->first_verified_time, s->start_time);
    put_count(d, "quarantined", number(o->quarantined) > 0 ? STYLE_TEXT : STYLE_DIM,
              o->quarantined, "", _(" while it went on"));
    put_after(d, "first one", o->first_quarantine_time, s->start_time);
}

static void put_watches(const struct describe_scenario_output *o, struct detail *d)
{
    const struct scenario_watch *w = o->watches.items;

    detail_heading(d, "metrics it moved, and who watched them");
    for (size_t i = 0; i < o->watches.n; i++) {
        struct buf text = BUF_INIT(LINE_MAX);
        const long long on = number(w[i].behaviors), seen = number(w[i].things);
        char many[COUNT_MAX];

        count_say(seen, many);
        buf_printf(&text, "%s; ", or_dash(w[i].change));
        if (on == 0)
            buf_puts(&text, _("no behavior watches it"));
        else
            buf_printf(&text, _("%lld behavior%s, alarms on %s"), on, on == 1 ? "" : "s", many);
        detail_name_field(d, or_dash(w[i].metric_name), seen > 0 ? STYLE_TEXT : STYLE_DIM,
                          buf_text(&text));
        buf_free(&text);
    }
}

static void put_alarms(const struct describe_scenario_output *o, struct detail *d)
{
    const struct scenario_alarm *a = o->alarms.items;

    detail_heading(d, "behaviors that raised alarms, the first one first");
    if (o->alarms.n == 0)
        detail_text(d, STYLE_DIM, _("None: nobody would have been told."));
    for (size_t i = 0; i < o->alarms.n; i++) {
        struct buf text = BUF_INIT(LINE_MAX), view = BUF_INIT(VIEW_MAX);
        char many[COUNT_MAX];

        count_say(number(a[i].things), many);
        time_text(a[i].first_alarm_time, &text);
        buf_printf(&text, _(", %s, %lld judged; profile %s"), many, number(a[i].verified),
                   or_dash(a[i].security_profile_name));
        buf_printf(&view, "profile %s", or_dash(a[i].security_profile_name));
        detail_name_link(d, or_dash(a[i].behavior_name), buf_text(&text), buf_text(&view));
        buf_free(&text);
        buf_free(&view);
    }
}

/* A thing whose turn has not come, or never came. false: it was struck. */
static bool put_spared(const struct scenario_thing *t, long long *struck, struct buf *out)
{
    if (t->end_time.set && t->end_time.ms <= t->start_time.ms) {
        buf_puts(out, _("not struck: it was over before its turn came"));
        return true;
    }
    if ((*struck)-- > 0)
        return false;
    buf_puts(out, _("is struck at "));
    time_text(t->start_time, out);
    return true;
}

static void put_what_came(const struct scenario_thing *t, struct buf *out)
{
    buf_puts(out, _("struck "));
    time_text(t->start_time, out);
    if (t->first_alarm_time.set) {
        buf_puts(out, _("; alarm after "));
        time_age(out, t->first_alarm_time.ms - t->start_time.ms);
        buf_printf(out, _(" by %s, %lld in all"), or_dash(t->first_behavior),
                   number(t->alarms));
    } else {
        buf_puts(out, _("; no alarm"));
    }
}

/* struck: how many of those that come were struck so far. */
static void put_thing(const struct scenario_thing *t, long long *struck, struct detail *d)
{
    struct buf text = BUF_INIT(LINE_MAX), view = BUF_INIT(VIEW_MAX);

    if (!put_spared(t, struck, &text))
        put_what_came(t, &text);
    if (t->verification_state != NULL)
        buf_printf(&text, "; %s", t->verification_state);
    if (t->cut_time.set && t->cut_time.ms >= t->start_time.ms) {
        buf_puts(&text, _("; quarantined after "));
        time_age(&text, t->cut_time.ms - t->start_time.ms);
    }
    buf_printf(&view, "thing %s", or_dash(t->thing_name));
    detail_name_link(d, or_dash(t->thing_name), buf_text(&text), buf_text(&view));
    buf_free(&text);
    buf_free(&view);
}

void scenario_fill(const struct describe_scenario_output *o, struct detail *d)
{
    const struct scenario_thing *t = o->things.items;

    if (o->scenario == NULL)
        return;
    long long struck = number(o->scenario->struck);
    put_head(o, d);
    put_seen(o, d);
    put_alarms(o, d);
    put_watches(o, d);
    detail_heading(d, "things, in the order in which they were struck");
    for (size_t i = 0; i < o->things.n; i++)
        put_thing(&t[i], &struck, d);
    if (number(o->scenario->things) > (long long)o->things.n)
        detail_fieldf(d, "", STYLE_DIM, _("and %lld more"),
                      number(o->scenario->things) - (long long)o->things.n);
}
