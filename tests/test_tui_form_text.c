/* A form as text: read back it is the same form, and a mistake costs nothing. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/form_text.h"

static const struct form_choice repeats[] = {
    {.value = "once", .label = "now, once"},
    {.value = "daily", .label = "daily"},
    {.value = "weekly", .label = "weekly", .disabled = "five schedules exist"},
};
static const struct form_choice checks[] = {
    {.value = "SHARED_CHECK", .label = "C  certificate shared", .note = "last 3 of 900"},
    {.value = "POLICY_CHECK", .label = "POLICY_CHECK"},
    {.value = "arn:aws:iot:x", .label = "a name with colons"},
    {.value = "LOGGING_CHECK", .label = "L  logging off", .disabled = "not enabled"},
};
static const struct form_field fields[] = {
    {.kind = FORM_HEADING, .label = "Schedule an audit"},
    {.kind = FORM_NOTE, .label = "It changes no device."},
    {.kind = FORM_TEXT, .name = "name", .label = "name", .hint = "letters digits - _"},
    {.kind = FORM_RADIO,
     .name = "repeat",
     .label = "how often",
     .choices = repeats,
     .n_choices = COUNT_OF(repeats)},
    {.kind = FORM_TEXT, .name = "day", .label = "day"},
    {.kind = FORM_FACT, .name = "next", .label = "next"},
    {.kind = FORM_CHECKLIST,
     .name = "checks",
     .label = "checks",
     .choices = checks,
     .n_choices = COUNT_OF(checks)},
    {.kind = FORM_BUTTON, .name = "review", .label = "Review"},
};

static void check(void *ctx, const struct form *f, const char *name, struct form_verdict *v)
{
    (void)ctx;
    if (strcmp(name, "checks") == 0 && form_chosen_count(f, name) == 0)
        buf_puts(v->error, "choose at least one check");
}

static struct form *begin(void)
{
    struct form *f = form_new(fields, COUNT_OF(fields), check, NULL);

    form_set(f, "name", "daily-edge");
    form_set(f, "repeat", "daily");
    form_disable(f, "day", "only for weekly");
    form_set_fact(f, "next", "Sun 23 Nov\nMon 24 Nov", STYLE_TEXT);
    return f;
}

Test(tui_form_text, explains_every_field)
{
    struct form *f = begin();
    struct buf text = BUF_INIT(FORM_TEXT_MAX), why = BUF_INIT(1000);

    form_set(f, "checks", "arn:aws:iot:x,SHARED_CHECK");
    form_text(f, &text);
    cr_expect(golden_text("tui/form_text", buf_text(&text), &why), "%s", buf_text(&why));
    form_set(f, "checks", "");
    cr_assert_not(form_valid(f));
    buf_reset(&text);
    form_text(f, &text);
    cr_expect(strstr(buf_text(&text), "# wrong: choose at least one check\n") != NULL);
    buf_free(&why);
    buf_free(&text);
    form_free(f);
}

Test(tui_form_text, what_was_written_reads_back)
{
    static const struct {
        const char *name, *repeat, *checks;
    } rows[] = {
        {"", "once", ""},
        {"a: b # c, d", "daily", "SHARED_CHECK"},
        {"# not a comment", "daily", "SHARED_CHECK,POLICY_CHECK,arn:aws:iot:x"},
        {"  blanks at both ends  ", "once", "arn:aws:iot:x"},
        {"Grüße, 東京", "daily", "POLICY_CHECK"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct form *a = begin(), *b = begin();
        struct buf text = BUF_INIT(FORM_TEXT_MAX), again = BUF_INIT(FORM_TEXT_MAX);
        struct err err;

        form_set(a, "name", rows[i].name);
        form_set(a, "repeat", rows[i].repeat);
        form_set(a, "checks", rows[i].checks);
        form_text(a, &text);
        cr_assert(form_read(b, (struct str){buf_text(&text), text.len}, &again, &err), "%s",
                  err.text);
        cr_assert(form_read(a, (struct str){buf_text(&text), text.len}, &again, &err));
        cr_expect_str_eq(form_value(a, "name"), rows[i].name, "read into itself: no change");
        struct str trimmed = str_trim(str_of(rows[i].name));

        cr_expect(str_eq(trimmed, form_value(b, "name")), "row %zu: %s", i,
                  form_value(b, "name"));
        cr_expect_str_eq(form_value(b, "repeat"), rows[i].repeat);
        cr_expect_str_eq(form_value(b, "checks"), rows[i].checks, "row %zu", i);
        cr_expect_eq(again.len, 0);
        buf_free(&again);
        buf_free(&text);
        form_free(a);
        form_free(b);
    }
}

Test(tui_form_text, reads_what_people_write)
{
    static const struct {
        const char *text, *field, *value;
    } rows[] = {
        {"", "name", "daily-edge"},
        {"# nothing but this\n\n", "repeat", "daily"},
        {"name:x", "name", "x"},
        {"  name : x  \r\n", "name", "x"},
        {"name: one\n  and a half\n\n  more\n", "name", "one and a half more"},
        {"name: one\n  # stays text\n", "name", "one # stays text"},
        {"name:\n", "name", ""},
        {"repeat: ONCE\n", "repeat", "once"},
        {"checks: shared_check, POLICY_CHECK\n", "checks", "SHARED_CHECK,POLICY_CHECK"},
        {"checks:\nPOLICY_CHECK\nSHARED_CHECK\n", "checks", "SHARED_CHECK,POLICY_CHECK"},
        {"checks:\n  # SHARED_CHECK\n  arn:aws:iot:x\n", "checks", "arn:aws:iot:x"},
        {"checks: SHARED_CHECK,\n  SHARED_CHECK\n", "checks", "SHARED_CHECK"},
        {"checks:\n", "checks", ""},
        {"day: SUN\nname: y", "day", "SUN"}, /* what is off now may be on with the rest */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct form *f = begin();
        struct buf again = BUF_INIT(FORM_TEXT_MAX);
        struct err err;

        cr_assert(form_read(f, str_of(rows[i].text), &again, &err), "row %zu: %s", i, err.text);
        cr_expect_str_eq(form_value(f, rows[i].field), rows[i].value, "row %zu: %s", i,
                         form_value(f, rows[i].field));
        buf_free(&again);
        form_free(f);
    }
}

Test(tui_form_text, a_mistake_is_marked_and_changes_nothing)
{
    static const struct {
        const char *text, *where, *says, *again;
    } rows[] = {
        {"name: x\nnmae: y\n", "line 2", "name, repeat, day, checks",
         "name: x\n#! no field is called nmae; the fields are name, repeat, day, checks\n"
         "nmae: y\n"},
        {"name: x\nrepeat: hourly\nday: 3\n", "line 2", "one of once, daily", NULL},
        {"repeat: weekly\n", "line 1", "leave it out", NULL},
        {"repeat: once, daily\n", "line 1", "keep once or daily", NULL},
        {"repeat:\nname: x\n", "line 1", "one of once, daily", NULL},
        {"name: x\nchecks:\n  SHARED_CHECK\n  OTHER\n", "line 4",
         "any of SHARED_CHECK, POLICY_CHECK, arn:aws:iot:x", NULL},
        {"checks: LOGGING_CHECK\n", "line 1", "leave it out", NULL},
        {"name: x\n\nname: y\n", "line 3", "keep one", NULL},
        {"just words\n", "line 1", "name: value",
         "#! neither a comment nor a field; write name: "
         "value, or begin with blanks to go on the line above\njust words\n"},
        {"#! an old mark\nname: x\nnope: 1", "line 3", "the fields are",
         "name: x\n#! no field is called nope; the fields are name, repeat, day, checks\n"
         "nope: 1\n"},
        {"name: \xff\n", "line 1", "UTF-8", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct form *f = begin();
        struct buf again = BUF_INIT(FORM_TEXT_MAX);
        struct err err;

        cr_assert_not(form_read(f, str_of(rows[i].text), &again, &err), "row %zu", i);
        cr_expect_str_eq(err.where, rows[i].where, "row %zu: %s", i, err.where);
        cr_expect(strstr(err.advice, rows[i].says) != NULL, "row %zu: %s", i, err.advice);
        if (rows[i].again != NULL)
            cr_expect_str_eq(buf_text(&again), rows[i].again, "row %zu: %s", i,
                             buf_text(&again));
        cr_expect_str_eq(form_value(f, "name"), "daily-edge", "row %zu", i);
        cr_expect_str_eq(form_value(f, "repeat"), "daily", "row %zu", i);
        cr_expect_str_eq(form_value(f, "checks"), "", "row %zu", i);
        buf_free(&again);
        form_free(f);
    }
}

Test(tui_form_text, a_text_that_does_not_fit_is_refused_whole)
{
    struct form *f = begin();
    struct buf text = BUF_INIT(FORM_TEXT_MAX), again = BUF_INIT(FORM_TEXT_MAX);
    struct err err;

    buf_puts(&text, "name: ");
    for (int i = 0; i <= PROMPT_MAX; i++)
        buf_putc(&text, 'x');
    cr_assert_not(form_read(f, str_of(buf_text(&text)), &again, &err));
    cr_expect_eq(err.kind, ERR_LIMIT);
    cr_expect_str_eq(form_value(f, "name"), "daily-edge");
    cr_expect(strstr(buf_text(&again), buf_text(&text)) != NULL, "nothing typed is lost");
    buf_reset(&text);
    buf_put(&text, "name: a\0b\n", 10);
    cr_assert_not(form_read(f, (struct str){buf_text(&text), text.len}, &again, &err));
    buf_free(&text);
    buf_free(&again);
    form_free(f);
}
