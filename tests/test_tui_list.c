/* The list at its sizes and in its states, and a cursor that stays on its row. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/list.h"

struct rows {
    size_t n;
    int first; /* id of row 0: rows that come and go shift it */
    int gone;  /* an id left out; -1: none */
    size_t asked;
};

static int id_at(const struct rows *r, size_t row)
{
    int id = r->first + (int)row;

    return r->gone >= r->first && id >= r->gone ? id + 1 : id;
}

static size_t count(void *ctx)
{
    return ((struct rows *)ctx)->n;
}

static void id(void *ctx, size_t row, struct buf *out)
{
    ((struct rows *)ctx)->asked++;
    buf_printf(out, "id-%d", id_at(ctx, row));
}

static enum style cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    static const char *const severities[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
    int n = id_at(ctx, row);

    switch (column) {
    case 0: buf_puts(out, severities[n % 4]); return (enum style)(STYLE_CRITICAL + n % 4);
    case 1:
        buf_puts(out, n % 3 ? "DEVICE_CERTIFICATE_EXPIRING" : "CONFLICTING_CLIENT_IDS");
        break;
    case 2: buf_printf(out, n == 3 ? "thing \033[2J\xe2\x80\xae日本" : "thing gw-%d", n); break;
    case 3: buf_printf(out, "%d", n * 37); break;
    default: buf_puts(out, "scheduled"); break;
    }
    return STYLE_TEXT;
}

static const struct list_column columns[] = {
    {.title = "SEV", .name = "severity", .width = 8},
    {.title = "CHECK", .name = "check", .width = 24, .min = 12},
    {.title = "RESOURCE", .name = "resource", .width = 20, .min = 8, .flex = 1},
    {.title = "THINGS", .name = "things", .width = 7, .align = ALIGN_RIGHT},
    {.title = "KIND", .name = "kind", .width = 10, .from_cols = 100},
};

static void begin(struct list_pane *l, struct rows *r)
{
    const struct list_source source = {.ctx = r, .count = count, .id = id, .cell = cell};

    list_init(l, &source, columns, COUNT_OF(columns));
    list_sync(l);
}

static void expect(const char *name, struct list_pane *l, int rows, int cols)
{
    struct surface *s = surface_new(rows, cols, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);

    list_draw(l, s);
    cr_expect(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

Test(tui_list, sizes)
{
    struct rows r = {.n = 40, .gone = -1};
    struct list_pane l;

    begin(&l, &r);
    l.sort_column = 3;
    l.sort_descending = true;
    list_do(&l, "list.mark");
    list_do(&l, "list.down");
    expect("tui/list_60x12", &l, 12, 60);
    expect("tui/list_80x12", &l, 12, 80);
    l.look = LIST_CURSOR_BAR;
    l.find = "expiring";
    expect("tui/list_120x12", &l, 12, 120);
    list_do(&l, "list.right");
    expect("tui/list_60x12_right", &l, 12, 60);
    list_free(&l);
}

Test(tui_list, states)
{
    static const struct {
        const char *golden;
        size_t n;
        struct list_status status;
    } rows[] = {
        {"tui/list_empty", 0, {.empty = "No findings: every check passed."}},
        {"tui/list_loading", 0, {.state = LIST_LOADING}},
        {"tui/list_failed",
         0,
         {.state = LIST_FAILED,
          .text = "ListAuditFindings was denied for the role reader: it may "
                  "not perform iot:ListAuditFindings in this account.",
          .advice =
              "Ask for the policy AWSIoTDeviceDefenderAudit, or change the context with @."}},
        {"tui/list_more_coming", 30, {.state = LIST_LOADING, .total = 1261}},
        {"tui/list_partial",
         3,
         {.state = LIST_PARTIAL, .total = 1261, .text = "the budget is spent"}},
        {"tui/list_stale", 3, {.state = LIST_STALE, .text = "throttled, asking again in 8s"}},
        {"tui/list_stale_empty",
         0,
         {.state = LIST_STALE, .text = "the service does not answer"}},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct rows r = {.n = rows[i].n, .gone = -1};
        struct list_pane l;

        begin(&l, &r);
        l.status = rows[i].status;
        expect(rows[i].golden, &l, 10, 72);
        list_free(&l);
    }
}

static void at(const struct list_pane *l, const char *want)
{
    cr_assert_str_eq(l->cursor_id, want);
}

Test(tui_list, cursor_stays_on_its_row)
{
    struct rows r = {.n = 1000, .first = 100, .gone = -1};
    struct list_pane l;
    struct surface *s = surface_new(20, 80, GLYPHS_UNICODE);

    begin(&l, &r);
    list_go(&l, 505);
    list_draw(&l, s);
    list_go(&l, 500); /* in the middle, not at the edge where the view would follow anyway */
    list_draw(&l, s);
    size_t from_top = l.cursor - l.top;

    r.first = 90; /* ten rows came above */
    r.n = 1010;
    list_sync(&l);
    list_draw(&l, s);
    at(&l, "id-600");
    cr_assert_eq(l.cursor, 510);
    cr_assert_eq(l.cursor - l.top, from_top, "the view moved");

    r.gone = 600; /* the row itself went: its place is taken by the next */
    r.n = 1009;
    list_sync(&l);
    at(&l, "id-601");
    cr_assert_eq(l.cursor, 510);

    r.n = 3; /* nearly all went */
    list_sync(&l);
    cr_assert_eq(l.cursor, 2);

    r.n = 0;
    list_sync(&l);
    list_draw(&l, s);
    size_t row;

    cr_assert_not(list_current(&l, &row));
    r.n = 1000;
    list_sync(&l);
    at(&l, "id-92"); /* back on what it was, not on row 0 */
    surface_free(s);
    list_free(&l);
}

Test(tui_list, the_cursor_waits_on_top_while_rows_come_for_the_first_time)
{
    struct rows r = {.n = 3, .first = 100, .gone = -1};
    struct list_pane l;

    begin(&l, &(struct rows){.gone = -1}); /* nothing yet: not settled by an empty list */
    l.source.ctx = &r;
    l.status.state = LIST_LOADING;
    list_sync(&l);
    at(&l, "id-100");
    r.first = 90;
    r.n = 13;
    l.status.state = LIST_READY; /* the last page puts rows above, too */
    list_sync(&l);
    at(&l, "id-90");
    r.first = 88;
    r.n = 15;
    list_sync(&l);
    at(&l, "id-90");
    cr_assert_eq(l.top, 0, "what came above is in sight");
    list_free(&l);

    r = (struct rows){.n = 3, .first = 100, .gone = -1};
    begin(&l, &(struct rows){.gone = -1});
    l.source.ctx = &r;
    l.status.state = LIST_LOADING;
    list_sync(&l);
    list_do(&l, "list.home"); /* whoever moves it, even nowhere, has chosen */
    r.first = 90;
    r.n = 13;
    list_sync(&l);
    at(&l, "id-100");
    list_free(&l);
}

Test(tui_list, drawing_asks_only_for_what_is_seen)
{
    struct rows r = {.n = 1000000, .gone = -1};
    struct list_pane l;
    struct surface *s = surface_new(40, 120, GLYPHS_UNICODE);

    begin(&l, &r);
    list_do(&l, "list.end");
    r.asked = 0;
    list_draw(&l, s);
    cr_assert_leq(r.asked, 40);
    cr_assert_eq(l.cursor, 999999);
    surface_free(s);
    list_free(&l);
}

Test(tui_list, moves)
{
    static const struct {
        const char *action;
        size_t cursor;
    } steps[] = {
        {"list.up", 0},         {"list.down", 1},       {"list.page_down", 10},
        {"list.page_down", 19}, {"list.half_down", 23}, {"list.half_up", 19},
        {"list.page_up", 10},   {"list.end", 99},       {"list.down", 99},
        {"list.home", 0},
    };
    struct rows r = {.n = 100, .gone = -1};
    struct list_pane l;
    struct surface *s = surface_new(11, 80, GLYPHS_UNICODE); /* header, 9 rows, ".. more" */

    begin(&l, &r);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        list_draw(&l, s);
        cr_assert(list_do(&l, steps[i].action));
        cr_assert_eq(l.cursor, steps[i].cursor, "step %zu: %zu", i, l.cursor);
    }
    cr_assert_not(list_do(&l, "list.fly"));
    surface_free(s);
    list_free(&l);
}

Test(tui_list, marks_are_kept_by_id)
{
    struct rows r = {.n = 20, .gone = -1};
    struct list_pane l;
    const char *mark;
    size_t i = 0;

    begin(&l, &r);
    list_go(&l, 5);
    list_do(&l, "list.mark");
    list_do(&l, "list.mark");
    cr_assert_eq(list_mark_count(&l), 2);
    cr_assert(list_marked(&l, "id-5") && list_marked(&l, "id-6") && !list_marked(&l, "id-7"));
    r.gone = 6; /* filtered away: the mark stays and is counted as hidden */
    r.n = 19;
    list_sync(&l);
    cr_assert_eq(list_mark_count(&l), 2);
    cr_assert_eq(list_marks_hidden(&l), 1);
    cr_assert(list_next_mark(&l, &i, &mark));
    cr_assert_str_eq(mark, "id-5");
    list_do(&l, "list.unmark");
    cr_assert_eq(list_mark_count(&l), 0);
    list_go(&l, 8);
    list_do(&l, "list.range");
    list_go(&l, 3);
    list_do(&l, "list.range");
    cr_assert_eq(list_mark_count(&l), 6);
    list_do(&l, "list.mark_all");
    cr_assert_eq(list_mark_count(&l), 19);
    list_free(&l);
}
