#include <stdio.h>

#include "client/api/wire.h"

/*
 * Just enough XML for STS: elements without attributes, text without CDATA. What is between
 * <tag> and </tag>; false when there is none.
 */
static bool inside(struct str xml, const char *tag, struct str *out)
{
    char open[80], close[80];

    if (strlen(tag) > sizeof open - 4)
        return false;
    snprintf(open, sizeof open, "<%s>", tag);
    snprintf(close, sizeof close, "</%s>", tag);
    const char *start = memmem(xml.p, xml.n, open, strlen(open));
    if (start == NULL)
        return false;
    start += strlen(open);
    const char *end = memmem(start, xml.n - (size_t)(start - xml.p), close, strlen(close));
    if (end == NULL)
        return false;
    *out = (struct str){start, (size_t)(end - start)};
    return true;
}

static char *put_entity(struct str *s, char *to)
{
    static const struct {
        const char *name;
        char c;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        size_t n = strlen(entities[i].name);

        if (s->n >= n && memcmp(s->p, entities[i].name, n) == 0) {
            *s = (struct str){s->p + n, s->n - n};
            *to++ = entities[i].c;
            return to;
        }
    }
    *to++ = *s->p;
    *s = (struct str){s->p + 1, s->n - 1};
    return to;
}

const char *xml_text(struct str xml, const char *tag, struct arena *a)
{
    struct str s;

    if (!inside(xml, tag, &s))
        return NULL;
    char *text = arena_raw(a, s.n + 1, 1), *to = text;
    while (s.n > 0 && *s.p != '\0')
        to = put_entity(&s, to);
    *to = '\0';
    return text;
}

bool xml_decode(const struct record *r, struct str xml, struct arena *a, void *out,
                struct err *err)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        void *slot = (char *)out + f->offset;
        struct str part;

        if (!inside(xml, field_wire(f), &part))
            continue;
        if (f->is.type == FIELD_RECORD) {
            void *record = arena_alloc(a, 1, f->is.record->size);

            memcpy(slot, &record, sizeof record);
            if (!xml_decode(f->is.record, part, a, record, err))
                return false;
        } else if (!wire_read(&f->is, xml_text(xml, field_wire(f), a), slot)) {
            return err_set(err, ERR_DECODE, "%s: not a value of its type", f->name);
        }
    }
    return true;
}
