#include "tui/chart.h"

#include <math.h>
#include <stdio.h>

#include "client/base/i18n.h"

enum {
    SCALE_WIDTH = 8, /* "-1e+300" and a blank */
    EIGHTHS = 8,     /* heights a cell can show */
};

#define VALUE_MAX 1e300 /* larger ones are drawn as this: their distance still is a number */

struct range {
    double low, high; /* values of the lowest and the highest edge */
    bool log;
};

struct cell_values {
    double low, high;
    bool any;
};

void chart_number(double value, struct buf *out)
{
    static const struct {
        double from;
        const char *unit;
    } units[] = {{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    const double size = fabs(value);

    if (size >= 1e18) {
        buf_printf(out, "%.0e", value);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (size >= units[i].from * 0.9995) {
            buf_printf(out, "%.3g%s", value / units[i].from, units[i].unit);
            return;
        }
    buf_printf(out, "%.3g", value);
}

bool chart_breaks(const struct chart *c, double value)
{
    return c->limit == CHART_ABOVE ? value > c->limit_value
                                   : c->limit == CHART_BELOW && value < c->limit_value;
}

bool chart_at(const struct chart *c, int64_t time_ms, struct chart_point *out)
{
    const int64_t holds = c->holds_ms > 0 ? c->holds_ms : 1;
    bool found = false;

    for (size_t i = 0; i < c->n_points; i++) {
        const struct chart_point *p = &c->points[i];

        if (!isfinite(p->value) || p->time_ms > time_ms || p->time_ms + holds <= time_ms)
            continue;
        if (!found || p->time_ms > out->time_ms)
            *out = *p;
        found = true;
    }
    return found;
}

/* ---- what the cells hold ---- */

static void put_value(struct cell_values *v, double value)
{
    value = fmax(-VALUE_MAX, fmin(value, VALUE_MAX));
    if (!v->any || value < v->low)
        v->low = value;
    if (!v->any || value > v->high)
        v->high = value;
    v->any = true;
}

static bool collect(const struct chart *c, int width, struct cell_values *cells)
{
    const int64_t holds = c->holds_ms > 0 ? c->holds_ms : 1;
    bool any = false;

    for (size_t i = 0; i < c->n_points; i++) {
        const struct chart_point *p = &c->points[i];
        const int64_t end = p->time_ms + holds - 1;

        if (!isfinite(p->value) || p->time_ms >= c->axis.to_ms || end < c->axis.from_ms)
            continue;
        int first = axis_cell(&c->axis, width, p->time_ms);
        int last = axis_cell(&c->axis, width, end);

        first = first == AXIS_OUTSIDE ? 0 : first;
        last = last == AXIS_OUTSIDE ? width - 1 : last;
        for (int at = first; at <= last; at++)
            put_value(&cells[at], p->value);
        any = true;
    }
    return any;
}

/* 1, 2 or 5 with zeros, not below v. */
static double round_up(double v)
{
    if (!(v > 0))
        return 0;
    const double base = pow(10, floor(log10(v)));
    const double part = v / base;

    return base * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

/* Smallest value above zero; 0: none. */
static double least_positive(const struct cell_values *cells, int width)
{
    double least = 0;

    for (int i = 0; i < width; i++)
        if (cells[i].any && cells[i].low > 0 && (least <= 0 || cells[i].low < least))
            least = cells[i].low;
    return least;
}

static struct range range_of(const struct chart *c, const struct cell_values *cells, int width)
{
    struct range r = {0, 0, false};

    for (int i = 0; i < width; i++) {
        if (!cells[i].any)
            continue;
        r.low = fmin(r.low, cells[i].low);
        r.high = fmax(r.high, cells[i].high);
    }
    if (c->limit != CHART_NO_LIMIT && isfinite(c->limit_value)) {
        r.low = fmax(-VALUE_MAX, fmin(r.low, c->limit_value));
        r.high = fmin(VALUE_MAX, fmax(r.high, c->limit_value));
    }
    const double least = least_positive(cells, width);

    r.log = r.low >= 0 && least > 0 && c->scale != CHART_SCALE_LINEAR &&
            (c->scale == CHART_SCALE_LOG || r.high / least >= CHART_LOG_SPAN);
    if (r.log)
        r.low = pow(10, floor(log10(least)));
    else if (r.low < 0)
        r.low = -round_up(-r.low);
    r.high = round_up(r.high);
    if (!(r.high > r.low))
        r.high = r.low + 1;
    return r;
}

/* 0 at the lowest edge, 1 at the highest. */
static double place(const struct range *r, double v)
{
    double part = r->log ? (v > r->low ? log(v / r->low) / log(r->high / r->low) : 0)
                         : (v - r->low) / (r->high - r->low);

    return part < 0 ? 0 : part > 1 ? 1 : part;
}

static int row_of(const struct range *r, int rows, double v)
{
    int up = (int)(place(r, v) * rows);

    return rows - 1 - (up < rows ? up : rows - 1);
}

/* ---- drawing ---- */

static void put_scale_label(struct surface *s, int row, double v, enum style style)
{
    struct buf text = BUF_INIT(32);

    chart_number(v, &text);
    surface_right(s, row, 0, SCALE_WIDTH - 1, style, buf_text(&text));
    buf_free(&text);
}

static void put_scale(const struct chart *c, struct surface *s, const struct range *r, int rows)
{
    const double middle =
        r->log ? pow(10, round(log10(r->low * r->high) / 2)) : (r->low + r->high) / 2;

    put_scale_label(s, rows - 1, r->low, STYLE_DIM);
    if (rows >= 5)
        put_scale_label(s, row_of(r, rows, middle), middle, STYLE_DIM);
    put_scale_label(s, 0, r->high, STYLE_DIM);
    if (c->limit != CHART_NO_LIMIT && isfinite(c->limit_value))
        put_scale_label(s, row_of(r, rows, c->limit_value), c->limit_value, STYLE_WARN);
}

static void put_behind(const struct chart *c, struct surface *plot, const struct range *r)
{
    if (c->banded)
        for (int row = row_of(r, plot->rows, c->band_high);
             row <= row_of(r, plot->rows, c->band_low); row++)
            for (int col = 0; col < plot->cols; col++)
                surface_put_glyph(plot, row, col, STYLE_DIM, GLYPH_DOT);
    if (c->limit != CHART_NO_LIMIT && isfinite(c->limit_value))
        for (int col = 0; col < plot->cols; col++)
            surface_put_glyph(plot, row_of(r, plot->rows, c->limit_value), col, STYLE_WARN,
                              GLYPH_HLINE);
}

static void put_column(struct surface *plot, const struct range *r, int col,
                       const struct cell_values *v, enum style style)
{
    int eighths = (int)lround(place(r, v->high) * plot->rows * EIGHTHS);

    if (eighths == 0)
        eighths = 1; /* a datapoint of zero is not a gap */
    for (int row = plot->rows - 1; row >= 0 && eighths > 0; row--, eighths -= EIGHTHS) {
        int height = eighths < EIGHTHS ? eighths : EIGHTHS;

        surface_put_glyph(plot, row, col, style, (enum glyph)(GLYPH_SPARK_0 + height - 1));
    }
}

/* Values below zero have no column to stand on: what the cell spans. */
static void put_span(struct surface *plot, const struct range *r, int col,
                     const struct cell_values *v, enum style style)
{
    const int last = row_of(r, plot->rows, v->low);

    for (int row = row_of(r, plot->rows, v->high); row <= last; row++)
        surface_put_glyph(plot, row, col, style, GLYPH_BAR_FULL);
}

static void put_values(const struct chart *c, struct surface *plot, const struct range *r,
                       const struct cell_values *cells)
{
    for (int i = 0; i < plot->cols; i++) {
        bool breaks = chart_breaks(c, cells[i].high) || chart_breaks(c, cells[i].low);
        enum style style = breaks ? STYLE_ERROR : STYLE_OK;

        if (!cells[i].any)
            continue;
        if (r->low < 0)
            put_span(plot, r, i, &cells[i], style);
        else
            put_column(plot, r, i, &cells[i], style);
    }
}

static void put_cursor(const struct chart *c, struct surface *s, struct surface *plot)
{
    const int at = axis_cell(&c->axis, plot->cols, c->cursor_ms);
    struct buf text = BUF_INIT(160);
    struct chart_point p;

    if (at == AXIS_OUTSIDE)
        return;
    for (int row = 0; row < plot->rows; row++)
        surface_overlay(plot, row, at, 1, OVER_SELECTED);
    axis_moment(&c->axis, c->cursor_ms, &text);
    buf_puts(&text, "  ");
    if (!chart_at(c, c->cursor_ms, &p)) {
        buf_puts(&text, _("no datapoint"));
    } else {
        chart_number(p.value, &text);
        buf_printf(&text, "%s%s", c->unit[0] != '\0' ? " " : "", c->unit);
    }
    const int col = SCALE_WIDTH + at, need = safe_width(str_of(buf_text(&text)));

    if (col + 2 + need <= s->cols)
        surface_printf(s, s->rows - 1, col, STYLE_STRONG, "^ %s", buf_text(&text));
    else if (col - need - 1 >= 0)
        surface_printf(s, s->rows - 1, col - need - 1, STYLE_STRONG, "%s ^", buf_text(&text));
    else
        surface_put(s, s->rows - 1, 0, STYLE_STRONG, buf_text(&text));
    buf_free(&text);
}

void chart_draw(const struct chart *c, struct surface *s)
{
    struct cell_values cells[SURFACE_MAX_COLS] = {0};
    const int rows = s->rows - 2, width = s->cols - SCALE_WIDTH;

    surface_clear(s);
    if (rows < 1 || width < 1)
        return;
    struct surface plot = surface_part(s, 0, SCALE_WIDTH, rows, width);
    const bool any = collect(c, width, cells);
    const struct range r = range_of(c, cells, width);

    if (any) {
        put_scale(c, s, &r, rows);
        put_behind(c, &plot, &r);
        put_values(c, &plot, &r, cells);
    } else if (c->empty != NULL) {
        surface_text(s, rows / 2, SCALE_WIDTH, width, STYLE_DIM, c->empty);
    }
    axis_draw(&c->axis, s, rows, SCALE_WIDTH, width, STYLE_COLUMN);
    if (r.log && any)
        surface_text(s, rows, 0, SCALE_WIDTH - 1, STYLE_COLUMN, _("log"));
    if (c->cursor_ms != 0)
        put_cursor(c, s, &plot);
}
