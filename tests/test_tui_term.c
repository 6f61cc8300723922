/* What the painter writes, read back by a terminal emulator, is the surface; and it is
 * short. */
#include <criterion/criterion.h>

#include "tests/support/vt.h"
#include "tui/list.h"
#include "tui/paint.h"

/* A generator of its own: the same screens on every machine. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static void scribble(struct surface *s, uint32_t *seed)
{
    static const char *const words[] = {
        "finding",
        "CRITICAL",
        "",
        "日本語の名前",
        "é",
        "Ω≈ç",
        "🔥",
        "a b  c",
        "x\033[31my",
        "────",
        "0123456789012345678901234567890",
        "e\xcc\x81\xcc\xa7",
        "\xff",
        "許可",
    };
    int n = (int)(next_random(seed) % 12);

    for (int i = 0; i < n; i++) {
        int row = (int)(next_random(seed) % (uint32_t)s->rows);
        int col = (int)(next_random(seed) % (uint32_t)s->cols);
        int width = (int)(next_random(seed) % 40) + 1;
        enum style style = next_random(seed) % STYLE_COUNT;

        surface_text(s, row, col, width, style, words[next_random(seed) % COUNT_OF(words)]);
        if (next_random(seed) % 4 == 0)
            surface_overlay(s, row, 0, s->cols, next_random(seed) % OVER_COUNT);
        if (next_random(seed) % 9 == 0)
            surface_fill(s, row, 0, 3, s->cols, STYLE_TEXT);
    }
}

/* Moves rows the way lists do. */
static void scroll(struct surface *s, uint32_t *seed)
{
    int top = (int)(next_random(seed) % 4), bottom = s->rows - (int)(next_random(seed) % 4);
    int by = (int)(next_random(seed) % 5) + 1;
    size_t row = (size_t)s->cols * sizeof *s->cells;

    if (bottom - top <= by)
        return;
    size_t kept = (size_t)(bottom - top - by);

    if (next_random(seed) % 2)
        memmove(surface_cell(s, top, 0), surface_cell(s, top + by, 0), kept * row);
    else
        memmove(surface_cell(s, top + by, 0), surface_cell(s, top, 0), kept * row);
}

static const char *const terminals[] = {"xterm-256color", "xterm", "screen-256color", "screen",
                                        "tmux-256color",  "linux", "rxvt-unicode",    "vt100",
                                        "vt220",          "putty"};

static void random_frames(const char *name, uint32_t seed)
{
    struct term_caps caps;
    struct err err;

    if (!term_load(&caps, name, &err)) /* ncurses-term is not everywhere */
        return;
    struct theme *theme = theme_builtin("default16");
    struct paint *p = paint_new(&caps, theme, caps.colours);
    int rows = 24, cols = 80;
    struct vt *v = vt_new(rows, cols);
    struct surface *s = surface_new(rows, cols, GLYPHS_UNICODE);
    struct buf out = BUF_INIT(1 << 20), why = BUF_INIT(1000);

    for (int frame = 0; frame < 300; frame++) {
        if (next_random(&seed) % 40 == 0) {
            rows = 1 + (int)(next_random(&seed) % 50);
            cols = 1 + (int)(next_random(&seed) % 150);
            surface_free(s);
            s = surface_new(rows, cols, GLYPHS_UNICODE);
            vt_resize(v, rows, cols);
        }
        if (next_random(&seed) % 3 == 0)
            scroll(s, &seed);
        else
            scribble(s, &seed);
        s->cursor->shown = false;
        if (next_random(&seed) % 5 == 0)
            surface_cursor_at(s, rows / 2, cols / 2);
        buf_reset(&out);
        paint_frame(p, s, &out);
        vt_write(v, buf_text(&out), out.len);
        /* The last cell of a terminal that wraps at once is never written. */
        if (!caps.wraps_late)
            *surface_cell(s, rows - 1, cols - 1) = (struct cell){.cp = ' ', .width = 1};
        if (!caps.wraps_late && surface_cell(s, rows - 1, cols > 1 ? cols - 2 : 0)->width == 2)
            surface_fill(s, rows - 1, 0, 1, cols, STYLE_TEXT);
        cr_assert(vt_equals(v, s, theme, caps.colours, &why), "%s seed frame %d: %s", name,
                  frame, buf_text(&why));
        buf_reset(&out);
        paint_frame(p, s, &out);
        if (caps.wraps_late)
            cr_assert_eq(out.len, 0, "%s: the same frame again wrote %zu bytes", name, out.len);
    }
    buf_free(&out);
    buf_free(&why);
    surface_free(s);
    vt_free(v);
    paint_free(p);
    theme_free(theme);
    term_unload(&caps);
}

Test(tui_term, what_is_painted_is_what_a_terminal_shows)
{
    for (size_t i = 0; i < COUNT_OF(terminals); i++)
        for (uint32_t seed = 1; seed <= 5; seed++)
            random_frames(terminals[i], seed * 7919);
}

/* ---- bytes a key ---- */

static size_t many(void *ctx)
{
    return *(const size_t *)ctx;
}

static void row_id(void *ctx, size_t row, struct buf *out)
{
    (void)ctx;
    buf_printf(out, "f-%08zx", row);
}

static enum style row_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    static const char *const severities[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
    static const char *const checks[] = {
        "DEVICE_CERTIFICATE_SHARED", "IOT_POLICY_OVERLY_PERMISSIVE", "CONFLICTING_CLIENT_IDS",
        "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE", "DEVICE_CERTIFICATE_EXPIRING"};

    (void)ctx;
    switch (column) {
    case 0: buf_puts(out, severities[row % 4]); return (enum style)(STYLE_CRITICAL + row % 4);
    case 1: buf_puts(out, checks[row % 5]); break;
    case 2: buf_printf(out, "cert %016zx%08zx", row * 2654435761U, row); break;
    case 3: buf_printf(out, "%zu", row * 31 % 4000); break;
    default: buf_printf(out, "%02zu:%02zuZ", row % 24, row % 60); break;
    }
    return STYLE_TEXT;
}

static const struct list_column columns[] = {
    {.title = "SEVERITY", .width = 9},
    {.title = "CHECK", .width = 40},
    {.title = "RESOURCE", .width = 30, .flex = 1},
    {.title = "THINGS", .width = 7, .align = ALIGN_RIGHT},
    {.title = "FOUND", .width = 7},
};

struct bench {
    struct term_caps caps;
    struct theme *theme;
    struct paint *paint;
    struct vt *vt;
    struct surface *s;
    struct list_pane list;
    size_t rows;
    struct buf out;
};

static bool bench_open(struct bench *b, const char *term, enum list_cursor look)
{
    struct err err;
    const struct list_source source = {
        .ctx = &b->rows, .count = many, .id = row_id, .cell = row_cell};

    *b = (struct bench){.rows = 100000, .out = BUF_INIT(1 << 20)};
    if (!term_load(&b->caps, term, &err))
        return false;
    b->theme = theme_builtin("default16");
    b->paint = paint_new(&b->caps, b->theme, b->caps.colours);
    b->vt = vt_new(40, 120);
    b->s = surface_new(40, 120, GLYPHS_UNICODE);
    list_init(&b->list, &source, columns, COUNT_OF(columns));
    b->list.look = look;
    list_sync(&b->list);
    return true;
}

static void bench_close(struct bench *b)
{
    list_free(&b->list);
    surface_free(b->s);
    vt_free(b->vt);
    paint_free(b->paint);
    theme_free(b->theme);
    term_unload(&b->caps);
    buf_free(&b->out);
}

/* Bytes of the frame after an action. */
static size_t press(struct bench *b, const char *action)
{
    struct buf why = BUF_INIT(1000);

    cr_assert(list_do(&b->list, action));
    list_draw(&b->list, b->s);
    buf_reset(&b->out);
    paint_frame(b->paint, b->s, &b->out);
    vt_write(b->vt, buf_text(&b->out), b->out.len);
    cr_assert(vt_equals(b->vt, b->s, b->theme, b->caps.colours, &why), "%s", buf_text(&why));
    buf_free(&why);
    return b->out.len;
}

Test(tui_term, a_key_costs_few_bytes)
{
    static const struct {
        const char *term;
        enum list_cursor look;
        size_t still, scrolling;
    } rows[] = {
        {"xterm-256color", LIST_CURSOR_MARKER, 100, 200},
        {"tmux-256color", LIST_CURSOR_MARKER, 100, 200},
        {"screen", LIST_CURSOR_MARKER, 100, 200},
        {"linux", LIST_CURSOR_MARKER, 100, 200},
        {"xterm-256color", LIST_CURSOR_BAR, 300, 340},
        {"screen", LIST_CURSOR_BAR, 300, 340},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bench b;

        if (!bench_open(&b, rows[i].term, rows[i].look))
            continue;
        press(&b, "list.home");
        for (int k = 0; k < 36; k++) {
            size_t n = press(&b, "list.down");

            cr_assert_leq(n, rows[i].still, "%s: still key wrote %zu", rows[i].term, n);
        }
        press(&b, "list.down");
        for (int k = 0; k < 200; k++) {
            size_t n = press(&b, "list.down");

            cr_assert_leq(n, rows[i].scrolling, "%s: scrolling key %d wrote %zu", rows[i].term,
                          k, n);
        }
        for (int k = 0; k < 300; k++) {
            size_t n = press(&b, "list.up");

            cr_assert_leq(n, rows[i].scrolling, "%s: key back %d wrote %zu", rows[i].term, k,
                          n);
        }
        cr_assert_leq(press(&b, "list.page_down"), 3500, "%s: a page", rows[i].term);
        bench_close(&b);
    }
}

Test(tui_term, unusable_terminals_are_refused_with_advice)
{
    static const char *const names[] = {
        "", "dumb", "no-such-terminal",
        ("x0123456789012345678901234567890123456789012345678901234567"
         "8901234567890123456789")};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct term_caps caps;
        struct err err = {0};

        cr_assert_not(term_load(&caps, names[i], &err), "%s was taken", names[i]);
        cr_assert_eq(err.kind, ERR_USAGE);
        cr_assert(strstr(err.advice, "xterm-256color") != NULL);
    }
}
