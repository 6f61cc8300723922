#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/check.h"
#include "client/api/json.h"
#include "client/api/policy.h"
#include "client/api/scalars.h"
#include "client/local/fleet.h"
#include "client/local/roca.h"
#include "client/local/weak_keys.h"
#include "client/local/x509.h"

static const int64_t start_ms = 1795000000000;

static struct registry *open_memory(void)
{
    struct registry *r;
    struct err err;
    cr_assert(registry_open(&r, ":memory:", NULL, &err), "%s", err.text);
    return r;
}

static struct registry *generate(const char *name, struct fleet_options o)
{
    struct registry *r = open_memory();
    struct err err;
    struct fleet *f = fleet_load(name, &err);
    cr_assert_not_null(f, "%s: %s", err.where, err.text);
    o.now_ms = o.now_ms ? o.now_ms : start_ms;
    cr_assert(fleet_generate(f, r, &o, &err), "%s", err.text);
    fleet_free(f);
    return r;
}

/* FNV-1a over all that a query gives, with the types. */
static uint64_t digest_query(struct registry *r, const char *sql, uint64_t h)
{
    struct err err;
    struct db_stmt *s = db_prepare(registry_db(r), sql, &err);
    bool row = false;
    cr_assert_not_null(s, "%s: %s", sql, err.text);
    while (db_step(s, &row, &err) && row) {
        size_t n;
        const uint8_t *bytes = db_blob(s, 0, &n);
        for (size_t i = 0; i < n; i++)
            h = (h ^ bytes[i]) * 0x100000001b3u;
        h = (h ^ n) * 0x100000001b3u;
    }
    db_finish(s);
    return h;
}

/* Every value of every table but where it is kept. */
static uint64_t digest(struct registry *r)
{
    static const char *const queries[] = {
        "SELECT key || value FROM meta ORDER BY key",
        "SELECT id || name || type || attributes || version || uuid || created_ms FROM thing",
        "SELECT cert_id || status || subject || serial || key_id || not_after_ms FROM ca",
        "SELECT der FROM ca",
        "SELECT der FROM issuer",
        "SELECT der FROM crl ORDER BY id",
        "SELECT cert_id || status || created_ms || modified_ms || ifnull(ca_id, 0)"
        " FROM certificate",
        "SELECT der FROM certificate ORDER BY id",
        "SELECT thing_id || ',' || certificate_id FROM thing_principal",
        "SELECT name || uuid || ifnull(parent_id, 0) FROM thing_group",
        "SELECT group_id || ',' || thing_id FROM thing_group_member",
        "SELECT name || default_version || modified_ms FROM policy",
        "SELECT document || created_ms FROM policy_version",
        "SELECT policy_id || target_arn FROM policy_target",
        "SELECT arn || trust || documents FROM iam_role",
        "SELECT service || last_used_ms FROM iam_service_used",
        "SELECT pool_id || name FROM cognito_pool",
        "SELECT name || version || document || created_ms FROM security_profile",
        "SELECT name || token || created_ms FROM custom_metric",
        "SELECT name || string_values || token FROM dimension",
        "SELECT client_id || certificate_id || source_ip || source_port || connected_ms ||"
        " ifnull(disconnected_ms, '') || ifnull(disconnect_reason, '') FROM connection",
        "SELECT at_ms || operation || ifnull(name, '') || body FROM startup_call",
    };
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        h = digest_query(r, queries[i], h);
    return h;
}

static int64_t number(struct registry *r, const char *sql)
{
    struct err err;
    struct db_stmt *s = db_prepare(registry_db(r), sql, &err);
    bool row = false;
    cr_assert_not_null(s, "%s: %s", sql, err.text);
    cr_assert(db_step(s, &row, &err) && row, "%s", sql);
    int64_t n = db_int(s, 0);
    db_finish(s);
    return n;
}

Test(local_fleet, the_same_seed_gives_the_same_fleet)
{
    static const struct {
        struct fleet_options options;
        bool same;
    } rows[] = {
        {{0}, true},
        {{.seed = 1871}, true}, /* what the description says */
        {{.seed = 1872}, false},
        {{.things = 199}, false},
        {{.now_ms = start_ms + 1000}, false},
    };
    struct registry *first = generate("harbour", (struct fleet_options){0});
    uint64_t want = digest(first);
    registry_close(first);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct registry *r = generate("harbour", rows[i].options);
        cr_expect_eq(digest(r) == want, rows[i].same, "row %zu", i);
        registry_close(r);
    }
}

Test(local_fleet, sizes)
{
    static const struct {
        const char *fleet;
        int64_t asked, things;
    } rows[] = {
        {"harbour", 0, 200}, {"harbour", 1, 1},     {"harbour", 7, 7},
        {"harbour", 57, 57}, {"harbour", 900, 900}, {"metro", 300, 300},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct registry *r =
            generate(rows[i].fleet, (struct fleet_options){.things = rows[i].asked});
        cr_expect_eq(number(r, "SELECT count(*) FROM thing"), rows[i].things, "row %zu", i);
        cr_expect_eq(number(r, "SELECT count(*) FROM thing t WHERE NOT EXISTS"
                               " (SELECT 1 FROM thing_principal p WHERE p.thing_id = t.id)"),
                     0, "row %zu: a thing without a certificate", i);
        registry_close(r);
    }
}

/* What the descriptions plant, counted from the registry alone. */
Test(local_fleet, problems_are_there)
{
#define NOW "1795000000000"
#define DAY "86400000"
    static const struct {
        const char *what, *sql;
        int64_t harbour, metro; /* of 2000; -1: at least one */
    } rows[] = {
        {"shared certificates",
         "SELECT count(*) FROM (SELECT 1 FROM thing_principal GROUP BY certificate_id"
         " HAVING count(*) > 1)",
         3, -1},
        {"used at once",
         "SELECT count(DISTINCT a.certificate_id) FROM connection a JOIN connection b ON"
         " a.certificate_id = b.certificate_id AND a.client_id < b.client_id AND"
         " a.connected_ms < ifnull(b.disconnected_ms, " NOW ") AND b.connected_ms <"
         " ifnull(a.disconnected_ms, " NOW ")",
         3, -1},
        {"expiring in a month",
         "SELECT count(*) FROM certificate WHERE status = 'ACTIVE' AND not_after_ms"
         " BETWEEN " NOW " AND " NOW " + 31 * " DAY,
         12, -1},
        {"expired",
         "SELECT count(*) FROM certificate WHERE status = 'ACTIVE' AND not_after_ms < " NOW, 2,
         -1},
        {"old",
         "SELECT count(*) > 0 FROM certificate WHERE status = 'ACTIVE' AND"
         " activated_ms < " NOW " - 730 * " DAY,
         1, 1},
        {"switched off", "SELECT count(*) FROM certificate WHERE status = 'INACTIVE'", 2, -1},
        {"retired", "SELECT count(*) FROM certificate WHERE status = 'REVOKED'", 3, -1},
        {"in transfer", "SELECT count(*) FROM certificate WHERE status = 'PENDING_TRANSFER'", 1,
         3},
        {"client ids in conflict",
         "SELECT count(DISTINCT client_id) FROM connection"
         " WHERE disconnect_reason = 'DUPLICATE_CLIENTID'",
         5, -1},
        {"client ids that are no names",
         "SELECT count(DISTINCT client_id) FROM connection WHERE thing_id IS NULL", 6, -1},
        {"CAs that expire",
         "SELECT count(*) FROM ca WHERE status = 'ACTIVE' AND not_after_ms < " NOW
         " + 30 * " DAY,
         1, 2},
        {"revoked issuers", "SELECT count(*) FROM issuer WHERE revoked_ms IS NOT NULL", 0, 1},
        {"logging", "SELECT v2_level <> 'DISABLED' FROM logging_options", 1, 0},
        {"things in groups", "SELECT count(DISTINCT thing_id) > 100 FROM thing_group_member", 1,
         1},
        {"policies of certificates",
         "SELECT count(*) > 50 FROM policy_target WHERE target_arn LIKE"
         " 'arn:aws:iot:us-east-1:123456789012:cert/________________________________%'",
         1, 1},
        {"certificates of others",
         "SELECT count(*) FROM policy_target t WHERE target_arn LIKE '%:cert/%' AND NOT EXISTS"
         " (SELECT 1 FROM certificate c WHERE c.cert_id = substr(t.target_arn, -64))",
         0, 0},
        {"connections before the certificate",
         "SELECT count(*) FROM connection n JOIN certificate c ON c.id = n.certificate_id"
         " WHERE n.connected_ms < c.not_before_ms OR n.connected_ms > " NOW,
         0, 0},
        {"connections that end before they begin",
         "SELECT count(*) FROM connection WHERE disconnected_ms < connected_ms OR"
         " (disconnected_ms IS NULL) <> (disconnect_reason IS NULL)",
         0, 0},
    };
    struct registry *harbour = generate("harbour", (struct fleet_options){0});
    struct registry *metro = generate("metro", (struct fleet_options){.things = 2000});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t have = number(harbour, rows[i].sql);
        cr_expect_eq(have, rows[i].harbour, "harbour: %s: %lld", rows[i].what, (long long)have);
        have = number(metro, rows[i].sql);
        cr_expect(rows[i].metro < 0 ? have > 0 : have == rows[i].metro, "metro: %s: %lld",
                  rows[i].what, (long long)have);
    }
    registry_close(harbour);
    registry_close(metro);
}

struct found {
    int certificates, roca, weak, revoked, retired;
};

/* Reads the lists once; there are few issuers. */
struct lists {
    struct x509_crl *of_ca[32], *of_issuer[32];
};

static void read_lists(struct registry *r, struct lists *out)
{
    struct err err;
    struct db_stmt *s =
        db_prepare(registry_db(r),
                   "SELECT k.issuer_kind = 'ca', k.issuer_id, k.der, ifnull(c.der, i.der)"
                   " FROM crl k LEFT JOIN ca c ON k.issuer_kind = 'ca' AND c.id = k.issuer_id"
                   " LEFT JOIN issuer i ON k.issuer_kind = 'issuer' AND i.id = k.issuer_id",
                   &err);
    bool row = false;
    while (db_step(s, &row, &err) && row) {
        size_t n, signer_n;
        const void *der = db_blob(s, 2, &n), *signer = db_blob(s, 3, &signer_n);
        struct x509_crl *crl = x509_crl_parse(der, n, &err);
        cr_assert_not_null(crl, "%s", err.text);
        cr_expect(x509_crl_issued_by(crl, signer, signer_n));
        (db_int(s, 0) ? out->of_ca : out->of_issuer)[db_int(s, 1)] = crl;
    }
    db_finish(s);
}

static void free_lists(struct lists *l)
{
    for (size_t i = 0; i < COUNT_OF(l->of_ca); i++) {
        x509_crl_free(l->of_ca[i]);
        x509_crl_free(l->of_issuer[i]);
    }
}

static void look_at(struct db_stmt *s, const struct lists *lists, const struct weak_keys *weak,
                    struct found *f)
{
    size_t n, signer_n;
    const void *der = db_blob(s, 0, &n), *signer = db_blob(s, 1, &signer_n);
    struct x509_info info, from;
    struct err err;
    int64_t when;
    cr_assert(x509_parse(der, n, &info, &err), "%s", err.text);
    cr_expect_str_eq(info.fingerprint, db_text(s, 2));
    cr_expect_str_eq(info.serial, db_text(s, 3));
    cr_expect_eq(info.not_after_ms, db_int(s, 4));
    cr_expect_eq(info.not_before_ms, db_int(s, 5));
    if (signer_n) {
        cr_assert(x509_parse(signer, signer_n, &from, &err));
        cr_expect(x509_signed_by(der, n, signer, signer_n), "%s by %s", info.subject,
                  from.subject);
        cr_expect_geq(info.not_before_ms, from.not_before_ms, "%s is older than %s",
                      info.subject, from.subject);
        const struct x509_crl *crl =
            db_int(s, 8) ? lists->of_issuer[db_int(s, 8)] : lists->of_ca[db_int(s, 7)];
        bool listed = x509_crl_revokes(crl, info.serial, &when);
        f->revoked += listed && strcmp(db_text(s, 6), "ACTIVE") == 0;
        f->retired += listed && strcmp(db_text(s, 6), "REVOKED") == 0;
    }
    f->certificates++;
    if (info.modulus_len) {
        f->roca += roca_fingerprint(info.modulus, info.modulus_len);
        f->weak += weak_keys_has(weak, info.modulus, info.modulus_len);
    }
}

static struct found look(struct registry *r, const char *sql)
{
    struct found f = {0};
    struct lists lists = {0};
    struct weak_keys *weak;
    struct err err;
    cr_assert(weak_keys_open(&weak, &err), "%s", err.text);
    read_lists(r, &lists);
    struct db_stmt *s = db_prepare(registry_db(r), sql, &err);
    bool row = false;
    cr_assert_not_null(s, "%s", err.text);
    while (db_step(s, &row, &err) && row)
        look_at(s, &lists, weak, &f);
    db_finish(s);
    free_lists(&lists);
    weak_keys_free(weak);
    return f;
}

static const char devices_sql[] =
    "SELECT d.der, ifnull(i.der, c.der), d.cert_id, d.serial, d.not_after_ms, d.not_before_ms,"
    " d.status, d.ca_id, d.issuer_id FROM certificate d LEFT JOIN ca c ON c.id = d.ca_id"
    " LEFT JOIN issuer i ON i.id = d.issuer_id";
static const char cas_sql[] =
    "SELECT d.der, ifnull(c.der, d.der), d.cert_id, d.serial, d.not_after_ms, d.not_before_ms,"
    " d.status, ifnull(d.issuer_ca_id, d.id), NULL FROM ca d LEFT JOIN ca c ON c.id ="
    " d.issuer_ca_id";

Test(local_fleet, certificates_and_keys)
{
    static const struct {
        const char *fleet, *sql;
        int64_t things;
        struct found want; /* certificates -1: not counted */
    } rows[] = {
        {"harbour", devices_sql, 0, {195, 2, 1, 3, 3}},
        {"harbour", cas_sql, 0, {6, 0, 0, 1, 0}},
        {"metro", devices_sql, 900, {-1, 6, 5, 1, 3}},
        {"metro", cas_sql, 20, {8, 1, 1, 1, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct registry *r =
            generate(rows[i].fleet, (struct fleet_options){.things = rows[i].things});
        struct found have = look(r, rows[i].sql);
        const struct found *want = &rows[i].want;
        if (want->certificates >= 0)
            cr_expect_eq(have.certificates, want->certificates, "row %zu: %d", i,
                         have.certificates);
        cr_expect_eq(have.roca, want->roca, "row %zu: roca %d", i, have.roca);
        cr_expect_eq(have.weak, want->weak, "row %zu: weak %d", i, have.weak);
        cr_expect_eq(have.revoked, want->revoked, "row %zu: revoked %d", i, have.revoked);
        cr_expect_eq(have.retired, want->retired, "row %zu: retired %d", i, have.retired);
        registry_close(r);
    }
}

static void expect_valid(struct registry *r, const char *sql, const struct scalar *scalar)
{
    struct err err;
    struct db_stmt *s = db_prepare(registry_db(r), sql, &err);
    bool row = false;
    int n = 0;
    cr_assert_not_null(s, "%s", err.text);
    for (; db_step(s, &row, &err) && row; n++)
        cr_expect(scalar_check(scalar, db_text(s, 0), &err), "%s: \"%s\": %s", scalar->name,
                  db_text(s, 0), err.text);
    cr_expect_gt(n, 0, "%s: nothing to check", sql);
    db_finish(s);
}

Test(local_fleet, names_are_what_the_api_allows)
{
    static const struct {
        const char *sql;
        const struct scalar *scalar;
    } rows[] = {
        {"SELECT name FROM thing", &scalar_thing_name},
        {"SELECT DISTINCT type FROM thing", &scalar_thing_type_name},
        {"SELECT key FROM thing, json_each(attributes)", &scalar_attribute_name},
        {"SELECT value FROM thing, json_each(attributes)", &scalar_attribute_value},
        {"SELECT name FROM thing_group", &scalar_thing_group_name},
        {"SELECT description FROM thing_group", &scalar_thing_group_description},
        {"SELECT uuid FROM thing_group", &scalar_thing_group_id},
        {"SELECT name FROM policy", &scalar_policy_name},
        {"SELECT document FROM policy_version", &scalar_policy_document},
        {"SELECT arn FROM iam_role", &scalar_role_arn},
        {"SELECT name FROM role_alias", &scalar_role_alias},
        {"SELECT cert_id FROM certificate", &scalar_certificate_id},
        {"SELECT cert_id FROM ca", &scalar_certificate_id},
        {"SELECT subject FROM issuer", &scalar_issuer_certificate_subject},
        {"SELECT issuer_key_id FROM issuer", &scalar_issuer_id},
        {"SELECT serial FROM issuer", &scalar_issuer_certificate_serial_number},
    };
    static const char *const fleets[] = {"harbour", "metro"};
    for (size_t f = 0; f < COUNT_OF(fleets); f++) {
        struct registry *r = generate(fleets[f], (struct fleet_options){.things = 400});
        for (size_t i = 0; i < COUNT_OF(rows); i++)
            expect_valid(r, rows[i].sql, rows[i].scalar);
        cr_expect_eq(number(r, "SELECT count(*) FROM cognito_pool WHERE pool_id NOT LIKE"
                               " 'us-east-1:________-____-4___-____-____________'"),
                     0);
        registry_close(r);
    }
}

static void expect_policies(struct registry *r, const char *sql)
{
    struct err err;
    struct arena *a = arena_new();
    struct db_stmt *s = db_prepare(registry_db(r), sql, &err);
    bool row = false;
    while (db_step(s, &row, &err) && row) {
        struct policy p;
        cr_expect(policy_parse(str_of(db_text(s, 0)), a, &p, &err), "%s\n%s", err.text,
                  db_text(s, 0));
        cr_expect_null(strstr(db_text(s, 0), "{here}"));
    }
    db_finish(s);
    arena_free(a);
}

Test(local_fleet, documents_are_policies)
{
    static const char *const fleets[] = {"harbour", "metro"};
    for (size_t f = 0; f < COUNT_OF(fleets); f++) {
        struct registry *r = generate(fleets[f], (struct fleet_options){.things = 30});
        expect_policies(r, "SELECT document FROM policy_version");
        expect_policies(r, "SELECT value FROM iam_role, json_each(documents)");
        cr_expect_eq(number(r, "SELECT count(*) FROM iam_role WHERE NOT json_valid(trust)"), 0);
        cr_expect_eq(number(r, "SELECT count(*) FROM policy p WHERE NOT EXISTS (SELECT 1 FROM"
                               " policy_version v WHERE v.policy_id = p.id AND"
                               " v.version = p.default_version)"),
                     0);
        cr_expect_eq(number(r, "SELECT count(*) FROM role_alias a WHERE NOT EXISTS"
                               " (SELECT 1 FROM iam_role r WHERE r.arn = a.role_arn)"),
                     0);
        cr_expect_eq(number(r, "SELECT count(*) FROM meta m JOIN iam_role r ON r.arn = m.value"
                               " WHERE m.key = 'audit_role_arn'"),
                     1);
        registry_close(r);
    }
}

Test(local_fleet, the_past_is_in_order_and_names_checks_we_know)
{
    static const char *const fleets[] = {"harbour", "metro"};
    for (size_t f = 0; f < COUNT_OF(fleets); f++) {
        struct registry *r = generate(fleets[f], (struct fleet_options){.things = 500});
        struct err err;
        struct db_stmt *s = db_prepare(registry_db(r),
                                       "SELECT at_ms, body, operation FROM startup_call"
                                       " ORDER BY id",
                                       &err);
        bool row = false;
        int64_t last = 0;
        while (db_step(s, &row, &err) && row) {
            struct arena *a = arena_new();
            const struct json *body = json_parse(str_of(db_text(s, 1)), a, &err);
            cr_assert_not_null(body, "%s", err.text);
            cr_expect_geq(db_int(s, 0), last);
            cr_expect_lt(db_int(s, 0), start_ms);
            last = db_int(s, 0);
            const struct json *list = json_get(body, "targetCheckNames");
            for (const struct json *c = list ? json_first(list) : NULL; c; c = json_next(c))
                cr_expect_not_null(check_find(json_string(c)), "%s", json_string(c));
            list = json_get(body, "auditCheckConfigurations");
            for (const struct json *c = list ? json_first(list) : NULL; c; c = json_next(c))
                cr_expect_not_null(check_find(json_name(c)), "%s", json_name(c));
            const struct json *one = json_get(body, "checkName");
            cr_expect(!one || check_find(json_string(one)));
            arena_free(a);
        }
        db_finish(s);
        cr_expect_eq(number(r, "SELECT count(*) FROM startup_call WHERE operation ="
                               " 'UpdateAccountAuditConfiguration'"),
                     1);
        registry_close(r);
    }
}

static bool stop_after(void *ctx, int64_t done, int64_t total)
{
    int64_t *limit = ctx;
    cr_expect_leq(done, total);
    return done < *limit;
}

Test(local_fleet, an_interrupted_one_starts_again)
{
    struct registry *r = open_memory();
    struct err err;
    struct arena *a = arena_new();
    const char *name;
    int64_t limit = 800;
    struct fleet *f = fleet_load("harbour", &err);
    struct fleet_options o = {
        .now_ms = start_ms, .things = 1200, .progress = stop_after, .ctx = &limit};
    cr_expect_not(fleet_generate(f, r, &o, &err));
    cr_expect_eq(err.kind, ERR_CANCELED);
    cr_expect_gt(number(r, "SELECT count(*) FROM thing"), 0, "it had begun");
    cr_assert(fleet_present(r, a, &name, &err));
    cr_expect_null(name);
    o = (struct fleet_options){.now_ms = start_ms};
    cr_assert(fleet_generate(f, r, &o, &err), "%s", err.text);
    cr_assert(fleet_present(r, a, &name, &err));
    cr_expect_str_eq(name, "harbour");
    struct registry *fresh = generate("harbour", (struct fleet_options){0});
    cr_expect_eq(digest(r), digest(fresh));
    cr_expect_not(fleet_generate(f, r, &o, &err), "there is one already");
    registry_close(fresh);
    registry_close(r);
    fleet_free(f);
    arena_free(a);
}

#define HEAD                                                                            \
    "title = \"t\"; seed = 1; things = 3; logging = { v1_level = \"INFO\"; v2_level = " \
    "\"INFO\"; }; audit = { role = \"r\"; age = 1; checks = [ \"LOGGING_DISABLED_CHECK\" ]; };"
#define SITES "sites = ( { id = \"a\"; label = \"a\"; network = \"10.1\"; } );"
#define TYPE                                                                   \
    "id = \"x\"; type = \"X\"; name = \"x-{n}\"; age = { from = 1; to = 9; };" \
    "sessions = { from = 0; to = 1; }; sites = [ \"a\" ];"

Test(local_fleet, descriptions_are_checked)
{
    static const struct {
        const char *text, *complaint; /* NULL: it is fine */
    } rows[] = {
        {HEAD SITES "types = ( { share = 1.0; " TYPE " } );", NULL},
        {"", "is missing"},
        {HEAD SITES, "1 to 64 types"},
        {HEAD SITES "types = ( { share = 0.5; " TYPE " } );", "add up to 0.500"},
        {HEAD "types = ( { share = 1.0; " TYPE " } );", "no \"a\" among the sites"},
        {HEAD SITES "types = ( { share = 1.0; colour = 3; " TYPE " } );", "colour"},
        {HEAD SITES "types = ( { share = \"all\"; " TYPE " } );", "share"},
        {HEAD SITES "types = ( { share = 1.0; authority = \"z\"; " TYPE " } );",
         "no \"z\" among the authorities"},
        {HEAD SITES "types = ( { share = 1.0; " TYPE " } );"
                    "problems = ( { id = \"p\"; kind = \"odd\"; type = \"x\"; } );",
         "\"odd\""},
        {HEAD SITES "types = ( { share = 1.0; " TYPE " } );"
                    "problems = ( { id = \"p\"; kind = \"roca\"; type = \"y\"; } );",
         "no \"y\" among the types"},
        {HEAD SITES "types = ( { share = 1.0; " TYPE " } ); problems = ( { id = \"p\";"
                    "kind = \"old\"; type = \"x\"; days = { from = 9; to = 1; }; } );",
         "begins after its end"},
        {"title = ", "syntax error"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        struct fleet *f = fleet_parse(rows[i].text, "yard", &err);
        cr_expect_eq(f != NULL, rows[i].complaint == NULL, "row %zu: %s", i, err.text);
        if (!f) {
            cr_expect_eq(err.kind, ERR_CONFIG, "row %zu", i);
            cr_expect(strstr(err.text, rows[i].complaint) ||
                          strstr(err.where, rows[i].complaint),
                      "row %zu: %s at %s", i, err.text, err.where);
        }
        fleet_free(f);
    }
    struct err err;
    cr_expect_null(fleet_load("no-such-fleet", &err));
}

/* What things report and what has happened to them; a small fleet lacks what it has not. */
Test(local_fleet, a_past_to_look_back_on)
{
    struct registry *r = generate("harbour", (struct fleet_options){.things = 0});
    cr_expect_gt(number(r, "SELECT count(*) FROM sim_metric WHERE type = 'QuayCamera'"), 5);
    cr_expect_eq(number(r, "SELECT count(*) FROM sim_metric WHERE says = ''"), 0);
    cr_expect_gt(number(r, "SELECT count(*) FROM scenario"), 5);
    cr_expect_eq(number(r, "SELECT count(*) FROM scenario_thing t WHERE NOT EXISTS"
                           " (SELECT 1 FROM thing WHERE id = t.thing_id)"),
                 0);
    cr_expect_gt(number(r, "SELECT max(end_ms) - (SELECT value FROM meta WHERE key ="
                           " 'fleet_start_ms') FROM scenario"),
                 0, "none goes on");
    registry_close(r);
    r = generate("harbour", (struct fleet_options){.things = 1});
    cr_expect_leq(number(r, "SELECT count(*) FROM scenario"), 2);
    registry_close(r);
}
