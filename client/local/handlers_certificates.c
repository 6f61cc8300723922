#include <string.h>

#include "client/api/certificates.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/registry_change.h"

static struct opt_time time_of(int64_t ms)
{
    return (struct opt_time){ms, true};
}

static const struct certificate_validity *validity(struct arena *a, int64_t from_ms,
                                                   int64_t to_ms)
{
    struct certificate_validity *v = arena_alloc(a, 1, sizeof *v);
    v->not_before = time_of(from_ms);
    v->not_after = time_of(to_ms);
    return v;
}

/* *id NULL: no such row. */
static bool ca_id_of(struct call *c, int64_t ca_id, const char **id, struct err *err)
{
    bool row;
    struct db_stmt *q = db_query(call_db(c), "SELECT cert_id FROM ca WHERE id = ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, ca_id);
    if (!db_step(q, &row, err))
        return false;
    *id = row ? arena_str(c->arena, db_text(q, 0)) : NULL;
    db_reset(q);
    return true;
}

static bool describe_certificate(struct call *c, struct err *err)
{
    const struct describe_certificate_input *in = c->input;
    struct describe_certificate_output *out = c->output;
    struct certificate_row row;
    struct certificate_description *d = arena_alloc(c->arena, 1, sizeof *d);
    if (!find_certificate(c, in->certificate_id, &row, err) ||
        !registry_pem(call_registry(c), DER_CERTIFICATE, row.id, c->arena, &d->certificate_pem,
                      err) ||
        (row.ca_id && !ca_id_of(c, row.ca_id, &d->ca_certificate_id, err)))
        return false;
    d->certificate_id = row.cert_id;
    d->certificate_arn = call_arn(c, ARN_CERTIFICATE, row.cert_id);
    d->certificate_mode = "DEFAULT";
    d->status = row.status;
    d->owned_by = registry_account(call_registry(c));
    d->creation_date = time_of(row.created_ms);
    d->last_modified_date = time_of(row.modified_ms);
    d->customer_version = (struct opt_int){1, true};
    d->validity = validity(c->arena, row.not_before_ms, row.not_after_ms);
    out->certificate_description = d;
    return true;
}

static bool describe_ca_certificate(struct call *c, struct err *err)
{
    const struct describe_ca_certificate_input *in = c->input;
    struct describe_ca_certificate_output *out = c->output;
    struct ca_row row;
    struct ca_certificate_description *d = arena_alloc(c->arena, 1, sizeof *d);
    if (!find_ca(c, in->certificate_id, &row, err) ||
        !registry_pem(call_registry(c), DER_CA, row.id, c->arena, &d->certificate_pem, err))
        return false;
    d->certificate_id = row.cert_id;
    d->certificate_arn = call_arn(c, ARN_CA_CERTIFICATE, row.cert_id);
    d->certificate_mode = "DEFAULT";
    d->status = row.status;
    d->auto_registration_status = row.auto_registration;
    d->owned_by = registry_account(call_registry(c));
    d->creation_date = time_of(row.created_ms);
    d->last_modified_date = time_of(row.modified_ms);
    d->customer_version = (struct opt_int){1, true};
    d->validity = validity(c->arena, row.not_before_ms, row.not_after_ms);
    out->certificate_description = d;
    return true;
}

/* ---- lists ------------------------------------------------------------------------------- */

/* By creation date as documented, newest first unless asked otherwise; the row id decides
 * between two of the same moment. A position is (created_ms, "id"). */
struct listing {
    const char *ascending, *descending; /* SQL: ?1 ms, ?2 id, ?3 limit, ?4 CA row id */
    enum arn_kind kind;
};

#define COLUMNS "SELECT created_ms, id, cert_id, status"
#define UPWARD  " (created_ms, id) > (?1, ?2) AND ?4 IS ?4 ORDER BY created_ms, id LIMIT ?3"
#define DOWNWARD \
    " (created_ms, id) < (?1, ?2) AND ?4 IS ?4 ORDER BY created_ms DESC, id DESC LIMIT ?3"

static const struct listing all_certificates = {COLUMNS " FROM certificate WHERE" UPWARD,
                                                COLUMNS " FROM certificate WHERE" DOWNWARD,
                                                ARN_CERTIFICATE};
static const struct listing certificates_of_ca = {
    COLUMNS " FROM certificate WHERE ca_id = ?4 AND" UPWARD,
    COLUMNS " FROM certificate WHERE ca_id = ?4 AND" DOWNWARD, ARN_CERTIFICATE};
static const struct listing all_cas = {COLUMNS " FROM ca WHERE" UPWARD,
                                       COLUMNS " FROM ca WHERE" DOWNWARD, ARN_CA_CERTIFICATE};

/* CA certificates have the same members except for the mode, which they lack. */
struct position {
    int64_t created_ms, id;
};

static bool position_read(const struct page *page, bool ascending, struct position *at,
                          struct err *err)
{
    *at = ascending ? (struct position){INT64_MIN, 0} : (struct position){INT64_MAX, INT64_MAX};
    if (!page->started)
        return true;
    at->created_ms = page->number;
    return str_to_int(str_of(page->text), 0, INT64_MAX, &at->id) ||
           fault(err, API_INVALID_REQUEST, "Invalid marker");
}

static bool certificates_step(struct call *c, const struct listing *l, struct db_stmt *q,
                              const struct page *page, struct list *out, const char **marker,
                              struct err *err)
{
    struct rows rows = {.n = 0};
    struct position last = {0, 0};
    bool ok, row;
    while ((ok = db_step(q, &row, err)) && row && rows.n < (size_t)page->limit) {
        struct certificate_summary *s = rows_add(&rows, sizeof *s);
        last = (struct position){db_int(q, 0), db_int(q, 1)};
        s->creation_date = time_of(last.created_ms);
        s->certificate_id = arena_str(c->arena, db_text(q, 2));
        s->certificate_arn = call_arn(c, l->kind, s->certificate_id);
        s->certificate_mode = "DEFAULT";
        s->status = arena_str(c->arena, db_text(q, 3));
    }
    db_reset(q);
    if (ok && row)
        *marker = page_token(page, last.created_ms,
                             arena_printf(c->arena, "%lld", (long long)last.id));
    if (ok)
        *out = rows_list(&rows, c->arena);
    rows_free(&rows);
    return ok;
}

static bool certificates_list(struct call *c, const struct listing *l,
                              struct opt_bool ascending, int64_t ca_id, struct list *out,
                              const char **marker, struct err *err)
{
    struct page page;
    struct position at;
    if (!call_page(c, &page, err) || !position_read(&page, ascending.value, &at, err))
        return false;
    struct db_stmt *q =
        db_query(call_db(c), ascending.value ? l->ascending : l->descending, err);
    if (!q)
        return false;
    db_bind_int(q, 1, at.created_ms);
    db_bind_int(q, 2, at.id);
    db_bind_int(q, 3, page.limit + 1);
    db_bind_int(q, 4, ca_id);
    return certificates_step(c, l, q, &page, out, marker, err);
}

static bool list_certificates(struct call *c, struct err *err)
{
    const struct list_certificates_input *in = c->input;
    struct list_certificates_output *out = c->output;
    return certificates_list(c, &all_certificates, in->ascending_order, 0, &out->certificates,
                             &out->next_marker, err);
}

static bool list_certificates_by_ca(struct call *c, struct err *err)
{
    const struct list_certificates_by_ca_input *in = c->input;
    struct list_certificates_by_ca_output *out = c->output;
    struct ca_row ca;
    bool found;
    /* The operation does not know "not found": no certificates are of a CA that is not
     * there. */
    if (!registry_ca(call_registry(c), in->ca_certificate_id, c->arena, &ca, &found, err))
        return false;
    return certificates_list(c, &certificates_of_ca, in->ascending_order, found ? ca.id : -1,
                             &out->certificates, &out->next_marker, err);
}

static bool list_ca_certificates(struct call *c, struct err *err)
{
    const struct list_ca_certificates_input *in = c->input;
    struct list_ca_certificates_output *out = c->output;
    struct list found;
    if (in->template_name) {
        /* No CA here was registered with a provisioning template. */
        out->certificates = rows_list(&(struct rows){.n = 0}, c->arena);
        return true;
    }
    if (!certificates_list(c, &all_cas, in->ascending_order, 0, &found, &out->next_marker, err))
        return false;
    const struct certificate_summary *from = found.items;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n; i++) {
        struct ca_certificate_summary *s = rows_add(&rows, sizeof *s);
        s->certificate_arn = from[i].certificate_arn;
        s->certificate_id = from[i].certificate_id;
        s->creation_date = from[i].creation_date;
        s->status = from[i].status;
    }
    out->certificates = rows_list(&rows, c->arena);
    return true;
}

/* ---- changes ----------------------------------------------------------------------------- */

static bool status_settable(const char *status)
{
    static const char *const settable[] = {"ACTIVE", "INACTIVE", "REVOKED"};
    for (size_t i = 0; i < COUNT_OF(settable); i++)
        if (strcmp(status, settable[i]) == 0)
            return true;
    return false;
}

static bool update_certificate(struct call *c, struct err *err)
{
    const struct update_certificate_input *in = c->input;
    struct certificate_row row;
    struct registry *r = call_registry(c);
    if (!status_settable(in->new_status))
        return fault(err, API_INVALID_REQUEST,
                     "newStatus cannot be %s: only ACTIVE, INACTIVE "
                     "and REVOKED can be set",
                     in->new_status);
    if (!find_certificate(c, in->certificate_id, &row, err))
        return false;
    if (strncmp(row.status, "PENDING_", 8) == 0)
        return fault(err, API_CERTIFICATE_STATE,
                     "The certificate is %s; its status cannot be changed now", row.status);
    if (!registry_begin(r, err))
        return false;
    if (registry_set_certificate_status(r, row.id, in->new_status, call_now_ms(c), err))
        return registry_commit(r, err);
    registry_rollback(r);
    return false;
}

static bool update_ca_certificate(struct call *c, struct err *err)
{
    const struct update_ca_certificate_input *in = c->input;
    struct ca_row row;
    if (in->registration_config)
        return not_served(err, "UpdateCACertificate with a registrationConfig");
    if (!in->new_status && !in->new_auto_registration_status &&
        !in->remove_auto_registration.value)
        return fault(err, API_INVALID_REQUEST, "There is nothing to update");
    if (!find_ca(c, in->certificate_id, &row, err))
        return false;
    const char *registration =
        in->remove_auto_registration.value ? "DISABLE" : in->new_auto_registration_status;
    return registry_update_ca(call_registry(c), row.id, in->new_status, registration,
                              call_now_ms(c), err);
}

const struct handler handlers_certificates[] = {
    {"DescribeCertificate", describe_certificate},
    {"ListCertificates", list_certificates},
    {"ListCertificatesByCA", list_certificates_by_ca},
    {"UpdateCertificate", update_certificate},
    {"DescribeCACertificate", describe_ca_certificate},
    {"ListCACertificates", list_ca_certificates},
    {"UpdateCACertificate", update_ca_certificate},
    {NULL, NULL},
};
