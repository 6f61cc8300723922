#include "views/diff_rows.h"

#include <string.h>
#include <strings.h>

#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/severity_cell.h"

/* A record of ours, not of the service: every column has a function. */
static const struct record row_record = {"HistoryRow", sizeof(struct history_row), NULL, 0};

static const char *const class_order[] = {
    [HISTORY_NEW] = "new",     [HISTORY_RETURNED] = "returned",
    [HISTORY_FIXED] = "fixed", [HISTORY_NEWLY_SUPPRESSED] = "now-suppressed",
    [HISTORY_KEPT] = "kept",   [HISTORY_STILL_SUPPRESSED] = "suppressed",
    [HISTORY_FIRST] = "first", [HISTORY_CLASSES] = NULL};
static const struct {
    char letter;
    enum style style;
} classes[HISTORY_CLASSES] = {
    [HISTORY_NEW] = {'N', STYLE_WARN},  [HISTORY_RETURNED] = {'R', STYLE_WARN},
    [HISTORY_FIXED] = {'F', STYLE_OK},  [HISTORY_NEWLY_SUPPRESSED] = {'S', STYLE_WARN},
    [HISTORY_KEPT] = {'=', STYLE_TEXT}, [HISTORY_STILL_SUPPRESSED] = {'S', STYLE_DIM},
    [HISTORY_FIRST] = {'-', STYLE_DIM},
};

enum style diff_class_cell(enum history_class is, struct buf *out)
{
    buf_putc(out, classes[is].letter);
    return classes[is].style;
}

void diff_counts(const struct history_tally *t, struct buf *out)
{
    static const struct {
        enum history_class is;
        const char *sign, *word;
        bool always;
    } parts[] = {
        {HISTORY_NEW, "+", "new", true},
        {HISTORY_FIXED, "-", "fixed", true},
        {HISTORY_KEPT, "", "kept", true},
        {HISTORY_RETURNED, "", "returned", false},
        {HISTORY_NEWLY_SUPPRESSED, "", N_("newly suppressed"), false},
        {HISTORY_STILL_SUPPRESSED, "", "suppressed", false},
        {HISTORY_FIRST, "", N_("not compared"), false},
    };
    const size_t start = out->len;

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const uint32_t n = history_sum(t, parts[i].is);

        if (n == 0 && !parts[i].always)
            continue;
        buf_puts(out, out->len > start ? "  " : "");
        buf_puts(out, parts[i].sign);
        buf_put_count(out, n);
        buf_printf(out, " %s", parts[i].word);
    }
}

/* ---- columns ---- */

static bool key_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    buf_printf(out, "%s %s", r->check, r->resource);
    return true;
}

static bool class_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    buf_puts(out, class_order[r->is]);
    return true;
}

static bool severity_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    if (r->severity != SEVERITY_UNKNOWN)
        buf_puts(out, severity_name(r->severity));
    return true;
}

static bool check_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    buf_puts(out, r->check);
    return true;
}

static bool kind_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;
    const struct str kind = resource_key_kind(r->resource);

    buf_put(out, kind.p, kind.n);
    return true;
}

/* Whole identifiers, so that a filter finds all of them; short words for ARNs and issuers. */
static bool resource_words(const void *record, struct buf *out)
{
    static const char *const in_short[] = {"alias", "role", "issuer"};
    const struct history_row *r = record;
    struct str rest, kind = str_cut(str_of(r->resource), ':', &rest);
    struct buf text = BUF_INIT(TABLE_TEXT_MAX);

    for (size_t i = 0; i < COUNT_OF(in_short); i++)
        if (str_eq(kind, in_short[i]))
            resource_key_text(r->resource, &text);
    if (text.len > kind.n + 1)
        buf_puts(out, buf_text(&text) + kind.n + 1);
    else
        buf_put(out, rest.p, rest.n);
    buf_free(&text);
    return true;
}

static bool reason_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    buf_puts(out, r->reason);
    return true;
}

static bool id_text(const void *record, struct buf *out)
{
    const struct history_row *r = record;

    buf_puts(out, r->id);
    return true;
}

static bool check_words(const void *record, struct buf *out)
{
    const struct history_row *r = record;
    const struct check *check = check_find(r->check);

    if (check == NULL)
        return false;
    buf_printf(out, "%s %s", check->short_name, i18n_text(check->title));
    return true;
}

static bool runs_number(const void *record, int64_t *out)
{
    const struct history_row *r = record;

    *out = r->streak;
    return true;
}

static bool since_number(const void *record, int64_t *out)
{
    const struct history_row *r = record;

    *out = r->since_ms;
    return true;
}

static bool away_number(const void *record, int64_t *out)
{
    const struct history_row *r = record;

    *out = r->away_ms;
    return r->is == HISTORY_RETURNED;
}

static const struct column columns[DIFF_COLUMNS] = {
    [DIFF_KEY] = {.name = "key", .kind = COLUMN_TEXT, .text = key_text, .hidden = true},
    [DIFF_CLASS] = {.name = "d", .kind = COLUMN_RANK, .text = class_text, .order = class_order},
    [DIFF_SEV] = {.name = "sev",
                  .kind = COLUMN_RANK,
                  .text = severity_text,
                  .order = severity_order},
    [DIFF_CHECK] = {.name = "check",
                    .kind = COLUMN_NAME,
                    .text = check_text,
                    .shown = check_short_name},
    [DIFF_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = kind_text},
    [DIFF_RESOURCE] = {.name = "res", .kind = COLUMN_TEXT, .text = resource_words},
    [DIFF_RUNS] = {.name = "runs", .kind = COLUMN_INT, .number = runs_number},
    [DIFF_SINCE] = {.name = "since", .kind = COLUMN_TIME, .number = since_number},
    [DIFF_AWAY] = {.name = "away", .kind = COLUMN_INT, .number = away_number},
    [DIFF_REASON] = {.name = "code", .kind = COLUMN_NAME, .text = reason_text},
    [DIFF_ID] = {.name = "id", .kind = COLUMN_ID, .text = id_text, .hidden = true},
    [DIFF_WORDS] = {.name = "words", .kind = COLUMN_NAME, .text = check_words},
};
static const struct table_spec table = {"diff", &row_record, columns, DIFF_COLUMNS, DIFF_KEY};

/* ---- cells ---- */

static enum style cell_class(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const int rank =
        table_rank(&columns[DIFF_CLASS], list_view_text(v, row, column, scratch).p);

    return diff_class_cell(rank >= 0 ? (enum history_class)rank : HISTORY_FIRST, out);
}

static enum style cell_resource(const struct list_view *v, uint32_t row, int column,
                                struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str kind = list_view_text(v, row, DIFF_KIND, scratch);

    buf_put(out, kind.p, kind.n);
    buf_putc(out, ' ');
    const struct str text = list_view_text(v, row, column, scratch);
    buf_put(out, text.p, text.n);
    return STYLE_TEXT;
}

static enum style cell_away(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    int64_t ms;

    if (table_number(source_table(v->source), row, column, &ms))
        time_age(out, ms);
    else
        buf_putc(out, '-');
    return STYLE_DIM;
}

static enum style row_style(const struct list_view *v, uint32_t row)
{
    char scratch[TABLE_SCRATCH];
    const int rank =
        table_rank(&columns[DIFF_CLASS], list_view_text(v, row, DIFF_CLASS, scratch).p);

    return rank >= HISTORY_KEPT ? STYLE_DIM : STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("D"), .name = "d", .width = 2},
    {.title = N_("SEV"), .name = "sev", .width = 4},
    {.title = N_("CHECK"), .name = "check", .width = 19, .min = 12},
    {.title = N_("RESOURCE"), .name = "res", .width = 24, .min = 14, .flex = 3},
    {.title = N_("REASON"),
     .name = "code",
     .width = 24,
     .min = 10,
     .flex = 2,
     .from_cols = 110},
    {.title = N_("RUNS"), .name = "runs", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("SINCE"), .name = "since", .width = 6, .fits = LIST_AGE, .align = ALIGN_RIGHT},
    {.title = N_("AWAY"),
     .name = "away",
     .width = 5,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT,
     .from_cols = 76},
};
static const struct list_view_column cells[] = {
    {DIFF_CLASS, cell_class},      {DIFF_SEV, list_cell_severity},
    {DIFF_CHECK, list_cell_check}, {DIFF_RESOURCE, cell_resource},
    {DIFF_REASON, NULL},           {DIFF_RUNS, NULL},
    {DIFF_SINCE, list_cell_age},   {DIFF_AWAY, cell_away},
};
const struct list_view_spec diff_view = {
    .table = &table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{DIFF_CLASS, SORT_UP}, {DIFF_SEV, SORT_UP}, {DIFF_CHECK, SORT_UP}},
    .n_sort = 3,
    .empty = N_("Both audits found nothing that could be compared."),
    .thing = N_("changes"),
    .row_style = row_style,
};
