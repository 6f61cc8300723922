#include <stdlib.h>

#include "client/api/json.h"
#include "client/base/mem.h"
#include "client/local/fleet_inside.h"

enum { BODY_MAX = 32 * 1024 };

struct call {
    int64_t at_ms;
    size_t order;
    const char *operation, *name, *body;
};

struct calls {
    struct call *items;
    size_t n, cap;
};

static void add_call(struct fleet_work *w, struct calls *list, int64_t at_ms,
                     const char *operation, const char *name, struct buf *body)
{
    list->items = mem_grow(list->items, &list->cap, list->n + 1, sizeof *list->items);
    list->items[list->n] =
        (struct call){at_ms, list->n, operation, name, arena_str(w->arena, buf_text(body))};
    list->n++;
    buf_free(body);
}

static void put_texts(struct json_writer *j, const char *key, const struct fleet_texts *list)
{
    json_key(j, key);
    json_open(j, '[');
    for (size_t i = 0; i < list->n; i++)
        json_put_string(j, str_of(list->items[i]));
    json_close(j, ']');
}

/* The days of "CHECK=90", or empty. */
static struct str threshold_of(const struct fleet_audit *a, const char *check)
{
    for (size_t i = 0; i < a->thresholds.n; i++) {
        struct str days, name = str_cut(str_of(a->thresholds.items[i]), '=', &days);
        if (str_eq(name, check))
            return days;
    }
    return (struct str){0};
}

static void put_check(struct json_writer *j, const struct fleet_audit *a, const char *check)
{
    struct str days = threshold_of(a, check);
    json_key(j, check);
    json_open(j, '{');
    json_key(j, "enabled");
    json_put_bool(j, true);
    if (days.n) {
        bool age = strcmp(check, "DEVICE_CERTIFICATE_AGE_CHECK") == 0;
        json_key(j, "configuration");
        json_open(j, '{');
        json_key(j, age ? "CERT_AGE_THRESHOLD_IN_DAYS" : "CERT_EXPIRATION_THRESHOLD_IN_DAYS");
        json_put_string(j, days);
        json_close(j, '}');
    }
    json_close(j, '}');
}

static void add_configuration(struct fleet_work *w, struct calls *list)
{
    const struct fleet_audit *a = &w->fleet->audit;
    struct buf body = BUF_INIT(BODY_MAX);
    struct json_writer j = {.out = &body};
    json_open(&j, '{');
    json_text_member(&j, "roleArn", fleet_role_arn(w, a->role));
    json_key(&j, "auditCheckConfigurations");
    json_open(&j, '{');
    for (size_t i = 0; i < a->checks.n; i++)
        put_check(&j, a, a->checks.items[i]);
    json_close(&j, '}');
    json_close(&j, '}');
    add_call(w, list, fleet_ago(w, a->age), "UpdateAccountAuditConfiguration", NULL, &body);
}

static void add_schedule(struct fleet_work *w, const struct fleet_schedule *s,
                         struct calls *list)
{
    struct buf body = BUF_INIT(BODY_MAX);
    struct json_writer j = {.out = &body};
    json_open(&j, '{');
    json_text_member(&j, "frequency", s->frequency);
    if (s->day)
        json_text_member(&j, strcmp(s->frequency, "MONTHLY") == 0 ? "dayOfMonth" : "dayOfWeek",
                         s->day);
    put_texts(&j, "targetCheckNames", s->checks.n ? &s->checks : &w->fleet->audit.checks);
    json_close(&j, '}');
    add_call(w, list, fleet_ago(w, s->age), "CreateScheduledAudit", s->name, &body);
}

static const struct fleet_planted *planted_of(const struct fleet_work *w, const char *problem,
                                              int64_t index)
{
    for (size_t i = 0; i < w->fleet->n_problems; i++)
        if (strcmp(w->fleet->problems[i].id, problem) == 0)
            return &w->planted[i][index];
    return NULL;
}

/* false: the resource is not there, at a small size say. */
static bool put_resource(struct fleet_work *w, const struct fleet_suppression *s,
                         struct json_writer *j)
{
    const struct fleet *f = w->fleet;
    const struct fleet_planted *p = s->problem ? planted_of(w, s->problem, s->index) : NULL;
    json_key(j, "resourceIdentifier");
    json_open(j, '{');
    if (p && p->client_id)
        json_text_member(j, "clientId", p->client_id);
    else if (p && p->cert_id)
        json_text_member(j, "deviceCertificateId", p->cert_id);
    else if (s->authority)
        json_text_member(j, "caCertificateId",
                         w->signers[fleet_authority_index(f, s->authority)].cert_id);
    else if (s->policy) {
        size_t n = f->policies[fleet_policy_index(f, s->policy)].documents.n;
        json_key(j, "policyVersionIdentifier");
        json_open(j, '{');
        json_text_member(j, "policyName", s->policy);
        json_text_member(j, "policyVersionId", arena_printf(w->arena, "%zu", n));
        json_close(j, '}');
    } else if (!s->problem)
        json_text_member(j, "account", registry_account(w->registry));
    else
        return false;
    json_close(j, '}');
    return true;
}

static void add_suppression(struct fleet_work *w, const struct fleet_suppression *s,
                            struct calls *list)
{
    struct buf body = BUF_INIT(BODY_MAX);
    struct json_writer j = {.out = &body};
    char token[37];
    rng_uuid(w->rng, token);
    json_open(&j, '{');
    json_text_member(&j, "checkName", s->check);
    json_text_member(&j, "description", s->description);
    json_text_member(&j, "clientRequestToken", token);
    if (s->days) {
        json_key(&j, "expirationDate");
        json_put_time(&j, w->now_ms + s->days * DAY_MS);
    } else {
        json_key(&j, "suppressIndefinitely");
        json_put_bool(&j, true);
    }
    bool there = put_resource(w, s, &j);
    json_close(&j, '}');
    if (there)
        add_call(w, list, fleet_ago(w, s->age), "CreateAuditSuppression", NULL, &body);
    else
        buf_free(&body);
}

static void add_run(struct fleet_work *w, const struct fleet_run *r, struct calls *list)
{
    const struct fleet_texts *checks = r->checks.n ? &r->checks : &w->fleet->audit.checks;
    for (size_t i = 0; r->schedule && i < w->fleet->n_schedules; i++) {
        const struct fleet_schedule *s = &w->fleet->schedules[i];
        if (strcmp(s->name, r->schedule) == 0 && s->checks.n)
            checks = &s->checks;
    }
    struct buf body = BUF_INIT(BODY_MAX);
    struct json_writer j = {.out = &body};
    json_open(&j, '{');
    put_texts(&j, "targetCheckNames", checks);
    json_close(&j, '}');
    int64_t at_ms = w->now_ms - (int64_t)(r->ago * (double)DAY_MS);
    add_call(w, list, at_ms, "StartOnDemandAuditTask", r->schedule, &body);
}

static int by_time(const void *a, const void *b)
{
    const struct call *x = a, *y = b;
    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static bool insert_call(struct fleet_work *w, const struct call *c, struct err *err)
{
    struct db_stmt *q = db_query(
        w->db, "INSERT INTO startup_call(at_ms, operation, name, body) VALUES(?, ?, ?, ?)",
        err);
    if (!q)
        return false;
    db_bind_int(q, 1, c->at_ms);
    db_bind_text(q, 2, c->operation);
    db_bind_text(q, 3, c->name);
    db_bind_text(q, 4, c->body);
    return db_run(q, err);
}

bool fleet_make_startup(struct fleet_work *w, struct err *err)
{
    const struct fleet *f = w->fleet;
    struct calls list = {0};
    bool ok = true;
    add_configuration(w, &list);
    for (size_t i = 0; i < f->n_schedules; i++)
        add_schedule(w, &f->schedules[i], &list);
    for (size_t i = 0; i < f->n_suppressions; i++)
        add_suppression(w, &f->suppressions[i], &list);
    for (size_t i = 0; i < f->n_runs; i++)
        add_run(w, &f->runs[i], &list);
    qsort(list.items, list.n, sizeof *list.items, by_time);
    for (size_t i = 0; ok && i < list.n; i++)
        ok = insert_call(w, &list.items[i], err);
    free(list.items);
    return ok;
}
