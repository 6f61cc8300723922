#include "views/audit_progress.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

enum style audit_state_style(const char *state)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {
        {"IN_PROGRESS", STYLE_RUNNING},
        {"WAITING_FOR_DATA_COLLECTION", STYLE_RUNNING},
        {"COMPLETED", STYLE_OK},
        {"COMPLETED_COMPLIANT", STYLE_OK},
        {"COMPLETED_NON_COMPLIANT", STYLE_WARN},
        {"FAILED", STYLE_ERROR},
        {"CANCELED", STYLE_DIM},
    };
    for (size_t i = 0; state != NULL && i < COUNT_OF(styles); i++)
        if (strcmp(styles[i].state, state) == 0)
            return styles[i].style;
    return STYLE_TEXT;
}

void audit_progress_text(int64_t done, int64_t total, int width, struct buf *out)
{
    int64_t full = total > 0 ? done * (width - 6) / total : 0;
    buf_putc(out, '[');
    for (int i = 0; i < width - 6; i++)
        buf_putc(out, i < full ? '#' : '-');
    buf_printf(out, "] %lld/%lld", (long long)done, (long long)total);
}

void time_text(struct opt_time t, struct buf *out)
{
    struct civil c;
    if (!t.set) {
        buf_putc(out, '-');
        return;
    }
    civil_from_ms(t.ms, &c);
    buf_printf(out, "%04d-%02d-%02d %02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
}

void audit_title(const struct audit_run *run, struct buf *out)
{
    const struct describe_audit_task_output *t = run->task;
    bool scheduled = t->task_type != NULL && strcmp(t->task_type, "SCHEDULED_AUDIT_TASK") == 0;
    if (scheduled && t->scheduled_audit_name != NULL)
        buf_puts(out, t->scheduled_audit_name);
    else
        buf_puts(out, scheduled ? "Scheduled" : "On-demand");
    buf_puts(out, " - ");
    time_text(t->task_start_time, out);
}

static void add_fact(struct plan *p, const char *label, const char *text)
{
    plan_add_fact(p, &(struct plan_fact){"what it does", label, text, PLAN_PLAIN});
}

void audit_cancel_review(struct app *app, const char *task_id)
{
    const struct audit_run *run = audit_runs_find(app_runs(app), task_id);
    const struct cancel_audit_task_input in = {.task_id = task_id};
    struct buf title = BUF_INIT(256);

    if (run == NULL || !audit_run_is_going(run)) {
        app_message(app, MESSAGE_INFO, "This audit has ended; there is nothing to cancel.");
        return;
    }
    struct plan *p = plan_new("audit", app_now_ms(app));

    audit_title(run, &title);
    p->title = plan_printf(p, _("Cancel the audit %s"), buf_text(&title));
    p->verb = plan_text(p, _("Cancel the audit"));
    p->no_way_back =
        plan_text(p, _("A canceled audit does not go on; another can be started."));
    p->then = plan_printf(p, "report %s", task_id);
    add_fact(p, "ends", _("checks that have not ended stay without a result"));
    add_fact(p, "keeps", _("the findings made so far"));
    int step = plan_add_step(
        p, &(struct plan_step){.text = task_id, .call = {&op_cancel_audit_task, &in}});

    plan_add_target(p, &(struct plan_target){.id = task_id,
                                             .text = plan_printf(p, _("audit %.8s"), task_id),
                                             .before = _("in progress"),
                                             .after = _("canceled"),
                                             .things = -1,
                                             .online = -1,
                                             .step = step});
    buf_free(&title);
    (void)app_review(app, p);
}
