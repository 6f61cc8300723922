#include "views/handover_alarms.h"

#include "client/api/detect_mitigation.h"
#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/entry_fill.h"
#include "views/pulse_detect.h"

enum { LINE_BYTES = 8 * 1024, ROWS_MAX = 200 };

/* Whatever is in it, one safe line. */
static void put_line(const char *text, struct buf *out)
{
    buf_puts(out, "  ");
    safe_text(out, str_of(text));
    buf_putc(out, '\n');
}

/* Why nothing can be said; false: something can. */
static bool nothing_known(struct app *app, const struct pulse_detect *d, struct buf *out)
{
    const struct source_status st = source_status(watched_list_source(app_alarms(app)));

    if (d->closed != NULL)
        put_line(d->closed, out);
    else if (st.state == SOURCE_FAILED)
        put_line(_("not known: asking for them failed"), out);
    else if (st.state == SOURCE_NEVER || st.state == SOURCE_LOADING)
        put_line(app_client(app) != NULL ? _("..  (not answered yet)")
                                         : _("not known: not connected"),
                 out);
    else
        return false;
    return true;
}

static void put_counts(const struct pulse_detect *d, struct buf *out)
{
    struct buf line = BUF_INIT(LINE_BYTES);

    buf_printf(&line, _("%u active on %u things, %u new"), d->alarms.active, d->alarms.things,
               d->fresh);
    buf_printf(&line, _("; %u not judged, %u true, %u benign, %u false"), d->alarms.unverified,
               d->confirmed, d->benign, d->false_alarms);
    put_line(buf_text(&line), out);
    buf_free(&line);
}

static void put_items(const struct pulse *p, enum pulse_kind kind, struct buf *out)
{
    for (size_t i = 0; i < p->n_items; i++)
        if (p->items[i].kind == kind)
            put_line(p->items[i].summary, out);
}

static void put_tasks(struct app *app, const struct answer *tasks, struct buf *out)
{
    const struct detect_mitigation_actions_task_summary *t;
    struct buf line = BUF_INIT(LINE_BYTES);

    buf_printf(out, "\n%s\n", _("MITIGATION OF ALARMS"));
    if (answer_state(tasks) == ANSWER_FAILED)
        put_line(answer_err(tasks)->text, out);
    else if (answer_state(tasks) != ANSWER_READY)
        put_line(_("..  (not answered yet)"), out);
    for (size_t i = 0; i < ROWS_MAX && (t = answer_item(tasks, i)) != NULL; i++) {
        buf_reset(&line);
        if (t->task_start_time.set)
            entry_put_time(t->task_start_time.ms, app_zone(app), &line);
        else
            buf_putc(&line, '-');
        buf_printf(&line, "  %s  %s", t->task_status != NULL ? t->task_status : "?",
                   t->task_id != NULL ? t->task_id : "");
        put_line(buf_text(&line), out);
    }
    if (answer_state(tasks) == ANSWER_READY && answer_items(tasks) == 0)
        put_line(_("none"), out);
    buf_free(&line);
}

void handover_put_alarms(struct app *app, int64_t since_ms, const struct answer *tasks,
                         struct buf *out)
{
    const struct pulse_detect_input in = {
        .closed = detect_access_text(app_detect_access(app)),
        .alarms = app_alarms(app),
        .training = app_training(app),
        .tasks = app_detect_tasks(app),
        .now_ms = app_service_ms(app),
        .seen_ms = since_ms,
    };
    struct arena *a = arena_new();
    struct pulse_detect d;
    struct pulse p;

    pulse_begin(&p, a);
    pulse_detect_work_out(&in, a, &d, &p);
    buf_printf(out, "\n%s\n", _("ALARMS"));
    if (!nothing_known(app, &d, out)) {
        put_counts(&d, out);
        put_items(&p, PULSE_ALARM, out);
    }
    if (d.closed == NULL) {
        put_items(&p, PULSE_MODEL, out);
        put_tasks(app, tasks, out);
    }
    arena_free(a);
}
