/* Any text as the text of a form: taken whole or not at all, and what was taken reads back. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "tui/form_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct form_choice choices[] = {
    {.value = "one", .label = "one"},
    {.value = "a:b", .label = "with a colon"},
    {.value = "off", .label = "off", .disabled = "not here"},
};
static const struct form_field fields[] = {
    {.kind = FORM_TEXT, .name = "name", .label = "name"},
    {.kind = FORM_RADIO, .name = "radio", .label = "radio", .choices = choices, .n_choices = 3},
    {.kind = FORM_CHECKLIST, .name = "list", .label = "", .choices = choices, .n_choices = 3},
    {.kind = FORM_TEXT, .name = "why", .label = "why"},
};

static void put_values(const struct form *f, struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        struct str value = str_trim(str_of(form_value(f, fields[i].name)));

        buf_put(out, value.p, value.n);
        buf_putc(out, '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form *f = form_new(fields, COUNT_OF(fields), NULL, NULL);
    struct buf before = BUF_INIT(64 * 1024), after = BUF_INIT(64 * 1024);
    struct buf again = BUF_INIT(FORM_TEXT_MAX), text = BUF_INIT(FORM_TEXT_MAX);
    struct err err;

    put_values(f, &before);
    if (!form_read(f, (struct str){(const char *)data, size}, &again, &err)) {
        put_values(f, &after);
        if (strcmp(buf_text(&before), buf_text(&after)) != 0 || err.where[0] == '\0')
            abort();
    } else {
        struct form *copy = form_new(fields, COUNT_OF(fields), NULL, NULL);

        buf_reset(&before);
        put_values(f, &before);
        form_text(f, &text);
        if (!form_read(copy, (struct str){buf_text(&text), text.len}, &again, &err))
            abort();
        put_values(copy, &after);
        if (strcmp(buf_text(&before), buf_text(&after)) != 0)
            abort();
        form_free(copy);
    }
    buf_free(&before);
    buf_free(&after);
    buf_free(&again);
    buf_free(&text);
    form_free(f);
    return 0;
}
