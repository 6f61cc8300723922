#include "views/audit_progress.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
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

static void on_answer(void *ctx)
{
    struct audit_cancel *c = ctx;
    const struct err *err = answer_err(c->answer);
    if (answer_waiting(c->answer))
        return;
    if (err->kind != ERR_NONE)
        app_error(c->app, err);
    else
        app_message(c->app, MESSAGE_OK, "Audit %.8s is canceled.", c->task);
    audit_runs_refresh(app_runs(c->app));
}

void audit_cancel_init(struct audit_cancel *c, struct app *app)
{
    *c = (struct audit_cancel){.app = app};
    c->answer = answer_new(loop_clock(app_loop(app)), on_answer, c);
}

void audit_cancel_free(struct audit_cancel *c)
{
    app_forget_confirm(c->app, c);
    answer_free(c->answer);
    free(c->task);
}

static void send_cancel(void *ctx)
{
    struct audit_cancel *c = ctx;
    struct cancel_audit_task_input in = {.task_id = c->task};
    if (app_client(c->app) == NULL) {
        app_message(c->app, MESSAGE_ERROR, "Not connected: nothing was canceled.");
        return;
    }
    answer_ask(c->answer, app_client(c->app), &op_cancel_audit_task, &in);
}

void audit_cancel_ask(struct audit_cancel *c, const char *task_id)
{
    const struct audit_run *run = audit_runs_find(app_runs(c->app), task_id);
    if (app_is_read_only(c->app)) {
        app_message(c->app, MESSAGE_WARN,
                    "This console is read-only: audits are not canceled.");
        return;
    }
    if (run == NULL || !audit_run_is_going(run)) {
        app_message(c->app, MESSAGE_INFO, "This audit has ended; there is nothing to cancel.");
        return;
    }
    struct buf text = BUF_INIT(512);
    buf_puts(&text, "Cancel the audit ");
    audit_title(run, &text);
    buf_puts(&text, "? Checks that have not ended stay without a result; findings made so far "
                    "stay.");
    free(c->task);
    c->task = mem_strdup(task_id);
    app_confirm(c->app, "Cancel audit", buf_text(&text), "Cancel the audit", send_cancel, c);
    buf_free(&text);
}
