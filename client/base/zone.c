#include "client/base/zone.h"

#include <errno.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/zone_inside.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define LOCAL_FILE  "/etc/localtime"

enum {
    FILE_MAX_BYTES = 64 * 1024, /* 18 times the largest zone file */
    WEST_MOST_S = 25 * 60 * 60, /* RFC 8536 3.2: no offset is farther from UTC than these */
    EAST_MOST_S = 26 * 60 * 60,
};

/* "Etc/UTC" and the like are read from their files, which say the same. */
static const struct zone utc = {
    .rule = {.present = true, .standard = {.abbr = "UTC"}},
};

const struct zone *zone_utc(void)
{
    return &utc;
}

void zone_free(struct zone *z)
{
    if (z == NULL || z == &utc)
        return;
    free(z->change_s);
    free(z->change_to);
    free(z->moments);
    free(z);
}

/* ---- opening ---- */

static struct zone *rule_zone(const char *text)
{
    struct zone_rule rule;
    struct zone *z;

    if (!zone_rule_parse(str_of(text), &rule))
        return NULL;
    z = mem_alloc(1, sizeof *z);
    z->rule = rule;
    return z;
}

static struct zone *read_zone(const char *path, const char *name, struct err *err)
{
    struct buf bytes = BUF_INIT(FILE_MAX_BYTES);
    struct zone *z = NULL;

    if (files_read(path, &bytes, err))
        z = zone_parse(buf_text(&bytes), bytes.len, name, err);
    buf_free(&bytes);
    return z;
}

/* Of the shape of a name below ZONE_FOLDER, and of nothing that could lead out of it. */
static bool name_valid(const char *name)
{
    size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                            "_+-/");

    return n > 0 && n <= ZONE_NAME_MAX && name[n] == '\0' && name[0] != '/';
}

struct zone *zone_open(const char *name, struct err *err)
{
    struct zone *z;

    if (strcmp(name, "UTC") == 0 || strcmp(name, "UTC0") == 0)
        return rule_zone("UTC0");
    if (name_valid(name)) {
        char *path = mem_printf("%s%s", ZONE_FOLDER, name);
        struct err why;

        z = read_zone(path, name, &why);
        free(path);
        if (z != NULL)
            return z;
        if (why.sys != ENOENT) {
            *err = why;
            return NULL;
        }
    }
    z = rule_zone(name);
    if (z == NULL) {
        (void)err_set(err, ERR_CONFIG, "no time zone is called \"%.60s\"", name);
        (void)err_advise(err, "set TZ to a name such as Europe/Berlin, or to UTC");
    }
    return z;
}

struct zone *zone_local(const char *tz, struct err *err)
{
    struct zone *z;
    struct err why;

    /* ":/etc/localtime" spares glibc a stat(2) a call and is set for that on many machines. */
    if (tz != NULL && strcmp(tz, ":" LOCAL_FILE) != 0)
        return tz[0] == '\0' ? zone_open("UTC", err) : zone_open(tz, err);
    z = read_zone(LOCAL_FILE, "local", &why);
    if (z != NULL)
        return z;
    if (why.sys == ENOENT)
        return zone_open("UTC", err);
    *err = why;
    return NULL;
}

/* ---- asking ---- */

static int64_t floor_s(int64_t ms)
{
    return ms / 1000 - (ms % 1000 < 0);
}

static const struct zone_moment *at_s(const struct zone *z, int64_t s)
{
    size_t low = 0, high = z->changes; /* the change in effect is before `low` */

    if (z->rule.present && (high == 0 || s >= z->change_s[high - 1]))
        return zone_rule_at(&z->rule, s);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (z->change_s[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return &z->moments[low == 0 ? 0 : z->change_to[low - 1]];
}

const struct zone_moment *zone_at(const struct zone *z, int64_t real_ms)
{
    return at_s(z, floor_s(real_ms));
}

void zone_civil(const struct zone *z, int64_t real_ms, struct civil *out)
{
    struct civil utc_time;

    civil_from_ms(real_ms, &utc_time); /* clamps */
    civil_from_ms(civil_to_ms(&utc_time) + zone_at(z, real_ms)->offset_s * INT64_C(1000), out);
}

/* The offsets a day before and a day after are the two that can be meant: no zone changes
 * twice within two days. */
enum zone_fit zone_instant(const struct zone *z, const struct civil *wall, int64_t *real_ms)
{
    int64_t wall_ms = civil_to_ms(wall), wall_s = floor_s(wall_ms);
    int64_t before = at_s(z, wall_s - EAST_MOST_S)->offset_s;
    int64_t after = at_s(z, wall_s + WEST_MOST_S)->offset_s;
    bool first = at_s(z, wall_s - before)->offset_s == before;
    bool second = at_s(z, wall_s - after)->offset_s == after;

    *real_ms = wall_ms - (first || !second ? before : after) * 1000;
    if (!first && !second)
        return ZONE_GAP;
    return first && second && before != after ? ZONE_TWICE : ZONE_ONCE;
}
