#include "views/task_alarms.h"

#include <stdio.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/base/i18n.h"
#include "views/task_review.h"

static bool has_failed(const struct detect_mitigation_action_execution *e)
{
    return e->status != NULL && strcmp(e->status, "FAILED") == 0;
}

static void put_execution(const struct detect_mitigation_action_execution *e, struct detail *d)
{
    struct buf view = BUF_INIT(512), text = BUF_INIT(2048);

    buf_printf(&view, "thing %s", e->thing_name != NULL ? e->thing_name : "");
    buf_printf(&text, "%s %s", e->action_name != NULL ? e->action_name : "?",
               e->status != NULL ? e->status : "?");
    detail_name_link(d, e->thing_name != NULL ? e->thing_name : "?", buf_text(&text),
                     buf_text(&view));
    if (e->error_code != NULL || e->message != NULL)
        detail_fieldf(d, "", execution_style(e->status), "%s%s%s",
                      e->error_code != NULL ? e->error_code : "",
                      e->error_code != NULL && e->message != NULL ? ": " : "",
                      e->message != NULL ? e->message : "");
    buf_free(&view);
    buf_free(&text);
}

void task_alarms_put(const struct answer *executions, struct detail *d)
{
    const size_t n = answer_items(executions);
    char heading[96];

    (void)snprintf(heading, sizeof heading, _("by thing: %zu%s"), n,
                   answer_cut(executions) ? _(" of more") : "");
    detail_heading(d, heading);
    for (int failed = 1; failed >= 0; failed--)
        for (size_t i = 0; i < n; i++) {
            const struct detect_mitigation_action_execution *e = answer_item(executions, i);

            if (has_failed(e) == (failed == 1))
                put_execution(e, d);
        }
    if (n == 0 && answer_state(executions) == ANSWER_READY)
        detail_text(d, STYLE_DIM, _("Nothing was done (yet)."));
    if (answer_err(executions)->kind != ERR_NONE)
        detail_field(d, "", STYLE_ERROR, answer_err(executions)->text);
}

const char *task_alarms_freeze(const struct answer *executions, struct frozen *set,
                               size_t *unknown)
{
    const char *action = NULL;

    for (size_t i = 0; i < answer_items(executions); i++) {
        const struct detect_mitigation_action_execution *e = answer_item(executions, i);
        const struct active_violation v = {.violation_id = e->violation_id,
                                           .thing_name = e->thing_name};

        if (!has_failed(e))
            continue;
        action = action != NULL ? action : e->action_name != NULL ? e->action_name : "";
        *unknown +=
            e->violation_id == NULL || e->thing_name == NULL || !frozen_add_alarm(set, &v);
    }
    return action;
}
