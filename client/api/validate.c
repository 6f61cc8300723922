#include <stdio.h>

#include "client/api/field.h"
#include "client/base/utf8.h"

/* Puts what a value belongs to before a message: "targetCheckNames[2]: ". */
static bool under(struct err *err, const char *name)
{
    struct buf text = BUF_INIT(sizeof err->text - 1);
    const char *rest = err->text;

    buf_printf(&text, "%s%s%s", name, strchr("[: ", rest[0]) != NULL ? "" : ".", rest);
    memcpy(err->text, text.data, text.len + 1);
    buf_free(&text);
    return false;
}

static size_t count_characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* "a-z" is a range, a backslash takes the next one as it is. */
static void read_chars(const char *chars, bool allowed[256])
{
    memset(allowed, 0, 256);
    for (const char *p = chars; *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0') {
            allowed[(unsigned char)*++p] = true;
        } else if (p[1] == '-' && p[2] != '\0') {
            for (int c = (unsigned char)p[0]; c <= (unsigned char)p[2]; c++)
                allowed[c] = true;
            p += 2;
        } else {
            allowed[(unsigned char)*p] = true;
        }
    }
}

static bool check_chars(const char *chars, const char *text, struct err *err)
{
    bool allowed[256];

    read_chars(chars, allowed);
    for (struct str s = str_of(text); s.n > 0;) {
        struct str at = s;
        bool valid;

        if (allowed[(unsigned char)*s.p]) {
            s = (struct str){s.p + 1, s.n - 1};
            continue;
        }
        utf8_next(&s, &valid);
        return err_set(err, ERR_USAGE, ": the character '%.*s' may not stand here, only %s",
                       (int)(at.n - s.n), at.p, chars);
    }
    return true;
}

static bool check_text(const struct scalar *s, const char *text, struct err *err)
{
    int64_t n = (int64_t)count_characters(text);

    if (n < s->min && s->min == s->max)
        return err_set(err, ERR_USAGE, ": %lld characters, exactly %lld are needed",
                       (long long)n, (long long)s->min);
    if (n < s->min)
        return n == 0 ? err_set(err, ERR_USAGE, ": may not be empty")
                      : err_set(err, ERR_USAGE, ": %lld characters, at least %lld are needed",
                                (long long)n, (long long)s->min);
    if (s->max > 0 && n > s->max)
        return err_set(err, ERR_USAGE, ": %lld characters, at most %lld fit", (long long)n,
                       (long long)s->max);
    if (s->chars != NULL && !check_chars(s->chars, text, err))
        return false;
    return s->check == NULL || s->check(text) ||
           err_set(err, ERR_USAGE, ": \"%.80s\" does not fit %s", text, s->name);
}

static bool check_number(const struct scalar *s, double v, struct err *err)
{
    if (v < (double)s->min)
        return err_set(err, ERR_USAGE, ": %.15g is less than %lld", v, (long long)s->min);
    return s->max == 0 || v <= (double)s->max ||
           err_set(err, ERR_USAGE, ": %.15g is more than %lld", v, (long long)s->max);
}

bool scalar_check(const struct scalar *s, const char *text, struct err *err)
{
    if (check_text(s, text, err))
        return true;
    memmove(err->text, err->text + 2,
            strlen(err->text + 2) + 1); /* nothing stands before ": " */
    return false;
}

static bool check_enum(const struct enumeration *e, const char *text, struct err *err)
{
    struct buf known = BUF_INIT(160);

    if (enum_index(e, text) >= 0)
        return true;
    for (size_t i = 0; e->values[i] != NULL; i++)
        buf_printf(&known, "%s%s", i > 0 ? ", " : "", e->values[i]);
    err_set(err, ERR_USAGE, ": \"%.60s\" is none of %s", text, buf_text(&known));
    buf_free(&known);
    return false;
}

static bool check_count(const struct element *e, size_t n, struct err *err)
{
    if (n < e->min)
        return err_set(err, ERR_USAGE, ": %zu given, at least %zu are needed", n, e->min);
    return e->max == 0 || n <= e->max ||
           err_set(err, ERR_USAGE, ": %zu given, at most %zu are taken", n, e->max);
}

static bool check_record(const struct record *r, const void *in, struct err *err);
static bool check_value(const struct element *e, const void *value, struct err *err);

static bool check_list(const struct element *e, const struct list *l, struct err *err)
{
    char index[32];

    if (!check_count(e, l->n, err))
        return false;
    for (size_t i = 0; i < l->n; i++) {
        if (check_value(e->of, list_item(e->of, l, i), err))
            continue;
        snprintf(index, sizeof index, "[%zu]", i);
        return under(err, index);
    }
    return true;
}

static bool check_key(const struct element *e, const char *key, struct err *err)
{
    if (e->names != NULL)
        return check_enum(e->names, key, err);
    return e->scalar == NULL || check_text(e->scalar, key, err);
}

static bool check_map(const struct element *e, const struct list *l, struct err *err)
{
    const struct map_entry *entries = l->items;

    if (!check_count(e, l->n, err))
        return false;
    for (size_t i = 0; i < l->n; i++) {
        if (!check_key(e, entries[i].key, err))
            return false;
        if (!check_value(e->of, entries[i].value, err))
            return under(err, entries[i].key);
    }
    return true;
}

static bool check_value(const struct element *e, const void *value, struct err *err)
{
    switch (e->type) {
    case FIELD_STR:
        return e->scalar == NULL || check_text(e->scalar, *(const char *const *)value, err);
    case FIELD_ENUM: return check_enum(e->names, *(const char *const *)value, err);
    case FIELD_INT:
        return e->scalar == NULL ||
               check_number(e->scalar, (double)((const struct opt_int *)value)->value, err);
    case FIELD_DOUBLE:
        return e->scalar == NULL ||
               check_number(e->scalar, ((const struct opt_double *)value)->value, err);
    case FIELD_RECORD: return check_record(e->record, value, err);
    case FIELD_LIST: return check_list(e, value, err);
    case FIELD_MAP: return check_map(e, value, err);
    case FIELD_BOOL:
    case FIELD_TIME: return true;
    }
    return true;
}

static bool check_record(const struct record *r, const void *in, struct err *err)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        const void *value = field_value(f, in);

        if (value == NULL && f->required) {
            err_set(err, ERR_USAGE, " is missing");
            return under(err, f->name);
        }
        if (value != NULL && !check_value(&f->is, value, err))
            return under(err, f->name);
    }
    return true;
}

bool record_validate(const struct record *r, const void *in, struct err *err)
{
    return check_record(r, in, err);
}
