#include <stdlib.h>

#include "client/base/mem.h"
#include "tui/prompt_inside.h"

void prompt_set_completion(struct prompt *p, enum prompt_offers when, prompt_complete_fn *fn,
                           void *ctx)
{
    p->offers = when;
    p->complete = fn;
    p->ctx = ctx;
    p->choices.chosen = PROMPT_NO_CHOICE;
}

void prompt_choices_clear(struct prompt_choices *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->items[i].text);
        free(c->items[i].note);
    }
    c->n = 0;
    c->chosen = PROMPT_NO_CHOICE;
}

void prompt_offer(struct prompt_choices *c, size_t from, const char *text, const char *note)
{
    if (c->n >= PROMPT_CHOICES)
        return;
    c->items = mem_grow(c->items, &c->cap, c->n + 1, sizeof *c->items);
    c->items[c->n++] = (struct prompt_choice){
        .text = mem_strdup(text), .note = note != NULL ? mem_strdup(note) : NULL, .from = from};
}

void prompt_complete(struct prompt *p)
{
    prompt_choices_clear(&p->choices);
    if (p->complete != NULL)
        p->complete(p->ctx, p->text, p->cursor, &p->choices);
}

/* The next candidate replaces the word, and the others stay on offer. */
enum prompt_result prompt_choose(struct prompt *p, int by)
{
    struct prompt_choices *c = &p->choices;

    /* The only one was taken already: what could follow it. */
    if (c->n == 0 || (c->n == 1 && c->chosen == 0))
        prompt_complete(p);
    if (c->n == 0)
        return PROMPT_MOVED;
    if (c->chosen == PROMPT_NO_CHOICE)
        c->chosen = by > 0 ? 0 : c->n - 1;
    else
        c->chosen = (c->chosen + c->n + (size_t)by) % c->n;
    const struct prompt_choice *item = &c->items[c->chosen];
    size_t from = item->from <= p->cursor ? item->from : p->cursor;

    prompt_splice(p, from, p->cursor, item->text, strlen(item->text));
    return PROMPT_CHANGED;
}
