/* The two prompts: `:` for commands, `/` for filters. A third, for codes: app_ask.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/app_inside.h"
#include "views/command_history.h"
#include "views/filter_complete.h"
#include "views/list_view.h"
#include "views/palette.h"

static void offer_commands(void *ctx, const char *text, size_t cursor, struct prompt_choices *c)
{
    palette_complete(ctx, text, cursor, c);
}

static void offer_terms(void *ctx, const char *text, size_t cursor, struct prompt_choices *c)
{
    const struct list_view *list = app_list(ctx);

    if (list != NULL)
        filter_complete(source_table(list->source), text, cursor, c);
}

static struct prompt *prompt_of(struct app *a, enum prompt_kind kind)
{
    if (a->prompts[kind] == NULL) {
        a->prompts[kind] = prompt_new(kind == PROMPT_COMMAND ? ":" : "/");
        if (kind == PROMPT_COMMAND) {
            prompt_set_completion(a->prompts[kind], PROMPT_OFFERS_AT_ONCE, offer_commands, a);
            command_history_load(a->prompts[kind]);
        } else {
            prompt_set_completion(a->prompts[kind], PROMPT_OFFERS_ON_TAB, offer_terms, a);
        }
    }
    return a->prompts[kind];
}

void app_prompt_open(struct app *a, enum prompt_kind kind)
{
    const struct level *top = app_top(a);
    const char *text = "";

    if (kind == PROMPT_FILTER) {
        if (top->spec->filter == NULL) {
            app_message(a, MESSAGE_INFO, "%s has nothing to filter.",
                        i18n_text(top->spec->title));
            return;
        }
        text = top->spec->filter_text != NULL ? top->spec->filter_text(top->state) : "";
        free(a->filter_before);
        a->filter_before = mem_strdup(text);
    }
    a->prompt = kind;
    a->prompt_error[0] = '\0';
    prompt_set(prompt_of(a, kind), text);
}

static void try_filter(struct app *a, const char *text)
{
    const struct level *top = app_top(a);
    struct err err;

    a->prompt_error[0] = '\0';
    if (!top->spec->filter(top->state, text, &err))
        (void)snprintf(a->prompt_error, sizeof a->prompt_error, "%.100s", err.text);
}

static void changed(struct app *a)
{
    if (a->prompt == PROMPT_FILTER)
        try_filter(a, prompt_text(a->prompts[PROMPT_FILTER]));
}

void app_filter_entered(struct app *a)
{
    const struct list_view *list = app_list(a);
    struct err err;

    if (list != NULL && !list_view_filter_checked(list, &err))
        app_message(a, MESSAGE_WARN, "Filter: %s", err.text);
}

static void done(struct app *a)
{
    enum prompt_kind kind = a->prompt;
    char *text = mem_strdup(prompt_text(a->prompts[kind]));

    a->prompt = PROMPT_NONE;
    if (text[0] != '\0')
        prompt_remember(a->prompts[kind], text);
    if (kind == PROMPT_COMMAND && text[0] != '\0')
        app_command(a, text);
    else if (kind == PROMPT_FILTER && a->prompt_error[0] != '\0')
        app_message(a, MESSAGE_WARN, "Filter: %s", a->prompt_error);
    else if (kind == PROMPT_FILTER)
        app_filter_entered(a);
    free(text);
}

static void canceled(struct app *a)
{
    if (a->prompt == PROMPT_FILTER)
        try_filter(a, a->filter_before);
    a->prompt = PROMPT_NONE;
}

static void act_on(struct app *a, enum prompt_result result)
{
    if (a->prompt == PROMPT_CODE) {
        app_code_result(a, result);
        app_redraw(a);
        return;
    }
    switch (result) {
    case PROMPT_CHANGED: changed(a); break;
    case PROMPT_DONE: done(a); break;
    case PROMPT_CANCELED: canceled(a); break;
    case PROMPT_IGNORED:
    case PROMPT_MOVED: break;
    }
    app_redraw(a);
}

void app_prompt_key(struct app *a, struct key k)
{
    act_on(a, prompt_key(a->prompts[a->prompt], k));
}

void app_prompt_paste(struct app *a, struct str text)
{
    act_on(a, prompt_paste(a->prompts[a->prompt], text));
}
