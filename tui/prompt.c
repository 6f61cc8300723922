/* The text and its history; prompt_choices.c completes, prompt_draw.c shows. */
#include "tui/prompt.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "tui/prompt_inside.h"

struct prompt *prompt_new(const char *label)
{
    struct prompt *p = mem_alloc(1, sizeof *p);

    p->label = mem_strdup(label);
    p->text = mem_strdup("");
    p->killed = mem_strdup("");
    p->choices.chosen = PROMPT_NO_CHOICE;
    return p;
}

void prompt_free(struct prompt *p)
{
    if (p == NULL)
        return;
    prompt_choices_clear(&p->choices);
    free(p->choices.items);
    for (size_t i = 0; i < p->n_history; i++)
        free(p->history[i]);
    free(p->before_history);
    free(p->label);
    free(p->text);
    free(p->killed);
    free(p);
}

void prompt_hide(struct prompt *p)
{
    p->hidden = true;
}

const char *prompt_text(const struct prompt *p)
{
    return p->text;
}

void prompt_splice(struct prompt *p, size_t from, size_t to, const char *text, size_t n)
{
    size_t len = strlen(p->text);

    if (len - (to - from) + n > PROMPT_MAX)
        return;
    char *s = mem_printf("%.*s%.*s%s", (int)from, p->text, (int)n, text, p->text + to);

    free(p->text);
    p->text = s;
    p->cursor = from + n;
}

/* What may stand in a prompt: line feeds and tabs become blanks, other controls and broken
 * bytes are left out. */
static void cleaned(struct str text, struct buf *out)
{
    while (text.n > 0) {
        const char *at = text.p;
        bool valid;
        uint32_t cp = utf8_next(&text, &valid);

        if (!valid)
            continue;
        if (cp == '\n' || cp == '\t')
            buf_putc(out, ' ');
        else if (utf8_class(cp) != CP_CONTROL)
            buf_put(out, at, (size_t)(text.p - at));
    }
}

void prompt_set(struct prompt *p, const char *text)
{
    struct buf b = BUF_INIT(PROMPT_MAX);

    cleaned(str_of(text), &b);
    if (!b.full)
        prompt_splice(p, 0, strlen(p->text), buf_text(&b), b.len);
    p->at_history = 0;
    prompt_choices_clear(&p->choices);
    buf_free(&b);
}

enum prompt_result prompt_paste(struct prompt *p, struct str text)
{
    struct buf b = BUF_INIT(PROMPT_MAX);

    cleaned(str_trim(text), &b);
    if (!b.full)
        prompt_splice(p, p->cursor, p->cursor, buf_text(&b), b.len);
    buf_free(&b);
    return prompt_changed(p);
}

enum prompt_result prompt_changed(struct prompt *p)
{
    if (p->offers == PROMPT_OFFERS_AT_ONCE)
        prompt_complete(p);
    else
        prompt_choices_clear(&p->choices);
    return PROMPT_CHANGED;
}

/* ---- places in the text ---- */

static size_t before(const struct prompt *p, size_t at)
{
    struct str rest = {p->text, at};
    size_t last = 0;

    while (rest.n > 0) {
        const char *start = rest.p;
        bool valid;

        if (utf8_class(utf8_next(&rest, &valid)) != CP_COMBINING)
            last = (size_t)(start - p->text);
    }
    return last;
}

static size_t after(const struct prompt *p, size_t at)
{
    struct str rest = str_of(p->text + at);
    bool valid;

    if (rest.n == 0)
        return at;
    utf8_next(&rest, &valid);
    while (rest.n > 0) {
        struct str ahead = rest;

        if (utf8_class(utf8_next(&ahead, &valid)) != CP_COMBINING)
            break;
        rest = ahead;
    }
    return (size_t)(rest.p - p->text);
}

static size_t word_before(const struct prompt *p, size_t at)
{
    while (at > 0 && p->text[at - 1] == ' ')
        at--;
    while (at > 0 && p->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t word_after(const struct prompt *p, size_t at)
{
    while (p->text[at] == ' ')
        at++;
    while (p->text[at] != '\0' && p->text[at] != ' ')
        at++;
    return at;
}

/* ---- editing ---- */

static enum prompt_result moved(struct prompt *p, size_t to)
{
    p->cursor = to;
    return PROMPT_MOVED;
}

static enum prompt_result cut(struct prompt *p, size_t from, size_t to)
{
    if (from == to)
        return PROMPT_MOVED;
    prompt_splice(p, from, to, "", 0);
    return prompt_changed(p);
}

static enum prompt_result kill_text(struct prompt *p, size_t from, size_t to)
{
    if (from == to)
        return PROMPT_MOVED;
    free(p->killed);
    p->killed = mem_strndup(p->text + from, to - from);
    return cut(p, from, to);
}

static size_t end(const struct prompt *p)
{
    return strlen(p->text);
}
static enum prompt_result do_home(struct prompt *p)
{
    return moved(p, 0);
}
static enum prompt_result do_end(struct prompt *p)
{
    return moved(p, end(p));
}
static enum prompt_result do_left(struct prompt *p)
{
    return moved(p, before(p, p->cursor));
}
static enum prompt_result do_right(struct prompt *p)
{
    return moved(p, after(p, p->cursor));
}
static enum prompt_result do_word_left(struct prompt *p)
{
    return moved(p, word_before(p, p->cursor));
}
static enum prompt_result do_word_right(struct prompt *p)
{
    return moved(p, word_after(p, p->cursor));
}
static enum prompt_result do_delete(struct prompt *p)
{
    return cut(p, p->cursor, after(p, p->cursor));
}
static enum prompt_result do_backspace(struct prompt *p)
{
    return cut(p, before(p, p->cursor), p->cursor);
}
static enum prompt_result do_kill_end(struct prompt *p)
{
    return kill_text(p, p->cursor, end(p));
}
static enum prompt_result do_kill_start(struct prompt *p)
{
    return kill_text(p, 0, p->cursor);
}
static enum prompt_result do_kill_word(struct prompt *p)
{
    return kill_text(p, word_before(p, p->cursor), p->cursor);
}
static enum prompt_result do_kill_word_after(struct prompt *p)
{
    return kill_text(p, p->cursor, word_after(p, p->cursor));
}

static enum prompt_result do_yank(struct prompt *p)
{
    prompt_splice(p, p->cursor, p->cursor, p->killed, strlen(p->killed));
    return prompt_changed(p);
}

static enum prompt_result do_done(struct prompt *p)
{
    prompt_choices_clear(&p->choices);
    return PROMPT_DONE;
}

static enum prompt_result do_cancel(struct prompt *p)
{
    if (p->choices.chosen != PROMPT_NO_CHOICE) {
        prompt_choices_clear(&p->choices);
        return PROMPT_MOVED;
    }
    return PROMPT_CANCELED;
}

/* ---- history ---- */

void prompt_remember(struct prompt *p, const char *text)
{
    if (text[0] == '\0')
        return;
    for (size_t i = 0; i < p->n_history; i++) {
        if (strcmp(p->history[i], text) != 0)
            continue;
        free(p->history[i]);
        memmove(&p->history[i], &p->history[i + 1], (--p->n_history - i) * sizeof *p->history);
        break;
    }
    if (p->n_history == PROMPT_HISTORY) {
        free(p->history[0]);
        memmove(&p->history[0], &p->history[1], --p->n_history * sizeof *p->history);
    }
    p->history[p->n_history++] = mem_strdup(text);
    p->at_history = 0;
}

const char *prompt_history(const struct prompt *p, size_t i)
{
    return i < p->n_history ? p->history[i] : NULL;
}

/* at_history counts back from the newest; 0 is the line being written. */
static enum prompt_result go_history(struct prompt *p, size_t at)
{
    if (at > p->n_history || at == p->at_history)
        return PROMPT_MOVED;
    if (p->at_history == 0) {
        free(p->before_history);
        p->before_history = mem_strdup(p->text);
    }
    char *line = mem_strdup(at == 0 ? p->before_history : p->history[p->n_history - at]);

    prompt_set(p, line);
    p->at_history = at;
    free(line);
    return PROMPT_CHANGED;
}

/* Up and Down walk the candidates while they are shown, else the history. */
static enum prompt_result do_up(struct prompt *p)
{
    return p->choices.n > 0 ? prompt_choose(p, -1) : go_history(p, p->at_history + 1);
}

static enum prompt_result do_down(struct prompt *p)
{
    if (p->choices.n > 0)
        return prompt_choose(p, 1);
    return p->at_history > 0 ? go_history(p, p->at_history - 1) : PROMPT_MOVED;
}

static enum prompt_result do_older(struct prompt *p)
{
    return go_history(p, p->at_history + 1);
}
static enum prompt_result do_newer(struct prompt *p)
{
    return p->at_history > 0 ? go_history(p, p->at_history - 1) : PROMPT_MOVED;
}
static enum prompt_result do_next(struct prompt *p)
{
    return prompt_choose(p, 1);
}
static enum prompt_result do_previous(struct prompt *p)
{
    return prompt_choose(p, -1);
}

static const struct {
    struct key key;
    enum prompt_result (*run)(struct prompt *);
} keys[] = {
    {{KEYCODE_ENTER, 0}, do_done},
    {{KEYCODE_ESC, 0}, do_cancel},
    {{'c', KEY_CTRL}, do_cancel},
    {{'g', KEY_CTRL}, do_cancel},
    {{KEYCODE_BACKSPACE, 0}, do_backspace},
    {{KEYCODE_DELETE, 0}, do_delete},
    {{'d', KEY_CTRL}, do_delete},
    {{KEYCODE_LEFT, 0}, do_left},
    {{'b', KEY_CTRL}, do_left},
    {{KEYCODE_RIGHT, 0}, do_right},
    {{'f', KEY_CTRL}, do_right},
    {{KEYCODE_HOME, 0}, do_home},
    {{'a', KEY_CTRL}, do_home},
    {{KEYCODE_END, 0}, do_end},
    {{'e', KEY_CTRL}, do_end},
    {{'b', KEY_ALT}, do_word_left},
    {{KEYCODE_LEFT, KEY_CTRL}, do_word_left},
    {{'f', KEY_ALT}, do_word_right},
    {{KEYCODE_RIGHT, KEY_CTRL}, do_word_right},
    {{'k', KEY_CTRL}, do_kill_end},
    {{'u', KEY_CTRL}, do_kill_start},
    {{'w', KEY_CTRL}, do_kill_word},
    {{KEYCODE_BACKSPACE, KEY_ALT}, do_kill_word},
    {{'d', KEY_ALT}, do_kill_word_after},
    {{'y', KEY_CTRL}, do_yank},
    {{KEYCODE_UP, 0}, do_up},
    {{KEYCODE_DOWN, 0}, do_down},
    {{'p', KEY_CTRL}, do_older},
    {{'n', KEY_CTRL}, do_newer},
    {{KEYCODE_TAB, 0}, do_next},
    {{KEYCODE_TAB, KEY_SHIFT}, do_previous},
};

enum prompt_result prompt_key(struct prompt *p, struct key k)
{
    char bytes[4];

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys_equal(k, keys[i].key))
            return keys[i].run(p);
    if (!keys_printable(k))
        return PROMPT_IGNORED;
    prompt_splice(p, p->cursor, p->cursor, bytes, utf8_put(bytes, k.code));
    return prompt_changed(p);
}
