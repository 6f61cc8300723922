/* What the pane holds and where it stands; detail_draw.c lays it out. */
#include "tui/detail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/detail_inside.h"

enum { LABEL_MAX = 24 };

const struct binding detail_bindings[] = {
    {"j <Down>", "detail.down", N_("down: next link in sight, else scroll"), NULL, 0},
    {"k <Up>", "detail.up", N_("up: link before in sight, else scroll"), NULL, 0},
    {"<PgDn> C-f", "detail.page_down", N_("one page down"), NULL, 0},
    {"<PgUp> C-b", "detail.page_up", N_("one page up"), NULL, 0},
    {"C-d", "detail.half_down", N_("half a page down"), NULL, 0},
    {"C-u", "detail.half_up", N_("half a page up"), NULL, 0},
    {"g <Home>", "detail.home", N_("to the top"), NULL, 0},
    {"G <End>", "detail.end", N_("to the end"), NULL, 0},
    {"<Tab>", "detail.next_link", N_("next link"), NULL, 0},
    {"S-<Tab>", "detail.previous_link", N_("link before"), NULL, 0},
    {"n", "detail.find_next", N_("next place found"), NULL, 0},
    {"N", "detail.find_previous", N_("place found before"), NULL, 0},
    {0},
};

void detail_init(struct detail *d)
{
    *d = (struct detail){
        .arena = arena_new(), .link = DETAIL_NO_LINK, .rows_shown = 1, .focused = true};
}

void detail_free(struct detail *d)
{
    arena_free(d->arena);
    free(d->items);
    free(d->lines);
    free(d->chosen.target);
    *d = (struct detail){0};
}

void detail_clear(struct detail *d)
{
    arena_reset(d->arena);
    d->link = DETAIL_NO_LINK;
    d->find = NULL;
    d->n_items = d->n_lines = 0;
    d->label_width = 0;
    d->laid_out_for = 0;
}

static struct detail_item *add(struct detail *d, enum detail_kind kind, enum style style,
                               const char *label, const char *text)
{
    d->items = mem_grow(d->items, &d->cap_items, d->n_items + 1, sizeof *d->items);
    struct detail_item *item = &d->items[d->n_items++];

    *item = (struct detail_item){.kind = kind,
                                 .style = style,
                                 .label = arena_str(d->arena, label),
                                 .text = arena_str(d->arena, text)};
    d->laid_out_for = 0;
    int width = safe_width(str_of(label));

    if (width > d->label_width)
        d->label_width = width < LABEL_MAX ? width : LABEL_MAX;
    return item;
}

void detail_name_heading(struct detail *d, const char *name)
{
    add(d, DETAIL_HEADING, STYLE_TITLE, "", name);
}

void detail_heading(struct detail *d, const char *text)
{
    detail_name_heading(d, i18n_text(text));
}

void detail_name_field(struct detail *d, const char *name, enum style style, const char *value)
{
    add(d, DETAIL_FIELD, style, name, value);
}

void detail_field(struct detail *d, const char *label, enum style style, const char *value)
{
    detail_name_field(d, i18n_text(label), style, value);
}

void detail_fieldf(struct detail *d, const char *label, enum style style, const char *fmt, ...)
{
    struct buf b = BUF_INIT(SAFE_INPUT_MAX);
    char text[4096]; /* of one formatted value; longer ones come through detail_field() */
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, i18n_text(fmt), ap);
    va_end(ap);
    buf_puts(&b, text);
    add(d, DETAIL_FIELD, style, i18n_text(label), buf_text(&b));
    buf_free(&b);
}

void detail_text(struct detail *d, enum style style, const char *text)
{
    add(d, DETAIL_TEXT, style, "", text);
}

void detail_code(struct detail *d, enum style style, const char *line)
{
    add(d, DETAIL_CODE, style, "", line);
}

/* Links before `link` that lead to the same. */
static size_t nth_of_target(const struct detail *d, size_t link)
{
    size_t n = 0;

    for (size_t i = 0; i < link; i++)
        n += d->items[i].kind == DETAIL_LINK &&
             strcmp(d->items[i].target, d->items[link].target) == 0;
    return n;
}

static bool is_chosen(const struct detail *d, size_t link)
{
    return d->chosen.target != NULL && strcmp(d->chosen.target, d->items[link].target) == 0 &&
           d->chosen.nth == nth_of_target(d, link);
}

void detail_choose(struct detail *d, size_t link)
{
    free(d->chosen.target);
    d->chosen.target = mem_strdup(d->items[link].target);
    d->chosen.nth = nth_of_target(d, link);
    d->link = link;
}

void detail_name_link(struct detail *d, const char *name, const char *text, const char *target)
{
    struct detail_item *item = add(d, DETAIL_LINK, STYLE_LINK, name, text);

    item->target = arena_str(d->arena, target);
    if (d->link == DETAIL_NO_LINK || is_chosen(d, d->n_items - 1))
        d->link = d->n_items - 1;
}

void detail_link(struct detail *d, const char *label, const char *text, const char *target)
{
    detail_name_link(d, i18n_text(label), text, target);
}

void detail_blank(struct detail *d)
{
    add(d, DETAIL_BLANK, STYLE_TEXT, "", "");
}

const char *detail_target(const struct detail *d)
{
    if (d->link >= d->n_items || d->items[d->link].kind != DETAIL_LINK)
        return NULL;
    return d->items[d->link].target;
}

void detail_plain(const struct detail *d, struct buf *out)
{
    for (size_t i = 0; i < d->n_items; i++) {
        const struct detail_item *item = &d->items[i];

        if (item->label[0] != '\0') {
            safe_text(out, str_of(item->label));
            buf_puts(out, ": ");
        }
        struct str rest = str_of(item->text);

        do {
            struct str line = str_cut(rest, '\n', &rest);

            safe_text(out, line);
            buf_putc(out, '\n');
        } while (rest.n > 0);
    }
}

/* ---- moving ---- */

static void scroll_by(struct detail *d, int delta)
{
    size_t up = delta < 0 ? (size_t)-delta : 0, down = delta > 0 ? (size_t)delta : 0;
    size_t rows = (size_t)d->rows_shown;
    size_t last = d->n_lines > rows ? d->n_lines - rows : 0;

    d->top = d->top > up ? d->top - up : 0;
    d->top = d->top + down < last ? d->top + down : last;
}

/* First line of an item; n_lines when it is not laid out. */
static size_t line_of(const struct detail *d, size_t item)
{
    size_t i = 0;

    while (i < d->n_lines && d->lines[i].item != item)
        i++;
    return i;
}

static size_t next_link(const struct detail *d, size_t from, int step)
{
    for (size_t i = from + (size_t)step; i < d->n_items; i += (size_t)step)
        if (d->items[i].kind == DETAIL_LINK)
            return i;
    return DETAIL_NO_LINK;
}

static bool in_sight(const struct detail *d, size_t line)
{
    return line >= d->top && line < d->top + (size_t)d->rows_shown;
}

static void show_line(struct detail *d, size_t line)
{
    size_t rows = (size_t)d->rows_shown;

    if (line < d->top)
        d->top = line;
    else if (line >= d->top + rows)
        d->top = line - rows + 1;
}

/* From the selected link, or, when that is out of sight, from the edge of what is seen. */
static void step(struct detail *d, int by)
{
    size_t from = d->link;

    if (from >= d->n_items || !in_sight(d, line_of(d, from))) {
        size_t edge = by > 0 ? d->top : d->top + (size_t)d->rows_shown - 1;

        from = edge < d->n_lines ? d->lines[edge].item - (size_t)by : DETAIL_NO_LINK;
    }
    size_t link = next_link(d, from, by);

    if (link != DETAIL_NO_LINK && in_sight(d, line_of(d, link)))
        detail_choose(d, link);
    else
        scroll_by(d, by);
}

static void jump_link(struct detail *d, int by)
{
    size_t start = d->link < d->n_items ? d->link : by > 0 ? SIZE_MAX : d->n_items;
    size_t link = next_link(d, start, by);

    if (link == DETAIL_NO_LINK)
        link = next_link(d, by > 0 ? SIZE_MAX : d->n_items, by); /* around the end */
    if (link == DETAIL_NO_LINK)
        return;
    detail_choose(d, link);
    show_line(d, line_of(d, link));
}

static bool find_from(struct detail *d, size_t start, int by)
{
    size_t line = start;

    if (d->find == NULL)
        return false;
    for (size_t n = 0; n < d->n_lines; n++) {
        line = line >= d->n_lines ? (by > 0 ? 0 : d->n_lines - 1) : line;
        if (detail_line_has(d, &d->lines[line], d->find)) {
            d->top = line;
            scroll_by(d, 0);
            d->found = line;
            return true;
        }
        line += (size_t)by;
    }
    return false;
}

bool detail_find(struct detail *d, const char *text)
{
    d->find = text[0] != '\0' ? arena_str(d->arena, text) : NULL;
    return d->find != NULL && find_from(d, d->top, 1);
}

static void do_down(struct detail *d)
{
    step(d, 1);
}
static void do_up(struct detail *d)
{
    step(d, -1);
}
static void do_page_down(struct detail *d)
{
    scroll_by(d, d->rows_shown);
}
static void do_page_up(struct detail *d)
{
    scroll_by(d, -d->rows_shown);
}
static void do_half_down(struct detail *d)
{
    scroll_by(d, d->rows_shown / 2);
}
static void do_half_up(struct detail *d)
{
    scroll_by(d, -(d->rows_shown / 2));
}
static void do_home(struct detail *d)
{
    d->top = 0;
}
static void do_end(struct detail *d)
{
    d->top = SIZE_MAX / 2;
}
static void do_next_link(struct detail *d)
{
    jump_link(d, 1);
}
static void do_previous_link(struct detail *d)
{
    jump_link(d, -1);
}
static void do_find_next(struct detail *d)
{
    (void)find_from(d, d->found + 1, 1);
}
static void do_find_previous(struct detail *d)
{
    (void)find_from(d, d->found - 1, -1);
}

static const struct {
    const char *action;
    void (*run)(struct detail *);
} actions[] = {
    {"detail.down", do_down},           {"detail.up", do_up},
    {"detail.page_down", do_page_down}, {"detail.page_up", do_page_up},
    {"detail.half_down", do_half_down}, {"detail.half_up", do_half_up},
    {"detail.home", do_home},           {"detail.end", do_end},
    {"detail.next_link", do_next_link}, {"detail.previous_link", do_previous_link},
    {"detail.find_next", do_find_next}, {"detail.find_previous", do_find_previous},
};

bool detail_do(struct detail *d, const char *action)
{
    for (size_t i = 0; i < COUNT_OF(actions); i++) {
        if (strcmp(action, actions[i].action) != 0)
            continue;
        actions[i].run(d);
        scroll_by(d, 0);
        return true;
    }
    return false;
}
