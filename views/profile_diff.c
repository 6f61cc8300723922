#include "views/profile_diff.h"

#include <string.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"

enum { TEXT_MAX = 4096 };

typedef struct describe_security_profile_output security_profile;

struct diff {
    struct buf *out;
    size_t n;
};

/* A line: what it is, then who says what. */
static void put_line(struct diff *d, const char *what, const char *opened, const char *now,
                     const char *wanted)
{
    const bool theirs = strcmp(opened, now) != 0, mine = strcmp(opened, wanted) != 0;

    if (!theirs && !mine)
        return;
    buf_printf(d->out, _("%s%s: opened as %s\n"), d->n > 0 ? "\n" : "", what, opened);
    if (theirs)
        buf_printf(d->out, _("    there now %s\n"), now);
    buf_printf(d->out, "    %s%s", mine ? _("you want ") : _("you left it"),
               mine ? wanted : "");
    d->n++;
}

static void say_behavior(const struct behavior *b, struct buf *out)
{
    if (b == NULL) {
        buf_puts(out, "-");
        return;
    }
    if (b->criteria == NULL)
        buf_puts(out, _("only measured"));
    else
        behavior_expects_say(out, b);
    if (b->criteria != NULL && b->criteria->consecutive_datapoints_to_alarm.set)
        buf_printf(out, _(", %lld to alarm"),
                   (long long)b->criteria->consecutive_datapoints_to_alarm.value);
    if (b->criteria != NULL && b->criteria->consecutive_datapoints_to_clear.set)
        buf_printf(out, _(", %lld to clear"),
                   (long long)b->criteria->consecutive_datapoints_to_clear.value);
    if (b->suppress_alerts.set && b->suppress_alerts.value)
        buf_puts(out, _(", quiet"));
}

static void diff_behavior(struct diff *d, const char *name, const security_profile *opened,
                          const security_profile *now, const security_profile *wanted)
{
    struct buf a = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX), c = BUF_INIT(TEXT_MAX);

    say_behavior(profile_behavior(opened, name), &a);
    say_behavior(profile_behavior(now, name), &b);
    say_behavior(profile_behavior(wanted, name), &c);
    put_line(d, name, buf_text(&a), buf_text(&b), buf_text(&c));
    buf_free(&a);
    buf_free(&b);
    buf_free(&c);
}

/* Those of p that none of the others named before. */
static void diff_behaviors(struct diff *d, const security_profile *const all[3])
{
    for (size_t side = 0; side < 3; side++) {
        const struct behavior *b = all[side]->behaviors.items;

        for (size_t i = 0; i < all[side]->behaviors.n; i++) {
            bool before = b[i].name == NULL;

            for (size_t k = 0; !before && k < side; k++)
                before = profile_behavior(all[k], b[i].name) != NULL;
            if (!before)
                diff_behavior(d, b[i].name, all[0], all[1], all[2]);
        }
    }
}

static void say_targets(const struct profile_state *s, struct buf *out)
{
    if (s->n_targets == 0)
        buf_puts(out, "-");
    for (size_t i = 0; i < s->n_targets; i++) {
        if (i > 0)
            buf_puts(out, ", ");
        profile_scope_put(s->targets[i], out);
    }
}

static void say_alert(const security_profile *p, struct buf *out)
{
    const struct map_entry *e = p->alert_targets.items;
    const struct alert_target *t = p->alert_targets.n > 0 ? e[0].value : NULL;

    buf_puts(out, t != NULL && t->alert_target_arn != NULL ? t->alert_target_arn : "-");
}

static void say_retained(const security_profile *p, struct buf *out)
{
    struct arena *a = arena_new();
    const struct list kept = profile_retained(p, a);
    const struct metric_to_retain *m = kept.items;

    if (kept.n == 0)
        buf_puts(out, "-");
    for (size_t i = 0; i < kept.n; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", m[i].metric != NULL ? m[i].metric : "?");
    arena_free(a);
}

static const char *text_or(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

size_t profile_diff_put(const struct profile_state *opened, const struct profile_state *now,
                        const struct profile_state *wanted, struct buf *out)
{
    const security_profile *const all[3] = {opened->what, now->what, wanted->what};
    const struct profile_state *const states[3] = {opened, now, wanted};
    struct buf text[3][3];
    struct diff d = {out, 0};

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++)
            text[k][i] = BUF_INIT(TEXT_MAX);
        say_targets(states[i], &text[0][i]);
        say_alert(all[i], &text[1][i]);
        say_retained(all[i], &text[2][i]);
    }
    put_line(&d, "description", text_or(all[0]->security_profile_description),
             text_or(all[1]->security_profile_description),
             text_or(all[2]->security_profile_description));
    diff_behaviors(&d, all);
    static const char *const words[] = {"targets", N_("alerts to"), "retains"};

    for (size_t k = 0; k < 3; k++) {
        put_line(&d, i18n_text(words[k]), buf_text(&text[k][0]), buf_text(&text[k][1]),
                 buf_text(&text[k][2]));
        for (size_t i = 0; i < 3; i++)
            buf_free(&text[k][i]);
    }
    return d.n;
}
