#include "client/api/wire.h"

/* "caCertificateId" -> "ca-certificate-id", "maxResults" -> "max-results",
 * "additionalMetricsToRetainV2" -> "additional-metrics-to-retain-v2": as the command line's
 * authors split names: before a capital that begins a word; runs of capitals stay together. */
static void put_kebab(struct buf *out, const char *name)
{
    for (size_t i = 0; name[i] != '\0'; i++) {
        char c = name[i], next = name[i + 1];
        char before = i > 0 ? name[i - 1] : '\0';
        bool capital = c >= 'A' && c <= 'Z';
        bool word = capital && before != '\0' &&
                    ((before >= 'a' && before <= 'z') || (before >= '0' && before <= '9') ||
                     (before >= 'A' && before <= 'Z' && next >= 'a' && next <= 'z'));

        if (word)
            buf_putc(out, '-');
        buf_putc(out, str_lower(c));
    }
}

/* Single quotes unless every character is harmless to a shell. */
static void put_quoted(struct buf *out, const char *text)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "-_./:=@,+";

    if (text[0] != '\0' && strspn(text, bare) == strlen(text)) {
        buf_puts(out, text);
        return;
    }
    buf_putc(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buf_puts(out, "'\\''");
        else
            buf_putc(out, *text);
    }
    buf_putc(out, '\'');
}

static bool is_plain(enum field_type t)
{
    return t != FIELD_RECORD && t != FIELD_LIST && t != FIELD_MAP;
}

/* After a blank, or after '=' when the value could be taken for an option. */
static void put_value(const struct element *e, const void *value, struct buf *out)
{
    struct buf text = BUF_INIT(WIRE_BODY_MAX);
    struct json_writer w = {&text, false};

    if (!is_plain(e->type))
        element_encode(e, value, &w);
    else if (!wire_put(e, value, &text))
        buf_reset(&text);
    buf_putc(out, buf_text(&text)[0] == '-' ? '=' : ' ');
    put_quoted(out, buf_text(&text));
    buf_free(&text);
}

/* Whether a list can stand as one word an item: not when one could be taken for an option or
 * JSON. */
static bool is_word_list(const struct element *e, const void *value)
{
    const struct list *l = value;

    if (e->type != FIELD_LIST || !is_plain(e->of->type) || l->n == 0)
        return false;
    for (size_t i = 0; i < l->n && (e->of->type == FIELD_STR || e->of->type == FIELD_ENUM);
         i++) {
        const char *text = *(const char *const *)list_item(e->of, l, i);
        if (text[0] == '\0' || strchr("-[{", text[0]) != NULL)
            return false;
    }
    return true;
}

static void put_option(const struct field *f, const void *value, struct buf *out)
{
    const struct list *l = value;

    buf_puts(out, " \\\n    --");
    if (f->is.type == FIELD_BOOL) {
        if (!((const struct opt_bool *)value)->value)
            buf_puts(out, "no-");
        put_kebab(out, f->name);
        return;
    }
    put_kebab(out, f->name);
    if (!is_word_list(&f->is, value)) {
        put_value(&f->is, value, out);
        return;
    }
    for (size_t i = 0; i < l->n; i++)
        put_value(f->is.of, list_item(f->is.of, l, i), out);
}

void operation_aws_cli(const struct operation *op, const void *input, struct buf *out)
{
    if (op->service == SERVICE_PICKET) {
        buf_printf(out, "# %s is picket's own, not of AWS: see `picket scenario`\n", op->name);
        return;
    }
    buf_printf(out, "aws %s ", op->service == SERVICE_STS ? "sts" : "iot");
    put_kebab(out, op->name);
    for (size_t i = 0; op->input != NULL && input != NULL && i < op->input->n_fields; i++) {
        const void *value = field_value(&op->input->fields[i], input);
        if (value != NULL)
            put_option(&op->input->fields[i], value, out);
    }
    buf_putc(out, '\n');
}
