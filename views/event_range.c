#include "views/event_range.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/when.h"
#include "views/cli.h"

static bool read_moment(const struct app *app, const char *text, int64_t *ms, struct err *err)
{
    const int64_t now_ms = app_service_ms(app);

    if (strcmp(text, EVENT_RANGE_SHIFT) != 0)
        return cli_since(text, now_ms, app_zone(app), ms, err);
    *ms = app_last_seen_ms(app);
    if (*ms > 0 && *ms < now_ms)
        return true;
    err_set(err, ERR_USAGE, "this console was not open before: there is no shift to begin at");
    return err_advise(err, "say since when: since:8h");
}

static bool read_last(const struct app *app, const char *text, struct alarm_range *out,
                      struct err *err)
{
    struct when_span span;

    if (when_duration(str_of(text), &span, err) != WHEN_OK)
        return err_advise(err, "last:24h, last:7d, last:3mo");
    *out = (struct alarm_range){app_service_ms(app) - when_span_ms(&span), INT64_MAX};
    return true;
}

bool event_range_read(const struct app *app, const struct event_range *r,
                      struct alarm_range *out, struct err *err)
{
    struct alarm_range range = {0, INT64_MAX};

    if (*r->last != '\0' && *r->since + *r->until != '\0')
        return err_set(err, ERR_USAGE, "last: or since: and until:, not both");
    if (*r->since + *r->until == '\0')
        return read_last(app, *r->last != '\0' ? r->last : EVENT_RANGE_DEFAULT, out, err);
    if (*r->until != '\0' && !read_moment(app, r->until, &range.to_ms, err))
        return false;
    if (*r->since != '\0' && !read_moment(app, r->since, &range.from_ms, err))
        return false;
    if (*r->since == '\0')
        range.from_ms = range.to_ms - INT64_C(24) * 3600 * 1000;
    if (range.from_ms >= range.to_ms)
        return err_set(err, ERR_USAGE, "since: is not before until:");
    *out = range;
    return true;
}

void event_range_free(struct event_range *r)
{
    free(r->last);
    free(r->since);
    free(r->until);
    *r = (struct event_range){0};
}

void event_range_put(const struct event_range *r, struct buf *out)
{
    const struct {
        const char *name, *value;
    } words[] = {{"last", r->last}, {"since", r->since}, {"until", r->until}};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (*words[i].value != '\0')
            buf_printf(out, " %s:%s", words[i].name, words[i].value);
}
