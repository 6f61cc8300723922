/* Editing one line, by scripts of keys. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/golden.h"
#include "tui/modal.h"
#include "tui/prompt.h"

/* Presses keys by name; what is no name is typed. Returns the last result. */
static enum prompt_result type(struct prompt *p, const char *script)
{
    struct str rest = str_of(script);
    enum prompt_result last = PROMPT_IGNORED;

    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        struct key k;

        if (keys_parse(word, &k)) {
            last = prompt_key(p, k);
            continue;
        }
        for (size_t i = 0; i < word.n; i++)
            last = prompt_key(p, (struct key){.code = (uint8_t)word.p[i]});
    }
    return last;
}

Test(tui_prompt, readline_keys)
{
    static const struct {
        const char *script, *text;
    } rows[] = {
        {"hello <Left> <Left> X", "helXlo"},
        {"one <Space> two C-w three", "one three"},
        {"abc C-a X C-e Y", "XabcY"},
        {"abc <Left> C-k", "ab"},
        {"abc <Left> C-u", "c"},
        {"abc C-u C-y C-y", "abcabc"},
        {"one <Space> two <Space> six M-b M-b X", "one Xtwo six"},
        {"one <Space> two C-a M-f X", "oneX two"},
        {"one <Space> two C-a M-d", " two"},
        {"abc <Home> <Delete>", "bc"},
        {"é 日 <Backspace>", "é"},
        {"<Backspace> <Left> <Delete> C-w x", "x"},
        {"abc C-b C-b C-d C-f Y", "acY"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct prompt *p = prompt_new(":");

        type(p, rows[i].script);
        cr_assert_str_eq(prompt_text(p), rows[i].text, "row %zu: %s", i, prompt_text(p));
        prompt_free(p);
    }
}

Test(tui_prompt, results)
{
    struct prompt *p = prompt_new("/");

    cr_assert_eq(type(p, "a"), PROMPT_CHANGED);
    cr_assert_eq(type(p, "<Left>"), PROMPT_MOVED);
    cr_assert_eq(type(p, "<F5>"), PROMPT_IGNORED);
    cr_assert_eq(type(p, "<Enter>"), PROMPT_DONE);
    cr_assert_eq(type(p, "<Esc>"), PROMPT_CANCELED);
    cr_assert_eq(prompt_paste(p, STR("two\nlines\033[31m\x07")), PROMPT_CHANGED);
    cr_assert_str_eq(prompt_text(p), "two lines[31ma");
    prompt_free(p);
}

Test(tui_prompt, history)
{
    struct prompt *p = prompt_new(":");

    prompt_remember(p, "first");
    prompt_remember(p, "second");
    prompt_remember(p, "first"); /* no doubles: moved to the end */
    type(p, "dra <Up>");
    cr_assert_str_eq(prompt_text(p), "first");
    type(p, "<Up>");
    cr_assert_str_eq(prompt_text(p), "second");
    type(p, "<Up>");
    cr_assert_str_eq(prompt_text(p), "second");
    type(p, "<Down> <Down>");
    cr_assert_str_eq(prompt_text(p), "dra", "the line being written comes back");
    cr_assert_str_eq(prompt_history(p, 1), "first");
    cr_assert_null(prompt_history(p, 2));
    for (int i = 0; i < PROMPT_HISTORY * 2; i++) {
        char text[20];

        snprintf(text, sizeof text, "c%d", i);
        prompt_remember(p, text);
    }
    cr_assert_null(prompt_history(p, PROMPT_HISTORY));
    prompt_free(p);
}

Test(tui_prompt, text_is_bounded)
{
    struct prompt *p = prompt_new(":");
    char big[3000];

    memset(big, 'x', sizeof big);
    prompt_paste(p, (struct str){big, sizeof big});
    prompt_paste(p, (struct str){big, sizeof big});
    cr_assert_eq(strlen(prompt_text(p)), sizeof big);
    prompt_free(p);
}

static void complete(void *ctx, const char *text, size_t cursor, struct prompt_choices *c)
{
    static const char *const words[] = {"audits", "actions", "alarms", "findings"};

    (void)ctx;
    for (size_t i = 0; i < COUNT_OF(words) && cursor > 0; i++)
        if (strncmp(words[i], text, cursor) == 0)
            prompt_offer(c, 0, words[i], i == 0 ? "runs and reports" : NULL);
}

Test(tui_prompt, completion)
{
    struct prompt *p = prompt_new(":");
    struct surface *s = surface_new(6, 40, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);

    prompt_set_completion(p, PROMPT_OFFERS_AT_ONCE, complete, NULL);
    type(p, "a");
    prompt_draw(p, s, 5);
    prompt_draw_choices(p, s, 5);
    cr_expect(golden_surface("tui/prompt_choices", s, &why), "%s", buf_text(&why));
    type(p, "<Tab>");
    cr_assert_str_eq(prompt_text(p), "audits");
    type(p, "<Tab>");
    cr_assert_str_eq(prompt_text(p), "actions");
    type(p, "S-<Tab>");
    cr_assert_str_eq(prompt_text(p), "audits");
    surface_clear(s);
    prompt_draw(p, s, 5);
    prompt_draw_choices(p, s, 5);
    cr_expect(golden_surface("tui/prompt_chosen", s, &why), "%s", buf_text(&why));
    cr_assert_eq(type(p, "<Enter>"), PROMPT_DONE);
    buf_free(&why);
    surface_free(s);
    prompt_free(p);
}

Test(tui_prompt, long_text_is_scrolled_to_the_cursor)
{
    struct prompt *p = prompt_new("/");
    struct surface *s = surface_new(1, 20, GLYPHS_UNICODE);

    prompt_set(p, "0123456789012345678901234567890123456789日本語");
    prompt_draw(p, s, 0);
    cr_assert(s->cursor->shown && s->cursor->col < 20 && s->cursor->col > 10);
    cr_assert_eq(surface_cell(s, 0, s->cursor->col - 2)->cp, 0x8a9e);
    surface_free(s);
    prompt_free(p);
}

/* ---- questions ---- */

static enum modal_result press(struct modal *m, const char *script)
{
    struct str rest = str_of(script);
    enum modal_result last = MODAL_OPEN;

    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        struct key k;

        if (keys_parse(word, &k))
            last = modal_key(m, k);
        else
            for (size_t i = 0; i < word.n; i++)
                last = modal_key(m, (struct key){.code = (uint8_t)word.p[i]});
    }
    return last;
}

Test(tui_prompt, the_safe_answer_is_nearest)
{
    static const struct {
        const char *typed, *script;
        enum modal_result result;
    } rows[] = {
        {NULL, "<Enter>", MODAL_REJECTED},
        {NULL, "<Esc>", MODAL_REJECTED},
        {NULL, "y", MODAL_OPEN},
        {NULL, "<Tab> <Enter>", MODAL_ACCEPTED},
        {"3 prod", "<Tab> <Enter>", MODAL_OPEN}, /* goes to the line to type */
        {"3 prod", "S-<Tab> 3 <Space> prod <Tab> <Tab> <Enter>", MODAL_ACCEPTED},
        {"3 prod", "S-<Tab> 3 <Space> prox <Tab> <Enter>", MODAL_REJECTED},
        {"3 prod", "S-<Tab> 3 <Space> prox <Tab> <Tab> <Enter>", MODAL_OPEN},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct modal *m = modal_new(&(struct modal_options){.title = "Cancel",
                                                            .text = "Cancel?",
                                                            .accept = "Cancel it",
                                                            .typed = rows[i].typed});

        cr_assert_eq(press(m, rows[i].script), rows[i].result, "row %zu", i);
        modal_free(m);
    }
}

Test(tui_prompt, question_on_screen)
{
    struct surface *s = surface_new(15, 60, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);
    struct modal *m = modal_new(&(struct modal_options){
        .title = "Cancel the audit",
        .text =
            "The run 9ccc9223 has finished 5 of 14 checks.\nWhat it found stays; the rest is "
            "not checked.",
        .accept = "Cancel the audit",
        .typed = "cancel",
        .style = STYLE_WARN});

    press(m, "S-<Tab> can");
    modal_draw(m, s);
    cr_expect(golden_surface("tui/modal_typed", s, &why), "%s", buf_text(&why));
    buf_free(&why);
    modal_free(m);
    surface_free(s);
}
