/* Forms: what keys do, what is said beside a field, and that Enter never submits. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/form.h"

static const struct form_choice repeats[] = {
    {.value = "once", .label = "now, once"},
    {.value = "daily", .label = "daily"},
    {.value = "weekly", .label = "weekly", .disabled = "not here"},
    {.value = "monthly", .label = "monthly"},
};
static const struct form_choice checks[] = {
    {.value = "shared",
     .label = "DEVICE_CERTIFICATE_SHARED",
     .note = "last run 3 findings",
     .style = STYLE_CRITICAL},
    {.value = "policy", .label = "IOT_POLICY_OVERLY_PERMISSIVE", .note = "last run 5"},
    {.value = "ca", .label = "CA_CERTIFICATE_EXPIRING", .note = "last run 1"},
    {.value = "logging",
     .label = "LOGGING_DISABLED",
     .disabled = "not enabled in this account"},
};
static const struct form_field fields[] = {
    {.kind = FORM_HEADING, .label = "Schedule an audit", .hint = "new"},
    {.kind = FORM_TEXT,
     .name = "name",
     .label = "name",
     .width = 20,
     .hint = "letters digits - _"},
    {.kind = FORM_RADIO,
     .name = "repeat",
     .label = "repeat",
     .choices = repeats,
     .n_choices = COUNT_OF(repeats)},
    {.kind = FORM_TEXT, .name = "day", .label = "day", .width = 6},
    {.kind = FORM_HEADING, .label = "Checks"},
    {.kind = FORM_CHECKLIST,
     .name = "checks",
     .label = "",
     .choices = checks,
     .n_choices = COUNT_OF(checks)},
    {.kind = FORM_NOTE, .label = "Enter never submits this form. Ctrl-X shows the review."},
    {.kind = FORM_BUTTON, .name = "back", .label = "Back"},
    {.kind = FORM_BUTTON, .name = "review", .label = "Review"},
};

static void check(void *ctx, const struct form *f, const char *name, struct form_verdict *v)
{
    (void)ctx;
    if (strcmp(name, "name") == 0 && strchr(form_value(f, name), ' ') != NULL)
        buf_puts(v->error, "no blanks");
    if (strcmp(name, "checks") == 0 && form_chosen_count(f, name) == 0)
        buf_puts(v->error, "choose at least one check");
    if (strcmp(name, "day") == 0 && strcmp(form_value(f, name), "31") == 0)
        buf_puts(v->warning, "short months: LAST");
}

static enum form_result press(struct form *f, const char *script)
{
    struct str rest = str_of(script);
    enum form_result last = FORM_IGNORED;

    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        struct key k;

        if (keys_parse(word, &k))
            last = form_key(f, k);
        else
            for (size_t i = 0; i < word.n; i++)
                last = form_key(f, (struct key){.code = (uint8_t)word.p[i]});
    }
    return last;
}

static struct form *begin(void)
{
    return form_new(fields, COUNT_OF(fields), check, NULL);
}

static void expect(const char *name, struct form *f, int rows, int cols)
{
    struct surface *s = surface_new(rows, cols, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);

    form_draw(f, s);
    cr_expect(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

Test(tui_form, keys_and_values)
{
    static const struct {
        const char *script, *field, *value;
        enum form_result last;
    } rows[] = {
        {"daily-edge", "name", "daily-edge", FORM_CHANGED},
        {"xyz <Enter>", "name", "xyz", FORM_MOVED},
        {"c W ! *", "name", "cW!*", FORM_CHANGED}, /* letters are text in a text field */
        {"<Tab> <Right>", "repeat", "daily", FORM_CHANGED},
        {"<Tab> <Right> <Right>", "repeat", "monthly",
         FORM_CHANGED}, /* over the disabled one */
        {"<Tab> <Left>", "repeat", "monthly", FORM_CHANGED},
        {"<Tab> <Tab> <Tab> <Space>", "checks", "shared", FORM_CHANGED},
        {"<Tab> <Tab> <Tab> j <Space> j <Space>", "checks", "policy,ca", FORM_CHANGED},
        {"<Tab> <Tab> <Tab> *", "checks", "shared,policy,ca", FORM_CHANGED},
        {"<Tab> <Tab> <Tab> <Space> !", "checks", "policy,ca", FORM_CHANGED},
        {"<Tab> <Tab> <Tab> j j j <Space>", "checks", "", FORM_MOVED}, /* disabled */
        {"S-<Tab> <Enter>", "name", "", FORM_PRESSED},
        {"C-x", "name", "", FORM_REVIEW},
        {"abc <Esc>", "name", "abc", FORM_LEFT},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct form *f = begin();

        cr_assert_eq(press(f, rows[i].script), rows[i].last, "row %zu", i);
        cr_assert_str_eq(form_value(f, rows[i].field), rows[i].value, "row %zu: %s", i,
                         form_value(f, rows[i].field));
        form_free(f);
    }
}

Test(tui_form, enter_walks_to_a_button_and_no_further)
{
    struct form *f = begin();
    int moves = 0;

    while (strcmp(form_focus_name(f), "back") != 0 && moves++ < 20)
        cr_assert_eq(press(f, "<Enter>"), FORM_MOVED);
    cr_assert_eq(moves, 4);
    cr_assert_eq(press(f, "<Enter>"), FORM_PRESSED, "the safe button comes first");
    form_free(f);
}

Test(tui_form, down_goes_through_the_lines_of_a_checklist)
{
    struct form *f = begin();

    form_focus(f, "checks");
    press(f, "<Down> <Down> <Down>");
    cr_assert_str_eq(form_focus_name(f), "checks");
    press(f, "<Down>");
    cr_assert_str_eq(form_focus_name(f), "back");
    press(f, "<Up> <Space>");
    cr_assert_str_eq(form_value(f, "checks"), "", "from below one comes to the last line");
    press(f, "<Up> <Space>");
    cr_assert_str_eq(form_value(f, "checks"), "ca");
    form_free(f);
}

Test(tui_form, says_what_is_wrong_beside_the_field)
{
    struct form *f = begin();

    expect("tui/form_untouched", f, 18, 80);
    cr_assert_not(form_valid(f));
    cr_assert_str_eq(form_focus_name(f), "checks");
    press(f, "<Space>");
    cr_assert(form_valid(f));
    form_focus(f, "name");
    press(f, "a <Space> b");
    form_disable(f, "day", "only for weekly and monthly");
    form_set_error(f, "repeat", "LimitExceeded: 5 schedules are allowed");
    expect("tui/form_wrong", f, 18, 80);
    cr_assert_not(form_valid(f));
    press(f, "<Backspace> <Backspace>");
    cr_assert(form_valid(f));
    form_disable(f, "day", NULL);
    form_set(f, "day", "31");
    form_focus(f, "checks");
    expect("tui/form_60x10", f, 10, 60);
    form_free(f);
}

Test(tui_form, drafts)
{
    struct form *f = begin();

    cr_assert(form_set(f, "name", "edge"));
    cr_assert(form_set(f, "repeat", "monthly"));
    cr_assert(form_set(f, "checks", "ca,unknown,logging,shared"));
    cr_assert_not(form_set(f, "nothing", "x"));
    cr_assert_str_eq(form_value(f, "repeat"), "monthly");
    cr_assert_str_eq(form_value(f, "checks"), "shared,ca");
    form_set(f, "repeat", "weekly"); /* disabled: left as it was */
    cr_assert_str_eq(form_value(f, "repeat"), "monthly");
    cr_assert_null(form_value(f, "nothing"));
    form_focus(f, "name");
    cr_assert_eq(form_paste(f, STR("-pasted\nline")), FORM_CHANGED);
    cr_assert_str_eq(form_value(f, "name"), "edge-pasted line");
    form_focus(f, "checks");
    cr_assert_eq(form_paste(f, STR("   ")), FORM_IGNORED);
    form_free(f);
}

static const struct form_quick durations[] = {{'1', "7d"}, {'2', "1mo"}, {'3', "3mo"}};
static const struct form_field suppression[] = {
    {.kind = FORM_TEXT,
     .name = "for",
     .label = "for",
     .width = 16,
     .quick = durations,
     .n_quick = COUNT_OF(durations)},
    {.kind = FORM_FACT, .name = "until", .label = ""},
    {.kind = FORM_TEXT, .name = "why", .label = "description"},
    {.kind = FORM_FACT, .name = "hides", .label = "hides"},
    {.kind = FORM_BUTTON, .name = "review", .label = "Review"},
};

Test(tui_form, a_digit_fills_an_empty_duration_and_nothing_else)
{
    static const struct {
        const char *before, *script, *value;
    } rows[] = {
        {"", "3", "3mo"},
        {"", "31", "31"},
        {"", "3mo", "3mo"},
        {"", "12h", "12h"},
        {"", "3 <Space> 1d", "3mo 1d"},
        {"", "3 <Left> x", "3mxo"},
        {"1", "2", "12"},
        {"", "4", "4"},
        {"x", "<Backspace> 2", "1mo"},
        {"", "M-1", ""},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct form *f = form_new(suppression, COUNT_OF(suppression), NULL, NULL);

        form_set(f, "for", rows[i].before);
        press(f, rows[i].script);
        cr_expect_str_eq(form_value(f, "for"), rows[i].value, "row %zu: %s", i,
                         form_value(f, "for"));
        cr_expect_eq(form_paste(f, STR("1")), FORM_CHANGED, "pasted text is text");
        form_free(f);
    }
}

Test(tui_form, facts_are_said_and_never_focused)
{
    struct form *f = form_new(suppression, COUNT_OF(suppression), NULL, NULL);

    expect("tui/form_no_facts", f, 8, 60);
    form_set_fact(f, "until", "= until Sun 22 Feb 2026 14:22Z (92 days)", STYLE_TEXT);
    form_set_fact(f, "hides",
                  "2 open CRITICAL findings: device certificate shared, revoked CA certificate "
                  "still active\n11 findings a week on average",
                  STYLE_WARN);
    expect("tui/form_facts", f, 10, 60);
    press(f, "<Tab>");
    cr_assert_str_eq(form_focus_name(f), "why");
    press(f, "<Tab>");
    cr_assert_str_eq(form_focus_name(f), "review");
    cr_assert_not(form_set(f, "until", "x"));
    cr_assert_null(form_value(f, "until"));
    form_set_fact(f, "hides", "", STYLE_TEXT);
    form_set_fact(f, "until", "", STYLE_TEXT);
    press(f, "<Tab>");
    expect("tui/form_no_facts", f, 8, 60);
    form_free(f);
}
