#include "tui/form_text.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/form_inside.h"

#define MARK "#! " /* begins a line about a mistake */

enum { CHOICES_SAID = 160 }; /* bytes of the possible values in a message */

/* ---- writing ---- */

static void put_comment(struct buf *out, const char *lead, const char *text)
{
    struct str rest = str_of(text);

    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);

        buf_printf(out, "# %s", lead);
        safe_text(out, line);
        buf_putc(out, '\n');
    }
}

static void put_choice_notes(const struct form_field *field, struct buf *out)
{
    for (size_t k = 0; k < field->n_choices; k++) {
        const struct form_choice *c = &field->choices[k];
        const char *note = c->disabled != NULL ? c->disabled : c->note;
        struct buf line = BUF_INIT(1024);

        buf_printf(&line, "%s%s", c->value,
                   c->disabled != NULL ? _(" (not to be chosen)") : "");
        if (strcmp(c->label, c->value) != 0)
            buf_printf(&line, "  %s", i18n_text(c->label));
        if (note != NULL)
            buf_printf(&line, ": %s", i18n_text(note));
        put_comment(out, "  ", buf_text(&line));
        buf_free(&line);
    }
}

static void put_explained(const struct form_field *field, const struct form_state *st,
                          struct buf *out)
{
    static const char *const kinds[] = {
        [FORM_RADIO] = N_("one of:"), [FORM_CHECKLIST] = N_("any of, one a line:")};
    enum style style;
    const char *problem = form_problem(st, &style);

    buf_putc(out, '\n');
    if (field->label[0] != '\0' && strcmp(field->label, field->name) != 0)
        put_comment(out, "", i18n_text(field->label));
    if (field->hint != NULL)
        put_comment(out, "", i18n_text(field->hint));
    if (st->disabled != NULL)
        put_comment(out, _("not used now: "), st->disabled);
    if (problem != NULL)
        put_comment(out, style == STYLE_ERROR ? _("wrong: ") : _("note: "), problem);
    if (field->kind != FORM_TEXT && field->n_choices > 0) {
        put_comment(out, "", i18n_text(kinds[field->kind]));
        put_choice_notes(field, out);
    }
}

static void put_value(const struct form *f, size_t i, struct buf *out)
{
    const struct form_field *field = &f->fields[i];
    const char *value = form_value(f, field->name);

    if (field->kind != FORM_CHECKLIST) {
        buf_printf(out, "%s: %s\n", field->name, value);
        return;
    }
    struct str rest = str_of(value);

    buf_printf(out, "%s:\n", field->name);
    while (rest.n > 0) {
        struct str one = str_cut(rest, ',', &rest);

        buf_printf(out, "    %.*s\n", (int)one.n, one.p);
    }
}

void form_text(const struct form *f, struct buf *out)
{
    buf_puts(out, _("# Change what stands behind the colons, save, and leave the editor.\n"
                    "# Nothing is sent: the form comes back with these values.\n"));
    for (size_t i = 0; i < f->n; i++) {
        const struct form_field *field = &f->fields[i];

        if (form_has_value(field->kind)) {
            put_explained(field, &f->states[i], out);
            put_value(f, i, out);
        } else if (field->kind == FORM_FACT && f->states[i].fact != NULL) {
            put_comment(out, field->label[0] != '\0' ? "  " : "", i18n_text(field->label));
            put_comment(out, "  ", f->states[i].fact);
        } else if (field->kind == FORM_HEADING || field->kind == FORM_NOTE) {
            buf_putc(out, '\n');
            put_comment(out, field->kind == FORM_HEADING ? "== " : "", i18n_text(field->label));
        }
    }
}

/* ---- reading ---- */

/* What was read so far; nothing reaches the form before all of it is. */
struct reading {
    struct form *f;
    struct buf *values; /* one a field */
    int *seen;          /* one a field: its line; 0: not there */
    size_t at;          /* field whose lines may go on; n: none yet */
    int line;
};

static bool is_blank(struct str line)
{
    return str_trim(line).n == 0;
}

static bool is_indented(struct str line)
{
    return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* " a, b, c" */
static void put_names(const struct form_field *field, struct buf *out)
{
    for (size_t k = 0; k < field->n_choices; k++)
        if (field->choices[k].disabled == NULL)
            buf_printf(out, "%s%s", out->len > 0 ? ", " : "", field->choices[k].value);
}

static bool bad_choice(const struct form_field *field, struct str word, struct err *err)
{
    struct buf names = BUF_INIT(CHOICES_SAID);

    put_names(field, &names);
    (void)err_set(err, ERR_USAGE, "%s has no choice %.*s", field->name,
                  (int)(word.n < 80 ? word.n : 80), word.p);
    (void)err_advise(err, "it takes %s%s%s",
                     field->kind == FORM_RADIO ? _("one of ") : _("any of "), buf_text(&names),
                     names.full ? ".." : "");
    buf_free(&names);
    return false;
}

static bool read_choice(struct reading *r, struct str word, struct err *err)
{
    const struct form_field *field = &r->f->fields[r->at];
    struct buf *value = &r->values[r->at];

    for (size_t k = 0; k < field->n_choices; k++) {
        const struct form_choice *c = &field->choices[k];

        if (!str_eq_nocase(word, c->value))
            continue;
        if (c->disabled != NULL) {
            (void)err_set(err, ERR_USAGE, "%s cannot be chosen: %s", c->value, c->disabled);
            return err_advise(err, "leave it out");
        }
        if (field->kind == FORM_RADIO && value->len > 0) {
            (void)err_set(err, ERR_USAGE, "%s takes one value and has two", field->name);
            return err_advise(err, "keep %s or %s", buf_text(value), c->value);
        }
        buf_printf(value, "%s%s", value->len > 0 ? "," : "", c->value);
        return true;
    }
    return bad_choice(field, word, err);
}

static bool read_words(struct reading *r, struct str rest, struct err *err)
{
    while (rest.n > 0) {
        struct str word = str_trim(str_cut(rest, ',', &rest));

        if (word.n > 0 && !read_choice(r, word, err))
            return false;
    }
    return true;
}

static bool read_text(struct reading *r, struct str rest, struct err *err)
{
    struct buf *value = &r->values[r->at];
    struct str words = str_trim(rest);

    if (!utf8_valid(words) || (words.n > 0 && memchr(words.p, '\0', words.n) != NULL)) {
        (void)err_set(err, ERR_USAGE, "%s is not text", r->f->fields[r->at].name);
        return err_advise(err, "save the file as UTF-8");
    }
    if (value->len > 0 && words.n > 0)
        buf_putc(value, ' ');
    buf_put(value, words.p, words.n);
    return !value->full || err_set(err, ERR_LIMIT, "%s is longer than %d bytes",
                                   r->f->fields[r->at].name, PROMPT_MAX);
}

static bool read_value(struct reading *r, struct str rest, struct err *err)
{
    return r->f->fields[r->at].kind == FORM_TEXT ? read_text(r, rest, err)
                                                 : read_words(r, rest, err);
}

static bool unknown_field(const struct form *f, struct str name, struct err *err)
{
    struct buf names = BUF_INIT(CHOICES_SAID);

    for (size_t i = 0; i < f->n; i++)
        if (form_has_value(f->fields[i].kind))
            buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", f->fields[i].name);
    (void)err_set(err, ERR_USAGE, "no field is called %.*s", (int)(name.n < 80 ? name.n : 80),
                  name.p);
    (void)err_advise(err, "the fields are %s%s", buf_text(&names), names.full ? ".." : "");
    buf_free(&names);
    return false;
}

/* A line that begins a field. */
static bool read_field(struct reading *r, struct str name, struct str rest, struct err *err)
{
    size_t i = 0;

    while (i < r->f->n && !(form_has_value(r->f->fields[i].kind) &&
                            str_eq(str_trim(name), r->f->fields[i].name)))
        i++;
    if (i == r->f->n)
        return unknown_field(r->f, str_trim(name), err);
    if (r->seen[i] > 0) {
        (void)err_set(err, ERR_USAGE, "%s is there twice", r->f->fields[i].name);
        return err_advise(err, "keep one of the two");
    }
    r->seen[i] = r->line;
    r->at = i;
    return read_value(r, rest, err);
}

static bool read_line(struct reading *r, struct str line, struct err *err)
{
    struct str rest;
    bool listing = r->at < r->f->n && r->f->fields[r->at].kind != FORM_TEXT;

    if (is_blank(line) || line.p[0] == '#' || (listing && str_trim(line).p[0] == '#'))
        return true;
    if (is_indented(line) && r->at < r->f->n)
        return read_value(r, line, err);
    if (memchr(line.p, ':', line.n) == NULL) {
        if (listing)
            return read_value(r, line, err);
        (void)err_set(err, ERR_USAGE, "neither a comment nor a field");
        return err_advise(err,
                          "write name: value, or begin with blanks to go on the line above");
    }
    struct str name = str_cut(line, ':', &rest);

    return read_field(r, name, rest, err);
}

/* A radio needs a value: an empty one is a mistake of the line that names it. */
static bool read_all(struct reading *r, struct str text, struct err *err)
{
    while (text.n > 0) {
        struct str line = str_cut(text, '\n', &text);

        r->line++;
        if (!read_line(r, line, err))
            return false;
    }
    for (size_t i = 0; i < r->f->n; i++) {
        const struct form_field *field = &r->f->fields[i];

        if (r->seen[i] == 0 || field->kind != FORM_RADIO || field->n_choices == 0 ||
            r->values[i].len > 0)
            continue;
        r->line = r->seen[i];
        return bad_choice(field, STR("\"\""), err);
    }
    return true;
}

/* The text again, with the mistake above its line instead of earlier marks. */
static void put_marked(struct str text, int mistake, const struct err *err, struct buf *out)
{
    for (int line = 1; text.n > 0; line++) {
        struct str one = str_cut(text, '\n', &text);

        if (line == mistake) {
            buf_puts(out, MARK);
            safe_text(out, str_of(err->text));
            buf_puts(out, err->advice[0] != '\0' ? "; " : "");
            safe_text(out, str_of(err->advice));
            buf_putc(out, '\n');
        }
        if (one.n >= strlen(MARK) && memcmp(one.p, MARK, strlen(MARK)) == 0)
            continue;
        buf_put(out, one.p, one.n);
        buf_putc(out, '\n');
    }
}

/* A value that says the same as before is left alone, blanks at its ends included. */
static void take_over(struct reading *r)
{
    for (size_t i = 0; i < r->f->n; i++) {
        const char *name = r->f->fields[i].name;

        if (r->seen[i] == 0 ||
            str_eq(str_trim(str_of(form_value(r->f, name))), buf_text(&r->values[i])))
            continue;
        (void)form_set(r->f, name, buf_text(&r->values[i]));
        free(r->f->states[i].refused);
        r->f->states[i].refused = NULL;
        r->f->states[i].touched = true;
    }
}

bool form_read(struct form *f, struct str text, struct buf *again, struct err *err)
{
    struct reading r = {.f = f, .at = f->n};

    r.values = mem_alloc(f->n + 1, sizeof *r.values);
    r.seen = mem_alloc(f->n + 1, sizeof *r.seen);
    for (size_t i = 0; i < f->n; i++)
        r.values[i] = BUF_INIT(f->fields[i].kind == FORM_TEXT ? PROMPT_MAX : FORM_TEXT_MAX);
    bool ok = read_all(&r, text, err);

    if (ok) {
        take_over(&r);
    } else {
        put_marked(text, r.line, err, again);
        (void)err_at(err, "line %d", r.line);
    }
    for (size_t i = 0; i < f->n; i++)
        buf_free(&r.values[i]);
    free(r.values);
    free(r.seen);
    return ok;
}
