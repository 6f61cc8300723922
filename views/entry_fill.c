#include "views/entry_fill.h"

#include <stdio.h>
#include <string.h>

#include "client/api/operation.h"
#include "client/base/i18n.h"

enum { JSON_MAX = JOURNAL_REQUEST_MAX * 4 }; /* indented */

enum style entry_state_style(const char *state)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {
        {"DONE", STYLE_OK},
        {"REFUSED", STYLE_WARN},
        {"UNKNOWN", STYLE_ERROR},
        {"PENDING", STYLE_RUNNING},
    };

    for (size_t i = 0; i < COUNT_OF(styles); i++)
        if (strcmp(styles[i].state, state) == 0)
            return styles[i].style;
    return STYLE_TEXT;
}

void entry_put_time(int64_t ms, const struct zone *z, struct buf *out)
{
    struct civil c;

    zone_civil(z, ms, &c);
    civil_say(out, &c, CIVIL_WEEKDAY | CIVIL_YEAR);
    buf_printf(out, " %02d:%02d:%02d %s", c.hour, c.minute, c.second, zone_at(z, ms)->abbr);
}

const char *entry_unknown_advice(const struct journal_entry *e)
{
    static const struct {
        const char *part, *advice;
    } places[] = {
        {"Suppression", N_("look at the suppression (:suppressions) before sending it again")},
        {"ScheduledAudit", N_("look at the schedule (:schedules) before sending it again")},
        {"MitigationActionsTask", N_("look at the tasks (:tasks) before starting another")},
        {"MitigationAction", N_("look at the action (:actions) before sending it again")},
        {"AuditTask", N_("look at the audits (:audits) before starting another")},
        {"Certificate", N_("look at the certificate before sending it again")},
        {"SecurityProfile", N_("look at the profile (:profiles) before sending it again")},
        {"CustomMetric", N_("look at the metric (:metrics) before sending it again")},
        {"Dimension", N_("look at the dimension (:dimensions) before sending it again")},
        {"AuditConfiguration", N_("look at the audit configuration before sending it again")},
    };

    if (e->outcome.state != JOURNAL_UNKNOWN)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (strstr(e->operation, places[i].part) != NULL)
            return i18n_text(places[i].advice);
    return _("look at what it was to change before sending it again");
}

/* ---- lines ---- */

static void field(struct detail *d, const char *label, const char *value)
{
    if (value[0] != '\0')
        detail_field(d, label, STYLE_TEXT, value);
}

static void code(struct detail *d, struct str text)
{
    while (text.n > 0) {
        struct str line = str_cut(text, '\n', &text);
        struct buf z = BUF_INIT(JSON_MAX);

        buf_put(&z, line.p, line.n);
        detail_code(d, STYLE_TEXT, buf_text(&z));
        buf_free(&z);
    }
}

/* Text that is no JSON stays as it is: the answer of an error. */
static void fill_json(struct detail *d, const char *text)
{
    struct arena *a = arena_new();
    struct buf out = BUF_INIT(JSON_MAX);
    struct err err;
    const struct json *j = json_parse(str_of(text), a, &err);

    if (j != NULL && json_type(j) == JSON_OBJECT) {
        json_pretty(j, &out);
        code(d, (struct str){buf_text(&out), out.len});
    } else if (text[0] != '\0') {
        detail_text(d, STYLE_TEXT, text);
    }
    buf_free(&out);
    arena_free(a);
}

static void fill_command(struct detail *d, const char *operation, const char *request)
{
    const struct operation *op = operation_find(operation);
    struct arena *a = arena_new();
    struct err err;
    const struct json *j = op != NULL ? json_parse(str_of(request), a, &err) : NULL;
    void *input = op != NULL && op->input != NULL ? arena_alloc(a, 1, op->input->size) : NULL;

    if (j != NULL && input != NULL && record_decode_whole(op->input, j, a, input, &err)) {
        struct buf text = BUF_INIT(JSON_MAX);

        operation_aws_cli(op, input, &text);
        code(d, (struct str){buf_text(&text), text.len});
        buf_free(&text);
    }
    arena_free(a);
}

static void fill_outcome(const struct journal_entry *e, const struct zone *z, struct detail *d)
{
    const struct journal_outcome *o = &e->outcome;
    const char *state = journal_state_name(o->state), *advice = entry_unknown_advice(e);
    struct buf text = BUF_INIT(128);

    detail_heading(d, "what came of it");
    detail_field(d, "result", entry_state_style(state), state);
    if (advice != NULL)
        detail_field(d, "to do", STYLE_WARN, advice);
    if (o->ended.set) {
        entry_put_time(o->ended.ms, z, &text);
        field(d, "ended", buf_text(&text));
    }
    if (o->status != 0)
        detail_fieldf(d, "answer", STYLE_TEXT, _("HTTP %d after %d request%s"), o->status,
                      o->attempts, o->attempts == 1 ? "" : "s");
    field(d, "request id", o->request_id);
    fill_json(d, o->answer);
    buf_free(&text);
}

static void fill_undo(const struct journal_entry *e, struct detail *d)
{
    char target[64];

    detail_heading(d, "the way back");
    if (e->undone_by != 0) {
        (void)snprintf(target, sizeof target, "entry %lld", (long long)e->undone_by);
        detail_link(d, "undone", target, target);
    } else if (journal_can_undo(e)) {
        detail_field(d, "undo", STYLE_TEXT, _("z shows the way back and asks"));
    } else if (e->undoes != 0) {
        (void)snprintf(target, sizeof target, "entry %lld", (long long)e->undoes);
        detail_link(d, "takes back", target, target);
    } else {
        detail_field(d, "undo", STYLE_DIM, _("no"));
    }
    field(d, "note", e->undo_note);
    if (e->undo_operation[0] != '\0') {
        detail_field(d, "call", STYLE_TEXT, e->undo_operation);
        fill_command(d, e->undo_operation, e->undo_request);
    }
}

void entry_fill(const struct journal_entry *e, const struct zone *z, struct detail *d)
{
    struct buf text = BUF_INIT(256);
    char target[64];

    detail_name_heading(d, e->title[0] != '\0' ? e->title : e->operation);
    entry_put_time(e->time.ms, z, &text);
    field(d, "when", buf_text(&text));
    field(d, "who", e->person);
    if (e->context[0] != '\0')
        detail_fieldf(d, "context", STYLE_TEXT, "%s  %s/%s", e->context, e->account, e->region);
    field(d, "ticket", e->ticket);
    field(d, "kind", e->kind);
    field(d, "target", e->target);
    if (e->plan[0] != '\0') {
        (void)snprintf(target, sizeof target, "plan %.40s", e->plan);
        detail_link(d, "reviewed", target, target);
    }
    detail_fieldf(d, "entry", STYLE_DIM, "%lld", (long long)e->id);
    fill_outcome(e, z, d);
    fill_undo(e, d);
    detail_name_heading(d, e->operation);
    fill_json(d, e->request);
    detail_heading(d, "the same without picket");
    fill_command(d, e->operation, e->request);
    buf_free(&text);
}

/* ---- JSON ---- */

static void put_number(struct json_writer *w, const char *name, int64_t value)
{
    if (value == 0)
        return;
    json_int_member(w, name, value);
}

static void put_when(struct json_writer *w, const char *name, struct opt_time t)
{
    struct buf text = BUF_INIT(64);

    if (t.set) {
        time_iso8601(&text, t.ms);
        json_opt_text_member(w, name, buf_text(&text));
    }
    buf_free(&text);
}

void entry_put_json(const struct journal_entry *e, struct json_writer *w)
{
    json_open(w, '{');
    put_number(w, "id", e->id);
    put_when(w, "time", e->time);
    json_opt_text_member(w, "person", e->person);
    json_opt_text_member(w, "context", e->context);
    json_opt_text_member(w, "account", e->account);
    json_opt_text_member(w, "region", e->region);
    json_opt_text_member(w, "ticket", e->ticket);
    json_opt_text_member(w, "plan", e->plan);
    json_opt_text_member(w, "title", e->title);
    json_opt_text_member(w, "kind", e->kind);
    json_opt_text_member(w, "target", e->target);
    json_opt_text_member(w, "operation", e->operation);
    json_opt_text_member(w, "request", e->request);
    json_opt_text_member(w, "state", journal_state_name(e->outcome.state));
    put_when(w, "ended", e->outcome.ended);
    put_number(w, "status", e->outcome.status);
    put_number(w, "attempts", e->outcome.attempts);
    json_opt_text_member(w, "requestId", e->outcome.request_id);
    json_opt_text_member(w, "answer", e->outcome.answer);
    json_opt_text_member(w, "undoOperation", e->undo_operation);
    json_opt_text_member(w, "undoRequest", e->undo_request);
    json_opt_text_member(w, "undoNote", e->undo_note);
    put_number(w, "undoes", e->undoes);
    put_number(w, "undoneBy", e->undone_by);
    json_close(w, '}');
}
