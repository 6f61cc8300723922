/* A line that only the person knows, asked for over whatever is there: the code of a device. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/app_inside.h"

enum { CODE_DIGITS = 6 };

void app_ask_code(struct app *a, const char *device, app_code_fn *answer, void *ctx)
{
    char *label = mem_printf(_("Code of %.80s: "), device);

    app_forget_code(a);
    a->code_answer = answer;
    a->code_ctx = ctx;
    a->prompts[PROMPT_CODE] = prompt_new(label);
    prompt_hide(a->prompts[PROMPT_CODE]);
    a->prompt_below = a->prompt;
    (void)memcpy(a->prompt_below_error, a->prompt_error, sizeof a->prompt_error);
    a->prompt = PROMPT_CODE;
    a->prompt_error[0] = '\0';
    free(label);
    app_redraw(a);
}

/* What was being typed before is there again. */
void app_forget_code(struct app *a)
{
    if (a->prompts[PROMPT_CODE] == NULL)
        return;
    prompt_free(a->prompts[PROMPT_CODE]);
    a->prompts[PROMPT_CODE] = NULL;
    a->prompt = a->prompt_below;
    (void)memcpy(a->prompt_error, a->prompt_below_error, sizeof a->prompt_error);
    a->code_answer = NULL;
    app_redraw(a);
}

static bool is_code(const char *text)
{
    return strlen(text) == CODE_DIGITS && strspn(text, "0123456789") == CODE_DIGITS;
}

static void answer_with(struct app *a, const char *text)
{
    app_code_fn *answer = a->code_answer;
    void *ctx = a->code_ctx;
    char code[CODE_DIGITS + 1] = "";

    if (text != NULL)
        (void)snprintf(code, sizeof code, "%s", text);
    app_forget_code(a);
    if (answer != NULL)
        answer(ctx, text != NULL ? code : NULL);
    explicit_bzero(code, sizeof code);
}

void app_code_result(struct app *a, enum prompt_result result)
{
    const char *text = prompt_text(a->prompts[PROMPT_CODE]);

    if (result == PROMPT_CANCELED)
        answer_with(a, NULL);
    else if (result == PROMPT_DONE && is_code(text))
        answer_with(a, text);
    else if (result == PROMPT_DONE)
        (void)snprintf(a->prompt_error, sizeof a->prompt_error, "%s",
                       _("A code has 6 digits. Esc: not now."));
    else if (result == PROMPT_CHANGED)
        a->prompt_error[0] = '\0';
}
