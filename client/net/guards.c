#include "client/net/guards.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/nearest.h"

enum {
    CONFIRM_FROM = 20,       /* more than one screen is more than one looks through */
    TARGETS_MAX = 100000000, /* above every fleet: a limit of this is none */
    PERCENT_MAX = 100,
};

static const int64_t MINUTE_MS = 60 * 1000;
static const int64_t ARM_MAX_MS = 12 * 60 * INT64_C(60000); /* a long shift */
static const int64_t HOUR_MS = 60 * INT64_C(60000);
static const int64_t SUPPRESS_LONGEST_MS = 3660 * 24 * INT64_C(3600000); /* ten years */

static const char *const kind_names[CHANGE_KINDS + 1] = {
    [CHANGE_AUDIT] = "audit",       [CHANGE_SUPPRESS] = "suppress",
    [CHANGE_SCHEDULE] = "schedule", [CHANGE_CONFIGURE] = "configure",
    [CHANGE_MITIGATE] = "mitigate", [CHANGE_VERIFY] = "verify",
    [CHANGE_PROFILES] = "profiles", [CHANGE_UNDO] = "undo",
};

static const char *const color_names[] = {"red",     "green", "yellow", "blue",
                                          "magenta", "cyan",  "white",  NULL};

static const char *const settings[] = {
    /* of the context itself */
    "name", "profile", "region", "regions", "endpoint_url", "endpoint_urls", "theme",
    /* guards */
    "protected", "color", "arm_max", "arm_idle", "ticket", "ticket_pattern", "suppress_max",
    "second_person", "allow_regions", "allow", "audit_needs_arming", "confirm_from", NULL};
static const char *const second_settings[] = {"online", "things", "group_pct", NULL};

const char *change_kind_name(enum change_kind k)
{
    return kind_names[k];
}

bool change_kind_find(const char *name, enum change_kind *out)
{
    for (int i = 0; i < CHANGE_KINDS; i++) {
        if (strcmp(kind_names[i], name) == 0) {
            *out = (enum change_kind)i;
            return true;
        }
    }
    return false;
}

void guards_default(struct guards *out)
{
    *out = (struct guards){
        .arm_max_ms = 15 * MINUTE_MS,
        .arm_idle_ms = 5 * MINUTE_MS,
        .confirm_from = CONFIRM_FROM,
        .allow = (1U << CHANGE_KINDS) - 1,
    };
}

static char *copy(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

void guards_copy(const struct guards *from, struct guards *to)
{
    *to = *from;
    to->ticket_prefix = copy(from->ticket_prefix);
    to->color = copy(from->color);
    for (size_t i = 0; i < from->n_regions; i++)
        to->regions[i] = mem_strdup(from->regions[i]);
}

static void drop_regions(struct guards *g)
{
    while (g->n_regions > 0)
        free(g->regions[--g->n_regions]);
}

void guards_free(struct guards *g)
{
    free(g->ticket_prefix);
    free(g->color);
    drop_regions(g);
    *g = (struct guards){0};
}

/* ---- reading ---- */

static bool read_span(const struct conf_node *group, const char *name, int64_t min_ms,
                      int64_t max_ms, struct when_span *out, struct err *err)
{
    const struct conf_node *n = conf_get(group, name);
    const char *text = NULL;
    struct when_span span;
    struct err why;

    if (n == NULL)
        return true;
    if (!conf_text(group, name, &text, err))
        return false;
    if (when_duration(str_of(text), &span, &why) != WHEN_OK)
        return conf_err(n, err, "%s: %s", name, why.text);
    if (when_span_ms(&span) < min_ms || when_span_ms(&span) > max_ms) {
        struct when_span min = {.ms = min_ms}, max = {.ms = max_ms};
        struct buf range = BUF_INIT(80);

        when_span_say(&range, &min);
        buf_puts(&range, " to ");
        when_span_say(&range, &max);
        (void)conf_err(n, err, "%s is from %s", name, buf_text(&range));
        buf_free(&range);
        return false;
    }
    *out = span;
    return true;
}

static bool read_durations(const struct conf_node *group, struct guards *g, struct err *err)
{
    struct when_span arm = {.ms = g->arm_max_ms}, idle = {.ms = g->arm_idle_ms};

    if (!read_span(group, "arm_max", MINUTE_MS, ARM_MAX_MS, &arm, err) ||
        !read_span(group, "arm_idle", MINUTE_MS, ARM_MAX_MS, &idle, err) ||
        !read_span(group, "suppress_max", HOUR_MS, SUPPRESS_LONGEST_MS, &g->suppress_max, err))
        return false;
    g->arm_max_ms = when_span_ms(&arm);
    g->arm_idle_ms = when_span_ms(&idle);
    g->suppress_max_ms = when_span_ms(&g->suppress_max);
    return true;
}

static bool read_second_person(const struct conf_node *group, struct guards *g, struct err *err)
{
    const struct conf_node *n = conf_get(group, "second_person");
    int64_t percent = g->second_group_pct;

    if (n == NULL)
        return true;
    if (!conf_is_group(n))
        return conf_err(n, err, "second_person is a group, like { online = 500; }");
    if (!conf_unknown(n, second_settings, err) ||
        !conf_int(n, "online", 1, TARGETS_MAX, &g->second_online, err) ||
        !conf_int(n, "things", 1, TARGETS_MAX, &g->second_things, err) ||
        !conf_int(n, "group_pct", 1, PERCENT_MAX, &percent, err))
        return false;
    g->second_group_pct = (int)percent;
    return true;
}

static bool read_allow(const struct conf_node *group, struct guards *g, struct err *err)
{
    const struct conf_node *n = conf_get(group, "allow");
    const char *word = NULL;
    enum change_kind kind;

    if (n == NULL)
        return true;
    if (!conf_is_list(n))
        return conf_err(n, err, "allow is a list, like [\"suppress\", \"audit\"]");
    g->allow = 0;
    for (size_t i = 0; i < conf_count(n); i++) {
        if (!conf_text_at(n, i, &word, err))
            return false;
        if (!change_kind_find(word, &kind)) {
            const char *near = nearest_word(word, kind_names);

            return conf_err(
                n, err, "allow: no change is called %.40s: %s", word,
                near != NULL
                    ? near
                    : "suppress verify mitigate schedule configure profiles audit undo");
        }
        g->allow |= 1U << kind;
    }
    return true;
}

static bool region_valid(const char *region)
{
    size_t n = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return n > 0 && n <= GUARDS_NAME_MAX && region[n] == '\0';
}

static bool read_regions(const struct conf_node *group, struct guards *g, struct err *err)
{
    const struct conf_node *n = conf_get(group, "allow_regions");
    const char *region = NULL;

    if (n == NULL)
        return true;
    if (!conf_is_list(n) || conf_count(n) == 0 || conf_count(n) > GUARDS_REGIONS_MAX)
        return conf_err(n, err,
                        "allow_regions is a list of 1 to %d regions, like [\"eu-west-1\"]",
                        GUARDS_REGIONS_MAX);
    drop_regions(g);
    for (size_t i = 0; i < conf_count(n); i++) {
        if (!conf_text_at(n, i, &region, err))
            return false;
        if (!region_valid(region))
            return conf_err(n, err, "allow_regions: \"%.40s\" is not a region", region);
        g->regions[g->n_regions++] = mem_strdup(region);
    }
    return true;
}

static void replace(char **slot, const char *text)
{
    free(*slot);
    *slot = mem_strdup(text);
}

static bool read_texts(const struct conf_node *group, struct guards *g, struct err *err)
{
    const char *prefix = NULL, *color = NULL;

    if (!conf_text(group, "ticket_pattern", &prefix, err) ||
        !conf_text(group, "color", &color, err))
        return false;
    if (prefix != NULL) {
        size_t n = strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_#/.:");

        if (n == 0 || n > GUARDS_NAME_MAX || prefix[n] != '\0')
            return conf_err(conf_get(group, "ticket_pattern"), err,
                            "ticket_pattern is what a ticket begins with, like \"SEC-\"");
        replace(&g->ticket_prefix, prefix);
    }
    if (color == NULL)
        return true;
    for (size_t i = 0; color_names[i] != NULL; i++) {
        if (strcmp(color_names[i], color) == 0) {
            replace(&g->color, color);
            return true;
        }
    }
    const char *near = nearest_word(color, color_names);

    return conf_err(conf_get(group, "color"), err, "no color is called %.40s: %s", color,
                    near != NULL ? near : "red green yellow blue magenta cyan white");
}

static bool read_all(const struct conf_node *group, struct guards *g, struct err *err)
{
    return conf_unknown(group, settings, err) &&
           conf_bool(group, "protected", &g->protected_context, err) &&
           conf_bool(group, "ticket", &g->ticket, err) &&
           conf_bool(group, "audit_needs_arming", &g->audit_needs_arming, err) &&
           conf_int(group, "confirm_from", 1, TARGETS_MAX, &g->confirm_from, err) &&
           read_durations(group, g, err) && read_second_person(group, g, err) &&
           read_allow(group, g, err) && read_regions(group, g, err) &&
           read_texts(group, g, err);
}

bool guards_overlay(const struct conf_node *group, const struct guards *base,
                    struct guards *out, struct err *err)
{
    struct guards g;

    guards_copy(base, &g);
    if (!read_all(group, &g, err)) {
        guards_free(&g);
        return false;
    }
    *out = g;
    return true;
}

bool guards_read(const struct conf_node *group, struct guards *out, struct err *err)
{
    struct guards base;

    guards_default(&base);
    return guards_overlay(group, &base, out, err);
}

/* ---- the stricter of two ---- */

static int64_t lower(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* 0 stands for no limit. */
static int64_t lower_limit(int64_t a, int64_t b)
{
    return a == 0 ? b : b == 0 ? a : lower(a, b);
}

static bool has_region(const struct guards *g, const char *region)
{
    for (size_t i = 0; i < g->n_regions; i++)
        if (strcmp(g->regions[i], region) == 0)
            return true;
    return false;
}

static void tighten_regions(struct guards *g, const struct guards *other)
{
    size_t kept = 0;

    if (other->n_regions == 0)
        return;
    if (g->n_regions == 0) {
        for (; g->n_regions < other->n_regions; g->n_regions++)
            g->regions[g->n_regions] = mem_strdup(other->regions[g->n_regions]);
        return;
    }
    for (size_t i = 0; i < g->n_regions; i++) {
        if (has_region(other, g->regions[i]))
            g->regions[kept++] = g->regions[i];
        else
            free(g->regions[i]);
    }
    g->n_regions = kept;
    if (kept == 0) /* an empty list would mean all regions */
        g->allow = 0;
}

void guards_tighten(struct guards *g, const struct guards *other)
{
    g->protected_context |= other->protected_context;
    g->ticket |= other->ticket;
    g->audit_needs_arming |= other->audit_needs_arming;
    if (g->ticket_prefix == NULL)
        g->ticket_prefix = copy(other->ticket_prefix);
    if (g->color == NULL)
        g->color = copy(other->color);
    g->arm_max_ms = lower(g->arm_max_ms, other->arm_max_ms);
    g->arm_idle_ms = lower(g->arm_idle_ms, other->arm_idle_ms);
    if (other->suppress_max_ms != 0 &&
        (g->suppress_max_ms == 0 || other->suppress_max_ms < g->suppress_max_ms)) {
        g->suppress_max = other->suppress_max;
        g->suppress_max_ms = other->suppress_max_ms;
    }
    g->confirm_from = lower(g->confirm_from, other->confirm_from);
    g->second_online = lower_limit(g->second_online, other->second_online);
    g->second_things = lower_limit(g->second_things, other->second_things);
    g->second_group_pct = (int)lower_limit(g->second_group_pct, other->second_group_pct);
    g->allow &= other->allow;
    tighten_regions(g, other);
}
