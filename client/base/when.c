#include "client/base/when.h"

#include <stdarg.h>
#include <stdio.h>

#include "client/base/i18n.h"
#include "client/base/when_inside.h"

static const int64_t DAY_MS = 24 * 60 * INT64_C(60000);

__attribute__((format(printf, 2, 0))) static void set(struct err *err, const char *fmt,
                                                      va_list ap)
{
    char text[200];

    (void)vsnprintf(text, sizeof text, i18n_text(fmt), ap);
    (void)err_set(err, ERR_USAGE, "%s", text);
    (void)err_advise(err, "like 7d, 1w2d, until 2026-02-28, until fri 09:00, indef");
}

enum when_state when_wrong(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    set(err, fmt, ap);
    va_end(ap);
    return WHEN_WRONG;
}

enum when_state when_incomplete(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    set(err, fmt, ap);
    va_end(ap);
    return WHEN_INCOMPLETE;
}

/* ---- words ---- */

static void read_words(struct str text, struct when_reader *r)
{
    bool inside = false;

    *r = (struct when_reader){0};
    for (size_t i = 0; i < text.n && i < WHEN_TEXT_MAX; i++) {
        char c = str_lower(text.p[i]);
        /* 2026-02-28T09:00 is a date and a time. */
        bool date_time = c == 't' && i >= 10 && text.p[i - 3] == '-';
        bool blank = c == ' ' || c == '\t' || c == '\0' || date_time;

        r->text[i] = blank ? '\0' : c;
        if (!blank && !inside)
            r->words[r->n++] = r->text + i;
        inside = !blank;
    }
    r->open = inside;
}

const char *when_peek(const struct when_reader *r)
{
    return r->at < r->n ? r->words[r->at] : NULL;
}

bool when_growing(const struct when_reader *r)
{
    return r->open && r->at == r->n - 1;
}

bool when_begins(const char *word, const char *beginning)
{
    return str_starts(word, beginning);
}

/* ---- the moment ---- */

int64_t when_instant(const struct zone *z, const struct civil *wall, char *note, size_t size)
{
    int64_t ms;
    enum zone_fit fit = zone_instant(z, wall, &ms);
    size_t n = strlen(note);
    struct civil c;

    if (fit == ZONE_ONCE)
        return ms;
    zone_civil(z, ms, &c);
    if (fit == ZONE_GAP)
        (void)snprintf(note + n, size - n, _("%sclocks skip %02d:%02d that day: %02d:%02d"),
                       n > 0 ? "; " : "", wall->hour, wall->minute, c.hour, c.minute);
    else
        (void)snprintf(note + n, size - n,
                       _("%sclocks show %02d:%02d twice that day: the first"),
                       n > 0 ? "; " : "", wall->hour, wall->minute);
    return ms;
}

static bool is_zero(const struct when_span *s)
{
    return s->months == 0 && s->days == 0 && s->ms == 0;
}

/* "at most 180d here: until ...". */
static enum when_state outside(const char *what, const struct when_span *limit,
                               const struct when *bound, int64_t now_ms, const struct zone *z,
                               struct err *err)
{
    struct buf text = BUF_INIT(160);

    buf_puts(&text, what);
    buf_putc(&text, ' ');
    when_span_say(&text, limit);
    if (bound != NULL) {
        buf_puts(&text, ": ");
        when_say(&text, bound, now_ms, z);
    }
    (void)when_wrong(err, "%s", buf_text(&text));
    buf_free(&text);
    return WHEN_WRONG;
}

/* The limits are calendar spans as well, so that 180d passes a limit of 180d over a change of
 * the clocks. */
static enum when_state check_limits(const struct when *w, int64_t now_ms, const struct zone *z,
                                    const struct when_limits *l, struct err *err)
{
    struct when bound;
    struct err far;

    if (w->indefinite)
        return is_zero(&l->max)
                   ? WHEN_OK
                   : outside(_("an end is needed, at most"), &l->max, NULL, now_ms, z, err);
    if (w->end_ms <= now_ms)
        return when_wrong(err, "that is past");
    if (!is_zero(&l->min) && when_span_end(&l->min, now_ms, z, &bound, &far) == WHEN_OK &&
        w->end_ms < bound.end_ms)
        return outside(_("too soon, at least"), &l->min, NULL, now_ms, z, err);
    if (!is_zero(&l->max) && when_span_end(&l->max, now_ms, z, &bound, &far) == WHEN_OK &&
        w->end_ms > bound.end_ms)
        return outside(_("too late, at most"), &l->max, &bound, now_ms, z, err);
    return WHEN_OK;
}

static bool is_indefinite(const char *word)
{
    return strlen(word) >= 5 && when_begins("indefinitely", word);
}

static enum when_state read_when(struct when_reader *r, struct str text, int64_t now_ms,
                                 const struct zone *z, const struct when_limits *l,
                                 struct when *out, struct err *err)
{
    const char *word = when_peek(r);
    struct when_span span;
    enum when_state s;

    if (word == NULL)
        return when_incomplete(err, "how long?");
    if (strcmp(word, "until") == 0) {
        r->at++;
        return when_until(r, now_ms, z, &l->min, out, err);
    }
    if (is_indefinite(word)) {
        if (r->n > 1)
            return when_wrong(err, "%.*s is too much", WHEN_SHOWN, r->words[1]);
        *out = (struct when){.indefinite = true};
        return WHEN_OK;
    }
    if (word[0] < '0' || word[0] > '9') {
        if (when_growing(r) && (when_begins("until", word) || when_begins("indef", word)))
            return when_incomplete(err, "until ... or indef");
        return when_wrong(err, "\"%.*s\" is neither a duration nor \"until ...\"", WHEN_SHOWN,
                          word);
    }
    s = when_duration(text, &span, err);
    return s != WHEN_OK ? s : when_span_end(&span, now_ms, z, out, err);
}

enum when_state when_parse(struct str text, int64_t now_ms, const struct zone *z,
                           const struct when_limits *l, struct when *out, struct err *err)
{
    struct when_reader r;
    struct when w;
    struct civil now;
    enum when_state s;

    if (text.n > WHEN_TEXT_MAX)
        return when_wrong(err, "at most %d characters", WHEN_TEXT_MAX);
    civil_from_ms(now_ms, &now);
    now_ms = civil_to_ms(&now); /* within what civil time holds */
    read_words(text, &r);
    s = read_when(&r, text, now_ms, z, l, &w, err);
    if (s == WHEN_OK)
        s = check_limits(&w, now_ms, z, l, err);
    if (s == WHEN_OK)
        *out = w;
    return s;
}

void when_say(struct buf *out, const struct when *w, int64_t now_ms, const struct zone *z)
{
    struct buf day = BUF_INIT(64);
    struct civil end, now;

    if (w->indefinite) {
        buf_puts(out, _("without an end"));
        return;
    }
    zone_civil(z, w->end_ms, &end);
    zone_civil(z, now_ms, &now);
    /* By the wall clock: seven days are seven days over a change of the clocks as well. */
    int64_t days = (civil_to_ms(&end) - civil_to_ms(&now)) / DAY_MS;
    int64_t minutes = (w->end_ms - now_ms) / 60000;

    civil_say(&day, &end, CIVIL_WEEKDAY | CIVIL_YEAR);
    buf_printf(out, _("until %s %02d:%02d %s"), buf_text(&day), end.hour, end.minute,
               zone_at(z, w->end_ms)->abbr);
    buf_free(&day);
    if (days >= 2)
        buf_printf(out, _(" (%lld days)"), (long long)days);
    else if (minutes >= 60 && minutes % 60 != 0)
        buf_printf(out, _(" (%lld h %lld min)"), (long long)(minutes / 60),
                   (long long)(minutes % 60));
    else if (minutes >= 60)
        buf_printf(out, _(" (%lld h)"), (long long)(minutes / 60));
    else
        buf_printf(out, _(" (%lld min)"), (long long)minutes);
}
