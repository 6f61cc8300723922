#include "client/store/export.h"

#include <stdlib.h>

#include "client/base/clock.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/export_inside.h"

enum {
    PIECE_BYTES = 64 * 1024, /* written at once */
    CELL_BYTES = 4 * SAFE_INPUT_MAX,
};

static const struct {
    const char *name;
    const char *also; /* NULL: nothing else is called so */
} names[EXPORT_FORMATS] = {
    [EXPORT_CSV] = {"csv", NULL},          [EXPORT_JSON] = {"json", NULL},
    [EXPORT_NDJSON] = {"ndjson", "jsonl"}, [EXPORT_MD] = {"md", "markdown"},
    [EXPORT_TXT] = {"txt", "text"},        [EXPORT_OCSF] = {"ocsf", NULL},
};

const char *export_format_name(enum export_format f)
{
    return names[f].name;
}

static bool find_format(struct str name, enum export_format *out)
{
    for (size_t i = 0; i < EXPORT_FORMATS; i++) {
        if (!str_eq_nocase(name, names[i].name) &&
            (names[i].also == NULL || !str_eq_nocase(name, names[i].also)))
            continue;
        *out = (enum export_format)i;
        return true;
    }
    return false;
}

bool export_format_parse(struct str name, enum export_format *out, struct err *err)
{
    if (find_format(name, out))
        return true;
    (void)err_set(err, ERR_USAGE, "%.*s is not a format to export.", (int)name.n, name.p);
    return err_advise(err, "csv, json, ndjson, md, txt, and ocsf of findings and alarms");
}

bool export_format_of(const char *path, enum export_format *out)
{
    const char *dot = strrchr(path, '.');

    return dot != NULL && strchr(dot, '/') == NULL && find_format(str_of(dot + 1), out);
}

bool export_has_cells(enum export_format f)
{
    return f == EXPORT_CSV || f == EXPORT_MD || f == EXPORT_TXT;
}

/* ---- writing ---- */

struct exporter {
    struct export_options o;
    struct buf out;  /* not yet written */
    struct buf line; /* the row so far */
    struct buf cell;
    size_t at; /* cells in the row */
    uint64_t rows;
    bool stopped;
    struct export_ahead ahead; /* of txt */
};

static void flush(struct exporter *e)
{
    if (!e->stopped && e->out.len > 0)
        e->stopped = !e->o.write(e->o.ctx, (struct str){buf_text(&e->out), e->out.len});
    buf_reset(&e->out);
}

static void put(struct exporter *e, struct str text)
{
    for (size_t n; text.n > 0; text = (struct str){text.p + n, text.n - n}) {
        if (e->out.len == PIECE_BYTES)
            flush(e);
        n = PIECE_BYTES - e->out.len;
        n = text.n < n ? text.n : n;
        buf_put(&e->out, text.p, n);
    }
}

static void put_line(struct exporter *e, const struct buf *line)
{
    put(e, (struct str){buf_text(line), line->len});
    put(e, e->o.format == EXPORT_CSV ? STR("\r\n") : STR("\n"));
}

static void write_ahead(void *ctx, const struct buf *line)
{
    put_line(ctx, line);
}

static void put_titles(struct exporter *e)
{
    for (size_t i = 0; i < e->o.n_titles; i++)
        export_text(e, str_of(e->o.titles[i]));
    export_end_row(e);
    if (e->o.format == EXPORT_MD) {
        for (size_t i = 0; i < e->o.n_titles; i++)
            buf_puts(&e->line, i == 0 ? "| ---" : " | ---");
        buf_puts(&e->line, " |");
        put_line(e, &e->line);
        buf_reset(&e->line);
    }
    e->rows = 0;
}

struct exporter *export_begin(const struct export_options *o)
{
    struct exporter *e = mem_alloc(1, sizeof *e);

    e->o = *o;
    e->out = BUF_INIT(PIECE_BYTES);
    e->cell = BUF_INIT(CELL_BYTES);
    e->line = BUF_INIT(EXPORT_LINE_BYTES);
    e->ahead = export_ahead_new(o->n_titles, write_ahead, e);
    if (export_has_cells(o->format))
        put_titles(e);
    else if (o->format == EXPORT_JSON)
        put(e, STR("["));
    e->o.titles = NULL;
    return e;
}

/* ---- cells ---- */

/* What is in e->cell becomes the next cell; raw is what it was made from, NULL: by us. */
static void add_cell(struct exporter *e, const struct str *raw)
{
    const struct str text = {buf_text(&e->cell), e->cell.len};

    if (e->at < e->o.n_titles) {
        switch (e->o.format) {
        case EXPORT_CSV:
            if (e->at > 0)
                buf_putc(&e->line, ',');
            export_put_csv(&e->line, text, raw != NULL && export_is_formula(*raw));
            break;
        case EXPORT_MD:
            buf_puts(&e->line, e->at == 0 ? "| " : " | ");
            export_put_markdown(&e->line, text);
            break;
        case EXPORT_TXT: export_ahead_cell(&e->ahead, text); break;
        case EXPORT_JSON:
        case EXPORT_NDJSON:
        case EXPORT_OCSF:
        case EXPORT_FORMATS: bug("%s has no cells", names[e->o.format].name);
        }
    }
    e->at++;
    buf_reset(&e->cell);
}

void export_text(struct exporter *e, struct str text)
{
    safe_text(&e->cell, text);
    add_cell(e, &text);
}

void export_number(struct exporter *e, int64_t n)
{
    buf_printf(&e->cell, "%lld", (long long)n);
    add_cell(e, NULL);
}

void export_time(struct exporter *e, int64_t ms)
{
    time_iso8601(&e->cell, ms);
    add_cell(e, NULL);
}

void export_none(struct exporter *e)
{
    add_cell(e, NULL);
}

void export_end_row(struct exporter *e)
{
    while (e->at < e->o.n_titles)
        export_none(e);
    e->at = 0;
    e->rows++;
    if (e->o.format == EXPORT_TXT) {
        export_ahead_row(&e->ahead);
        return;
    }
    if (e->o.format == EXPORT_MD)
        buf_puts(&e->line, " |");
    put_line(e, &e->line);
    buf_reset(&e->line);
}

/* ---- objects ---- */

void export_object(struct exporter *e, struct str json)
{
    if (e->o.format == EXPORT_JSON)
        put(e, e->rows == 0 ? STR("\n") : STR(",\n"));
    put(e, json);
    if (e->o.format != EXPORT_JSON)
        put(e, STR("\n"));
    e->rows++;
}

void export_record(struct exporter *e, const struct record *r, const void *record)
{
    struct json_writer w = {&e->line, false};

    record_encode(r, record, &w);
    export_object(e, (struct str){buf_text(&e->line), e->line.len});
    buf_reset(&e->line);
}

bool export_end(struct exporter *e, uint64_t *rows)
{
    if (e->o.format == EXPORT_TXT)
        export_ahead_flush(&e->ahead);
    if (e->o.format == EXPORT_JSON)
        put(e, e->rows == 0 ? STR("]\n") : STR("\n]\n"));
    flush(e);
    *rows = e->rows;
    const bool ok = !e->stopped;

    export_ahead_free(&e->ahead);
    buf_free(&e->out);
    buf_free(&e->line);
    buf_free(&e->cell);
    free(e);
    return ok;
}

bool export_to_buf(void *buf, struct str bytes)
{
    struct buf *b = buf;

    buf_put(b, bytes.p, bytes.n);
    return !b->full;
}
