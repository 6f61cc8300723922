/* Any bytes as an end, as a duration, as a zone file and as a rule: no crash, and what comes
 * out of it keeps its promises. */
#include <stdint.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_when(struct str text, int64_t now_ms, const struct zone *z)
{
    const struct when_limits l = {.max = WHEN_DAYS(400)};
    struct when w;
    struct when_span span;
    struct err err;
    struct buf said = BUF_INIT(160);

    if (when_parse(text, now_ms, z, &l, &w, &err) == WHEN_OK) {
        if (w.indefinite || w.end_ms <= now_ms || w.note[sizeof w.note - 1] != '\0')
            abort();
        when_say(&said, &w, now_ms, z);
        if (said.full)
            abort();
    }
    if (when_duration(text, &span, &err) == WHEN_OK && when_span_ms(&span) <= 0)
        abort();
    buf_free(&said);
}

/* A moment that a wall clock shows leads back to one that shows the same. */
static void check_zone(const struct zone *z)
{
    for (int64_t year = 1900; year < 2200; year += 7) {
        struct civil c = {.year = (int)year, .month = 7, .day = 1}, again;
        int64_t ms;

        if (zone_instant(z, &c, &ms) == ZONE_GAP)
            continue;
        zone_civil(z, ms, &again);
        if (civil_to_ms(&again) != civil_to_ms(&c))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int64_t now_ms = INT64_C(1795357327000);
    struct err err;
    struct zone *file = zone_parse(data, size, "fuzz", &err);
    char *text = mem_strndup((const char *)data, size < 100 ? size : 100);
    struct zone *rule = text[0] != '/' ? zone_open(text, &err) : NULL;

    check_when((struct str){(const char *)data, size}, now_ms, zone_utc());
    if (file != NULL)
        check_zone(file);
    if (rule != NULL) {
        check_zone(rule);
        check_when(STR("until 28 feb 02:30"), now_ms, rule);
    }
    zone_free(file);
    zone_free(rule);
    free(text);
    return 0;
}
