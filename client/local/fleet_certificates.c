#include <stdlib.h>

#include "client/base/clock.h"
#include "client/base/mem.h"
#include "client/local/fleet_inside.h"
#include "client/local/x509.h"

/* What the service itself signs with lives until this; 2049-12-31T23:59:59Z. */
static const int64_t service_end_ms = 2524607999000;

static const struct x509_name service_name = {.country = "US",
                                              .state = "Washington",
                                              .city = "Seattle",
                                              .organisation = "Amazon.com Inc.",
                                              .unit = "Amazon Web Services"};

static int64_t whole_seconds(int64_t ms)
{
    return ms - ms % 1000; /* certificates know no milliseconds */
}

/* 63 bits: never negative, never 0, at most 16 digits. */
static uint64_t new_serial(struct fleet_work *w)
{
    return (rng_next(w->rng) >> 1) | 1;
}

static struct x509_key *new_key(struct fleet_work *w, const char *kind, int64_t pid)
{
    if (strcmp(kind, "pid") == 0)
        return x509_key_of_pid(w->maker, (uint32_t)pid);
    if (strcmp(kind, "roca") == 0)
        return x509_key_roca(w->maker);
    return strcmp(kind, "rsa") == 0 ? x509_key_rsa(w->maker) : x509_key_ec(w->maker);
}

static void revoke(struct fleet_signer *s, uint64_t serial, int64_t when_ms)
{
    struct fleet_revocations *r = &s->revocations;
    r->items = mem_grow(r->items, &r->cap, r->n + 1, sizeof *r->items);
    r->items[r->n++] = (struct x509_revocation){serial, whole_seconds(when_ms)};
}

static bool insert_ca(struct fleet_work *w, const struct fleet_authority *a,
                      struct fleet_signer *s, const struct x509_info *info, struct err *err)
{
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO ca(cert_id, der, status, created_ms, modified_ms, not_before_ms,"
                 " not_after_ms, subject, serial, key_id, issuer_ca_id)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    int64_t created = fleet_ago(w, a->registered >= 0 ? a->registered : a->age);
    db_bind_text(q, 1, info->fingerprint);
    db_bind_blob(q, 2, der_bytes(&w->der), der_size(&w->der));
    db_bind_text(q, 3, a->status ? a->status : "ACTIVE");
    db_bind_int(q, 4, created);
    db_bind_int(q, 5, created);
    db_bind_int(q, 6, info->not_before_ms);
    db_bind_int(q, 7, info->not_after_ms);
    db_bind_text(q, 8, info->subject);
    db_bind_text(q, 9, info->serial);
    db_bind_text(q, 10, info->key_id);
    if (a->parent)
        db_bind_int(q, 11, w->signers[fleet_authority_index(w->fleet, a->parent)].row);
    else
        db_bind_null(q, 11);
    if (!db_run(q, err))
        return false;
    s->row = s->ca_row = db_last_id(w->db);
    s->cert_id = arena_str(w->arena, info->fingerprint);
    return true;
}

static bool insert_issuer(struct fleet_work *w, const struct fleet_authority *a,
                          struct fleet_signer *s, const struct x509_info *info, struct err *err)
{
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO issuer(subject, issuer_key_id, serial, der, ca_id,"
                 " revoked_ms) VALUES(?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    s->ca_row = w->signers[fleet_authority_index(w->fleet, a->parent)].ca_row;
    db_bind_text(q, 1, info->subject);
    db_bind_text(q, 2, info->key_id);
    db_bind_text(q, 3, info->serial);
    db_bind_blob(q, 4, der_bytes(&w->der), der_size(&w->der));
    db_bind_int(q, 5, s->ca_row);
    if (a->revoked >= 0)
        db_bind_int(q, 6, fleet_ago(w, a->revoked));
    else
        db_bind_null(q, 6);
    if (!db_run(q, err))
        return false;
    s->row = db_last_id(w->db);
    return true;
}

static bool is_intermediate(const struct fleet_authority *a)
{
    return strcmp(a->kind, "intermediate") == 0;
}

/* "http://crl.nordhaven-port-authority.example/devices.crl": nobody can own such a name. */
static const char *crl_url(struct fleet_work *w, const struct fleet_authority *a)
{
    struct buf host = BUF_INIT(64);
    for (const char *p = a->organisation; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        buf_putc(&host, letter ? str_lower(*p) : '-');
    }
    const char *url =
        arena_printf(w->arena, "http://crl.%s.example/%s.crl", buf_text(&host), a->id);
    buf_free(&host);
    return url;
}

static bool make_authority(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_authority *a = &w->fleet->authorities[i];
    struct fleet_signer *s = &w->signers[i];
    size_t parent = a->parent ? fleet_authority_index(w->fleet, a->parent) : i;
    if (parent > i || (is_intermediate(a) && parent == i))
        return err_set(err, ERR_CONFIG, "authority \"%s\" has to stand after its parent",
                       a->id);
    s->key = new_key(w, a->key, a->pid);
    s->signer = (struct x509_signer){
        s->key, {.country = a->country, .organisation = a->organisation, .common = a->common}};
    s->crl_url = crl_url(w, a);
    uint64_t serial = new_serial(w);
    struct x509_spec spec = {.subject = s->signer.name,
                             .serial = serial,
                             .not_before_ms = whole_seconds(fleet_ago(w, a->age)),
                             .not_after_ms = whole_seconds(w->now_ms + a->expires * DAY_MS),
                             .role = X509_AUTHORITY,
                             .crl_url = w->signers[parent].crl_url};
    x509_make_certificate(w->maker, &spec, s->key, &w->signers[parent].signer, &w->der);
    if (a->revoked >= 0)
        revoke(&w->signers[parent], serial, fleet_ago(w, a->revoked));
    struct x509_info info;
    if (!x509_parse(der_bytes(&w->der), der_size(&w->der), &info, err))
        return false;
    return is_intermediate(a) ? insert_issuer(w, a, s, &info, err)
                              : insert_ca(w, a, s, &info, err);
}

bool fleet_make_authorities(struct fleet_work *w, struct err *err)
{
    w->signers = mem_alloc(w->fleet->n_authorities + 1, sizeof *w->signers);
    w->service.key = x509_key_ec(w->maker);
    w->service.signer = (struct x509_signer){w->service.key, service_name};
    for (size_t i = 0; i < w->fleet->n_authorities; i++)
        if (!make_authority(w, i, err))
            return false;
    return true;
}

void fleet_free_authorities(struct fleet_work *w)
{
    for (size_t i = 0; w->signers && i < w->fleet->n_authorities; i++) {
        x509_key_free(w->signers[i].key);
        free(w->signers[i].revocations.items);
    }
    x509_key_free(w->service.key);
    free(w->signers);
}

static bool insert_crl(struct fleet_work *w, const char *kind, int64_t row, struct err *err)
{
    struct db_stmt *q =
        db_query(w->db, "INSERT INTO crl(issuer_kind, issuer_id, der) VALUES(?, ?, ?)", err);
    if (!q)
        return false;
    db_bind_text(q, 1, kind);
    db_bind_int(q, 2, row);
    db_bind_blob(q, 3, der_bytes(&w->der), der_size(&w->der));
    return db_run(q, err);
}

bool fleet_make_crls(struct fleet_work *w, struct err *err)
{
    for (size_t i = 0; i < w->fleet->n_authorities; i++) {
        const struct fleet_authority *a = &w->fleet->authorities[i];
        struct fleet_signer *s = &w->signers[i];
        x509_make_crl(w->maker, &s->signer, whole_seconds(w->now_ms - DAY_MS / 4),
                      whole_seconds(w->now_ms + 7 * DAY_MS), s->revocations.items,
                      s->revocations.n, &w->der);
        if (!insert_crl(w, is_intermediate(a) ? "issuer" : "ca", s->row, err))
            return false;
    }
    return true;
}

/* When a certificate was made and until when it is good. */
struct life {
    int64_t from_ms, to_ms;
};

static struct life plan_life(struct fleet_work *w, const struct fleet_type *t,
                             enum problem_kind kind, const struct fleet_range *days)
{
    int64_t age_ms = rng_between(w->rng, t->age.low * DAY_MS, t->age.high * DAY_MS);
    struct life life = {whole_seconds(w->now_ms - age_ms), service_end_ms};
    if (kind == PROBLEM_OLD)
        life.from_ms = whole_seconds(
            w->now_ms - rng_between(w->rng, days->low * DAY_MS, days->high * DAY_MS));
    if (t->lifetime)
        life.to_ms = life.from_ms + t->lifetime * DAY_MS;
    if (kind == PROBLEM_EXPIRING) {
        life.to_ms = whole_seconds(
            w->now_ms + rng_between(w->rng, days->low * DAY_MS, days->high * DAY_MS));
        if (t->lifetime)
            life.from_ms = life.to_ms - t->lifetime * DAY_MS;
    }
    return life;
}

static const char *status_of(enum problem_kind kind)
{
    static const char *const words[PROBLEM_KINDS] = {
        [PROBLEM_INACTIVE] = "INACTIVE",
        [PROBLEM_RETIRED] = "REVOKED",
        [PROBLEM_PENDING] = "PENDING_TRANSFER",
    };
    return words[kind] ? words[kind] : "ACTIVE";
}

static bool insert_certificate(struct fleet_work *w, const struct fleet_signer *s,
                               const struct x509_spec *spec, enum problem_kind kind,
                               struct err *err)
{
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO certificate(cert_id, der, status, ca_id, issuer_id, created_ms,"
                 " modified_ms, activated_ms, not_before_ms, not_after_ms, serial)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    char fingerprint[65], serial[17];
    x509_fingerprint(der_bytes(&w->der), der_size(&w->der), fingerprint);
    x509_serial_text(spec->serial, serial);
    int64_t created = spec->not_before_ms + 60000; /* a minute on the line */
    const char *status = status_of(kind);
    bool changed = strcmp(status, "ACTIVE") != 0;
    db_bind_text(q, 1, fingerprint);
    db_bind_blob(q, 2, der_bytes(&w->der), der_size(&w->der));
    db_bind_text(q, 3, status);
    if (s->ca_row)
        db_bind_int(q, 4, s->ca_row);
    else
        db_bind_null(q, 4);
    if (s->row != s->ca_row)
        db_bind_int(q, 5, s->row);
    else
        db_bind_null(q, 5);
    db_bind_int(q, 6, created);
    db_bind_int(q, 7, changed ? (created + w->now_ms) / 2 : created);
    db_bind_int(q, 8, created);
    db_bind_int(q, 9, spec->not_before_ms);
    db_bind_int(q, 10, spec->not_after_ms);
    db_bind_text(q, 11, serial);
    return db_run(q, err);
}

static struct x509_key *device_key(struct fleet_work *w, const struct fleet_problem *p,
                                   enum problem_kind kind, uint32_t nth)
{
    if (kind == PROBLEM_ROCA)
        return new_key(w, "roca", 0);
    if (kind == PROBLEM_PID)
        return new_key(w, "pid", p->pid + nth);
    return x509_key_ec(w->maker);
}

static void keep_planted(struct fleet_work *w, const struct fleet_plan *plan)
{
    char fingerprint[65];
    if (!plan->problem || plan->nth >= FLEET_PLANTED_KEPT)
        return;
    x509_fingerprint(der_bytes(&w->der), der_size(&w->der), fingerprint);
    w->planted[plan->problem - 1][plan->nth].cert_id = arena_str(w->arena, fingerprint);
}

bool fleet_make_certificate(struct fleet_work *w, size_t i, int64_t *created_ms,
                            struct err *err)
{
    const struct fleet_plan *plan = &w->plan[i];
    const struct fleet_type *t = &w->fleet->types[plan->type];
    static const struct fleet_problem none = {0};
    const struct fleet_problem *p =
        plan->problem ? &w->fleet->problems[plan->problem - 1] : &none;
    enum problem_kind kind = fleet_problem_kind(w->fleet, plan);
    struct fleet_signer *s =
        t->authority ? &w->signers[fleet_authority_index(w->fleet, t->authority)] : &w->service;
    struct life life = plan_life(w, t, kind, &p->days);
    struct x509_spec spec = {.serial = new_serial(w),
                             .not_before_ms = life.from_ms,
                             .not_after_ms = life.to_ms,
                             .crl_url = s->crl_url};
    spec.subject.common =
        t->authority ? fleet_thing_name(w, i, w->scratch) : "AWS IoT Certificate";
    struct x509_key *key = device_key(w, p, kind, plan->nth);
    x509_make_certificate(w->maker, &spec, key, &s->signer, &w->der);
    x509_key_free(key);
    if (kind == PROBLEM_REVOKED || kind == PROBLEM_RETIRED)
        revoke(s, spec.serial, life.from_ms + (w->now_ms - life.from_ms) * 9 / 10);
    if (!insert_certificate(w, s, &spec, kind, err))
        return false;
    w->certificates[i] = db_last_id(w->db);
    keep_planted(w, plan);
    *created_ms = spec.not_before_ms + 60000;
    return true;
}
