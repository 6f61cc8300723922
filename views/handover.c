#include "views/handover.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/resource.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/safe.h"
#include "client/store/answer.h"
#include "client/store/history_recorder.h"
#include "client/store/plan_suppress.h"
#include "views/entry_fill.h"
#include "views/handover_alarms.h"

enum {
    ROWS_MAX = 200, /* of each part; more nobody reads to a colleague */
    LINE_MAX_BYTES = 8 * 1024,
    RECORDS_WANTED = 20, /* audits a shift sees at most */
};

struct handover {
    struct app *app;
    int64_t since_ms;
    handover_fn *fn;
    void *ctx;
    struct answer *suppressions, *tasks, *alarm_tasks;
    bool watching;
};

static void on_known(void *ctx)
{
    struct handover *h = ctx;

    h->fn(h->ctx);
}

static bool is_since(const struct handover *h, struct opt_time t)
{
    return t.set && t.ms >= h->since_ms;
}

/* What was found in the audits since: the history compares them when it has them. */
static void on_runs(void *ctx)
{
    struct handover *h = ctx;
    struct audit_runs *runs = app_runs(h->app);

    for (size_t i = 0; i < audit_runs_count(runs) && i < RECORDS_WANTED; i++) {
        const struct audit_run *run = audit_runs_at(runs, i);

        if (is_since(h, run->task->task_start_time) && !audit_run_is_going(run) &&
            history_is_open(app_history(h->app)) &&
            history_find(app_history(h->app), run->task_id) == NULL)
            history_recorder_want(app_recorder(h->app), run->task_id);
    }
    h->fn(h->ctx);
}

struct handover *handover_new(struct app *app, int64_t since_ms, handover_fn *fn, void *ctx)
{
    struct handover *h = mem_alloc(1, sizeof *h);
    const struct clock *clock = loop_clock(app_loop(app));

    *h = (struct handover){.app = app, .since_ms = since_ms, .fn = fn, .ctx = ctx};
    h->suppressions = answer_new(clock, on_known, h);
    h->tasks = answer_new(clock, on_known, h);
    h->alarm_tasks = answer_new(clock, on_known, h);
    watched_list_watch(app_alarms(app), on_known, h);
    watched_list_watch(training_list(app_training(app)), on_known, h);
    history_open(app_history(app));
    audit_runs_watch(app_runs(app), on_runs, h);
    history_watch(app_history(app), on_known, h);
    return h;
}

void handover_free(struct handover *h)
{
    if (h == NULL)
        return;
    audit_runs_unwatch(app_runs(h->app), h);
    history_unwatch(app_history(h->app), h);
    answer_free(h->suppressions);
    answer_free(h->tasks);
    answer_free(h->alarm_tasks);
    watched_list_unwatch(app_alarms(h->app), h);
    watched_list_unwatch(training_list(app_training(h->app)), h);
    free(h);
}

void handover_ask(struct handover *h)
{
    struct client *client = app_client(h->app);
    const struct list_audit_suppressions_input all = {.ascending_order = {true, true}};
    const struct list_audit_mitigation_actions_tasks_input since = {
        .start_time = {h->since_ms, true}, .end_time = {app_now_ms(h->app), true}};

    if (client == NULL)
        return;
    answer_ask(h->suppressions, client, &op_list_audit_suppressions, &all);
    answer_ask(h->tasks, client, &op_list_audit_mitigation_actions_tasks, &since);
    const struct list_detect_mitigation_actions_tasks_input of_alarms = {
        .start_time = since.start_time, .end_time = {app_service_ms(h->app), true}};

    answer_ask(h->alarm_tasks, client, &op_list_detect_mitigation_actions_tasks, &of_alarms);
    watched_list_refresh(app_alarms(h->app));
    watched_list_refresh(training_list(app_training(h->app)));
    audit_runs_refresh(app_runs(h->app));
}

static bool is_coming(const struct source *s)
{
    const struct source_status st = source_status(s);

    return st.state == SOURCE_NEVER || st.state == SOURCE_LOADING || st.refreshing;
}

bool handover_is_waiting(const struct handover *h)
{
    const struct source_status runs = source_status(audit_runs_source(app_runs(h->app)));

    return answer_state(h->suppressions) == ANSWER_NONE || answer_waiting(h->suppressions) ||
           answer_waiting(h->tasks) || answer_waiting(h->alarm_tasks) ||
           is_coming(watched_list_source(app_alarms(h->app))) || runs.state == SOURCE_NEVER ||
           runs.state == SOURCE_LOADING || runs.refreshing ||
           history_recorder_is_busy(app_recorder(h->app));
}

/* ---- lines ---- */

struct writing {
    const struct handover *h;
    struct buf *out;
    size_t rows; /* of the part under way */
};

static void put_time(const struct writing *w, int64_t ms, struct buf *line)
{
    entry_put_time(ms, app_zone(w->h->app), line);
}

/* Whatever is in it, one safe line. */
static void put_line(struct writing *w, struct buf *line)
{
    safe_text(w->out, (struct str){buf_text(line), line->len});
    buf_putc(w->out, '\n');
    buf_reset(line);
    w->rows++;
}

static void heading(struct writing *w, const char *title)
{
    buf_printf(w->out, "\n%s\n", i18n_text(title));
    w->rows = 0;
}

static void say(struct writing *w, const char *text)
{
    buf_printf(w->out, "  %s\n", text);
    w->rows++;
}

static void none_if_empty(struct writing *w, const char *text)
{
    if (w->rows == 0)
        say(w, text);
}

/* Why an answer is not there; false: it is. */
static bool missing(struct writing *w, const struct answer *a)
{
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    if (answer_state(a) == ANSWER_READY) {
        if (answer_cut(a))
            say(w, _("there are more than could be asked"));
        return false;
    }
    if (answer_state(a) == ANSWER_FAILED) {
        buf_printf(&line, _("  not known: %s"), answer_err(a)->text);
        put_line(w, &line);
    } else {
        say(w, app_client(w->h->app) != NULL ? _("..  (not answered yet)")
                                             : _("not known: not connected"));
    }
    buf_free(&line);
    return true;
}

/* ---- the parts ---- */

static void put_head(struct writing *w)
{
    const struct app_context *c = app_context(w->h->app);
    struct buf line = BUF_INIT(LINE_MAX_BYTES);
    struct buf since = BUF_INIT(64), written = BUF_INIT(64);
    const int64_t now = app_now_ms(w->h->app);

    buf_printf(&line, _("Handover of %s"), c->name);
    if (c->account[0] != '\0')
        buf_printf(&line, ", %s/%s", c->account, c->region);
    put_line(w, &line);
    put_time(w, w->h->since_ms, &since);
    put_time(w, now, &written);
    buf_printf(&line, _("since %s, written %s"), buf_text(&since), buf_text(&written));
    if (app_person(w->h->app)[0] != '\0')
        buf_printf(&line, _(" by %s"), app_person(w->h->app));
    put_line(w, &line);
    buf_free(&line);
    buf_free(&since);
    buf_free(&written);
}

static bool put_change(void *ctx, const struct journal_entry *e)
{
    struct writing *w = ctx;
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    buf_puts(&line, "  ");
    put_time(w, e->time.ms, &line);
    buf_printf(&line, "  %s  %s, %s", journal_state_name(e->outcome.state), e->title,
               e->target);
    if (e->ticket[0] != '\0')
        buf_printf(&line, "  [%s]", e->ticket);
    buf_printf(&line, _("  by %s"), e->person);
    if (e->undone_by != 0)
        buf_printf(&line, _(", undone by entry %" PRId64), e->undone_by);
    else if (journal_can_undo(e))
        buf_puts(&line, _(", can be undone"));
    put_line(w, &line);
    buf_free(&line);
    return w->rows < ROWS_MAX;
}

static bool put_unknown(void *ctx, const struct journal_entry *e)
{
    struct writing *w = ctx;
    const char *advice = entry_unknown_advice(e);
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    if (advice != NULL || e->outcome.state == JOURNAL_PENDING) {
        buf_printf(&line, "  entry %" PRId64 ": %s, %s: ", e->id, e->title, e->target);
        buf_printf(&line, _("nobody knows what came of it: %s"),
                   advice != NULL ? advice : _("it is still being sent"));
        put_line(w, &line);
    }
    buf_free(&line);
    return w->rows < ROWS_MAX;
}

static void put_journal(struct writing *w)
{
    struct journal *j = app_journal(w->h->app);
    const struct journal_query q = {.since_ms = w->h->since_ms,
                                    .context = app_context(w->h->app)->name};
    struct err err;

    heading(w, "NEEDS A LOOK");
    if (!journal_read(j, &q, put_unknown, w, &err))
        say(w, _("the journal cannot be read"));
    none_if_empty(w, _("no call of unknown outcome"));
    heading(w, "CHANGES MADE WITH PICKET");
    if (!journal_read(j, &q, put_change, w, &err))
        say(w, _("the journal cannot be read"));
    if (w->rows >= ROWS_MAX)
        say(w, _("..  there are more: picket journal"));
    none_if_empty(w, _("none"));
}

static void put_suppressions(struct writing *w)
{
    const int64_t now = app_now_ms(w->h->app);
    const struct audit_suppression *s;
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    heading(w, "SUPPRESSIONS THAT END WITHIN A WEEK");
    if (missing(w, w->h->suppressions))
        return;
    for (size_t i = 0; (s = answer_item(w->h->suppressions, i)) != NULL && w->rows < ROWS_MAX;
         i++) {
        struct buf key = BUF_INIT(4096);

        if (!s->expiration_date.set || s->expiration_date.ms > now + SUPPRESSION_SOON_MS ||
            s->expiration_date.ms < w->h->since_ms)
            continue;
        buf_puts(&line, "  ");
        put_time(w, s->expiration_date.ms, &line);
        buf_printf(&line, "  %s  ", s->check_name != NULL ? s->check_name : "?");
        if (s->resource_identifier != NULL && resource_key(s->resource_identifier, &key))
            resource_key_text(buf_text(&key), &line);
        if (s->description != NULL)
            buf_printf(&line, "  %s", s->description);
        put_line(w, &line);
        buf_free(&key);
    }
    none_if_empty(w, _("none"));
    buf_free(&line);
}

static void put_tally(const struct history_tally *t, enum history_class c, const char *word,
                      struct buf *line)
{
    const uint32_t n = history_sum(t, c);

    if (n == 0)
        return;
    buf_printf(line, ", %" PRIu32 " %s (", n, word);
    for (int s = 0; s <= SEVERITY_UNKNOWN; s++)
        if (t->n[c][s] > 0)
            buf_printf(line, " %c %" PRIu32, severity_letter((enum severity)s), t->n[c][s]);
    buf_puts(line, " )");
}

static void put_found(const struct writing *w, const struct audit_run *run, struct buf *line)
{
    const struct history *past = app_history(w->h->app);
    const struct history_run *recorded = history_find(past, run->task_id);
    struct history_tally t;

    if (recorded == NULL || !history_run_tally(past, recorded, &t)) {
        buf_puts(line, _(", not compared with the one before"));
        return;
    }
    put_tally(&t, HISTORY_NEW, _("new"), line);
    put_tally(&t, HISTORY_RETURNED, _("returned"), line);
    put_tally(&t, HISTORY_FIXED, _("fixed"), line);
    if (history_sum(&t, HISTORY_NEW) + history_sum(&t, HISTORY_RETURNED) +
            history_sum(&t, HISTORY_FIXED) ==
        0)
        buf_puts(line, _(", nothing new, returned or fixed"));
}

static void put_audits(struct writing *w)
{
    const struct audit_runs *runs = app_runs(w->h->app);
    const struct source_status st = source_status(audit_runs_source(runs));
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    heading(w, "AUDITS");
    if (st.state == SOURCE_FAILED)
        say(w, _("not known: asking for them failed"));
    else if (st.state == SOURCE_NEVER || st.state == SOURCE_LOADING)
        say(w, app_client(w->h->app) != NULL ? _("..  (not answered yet)")
                                             : _("not known: not connected"));
    for (size_t i = 0; i < audit_runs_count(runs) && w->rows < ROWS_MAX; i++) {
        const struct audit_run *run = audit_runs_at(runs, i);
        const struct describe_audit_task_output *t = run->task;

        if (!is_since(w->h, t->task_start_time) && !audit_run_is_going(run))
            continue;
        buf_puts(&line, "  ");
        put_time(w, t->task_start_time.ms, &line);
        buf_printf(&line, _("  %s  %s, findings: %lld"), t->task_status,
                   t->scheduled_audit_name != NULL ? t->scheduled_audit_name : _("on demand"),
                   (long long)audit_run_findings(run));
        if (t->task_statistics != NULL && t->task_statistics->failed_checks.value > 0)
            buf_printf(&line, _(", %lld check%s FAILED"),
                       (long long)t->task_statistics->failed_checks.value,
                       t->task_statistics->failed_checks.value == 1 ? "" : "s");
        if (!audit_run_is_going(run))
            put_found(w, run, &line);
        put_line(w, &line);
    }
    none_if_empty(w, _("none ran"));
    buf_free(&line);
}

static void put_tasks(struct writing *w)
{
    const struct audit_mitigation_actions_task_metadata *t;
    struct buf line = BUF_INIT(LINE_MAX_BYTES);

    heading(w, "MITIGATION TASKS");
    if (missing(w, w->h->tasks))
        return;
    for (size_t i = 0; (t = answer_item(w->h->tasks, i)) != NULL && w->rows < ROWS_MAX; i++) {
        buf_puts(&line, "  ");
        if (t->start_time.set)
            put_time(w, t->start_time.ms, &line);
        else
            buf_putc(&line, '-');
        buf_printf(&line, "  %s  %s", t->task_status != NULL ? t->task_status : "?",
                   t->task_id != NULL ? t->task_id : "");
        put_line(w, &line);
    }
    none_if_empty(w, _("none"));
    buf_free(&line);
}

static void put_seal(struct writing *w)
{
    struct journal_head head;
    struct err err;

    heading(w, "JOURNAL");
    if (!journal_head(app_journal(w->h->app), &head, &err))
        say(w, _("cannot be read"));
    else if (head.event == 0)
        say(w, _("empty"));
    else
        buf_printf(w->out, "  event %" PRId64 ", %s\n", head.event, head.hash);
}

void handover_put(struct handover *h, struct buf *out)
{
    struct writing w = {h, out, 0};

    put_head(&w);
    put_journal(&w);
    put_audits(&w);
    put_tasks(&w);
    handover_put_alarms(h->app, h->since_ms, h->alarm_tasks, out);
    put_suppressions(&w);
    put_seal(&w);
}
