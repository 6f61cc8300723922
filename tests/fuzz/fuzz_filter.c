/* Any text typed into a filter, a character at a time: refused with a reason or taken, and in
 * the end the rows of a filter that was given the whole text at once. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TYPED_MAX = 64, NOW_MS = 1000 * 1000 * 1000 };

struct row {
    const char *id, *check, *severity, *resource;
    struct opt_time found, ends;
    struct opt_int count;
};
static const struct field fields[] = {
    {.name = "id", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, id)},
    {.name = "check", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, check)},
    {.name = "severity", .is = {.type = FIELD_ENUM}, .offset = offsetof(struct row, severity)},
    {.name = "resource", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, resource)},
    {.name = "found", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, found)},
    {.name = "ends", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, ends)},
    {.name = "count", .is = {.type = FIELD_INT}, .offset = offsetof(struct row, count)},
};
static const struct record record = {"Row", sizeof(struct row), fields, COUNT_OF(fields)};

static const char *const severity_order[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW", NULL};

static const struct column columns[] = {
    {.name = "id", .path = "id", .kind = COLUMN_ID, .hidden = true},
    {.name = "check", .path = "check", .kind = COLUMN_NAME},
    {.name = "sev", .path = "severity", .kind = COLUMN_RANK, .order = severity_order},
    {.name = "res", .path = "resource", .kind = COLUMN_TEXT},
    {.name = "found", .path = "found", .kind = COLUMN_TIME},
    {.name = "ends", .path = "ends", .kind = COLUMN_TIME, .ahead = true},
    {.name = "n", .path = "count", .kind = COLUMN_INT},
};
static const struct table_spec spec = {"rows", &record, columns, COUNT_OF(columns), 0};

static const struct row rows[] = {
    {"ab01", "CERT_SHARED", "CRITICAL", "3f9a0c1d", {NOW_MS - 3600, true}, {0}, {5, true}},
    {"cd02", "POLICY_WIDE", "HIGH", "Dock (3) a|b", {0}, {NOW_MS + 3600, true}, {-2, true}},
    {"zz", NULL, NULL, NULL, {0}, {0}, {0}},
    {"", "CERT_EXPIRING", "LOW", "\xe6\xb8\xaf \"x\" ~=!", {NOW_MS, true}, {0}, {0, true}},
    {"00ff", "POLICY_WIDE", "odd", "gw-04711", {1, true}, {1, true}, {4711, true}},
};

/* The needles of a refused text stay as they were. */
static bool set(struct filter *f, const char *text, const struct table *t)
{
    struct err err = {0};

    if (!filter_set(f, text, NOW_MS, &err)) {
        if (err.text[0] == '\0')
            abort();
        return false;
    }
    filter_run(f, t, 1);
    return true;
}

static void compare(const struct filter *a, const struct filter *b, const struct table *t)
{
    if (filter_hits(a) != filter_hits(b))
        abort();
    for (uint32_t row = 0; row < table_rows(t); row++)
        if (filter_matches(a, row) != filter_matches(b, row))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_strndup((const char *)data, size < TYPED_MAX ? size : TYPED_MAX);
    struct table *t = table_new(&spec);
    struct filter *typed = filter_new(&spec), *whole = filter_new(&spec);
    const size_t n = strlen(text);

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (!table_append(t, &rows[i]))
            abort();
    for (size_t i = 1; i <= n; i++) {
        const char next = text[i];

        text[i] = '\0';
        const bool taken = set(typed, text, t);

        text[i] = next;
        if (i == n && taken != set(whole, text, t))
            abort();
        if (i == n && taken)
            compare(typed, whole, t);
    }
    filter_free(whole);
    filter_free(typed);
    table_free(t);
    free(text);
    return 0;
}
