#include "client/store/regions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

static size_t find(const struct regions *r, const char *name)
{
    size_t i = 0;

    while (i < r->n && strcmp(r->names[i], name) != 0)
        i++;
    return i;
}

bool regions_add(struct regions *r, const char *name)
{
    if (r->n == REGIONS_MAX || find(r, name) < r->n)
        return false;
    (void)snprintf(r->names[r->n++], REGION_BYTES, "%s", name);
    return true;
}

bool regions_go_home(struct regions *r, const char *name)
{
    const size_t at = find(r, name);
    char home[REGION_BYTES];

    if (at == r->n)
        return false;
    memcpy(home, r->names[at], sizeof home);
    memmove(r->names[1], r->names[0], at * sizeof r->names[0]);
    memcpy(r->names[0], home, sizeof home);
    return true;
}

void regions_put_others(const struct regions *r, struct buf *out)
{
    for (size_t i = 1; i < r->n; i++)
        buf_printf(out, i > 1 ? " %s" : "%s", r->names[i]);
}

/* ---- failures ---- */

static bool is_failed(const struct region_answer *a)
{
    return a->err != NULL && a->err->kind != ERR_NONE;
}

static bool is_alike(const struct region_answer *a, const struct region_answer *b)
{
    return is_failed(a) && is_failed(b) && strcmp(a->err->text, b->err->text) == 0;
}

/* The regions that failed as this one did, unless it was said with an earlier one. */
static void put_alike(const struct region_answer *answers, size_t n, size_t i, struct buf *out)
{
    for (size_t k = 0; k < i; k++)
        if (is_alike(&answers[k], &answers[i]))
            return;
    buf_puts(out, out->len > 0 ? "; " : "");
    buf_puts(out, answers[i].region);
    for (size_t k = i + 1; k < n; k++)
        if (is_alike(&answers[k], &answers[i]))
            buf_printf(out, ", %s", answers[k].region);
    buf_printf(out, ": %s", answers[i].err->text);
}

size_t regions_join_errors(const struct region_answer *answers, size_t n, struct err *out)
{
    struct buf text = BUF_INIT(16 * 1024);
    bool one_code = true, canceled = true;
    size_t failed = 0;

    for (size_t i = 0; i < n; i++) {
        const struct err *e = answers[i].err;

        if (!is_failed(&answers[i]))
            continue;
        if (failed++ == 0)
            *out = *e;
        one_code = one_code && strcmp(out->code, e->code) == 0;
        canceled = canceled && e->kind == ERR_CANCELED;
        put_alike(answers, n, i, &text);
    }
    if (failed > 0 && (failed < n || !one_code))
        out->code[0] = '\0';
    if (failed > 0 && !(canceled && failed == n))
        (void)snprintf(out->text, sizeof out->text, "%s", buf_text(&text));
    buf_free(&text);
    return failed;
}

/* ---- tables ---- */

struct table_spec *regions_spec_new(const struct table_spec *one)
{
    const size_t n = (size_t)one->n_columns;
    struct table_spec *spec = mem_alloc(1, sizeof *spec);
    struct column *columns = mem_alloc(n + 1, sizeof *columns);

    memcpy(columns, one->columns, n * sizeof *columns);
    columns[n] = (struct column){.name = REGION_COLUMN, .kind = COLUMN_NAME, .origin = true};
    *spec = *one;
    spec->columns = columns;
    spec->n_columns++;
    return spec;
}

void regions_spec_free(struct table_spec *spec)
{
    union {
        const struct column *in;
        struct column *out;
    } columns = {spec != NULL ? spec->columns : NULL}; /* ours, const for everybody else */

    free(columns.out);
    free(spec);
}

int regions_column(const struct table_spec *spec)
{
    const int last = spec->n_columns - 1;

    return spec->columns[last].origin ? last : -1;
}

bool regions_elsewhere(const struct table *t, uint32_t row, const char **region)
{
    const struct table_spec *spec = table_spec(t);
    const int column = regions_column(spec);
    char scratch[TABLE_SCRATCH];

    if (column < 0)
        return false;
    const char *name = table_name(t, column, table_name_id(t, row, column));
    const struct str key = table_text(t, row, spec->key, scratch);
    const size_t n = strlen(name);

    if (n == 0 || key.n <= n || memcmp(key.p, name, n) != 0 || key.p[n] != '/')
        return false;
    *region = name;
    return true;
}

struct str regions_plain_key(const struct table *t, uint32_t row, struct str key)
{
    const char *region;

    if (!regions_elsewhere(t, row, &region))
        return key;
    const size_t n = strlen(region) + 1;

    return n <= key.n ? (struct str){key.p + n, key.n - n} : key;
}
