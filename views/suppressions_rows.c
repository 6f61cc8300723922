#include "views/suppressions_rows.h"

#include <stdio.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/store/plan_suppress.h"
#include "client/store/suppression_note.h"
#include "views/resource.h"
#include "views/severity_cell.h"

/* ---- columns ---- */

static bool id_text(const void *record, struct buf *out)
{
    return suppression_id(record, out);
}

static bool end_number(const void *record, int64_t *out)
{
    const struct audit_suppression *s = record;

    *out = s->expiration_date.set ? s->expiration_date.ms : SUPPRESSION_FOR_EVER;
    return true;
}

static bool kind_text(const void *record, struct buf *out)
{
    const struct audit_suppression *s = record;

    buf_puts(out, resource_word(resource_kind(s->resource_identifier)));
    return true;
}

static bool identifier_text(const void *record, struct buf *out)
{
    const struct audit_suppression *s = record;

    return resource_text(s->resource_identifier, out);
}

static bool owner_text(const void *record, struct buf *out)
{
    struct suppression_note n;

    (void)suppression_description_parse(
        str_of(((const struct audit_suppression *)record)->description), &n);
    buf_puts(out, n.by);
    return n.by[0] != '\0';
}

static bool ticket_text(const void *record, struct buf *out)
{
    struct suppression_note n;

    (void)suppression_description_parse(
        str_of(((const struct audit_suppression *)record)->description), &n);
    buf_puts(out, n.tk);
    return n.tk[0] != '\0';
}

static bool since_number(const void *record, int64_t *out)
{
    struct suppression_note n;

    (void)suppression_description_parse(
        str_of(((const struct audit_suppression *)record)->description), &n);
    *out = n.at_ms;
    return n.at_ms != 0;
}

static bool check_words(const void *record, struct buf *out)
{
    const struct audit_suppression *s = record;
    const struct check *check = s->check_name != NULL ? check_find(s->check_name) : NULL;

    if (check == NULL)
        return false;
    buf_printf(out, "%s %s", check->short_name, i18n_text(check->title));
    return true;
}

static const struct column columns[S_COLUMNS] = {
    [S_ID] = {.name = "id", .kind = COLUMN_TEXT, .text = id_text, .hidden = true},
    [S_END] = {.name = "left", .kind = COLUMN_TIME, .ahead = true, .number = end_number},
    [S_CHECK] = {.name = "check",
                 .path = "checkName",
                 .kind = COLUMN_NAME,
                 .shown = check_short_name},
    [S_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = kind_text},
    [S_RESOURCE] = {.name = "res", .kind = COLUMN_TEXT, .text = identifier_text},
    [S_OWNER] = {.name = "owner", .kind = COLUMN_NAME, .text = owner_text},
    [S_TICKET] = {.name = "ticket", .kind = COLUMN_NAME, .text = ticket_text},
    [S_SINCE] = {.name = "since", .kind = COLUMN_TIME, .number = since_number},
    [S_DESCRIPTION] = {.name = "text", .path = "description", .kind = COLUMN_TEXT},
    [S_WORDS] = {.name = "words", .kind = COLUMN_NAME, .text = check_words},
};
const struct table_spec suppressions_table = {"suppressions", &audit_suppression_record,
                                              columns, S_COLUMNS, S_ID};

/* ---- a row ---- */

static const struct suppressions *screen_of(const struct list_view *v)
{
    return (const struct suppressions *)(const void *)v;
}

static struct str cell_of(const struct list_view *v, uint32_t row, int column,
                          char scratch[TABLE_SCRATCH])
{
    return list_view_text(v, row, column, scratch);
}

int64_t suppressions_end(const struct suppressions *s, uint32_t row)
{
    int64_t ms;

    return table_number(source_table(s->source), row, S_END, &ms) ? ms : SUPPRESSION_FOR_EVER;
}

static bool is_empty(const struct list_view *v, uint32_t row, int column)
{
    char scratch[TABLE_SCRATCH];

    return cell_of(v, row, column, scratch).n == 0;
}

/* "CHECK KEY" taken apart. */
const char *suppressions_key(const struct suppressions *s, uint32_t row, struct arena *a)
{
    char scratch[TABLE_SCRATCH];
    struct str key, id = cell_of(&s->view, row, S_ID, scratch);

    (void)str_cut(id, ' ', &key);
    return arena_strn(a, key.p, key.n);
}

const struct audit_suppression *suppressions_record(const struct suppressions *s, uint32_t row,
                                                    struct arena *a)
{
    struct audit_suppression *r = arena_alloc(a, 1, sizeof *r);
    char scratch[TABLE_SCRATCH];
    const int64_t end = suppressions_end(s, row);
    struct str text = cell_of(&s->view, row, S_DESCRIPTION, scratch);

    *r = (struct audit_suppression){
        .description = text.n > 0 ? arena_strn(a, text.p, text.n) : NULL,
        .expiration_date = {end, end != SUPPRESSION_FOR_EVER},
        .suppress_indefinitely = {end == SUPPRESSION_FOR_EVER, true},
    };
    r->check_name = arena_str(a, cell_of(&s->view, row, S_CHECK, scratch).p);
    r->resource_identifier = resource_from_key(suppressions_key(s, row, a), a);
    return r;
}

/* Nobody answers for it, and nothing ever ends it. */
static bool is_orphan(const struct list_view *v, uint32_t row)
{
    return suppressions_end(screen_of(v), row) == SUPPRESSION_FOR_EVER &&
           is_empty(v, row, S_OWNER) && is_empty(v, row, S_TICKET);
}

int64_t suppressions_hides(const struct suppressions *s, uint32_t row)
{
    char scratch[TABLE_SCRATCH];
    const char *region;

    if (regions_elsewhere(source_table(s->source), row, &region)) /* audits are of home */
        return HIDDEN_UNKNOWN;
    struct arena *a = arena_new();
    struct str check = cell_of(&s->view, row, S_CHECK, scratch);
    int64_t n = hidden_count(s->hidden, app_runs(s->app), check.p, suppressions_key(s, row, a));

    arena_free(a);
    return n;
}

/* ---- cells ---- */

static enum style cell_left(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    int64_t end = suppressions_end(screen_of(v), row), left = end - app_now_ms(v->app);
    char days[32];

    (void)column;
    if (end == SUPPRESSION_FOR_EVER) {
        /* with a blank: catalogues know another "never" */
        buf_puts(out, is_orphan(v, row) ? _("never !") : _("never "));
        return is_orphan(v, row) ? STYLE_WARN : STYLE_TEXT;
    }
    if (left <= 0) {
        buf_puts(out, _("expired"));
        return STYLE_ERROR;
    }
    if (left >= 2 * SUPPRESSION_DAY_MS) {
        (void)snprintf(days, sizeof days, "%lld", (long long)(left / SUPPRESSION_DAY_MS));
        time_amount_say(out, days, 'd');
    } else {
        time_age(out, left);
    }
    return left < SUPPRESSION_SOON_MS ? STYLE_WARN : STYLE_TEXT;
}

static enum style cell_resource(const struct list_view *v, uint32_t row, int column,
                                struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str kind = cell_of(v, row, S_KIND, scratch);

    buf_put(out, kind.p, kind.n);
    buf_putc(out, ' ');
    kind = cell_of(v, row, column, scratch);
    buf_put(out, kind.p, kind.n);
    return STYLE_TEXT;
}

static enum style cell_hides(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    const int64_t n = suppressions_hides(screen_of(v), row);

    (void)column;
    if (n >= 0)
        buf_printf(out, "%lld", (long long)n);
    else
        buf_puts(out, n == HIDDEN_WAITS ? ".." : n == HIDDEN_UNKNOWN ? "?" : "-");
    return n > 0 ? STYLE_TEXT : STYLE_DIM;
}

bool suppressions_is_new(const struct suppressions *s, uint32_t row)
{
    char scratch[TABLE_SCRATCH];

    return is_empty(&s->view, row, S_OWNER) &&
           !seen_has(&s->seen, cell_of(&s->view, row, S_ID, scratch));
}

static enum style cell_since(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    if (!suppressions_is_new(screen_of(v), row))
        return list_cell_age(v, row, column, out);
    buf_puts(out, "new");
    return STYLE_WARN;
}

static enum style cell_description(const struct list_view *v, uint32_t row, int column,
                                   struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct suppression_note n;

    (void)suppression_description_parse(cell_of(v, row, column, scratch), &n);
    buf_put(out, n.text.p, n.text.n);
    return STYLE_DIM;
}

void suppressions_name(const struct list_view *v, uint32_t row, struct buf *out)
{
    struct arena *a = arena_new();

    resource_key_text(suppressions_key(screen_of(v), row, a), out);
    arena_free(a);
}

void suppressions_counts(const struct suppressions *s, struct buf *out)
{
    const uint32_t n = table_rows(source_table(s->source));
    uint32_t over = 0, soon = 0, never = 0, fresh = 0;

    for (uint32_t row = 0; row < n; row++) {
        int64_t end = suppressions_end(s, row), left = end - app_now_ms(s->app);

        over += left <= 0;
        soon += left > 0 && left < SUPPRESSION_SOON_MS;
        never += end == SUPPRESSION_FOR_EVER;
        fresh += suppressions_is_new(s, row);
    }
    buf_printf(out, _("%u in force"), n - over);
    if (over > 0)
        buf_printf(out, _(", %u expired"), over);
    if (soon > 0)
        buf_printf(out, _(", %u end within 7d"), soon);
    if (never > 0)
        buf_printf(out, _(", %u never"), never);
    if (fresh > 0)
        buf_printf(out, _(", %u new from elsewhere"), fresh);
}

static const struct list_column shapes[] = {
    {.title = N_("LEFT"), .name = "left", .width = 8, .fits = N_("never !")},
    {.title = N_("CHECK"), .name = "check", .width = 18, .min = 10},
    {.title = N_("RESOURCE"), .name = "res", .width = 18, .min = 10, .flex = 2},
    {.title = N_("HIDES"), .name = "hides", .width = 5, .align = ALIGN_RIGHT},
    {.title = N_("OWNER"), .name = "owner", .width = 7, .min = 5},
    {.title = N_("TICKET"), .name = "ticket", .width = 9, .min = 6},
    {.title = N_("SINCE"), .name = "since", .width = 5, .fits = LIST_AGE, .align = ALIGN_RIGHT},
    {.title = N_("DESCRIPTION"),
     .name = "text",
     .width = 24,
     .min = 10,
     .flex = 3,
     .from_cols = 110},
};
static const struct list_view_column cells[] = {
    {S_END, cell_left},
    {S_CHECK, list_cell_check},
    {S_RESOURCE, cell_resource},
    {S_ID, cell_hides},
    {S_OWNER, NULL},
    {S_TICKET, NULL},
    {S_SINCE, cell_since},
    {S_DESCRIPTION, cell_description},
};
const struct list_view_spec suppressions_view_spec = {
    .table = &suppressions_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{S_END, SORT_UP}, {S_CHECK, SORT_UP}},
    .n_sort = 2,
    .empty = N_("Nothing is suppressed. Mark findings and press s to hide some for a while."),
    .thing = N_("suppressions"),
};
