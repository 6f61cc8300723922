#include "client/net/gate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/certificates.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

struct gate {
    struct loop *loop;
    const struct guards *guards;
    const struct gate_journal *journal;
    char context[64], region[64], ticket[GATE_TICKET_MAX];
    enum gate_start start;
    bool armed;
    int64_t until_us, touched_us; /* monotonic */
    struct loop_timer *timer;
    gate_fn *on_change;
    void *ctx;
};

/* ---- what may be changed at all ---- */

typedef bool guard_fn(const struct gate *g, const void *input, struct err *err);

typedef bool back_fn(const void *input);

static guard_fn guard_created_suppression, guard_updated_suppression;
static back_fn back_never, back_certificate, back_ca_certificate;

struct mutation {
    const char *operation;
    enum change_kind kind;
    guard_fn *guard; /* what only the input can say; NULL */
    back_fn *back;   /* whether it can be the way back of something; NULL: it can */
};

static const struct mutation mutations[] = {
    {"StartOnDemandAuditTask", CHANGE_AUDIT, NULL, NULL},
    {"CancelAuditTask", CHANGE_AUDIT, NULL, NULL},
    {"CreateAuditSuppression", CHANGE_SUPPRESS, guard_created_suppression, NULL},
    {"UpdateAuditSuppression", CHANGE_SUPPRESS, guard_updated_suppression, NULL},
    {"DeleteAuditSuppression", CHANGE_SUPPRESS, NULL, NULL},
    {"CreateScheduledAudit", CHANGE_SCHEDULE, NULL, NULL},
    {"UpdateScheduledAudit", CHANGE_SCHEDULE, NULL, NULL},
    {"DeleteScheduledAudit", CHANGE_SCHEDULE, NULL, NULL},
    {"UpdateAccountAuditConfiguration", CHANGE_CONFIGURE, NULL, NULL},
    {"CreateMitigationAction", CHANGE_CONFIGURE, NULL, NULL},
    {"UpdateMitigationAction", CHANGE_CONFIGURE, NULL, NULL},
    {"DeleteMitigationAction", CHANGE_CONFIGURE, NULL, NULL},
    {"StartAuditMitigationActionsTask", CHANGE_MITIGATE, NULL, back_never},
    {"CancelAuditMitigationActionsTask", CHANGE_MITIGATE, NULL, NULL},
    {"UpdateCertificate", CHANGE_MITIGATE, NULL, back_certificate},
    {"UpdateCACertificate", CHANGE_MITIGATE, NULL, back_ca_certificate},
    {"SetDefaultPolicyVersion", CHANGE_MITIGATE, NULL, NULL},
    {"RemoveThingFromThingGroup", CHANGE_MITIGATE, NULL, NULL},
    {"SetV2LoggingOptions", CHANGE_MITIGATE, NULL, NULL},
    {"AddThingToThingGroup", CHANGE_MITIGATE, NULL, NULL},
    {"StartDetectMitigationActionsTask", CHANGE_MITIGATE, NULL, back_never},
    {"CancelDetectMitigationActionsTask", CHANGE_MITIGATE, NULL, NULL},
    {"StartScenario", CHANGE_CONFIGURE, NULL, NULL},
    {"StopScenario", CHANGE_CONFIGURE, NULL, NULL},
    {"PutVerificationStateOnViolation", CHANGE_VERIFY, NULL, NULL},
    {"CreateSecurityProfile", CHANGE_PROFILES, NULL, NULL},
    {"UpdateSecurityProfile", CHANGE_PROFILES, NULL, NULL},
    {"DeleteSecurityProfile", CHANGE_PROFILES, NULL, NULL},
    {"AttachSecurityProfile", CHANGE_PROFILES, NULL, NULL},
    {"DetachSecurityProfile", CHANGE_PROFILES, NULL, NULL},
    {"CreateCustomMetric", CHANGE_PROFILES, NULL, NULL},
    {"UpdateCustomMetric", CHANGE_PROFILES, NULL, NULL},
    {"DeleteCustomMetric", CHANGE_PROFILES, NULL, NULL},
    {"CreateDimension", CHANGE_PROFILES, NULL, NULL},
    {"UpdateDimension", CHANGE_PROFILES, NULL, NULL},
    {"DeleteDimension", CHANGE_PROFILES, NULL, NULL},
};

static const struct mutation *find(const struct operation *op)
{
    for (size_t i = 0; i < COUNT_OF(mutations); i++)
        if (strcmp(mutations[i].operation, op->name) == 0)
            return &mutations[i];
    return NULL;
}

/* ---- guards on inputs ---- */

static int64_t now_ms(const struct gate *g)
{
    return clock_real_ms(loop_clock(g->loop));
}

/* The form adds calendar months, and days by the wall clock, in a zone that is not known here:
 * so much longer than the same in ms such an end may be. */
static int64_t calendar_slack_ms(const struct when_span *s)
{
    const int64_t hour_ms = 60 * INT64_C(60000);

    if (s->months > 0)
        return 2 * 24 * hour_ms;          /* July and August are 62 days */
    return s->days > 0 ? 2 * hour_ms : 0; /* clocks that are put back */
}

static bool guard_suppression(const struct gate *g, struct opt_time end, struct opt_bool ever,
                              struct err *err)
{
    const int64_t longest = g->guards->suppress_max_ms;
    struct buf say = BUF_INIT(64);

    const bool endless = ever.set && ever.value; /* an end beside it would not count */

    if (longest <= 0 ||
        (!endless && end.set &&
         end.ms <= now_ms(g) + longest + calendar_slack_ms(&g->guards->suppress_max)))
        return true;
    time_age(&say, longest);
    err_set(err, ERR_DENIED, "%s may be suppressed for at most %s in %s",
            endless ? _("nothing is suppressed for ever: a finding") : "a finding",
            buf_text(&say), g->context);
    buf_free(&say);
    return err_advise(err, "choose an earlier end; suppress_max in picket.conf says so");
}

static bool guard_created_suppression(const struct gate *g, const void *input, struct err *err)
{
    const struct create_audit_suppression_input *in = input;

    return guard_suppression(g, in->expiration_date, in->suppress_indefinitely, err);
}

static bool guard_updated_suppression(const struct gate *g, const void *input, struct err *err)
{
    const struct update_audit_suppression_input *in = input;

    return guard_suppression(g, in->expiration_date, in->suppress_indefinitely, err);
}

/* ---- what can be a way back ---- */

static bool back_never(const void *input)
{
    (void)input;
    return false;
}

/* Deactivating and revoking are changes, whatever a plan calls them. */
static bool back_certificate(const void *input)
{
    const struct update_certificate_input *in = input;

    return in->new_status != NULL && strcmp(in->new_status, "ACTIVE") == 0;
}

static bool back_ca_certificate(const void *input)
{
    const struct update_ca_certificate_input *in = input;

    return in->new_status != NULL && strcmp(in->new_status, "ACTIVE") == 0;
}

static bool is_way_back(const struct mutation *m, const void *input,
                        const struct gate_change *c)
{
    return c != NULL && c->is_undo && (m->back == NULL || m->back(input));
}

/* ---- the armed window ---- */

static void changed(struct gate *g)
{
    if (g->on_change != NULL)
        g->on_change(g->ctx);
}

static void watch(struct gate *g);

static void on_timer(void *ctx)
{
    struct gate *g = ctx;

    g->timer = NULL;
    if (g->armed && gate_left_ms(g) == 0)
        gate_disarm(g);
    else
        watch(g);
}

static int64_t end_us(const struct gate *g)
{
    int64_t idle_us = g->touched_us + g->guards->arm_idle_ms * 1000;

    return idle_us < g->until_us ? idle_us : g->until_us;
}

static void watch(struct gate *g)
{
    loop_remove_timer(g->timer);
    g->timer = NULL;
    if (g->armed && g->start != GATE_OPEN)
        g->timer = loop_add_timer(g->loop, end_us(g) - loop_now_us(g->loop), on_timer, g);
}

struct gate *gate_new(const struct gate_options *o)
{
    struct gate *g = mem_alloc(1, sizeof *g);

    g->loop = o->loop;
    g->guards = o->guards;
    g->journal = o->journal;
    g->start = o->start;
    g->armed = o->start == GATE_OPEN;
    g->on_change = o->on_change;
    g->ctx = o->ctx;
    (void)snprintf(g->context, sizeof g->context, "%s", o->context);
    gate_set_region(g, o->region);
    return g;
}

void gate_free(struct gate *g)
{
    if (g == NULL)
        return;
    loop_remove_timer(g->timer);
    free(g);
}

void gate_set_region(struct gate *g, const char *region)
{
    (void)snprintf(g->region, sizeof g->region, "%s", region);
}

static bool ticket_fits(const struct gate *g, const char *ticket, struct err *err)
{
    const struct guards *x = g->guards;

    if (strlen(ticket) >= GATE_TICKET_MAX)
        return err_set(err, ERR_USAGE, "a ticket has at most %d characters",
                       GATE_TICKET_MAX - 1);
    if (x->ticket && ticket[0] == '\0') {
        err_set(err, ERR_DENIED, "%s asks for a ticket with every change", g->context);
        return err_advise(err, "name it: :arm 15min %s1234",
                          x->ticket_prefix != NULL ? x->ticket_prefix : "SEC-");
    }
    if (ticket[0] != '\0' && x->ticket_prefix != NULL && !str_starts(ticket, x->ticket_prefix))
        return err_set(err, ERR_USAGE, "tickets of %s begin with %s", g->context,
                       x->ticket_prefix);
    return true;
}

bool gate_arm(struct gate *g, int64_t ms, const char *ticket, struct err *err)
{
    const struct guards *x = g->guards;
    struct buf longest = BUF_INIT(32);

    if (g->start == GATE_NEVER) {
        err_set(err, ERR_DENIED, "this console is read-only and cannot be armed");
        return err_advise(err, "start picket without --readonly");
    }
    if (!ticket_fits(g, ticket, err))
        return false;
    time_age(&longest, x->arm_max_ms);
    if (ms > x->arm_max_ms)
        err_set(err, ERR_DENIED, "%s can be armed for at most %s", g->context,
                buf_text(&longest));
    buf_free(&longest);
    if (ms > x->arm_max_ms)
        return false;
    (void)snprintf(g->ticket, sizeof g->ticket, "%s", ticket);
    g->armed = true;
    g->touched_us = loop_now_us(g->loop);
    g->until_us = g->touched_us + (ms > 0 ? ms : x->arm_max_ms) * 1000;
    watch(g);
    changed(g);
    return true;
}

void gate_disarm(struct gate *g)
{
    bool was = g->armed;

    if (g->start == GATE_OPEN)
        g->start = GATE_CLOSED;
    g->armed = false;
    g->ticket[0] = '\0';
    watch(g);
    if (was)
        changed(g);
}

/* The timer finds out by itself that it came too early. */
void gate_touch(struct gate *g)
{
    if (g->armed && gate_left_ms(g) > 0)
        g->touched_us = loop_now_us(g->loop);
}

bool gate_is_armed(const struct gate *g)
{
    return gate_left_ms(g) > 0;
}

bool gate_can_arm(const struct gate *g)
{
    return g->start != GATE_NEVER;
}

static int64_t left_ms(const struct gate *g, int64_t end)
{
    if (!g->armed)
        return 0;
    if (g->start == GATE_OPEN)
        return INT64_MAX;
    int64_t left_us = end - loop_now_us(g->loop);

    return left_us > 0 ? (left_us + 999) / 1000 : 0;
}

int64_t gate_left_ms(const struct gate *g)
{
    return left_ms(g, end_us(g));
}

int64_t gate_window_ms(const struct gate *g)
{
    return gate_left_ms(g) > 0 ? left_ms(g, g->until_us) : 0;
}

const char *gate_ticket(const struct gate *g)
{
    return g->ticket;
}

const struct guards *gate_guards(const struct gate *g)
{
    return g->guards;
}

/* ---- the decision ---- */

static bool needs_arming(const struct gate *g, const struct mutation *m)
{
    return m->kind != CHANGE_AUDIT || g->guards->audit_needs_arming;
}

static bool region_fits(const struct gate *g, struct err *err)
{
    const struct guards *x = g->guards;

    for (size_t i = 0; i < x->n_regions; i++)
        if (strcmp(x->regions[i], g->region) == 0)
            return true;
    return x->n_regions == 0 ||
           err_set(err, ERR_DENIED, "nothing may be changed in %s from this console (%s)",
                   g->region, "allow_regions");
}

static bool allows(const struct gate *g, const struct operation *op, const struct mutation *m,
                   struct err *err)
{
    if (m == NULL)
        return err_set(err, ERR_DENIED,
                       "%s changes the account and is not among what picket does", op->name);
    if (g->start == GATE_NEVER) {
        err_set(err, ERR_DENIED, "%s changes something and this console is read-only",
                op->name);
        return err_advise(err, "start picket without --readonly");
    }
    if ((g->guards->allow & 1u << m->kind) == 0)
        return err_set(err, ERR_DENIED, "%s: '%s' is not allowed in %s", op->name,
                       change_kind_name(m->kind), g->context);
    if (!region_fits(g, err))
        return false;
    if (!needs_arming(g, m) || gate_is_armed(g))
        return true;
    err_set(err, ERR_DENIED, "nothing is changed while the console is read-only");
    return err_advise(err, g->guards->ticket ? "arm it: :arm 15min TICKET"
                                             : _("arm it: :arm 15min"));
}

bool gate_allows(const struct gate *g, const struct operation *op, struct err *err)
{
    return op->effect == EFFECT_READ || allows(g, op, find(op), err);
}

bool gate_allows_undo(const struct gate *g, struct err *err)
{
    return (g->guards->allow & 1u << CHANGE_UNDO) != 0 ||
           err_set(err, ERR_DENIED, "'%s' is not allowed in %s", change_kind_name(CHANGE_UNDO),
                   g->context);
}

static void put_count(const struct gate_reach *r, struct buf *text)
{
    buf_printf(text, "%" PRId64, r->online > 0 ? r->online : r->targets);
}

bool gate_wants_typed(const struct gate *g, const struct gate_reach *reach, struct buf *text)
{
    bool many =
        reach->targets >= g->guards->confirm_from || reach->online >= g->guards->confirm_from;

    if (!g->guards->protected_context && !many)
        return false;
    put_count(reach, text);
    buf_printf(text, " %s", g->context);
    return true;
}

bool gate_needs_second(const struct gate *g, const struct gate_reach *reach, struct buf *why)
{
    const struct guards *x = g->guards;
    const struct {
        int64_t limit, value;
        const char *what;
    } rules[] = {
        {x->second_online, reach->online, _("online devices")},
        {x->second_things, reach->things, "things"},
        {x->second_group_pct, reach->group_pct, _("percent of one group")},
    };

    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (rules[i].limit <= 0 || (rules[i].value >= 0 && rules[i].value < rules[i].limit))
            continue;
        if (rules[i].value < 0)
            buf_printf(why, _("how many %s are concerned is not known"), rules[i].what);
        else
            buf_printf(why, "%" PRId64 " %s (from %" PRId64 " on)", rules[i].value,
                       rules[i].what, rules[i].limit);
        return true;
    }
    return false;
}

static bool reviewed(const struct gate *g, const struct mutation *m, const void *input,
                     const struct gate_change *c, struct err *err)
{
    struct buf text = BUF_INIT(256);
    bool ok = true;

    if (c == NULL)
        return err_set(err, ERR_DENIED, "%s was not reviewed by anybody", m->operation);
    if (c->is_undo && !gate_allows_undo(g, err))
        return false;
    if (needs_arming(g, m) && gate_wants_typed(g, &c->reach, &text) &&
        strcmp(buf_text(&text), c->typed) != 0)
        ok = err_set(err, ERR_DENIED, "to confirm, '%s' has to be typed", buf_text(&text));
    buf_reset(&text);
    if (ok && m->kind == CHANGE_MITIGATE && !is_way_back(m, input, c) &&
        gate_needs_second(g, &c->reach, &text) && c->approved_by[0] == '\0') {
        ok = err_set(err, ERR_DENIED, "a second person has to approve: %s", buf_text(&text));
        err_advise(err, "save the plan with W, have 'picket approve FILE' run, then apply it");
    }
    buf_free(&text);
    return ok;
}

static const char *ticket_of(const struct gate *g, const struct gate_change *c)
{
    return c->ticket[0] != '\0' ? c->ticket : g->ticket;
}

bool gate_begin(struct gate *g, const struct operation *op, const void *input,
                const struct gate_change *change, int64_t *entry, struct err *err)
{
    const struct mutation *m = find(op);

    if (op->effect == EFFECT_READ) {
        *entry = 0;
        return true;
    }
    if (!allows(g, op, m, err) || !reviewed(g, m, input, change, err) ||
        (needs_arming(g, m) && !ticket_fits(g, ticket_of(g, change), err)) ||
        (m->guard != NULL && !is_way_back(m, input, change) && !m->guard(g, input, err)))
        return err_at(err, "%s", op->name);
    const struct gate_entry e = {is_way_back(m, input, change) ? change_kind_name(CHANGE_UNDO)
                                                               : change_kind_name(m->kind),
                                 ticket_of(g, change), op, input, change};

    return g->journal->begin(g->journal->ctx, &e, entry, err);
}

void gate_end(struct gate *g, int64_t entry, const struct gate_outcome *o)
{
    if (entry != 0)
        g->journal->end(g->journal->ctx, entry, o);
}
