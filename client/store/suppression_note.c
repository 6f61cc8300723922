#include "client/store/suppression_note.h"

#include <stdio.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/utf8.h"

#define STAMP_FORM "00000000T0000Z"

static bool is_word_char(char c)
{
    return c > ' ' && c < 0x7f && c != '[' && c != ']';
}

static bool take_word(struct str value, char out[SUPPRESSION_WORD])
{
    if (value.n == 0 || value.n >= SUPPRESSION_WORD)
        return false;
    for (size_t i = 0; i < value.n; i++)
        if (!is_word_char(value.p[i]))
            return false;
    memcpy(out, value.p, value.n);
    out[value.n] = '\0';
    return true;
}

static bool number_at(struct str s, size_t from, size_t n, int64_t min, int64_t max, int *out)
{
    int64_t value;

    for (size_t i = from; i < from + n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    if (!str_to_int((struct str){s.p + from, n}, min, max, &value))
        return false;
    *out = (int)value;
    return true;
}

/* "20251122T1422Z" */
static bool take_stamp(struct str s, int64_t *out)
{
    struct civil c = {0};

    if (s.n != strlen(STAMP_FORM) || s.p[8] != 'T' || s.p[13] != 'Z' ||
        !number_at(s, 0, 4, 2000, 9999, &c.year) || !number_at(s, 4, 2, 1, 12, &c.month) ||
        !number_at(s, 6, 2, 1, civil_month_days(c.year, c.month), &c.day) ||
        !number_at(s, 9, 2, 0, 23, &c.hour) || !number_at(s, 11, 2, 0, 59, &c.minute))
        return false;
    *out = civil_to_ms(&c);
    return true;
}

static bool take_field(struct str field, struct suppression_note *n)
{
    struct str value, name = str_cut(field, '=', &value);

    if (str_eq(name, "by"))
        return n->by[0] == '\0' && take_word(value, n->by);
    if (str_eq(name, "tk"))
        return n->tk[0] == '\0' && take_word(value, n->tk);
    return str_eq(name, "at") && n->at_ms == 0 && take_stamp(value, &n->at_ms);
}

bool suppression_description_parse(struct str description, struct suppression_note *out)
{
    struct suppression_note n = {.text = description};
    const char *shut = n.text.n > 0 ? memchr(n.text.p, ']', n.text.n) : NULL;
    struct str rest;

    *out = n;
    if (shut == NULL || n.text.p[0] != '[')
        return false;
    rest = (struct str){n.text.p + 1, (size_t)(shut - n.text.p) - 1};
    do {
        if (!take_field(str_cut(rest, ' ', &rest), &n))
            return false;
    } while (rest.n > 0);
    n.text.n -= (size_t)(shut + 1 - n.text.p);
    n.text.p = shut + 1;
    if (n.text.n > 0 && *n.text.p == ' ')
        n.text = (struct str){n.text.p + 1, n.text.n - 1};
    *out = n;
    return true;
}

static void put_field(const char *name, const char *value, struct buf *out)
{
    if (value[0] == '\0')
        return;
    buf_printf(out, "%s=", name);
    for (size_t i = 0; value[i] != '\0'; i++)
        buf_putc(out, is_word_char(value[i]) ? value[i] : '_');
    buf_putc(out, ' ');
}

void suppression_description_put(const struct suppression_note *n, struct buf *out)
{
    struct civil c;

    civil_from_ms(n->at_ms, &c);
    buf_putc(out, '[');
    put_field("by", n->by, out);
    put_field("tk", n->tk, out);
    buf_printf(out, "at=%04d%02d%02dT%02d%02dZ]", c.year, c.month, c.day, c.hour, c.minute);
    if (n->text.n > 0)
        buf_putc(out, ' ');
    buf_put(out, n->text.p, n->text.n);
}

static bool is_taken(uint32_t cp)
{
    return cp >= ' ' && cp < 0x7f;
}

void suppression_text_check(struct str text, struct buf *error)
{
    while (text.n > 0) {
        bool valid;
        uint32_t cp = utf8_next(&text, &valid);

        if (valid && is_taken(cp))
            continue;
        buf_printf(error, _("the service takes no %s"),
                   !valid                         ? _("bytes that are no text")
                   : utf8_class(cp) == CP_CONTROL ? _("tabs, line ends or other controls")
                   : utf8_class(cp) == CP_HIDDEN  ? _("invisible characters")
                                                  : _("letters outside of ASCII here"));
        return;
    }
}

const char *suppression_text_fit(const char *text, struct arena *a)
{
    struct str rest = str_of(text);
    struct buf fit = BUF_INIT(4 * SUPPRESSION_DESCRIPTION_MAX);
    const char *out = text;

    while (rest.n > 0) {
        bool valid;
        uint32_t cp = utf8_next(&rest, &valid);

        buf_putc(&fit, valid && is_taken(cp) ? (char)cp : '?');
    }
    if (strcmp(buf_text(&fit), text) != 0)
        out = arena_str(a, buf_text(&fit));
    buf_free(&fit);
    return out;
}
