/* Values, checks and keys; form_draw.c shows them. */
#include "tui/form.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "tui/form_inside.h"

enum { PROBLEM_MAX = 512, VALUE_MAX = 64 * 1024 };

static void check_all(struct form *f);

struct form *form_new(const struct form_field *fields, size_t n, form_check_fn *check,
                      void *ctx)
{
    struct form *f = mem_alloc(1, sizeof *f);

    *f = (struct form){.fields = fields, .n = n, .check = check, .ctx = ctx};
    f->states = mem_alloc(n > 0 ? n : 1, sizeof *f->states);
    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind == FORM_TEXT)
            f->states[i].prompt = prompt_new("");
        if (fields[i].kind == FORM_CHECKLIST)
            f->states[i].checked = mem_alloc(fields[i].n_choices + 1, sizeof(bool));
    }
    while (f->focus < n && !form_can_focus(f, f->focus))
        f->focus++;
    check_all(f);
    return f;
}

void form_free(struct form *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->n; i++) {
        struct form_state *st = &f->states[i];

        prompt_free(st->prompt);
        free(st->checked);
        free(st->value);
        free(st->disabled);
        free(st->error);
        free(st->warning);
        free(st->refused);
        free(st->fact);
    }
    free(f->states);
    free(f);
}

size_t form_find(const struct form *f, const char *name)
{
    size_t i = 0;

    while (i < f->n && (f->fields[i].name == NULL || strcmp(f->fields[i].name, name) != 0))
        i++;
    return i;
}

bool form_can_focus(const struct form *f, size_t i)
{
    if (i >= f->n || f->states[i].disabled != NULL)
        return false;
    switch (f->fields[i].kind) {
    case FORM_HEADING:
    case FORM_NOTE:
    case FORM_FACT: return false;
    case FORM_RADIO:
    case FORM_CHECKLIST: return f->fields[i].n_choices > 0;
    case FORM_TEXT:
    case FORM_BUTTON: break;
    }
    return true;
}

bool form_has_value(enum form_kind kind)
{
    return kind == FORM_TEXT || kind == FORM_RADIO || kind == FORM_CHECKLIST;
}

/* ---- values ---- */

static const char *keep(struct form_state *st, const struct buf *b)
{
    free(st->value);
    st->value = mem_strdup(buf_text(b));
    return st->value;
}

static const char *checked_values(const struct form_field *field, struct form_state *st)
{
    struct buf b = BUF_INIT(VALUE_MAX);

    for (size_t k = 0; k < field->n_choices; k++) {
        if (!st->checked[k])
            continue;
        if (b.len > 0)
            buf_putc(&b, ',');
        buf_puts(&b, field->choices[k].value);
    }
    const char *value = keep(st, &b);

    buf_free(&b);
    return value;
}

const char *form_value(const struct form *f, const char *name)
{
    size_t i = form_find(f, name);

    if (i == f->n)
        return NULL;
    switch (f->fields[i].kind) {
    case FORM_TEXT: return prompt_text(f->states[i].prompt);
    case FORM_RADIO:
        return f->fields[i].n_choices > 0 ? f->fields[i].choices[f->states[i].at].value : "";
    case FORM_CHECKLIST: return checked_values(&f->fields[i], &f->states[i]);
    case FORM_HEADING:
    case FORM_NOTE:
    case FORM_FACT:
    case FORM_BUTTON: break;
    }
    return NULL;
}

size_t form_chosen_count(const struct form *f, const char *name)
{
    size_t i = form_find(f, name), n = 0;

    if (i == f->n || f->states[i].checked == NULL)
        return 0;
    for (size_t k = 0; k < f->fields[i].n_choices; k++)
        n += f->states[i].checked[k];
    return n;
}

static void set_choice(const struct form_field *field, struct form_state *st, struct str value)
{
    for (size_t k = 0; k < field->n_choices; k++) {
        if (!str_eq(value, field->choices[k].value) || field->choices[k].disabled != NULL)
            continue;
        if (st->checked != NULL)
            st->checked[k] = true;
        else
            st->at = k;
    }
}

bool form_set(struct form *f, const char *name, const char *value)
{
    size_t i = form_find(f, name);

    if (i == f->n || !form_has_value(f->fields[i].kind))
        return false;
    struct form_state *st = &f->states[i];
    struct str rest = str_of(value);

    if (st->prompt != NULL)
        prompt_set(st->prompt, value);
    if (st->checked != NULL)
        memset(st->checked, 0, f->fields[i].n_choices * sizeof *st->checked);
    while (rest.n > 0 && st->prompt == NULL)
        set_choice(&f->fields[i], st, str_cut(rest, ',', &rest));
    check_all(f);
    return true;
}

void form_disable(struct form *f, const char *name, const char *why)
{
    size_t i = form_find(f, name);

    if (i == f->n)
        return;
    free(f->states[i].disabled);
    f->states[i].disabled = why != NULL ? mem_strdup(why) : NULL;
    for (size_t k = 0; k < f->n && !form_can_focus(f, f->focus); k++)
        f->focus = (f->focus + 1) % f->n;
}

void form_set_fact(struct form *f, const char *name, const char *text, enum style style)
{
    size_t i = form_find(f, name);

    if (i == f->n)
        return;
    free(f->states[i].fact);
    f->states[i].fact = text[0] != '\0' ? mem_strdup(text) : NULL;
    f->states[i].fact_style = style;
}

/* ---- checks ---- */

static char *taken(struct buf *b)
{
    char *s = b->len > 0 ? mem_strdup(buf_text(b)) : NULL;

    buf_free(b);
    return s;
}

static void check_all(struct form *f)
{
    for (size_t i = 0; i < f->n && f->check != NULL; i++) {
        struct buf error = BUF_INIT(PROBLEM_MAX), warning = BUF_INIT(PROBLEM_MAX);
        struct form_verdict v = {&error, &warning};
        struct form_state *st = &f->states[i];

        if (form_can_focus(f, i) && f->fields[i].kind != FORM_BUTTON)
            f->check(f->ctx, f, f->fields[i].name, &v);
        free(st->error);
        free(st->warning);
        st->error = taken(&error);
        st->warning = taken(&warning);
    }
}

bool form_valid(struct form *f)
{
    size_t first = f->n;

    check_all(f);
    for (size_t i = f->n; i-- > 0;) {
        f->states[i].touched = true;
        if (f->states[i].error != NULL)
            first = i;
    }
    if (first < f->n)
        f->focus = first;
    return first == f->n;
}

const char *form_error(const struct form *f, const char **name)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->states[i].error != NULL) {
            *name = f->fields[i].name;
            return f->states[i].error;
        }
    return NULL;
}

void form_set_error(struct form *f, const char *name, const char *text)
{
    size_t i = form_find(f, name);

    if (i == f->n)
        return;
    free(f->states[i].refused);
    f->states[i].refused = mem_strdup(text);
    f->focus = form_can_focus(f, i) ? i : f->focus;
}

const char *form_problem(const struct form_state *st, enum style *style)
{
    *style = STYLE_ERROR;
    if (st->refused != NULL)
        return st->refused;
    if (!st->touched)
        return NULL;
    if (st->error == NULL)
        *style = STYLE_WARN;
    return st->error != NULL ? st->error : st->warning;
}

/* ---- keys ---- */

static enum form_result changed(struct form *f)
{
    struct form_state *st = &f->states[f->focus];

    free(st->refused);
    st->refused = NULL;
    st->touched = true;
    check_all(f);
    return FORM_CHANGED;
}

/* Round and round, over what can have the focus. */
static enum form_result go(struct form *f, int by)
{
    if (f->focus >= f->n)
        return FORM_IGNORED;
    f->states[f->focus].touched = true;
    do {
        f->focus = (f->focus + f->n + (size_t)by) % f->n;
    } while (!form_can_focus(f, f->focus));
    if (f->fields[f->focus].kind == FORM_CHECKLIST)
        f->states[f->focus].at = by > 0 ? 0 : f->fields[f->focus].n_choices - 1;
    return FORM_MOVED;
}

/* The field is empty and the key stands for a value. */
static bool quick_key(struct form *f, struct key k)
{
    const struct form_field *field = &f->fields[f->focus];
    struct prompt *prompt = f->states[f->focus].prompt;

    if (prompt_text(prompt)[0] != '\0')
        return false;
    for (size_t i = 0; i < field->n_quick; i++) {
        if (!keys_is(k, (uint8_t)field->quick[i].key))
            continue;
        prompt_set(prompt, field->quick[i].value);
        f->states[f->focus].quick = field->quick[i].key;
        return true;
    }
    return false;
}

/* "2" filled in "1mo", and the "w" after it says that "2w" was meant. */
static void take_back_quick(struct form *f, struct key k)
{
    struct form_state *st = &f->states[f->focus];
    const char typed[] = {st->quick, '\0'};

    if (st->quick != '\0' && keys_printable(k) && !keys_is(k, ' '))
        prompt_set(st->prompt, typed);
    st->quick = '\0';
}

static enum form_result text_key(struct form *f, struct key k)
{
    if (quick_key(f, k))
        return changed(f);
    take_back_quick(f, k);
    switch (prompt_key(f->states[f->focus].prompt, k)) {
    case PROMPT_IGNORED: return FORM_IGNORED;
    case PROMPT_MOVED: return FORM_MOVED;
    case PROMPT_CHANGED: return changed(f);
    case PROMPT_DONE: return go(f, 1);
    case PROMPT_CANCELED: return FORM_LEFT;
    }
    return FORM_IGNORED;
}

static enum form_result radio_key(struct form *f, struct key k)
{
    const struct form_field *field = &f->fields[f->focus];
    struct form_state *st = &f->states[f->focus];
    bool back = keys_is(k, KEYCODE_LEFT) || keys_is(k, 'h');

    if (keys_is(k, KEYCODE_ENTER))
        return go(f, 1);
    if (!back && !keys_is(k, KEYCODE_RIGHT) && !keys_is(k, 'l') && !keys_is(k, ' '))
        return FORM_IGNORED;
    size_t at = st->at;

    do {
        at = (at + (back ? field->n_choices - 1 : 1)) % field->n_choices;
    } while (field->choices[at].disabled != NULL && at != st->at);
    st->at = at;
    return changed(f);
}

static void check_each(const struct form_field *field, struct form_state *st, char how)
{
    for (size_t k = 0; k < field->n_choices; k++)
        if (field->choices[k].disabled == NULL)
            st->checked[k] = how == '*' || !st->checked[k];
}

static enum form_result checklist_key(struct form *f, struct key k)
{
    const struct form_field *field = &f->fields[f->focus];
    struct form_state *st = &f->states[f->focus];

    if (keys_is(k, KEYCODE_ENTER))
        return go(f, 1);
    if (keys_is(k, '*') || keys_is(k, '!')) {
        check_each(field, st, (char)k.code);
        return changed(f);
    }
    if (!keys_is(k, ' '))
        return FORM_IGNORED;
    if (field->choices[st->at].disabled != NULL)
        return FORM_MOVED; /* the reason stands beside it */
    st->checked[st->at] = !st->checked[st->at];
    return changed(f);
}

/* Up and Down: through the lines of a checklist, else from field to field. */
static enum form_result vertical(struct form *f, int by)
{
    struct form_state *st = &f->states[f->focus];

    if (f->fields[f->focus].kind != FORM_CHECKLIST)
        return go(f, by);
    if (by < 0 ? st->at == 0 : st->at + 1 >= f->fields[f->focus].n_choices)
        return go(f, by);
    st->at += (size_t)by;
    return FORM_MOVED;
}

static int vertical_step(const struct form *f, struct key k)
{
    bool letters = f->fields[f->focus].kind == FORM_CHECKLIST;

    if (keys_is(k, KEYCODE_DOWN) || (letters && keys_is(k, 'j')))
        return 1;
    return keys_is(k, KEYCODE_UP) || (letters && keys_is(k, 'k')) ? -1 : 0;
}

enum form_result form_key(struct form *f, struct key k)
{
    if (keys_is(k, KEYCODE_ESC) || keys_equal(k, (struct key){'c', KEY_CTRL}))
        return FORM_LEFT;
    if (keys_equal(k, (struct key){'x', KEY_CTRL}))
        return FORM_REVIEW;
    if (f->focus >= f->n)
        return FORM_IGNORED;
    if (keys_is(k, KEYCODE_TAB))
        return go(f, 1);
    if (keys_equal(k, (struct key){KEYCODE_TAB, KEY_SHIFT}))
        return go(f, -1);
    if (vertical_step(f, k) != 0)
        return vertical(f, vertical_step(f, k));
    switch (f->fields[f->focus].kind) {
    case FORM_TEXT: return text_key(f, k);
    case FORM_RADIO: return radio_key(f, k);
    case FORM_CHECKLIST: return checklist_key(f, k);
    case FORM_BUTTON: return keys_is(k, KEYCODE_ENTER) ? FORM_PRESSED : FORM_IGNORED;
    case FORM_HEADING:
    case FORM_FACT:
    case FORM_NOTE: break;
    }
    return FORM_IGNORED;
}

enum form_result form_paste(struct form *f, struct str text)
{
    if (f->focus >= f->n || f->states[f->focus].prompt == NULL)
        return FORM_IGNORED;
    prompt_paste(f->states[f->focus].prompt, text);
    return changed(f);
}

const char *form_focus_name(const struct form *f)
{
    return f->focus < f->n && f->fields[f->focus].name != NULL ? f->fields[f->focus].name : "";
}

bool form_is_typing(const struct form *f)
{
    return f->focus < f->n && f->fields[f->focus].kind == FORM_TEXT;
}

void form_focus(struct form *f, const char *name)
{
    size_t i = form_find(f, name);

    if (form_can_focus(f, i))
        f->focus = i;
}
