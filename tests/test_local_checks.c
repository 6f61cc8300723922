#include <criterion/criterion.h>

#include "tests/support/audit_fixture.h"

#define NOW      "1795000000000"
#define DAY      86400000
#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x) /* of what the macro stands for */

/* A certificate without a DER of its own, for the checks that read only what the registry says.
 */
#define CERTIFICATE(id, status, activated, expires)                                            \
    "INSERT INTO certificate(id, cert_id, der, status, created_ms, modified_ms, activated_ms," \
    " not_before_ms, not_after_ms, serial) VALUES(" #id ", 'cert" #id "', x'', '" status       \
    "', 0, 0, " NOW " + (" TEXT(activated) "), 0, " NOW " + (" TEXT(expires) "), '0" #id "');"
#define CA(id, status, expires)                                                          \
    "INSERT INTO ca(id, cert_id, der, status, created_ms, modified_ms, not_before_ms,"   \
    " not_after_ms, subject, serial, key_id) VALUES(" #id ", 'ca" #id "', x'', '" status \
    "', 0, 0, 0, " NOW " + (" TEXT(expires) "), 'CN=ca', '0" #id "', 'aa');"
#define CONNECTION(client, certificate, from, to, reason)                                     \
    "INSERT INTO connection(client_id, certificate_id, source_ip, source_port, connected_ms," \
    " disconnected_ms, disconnect_reason) VALUES('" client "', " #certificate                 \
    ", '192.0.2.1', 8883, " NOW " + (" TEXT(from) "), " NOW " + (" TEXT(to) "), " reason ");"
#define OPEN_CONNECTION(client, certificate, from)                                            \
    "INSERT INTO connection(client_id, certificate_id, source_ip, source_port, connected_ms)" \
    " VALUES('" client "', " #certificate ", '192.0.2.1', 8883, " NOW " + (" TEXT(from) "));"
#define POLICY(id, document)                                                             \
    "INSERT INTO policy VALUES(" #id ", 'policy" #id "', 2, 0, 0);"                      \
    "INSERT INTO policy_version VALUES(" #id ", 1,"                                      \
    " '{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}', 0);" \
    "INSERT INTO policy_version VALUES(" #id ", 2, '" document "', 0);"
#define ROLE(id, action, resource)                                                 \
    "INSERT INTO iam_role(id, name, arn, trust, documents) VALUES(" #id ", 'r" #id \
    "', 'arn:aws:iam::123456789012:role/r" #id                                     \
    "', '{}', '[{\"Statement\":{\"Effect\":\"Allow\","                             \
    "\"Action\":" action ",\"Resource\":\"" resource "\"}}]');"
#define POOL(id, authenticated, guest, connected)                             \
    "INSERT INTO cognito_pool VALUES(" #id ", 'eu-west-1:pool" #id "', 'p', " \
    "'arn:aws:iam::123456789012:role/" authenticated                          \
    "', 'arn:aws:iam::123456789012:role/" guest "', " NOW " + (" TEXT(connected) "));"
#define ALIAS(id, role)                                 \
    "INSERT INTO role_alias VALUES(" #id ", 'alias" #id \
    "', 'arn:aws:iam::123456789012:role/" role "', 3600, 0, 0);"
#define USED(role, service, when)                                                              \
    "INSERT INTO iam_service_used VALUES(" #role ", '" service "', " NOW " + (" TEXT(when) ")" \
                                                                                           ")" \
                                                                                           ";"
#define DUPLICATE "'DUPLICATE_CLIENTID'"

static const struct {
    enum check_id check;
    const char *threshold, *setup, *findings, *details;
    const char *change; /* NULL: none */
    const char *findings_after;
} rows[] = {
    {CHECK_LOGGING_DISABLED, NULL, "", "LOGGING_DISABLED account=123456789012",
     "COMPLETED_NON_COMPLIANT 1 1 0", "UPDATE logging_options SET v2_level = 'INFO'", ""},
    {CHECK_LOGGING_DISABLED, NULL,
     "UPDATE logging_options SET v2_level = 'INFO', v2_disabled = 1",
     "LOGGING_DISABLED account=123456789012", "COMPLETED_NON_COMPLIANT 1 1 0",
     "UPDATE logging_options SET v1_level = 'ERROR'", ""},
    {CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL,
     CERTIFICATE(1, "ACTIVE", 0, -DAY) CERTIFICATE(2, "ACTIVE", 0, 29 * DAY)
         CERTIFICATE(3, "ACTIVE", 0, 32 * DAY) CERTIFICATE(4, "INACTIVE", 0, -DAY)
             CERTIFICATE(5, "PENDING_TRANSFER", 0, -DAY) CERTIFICATE(6, "REVOKED", 0, -DAY),
     "CERTIFICATE_PAST_EXPIRATION deviceCertificateId=cert5\n"
     "CERTIFICATE_APPROACHING_EXPIRATION deviceCertificateId=cert2\n"
     "CERTIFICATE_PAST_EXPIRATION deviceCertificateId=cert1",
     "COMPLETED_NON_COMPLIANT 4 3 0", "UPDATE certificate SET status = 'REVOKED' WHERE id <> 2",
     "CERTIFICATE_APPROACHING_EXPIRATION deviceCertificateId=cert2"},
    {CHECK_DEVICE_CERTIFICATE_EXPIRING, "100", CERTIFICATE(1, "ACTIVE", 0, 99 * DAY),
     "CERTIFICATE_APPROACHING_EXPIRATION deviceCertificateId=cert1",
     "COMPLETED_NON_COMPLIANT 1 1 0", NULL, NULL},
    {CHECK_CA_EXPIRING, NULL,
     CA(1, "ACTIVE", 29 * DAY) CA(2, "ACTIVE", 32 * DAY) CA(3, "INACTIVE", 0),
     "CERTIFICATE_APPROACHING_EXPIRATION caCertificateId=ca1", "COMPLETED_NON_COMPLIANT 2 1 0",
     "UPDATE ca SET not_after_ms = 1 WHERE id = 1",
     "CERTIFICATE_PAST_EXPIRATION caCertificateId=ca1"},
    {CHECK_DEVICE_CERTIFICATE_AGE, NULL,
     CERTIFICATE(1, "ACTIVE", -366 * DAY, 0) CERTIFICATE(2, "ACTIVE", -364 * DAY, 0),
     "CERTIFICATE_PAST_AGE_THRESHOLD deviceCertificateId=cert1",
     "COMPLETED_NON_COMPLIANT 2 1 0", NULL, NULL},
    {CHECK_DEVICE_CERTIFICATE_AGE, "30", CERTIFICATE(1, "ACTIVE", -31 * DAY, 0),
     "CERTIFICATE_PAST_AGE_THRESHOLD deviceCertificateId=cert1",
     "COMPLETED_NON_COMPLIANT 1 1 0", "UPDATE certificate SET activated_ms = " NOW, ""},
    {CHECK_CERTIFICATE_SHARED, NULL,
     CERTIFICATE(1, "ACTIVE", 0, DAY) CERTIFICATE(2, "ACTIVE", 0, DAY) CERTIFICATE(
         3, "ACTIVE", 0, DAY) CERTIFICATE(4, "ACTIVE", 0, DAY) CERTIFICATE(5, "ACTIVE", 0, DAY)
     /* 1: two clients at once; 2: one after the other; 3: one client, again and again;
      * 4: at once but too long ago; 5: at once but within the last two hours */
     CONNECTION("a", 1, -3 * DAY, -2 * DAY, "NULL") OPEN_CONNECTION("b", 1, -2.5 * DAY)
         CONNECTION("a", 2, -3 * DAY, -2 * DAY, "NULL") OPEN_CONNECTION("b", 2, -2 * DAY)
             CONNECTION("a", 3, -3 * DAY, -1 * DAY, DUPLICATE) OPEN_CONNECTION("a", 3, -2 * DAY)
                 CONNECTION("a", 4, -50 * DAY, -40 * DAY, "NULL")
                     CONNECTION("b", 4, -49 * DAY, -41 * DAY, "NULL")
                         OPEN_CONNECTION("a", 5, -3600000) OPEN_CONNECTION("b", 5, -3000000),
     "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES deviceCertificateId=cert1 +2",
     "COMPLETED_NON_COMPLIANT 5 1 0", "UPDATE certificate SET status = 'REVOKED' WHERE id = 1",
     ""},
    /* a long connection of a third client in between hides nobody */
    {CHECK_CERTIFICATE_SHARED, NULL,
     CERTIFICATE(1, "ACTIVE", 0, DAY) CONNECTION("a", 1, -9 * DAY, -1 * DAY, "NULL") CONNECTION(
         "a", 1, -8 * DAY, -7 * DAY, "NULL") CONNECTION("b", 1, -2 * DAY, -1 * DAY, "NULL"),
     "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES deviceCertificateId=cert1 +3",
     "COMPLETED_NON_COMPLIANT 1 1 0", NULL, NULL},
    {CHECK_CLIENT_ID_CONFLICT, NULL,
     CERTIFICATE(1, "ACTIVE", 0, DAY) CONNECTION("a", 1, -3 * DAY, -2 * DAY, DUPLICATE)
         CONNECTION("a", 1, -2 * DAY, -1 * DAY, DUPLICATE) OPEN_CONNECTION("a", 1, -1 * DAY)
             CONNECTION("b", 1, -3 * DAY, -2 * DAY, "'CLIENT_INITIATED_DISCONNECT'")
                 CONNECTION("c", 1, -40 * DAY, -39 * DAY, DUPLICATE),
     "DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS clientId=a +2", "COMPLETED_NON_COMPLIANT 2 1 0",
     "DELETE FROM connection WHERE client_id = 'a'", ""},
    {CHECK_POLICY_PERMISSIVE, NULL,
     POLICY(1, "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":"
               "\"*\"}}") POLICY(2, "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                                    "\"iot:Receive\",\"Resource\":\"*\"}}"),
     "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS policyVersionIdentifier=policy1/2",
     "COMPLETED_NON_COMPLIANT 2 1 0", "UPDATE policy SET default_version = 1 WHERE id = 2",
     "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS policyVersionIdentifier=policy2/1\n"
     "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS policyVersionIdentifier=policy1/2"},
    {CHECK_POLICY_MISCONFIGURED, NULL,
     POLICY(1, "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"iot:Subscribe\",\"Resource\":"
               "[\"arn:aws:iot:r:1:topicfilter/a/#\",\"arn:aws:iot:r:1:topicfilter/b/c\"]},"
               "{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}"),
     "TOPIC_FILTERS_INTENDED_TO_DENY_ALLOWED_USING_WILDCARDS "
     "policyVersionIdentifier=policy1/2\n"
     "POLICY_CONTAINS_MQTT_WILDCARDS_IN_DENY_STATEMENT policyVersionIdentifier=policy1/2",
     "COMPLETED_NON_COMPLIANT 1 1 0", "UPDATE policy SET default_version = 1", ""},
    {CHECK_UNAUTHENTICATED_COGNITO, NULL,
     ROLE(10, "\"iot:DescribeThing\"", "arn:aws:iot:r:1:thing/a")
         ROLE(11, "\"iot:Publish\"", "*") POOL(1, "r11", "r10", -DAY)
             POOL(2, "r10", "r11", -DAY) POOL(3, "r11", "r10", -32 * DAY),
     "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS cognitoIdentityPoolId=eu-west-1:pool2\n"
     "ALLOWS_ACCESS_TO_IOT_ADMIN_ACTIONS cognitoIdentityPoolId=eu-west-1:pool1",
     "COMPLETED_NON_COMPLIANT 2 2 0", "UPDATE iam_role SET documents = '[]' WHERE id = 11",
     "ALLOWS_ACCESS_TO_IOT_ADMIN_ACTIONS cognitoIdentityPoolId=eu-west-1:pool1"},
    {CHECK_AUTHENTICATED_COGNITO, NULL,
     ROLE(10, "[\"iot:DescribeThing\",\"iot:CreatePolicy\",\"iot:UpdateThing\"]", "*")
         ROLE(11, "\"iot:DescribeThing\"", "arn:aws:iot:r:1:thing/a")
             POOL(1, "r10", "r11", -DAY) POOL(2, "r11", "r10", -DAY),
     "ALLOWS_ACCESS_TO_IOT_THING_ADMIN_WRITE_ACTIONS cognitoIdentityPoolId=eu-west-1:pool1\n"
     "ALLOWS_ACCESS_TO_IOT_NON_THING_ADMIN_ACTIONS cognitoIdentityPoolId=eu-west-1:pool1\n"
     "ALLOWS_BROAD_ACCESS_TO_IOT_THING_ADMIN_READ_ACTIONS "
     "cognitoIdentityPoolId=eu-west-1:pool1",
     "COMPLETED_NON_COMPLIANT 2 1 0", NULL, NULL},
    {CHECK_ROLE_ALIAS_PERMISSIVE, NULL,
     ROLE(10, "[\"s3:*\",\"iam:GetRole\",\"sqs:*\"]", "*") ROLE(11, "\"s3:GetObject\"", "*")
         ALIAS(1, "r10") ALIAS(2, "r11") USED(10, "s3", -DAY) USED(10, "sqs", -400 * DAY)
             USED(11, "s3", -DAY),
     "ALLOWS_ACCESS_TO_SECURITY_AUDITING_SERVICES "
     "roleAliasArn=arn:aws:iot:us-east-1:123456789012:rolealias/alias1 +1\n"
     "ALLOWS_BROAD_ACCESS_TO_USED_SERVICES "
     "roleAliasArn=arn:aws:iot:us-east-1:123456789012:rolealias/alias1 +1",
     "COMPLETED_NON_COMPLIANT 2 1 0",
     "UPDATE role_alias SET role_arn = 'arn:aws:iam::123456789012:role/r11'", ""},
    {CHECK_ROLE_ALIAS_UNUSED, NULL,
     ROLE(10, "[\"s3:Get*\",\"sqs:SendMessage\"]", "*") ROLE(11, "\"*\"", "*") ALIAS(1, "r10")
         ALIAS(2, "r11") USED(10, "s3", -DAY) USED(11, "s3", -DAY) USED(11, "sns", -400 * DAY),
     "ALLOWS_ACCESS_TO_UNUSED_SERVICES "
     "roleAliasArn=arn:aws:iot:us-east-1:123456789012:rolealias/alias2 +1\n"
     "ALLOWS_ACCESS_TO_UNUSED_SERVICES "
     "roleAliasArn=arn:aws:iot:us-east-1:123456789012:rolealias/alias1 +1",
     "COMPLETED_NON_COMPLIANT 2 2 0", USED(10, "sqs", -DAY),
     "ALLOWS_ACCESS_TO_UNUSED_SERVICES "
     "roleAliasArn=arn:aws:iot:us-east-1:123456789012:rolealias/alias2 +1"},
};

Test(local_checks, findings_follow_the_registry)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_fixture f;
        fixture_open(&f, ":memory:");
        fixture_enable(&f, rows[i].check, rows[i].threshold);
        fixture_sql(&f, rows[i].setup);
        const char *task = fixture_run(&f, rows[i].check);
        cr_expect_str_eq(fixture_findings(&f, task), rows[i].findings, "row %zu", i);
        cr_expect_str_eq(fixture_details(&f, task, rows[i].check), rows[i].details,
                         "row %zu: %s", i, fixture_details(&f, task, rows[i].check));
        if (rows[i].change != NULL) {
            fixture_sql(&f, rows[i].change);
            task = fixture_run(&f, rows[i].check);
            cr_expect_str_eq(fixture_findings(&f, task), rows[i].findings_after,
                             "row %zu after", i);
        }
        fixture_close(&f);
    }
}

/* An empty account breaks nothing but the rule about logging. */
Test(local_checks, an_empty_registry_complies)
{
    struct audit_fixture f;

    fixture_open(&f, ":memory:");
    fixture_enable_all(&f);
    const char *task = fixture_run(&f, CHECK_COUNT);
    cr_expect_str_eq(fixture_findings(&f, task), "LOGGING_DISABLED account=123456789012");
    for (int i = 0; i < CHECK_COUNT; i++) {
        if (i != CHECK_LOGGING_DISABLED)
            cr_expect_str_eq(fixture_details(&f, task, (enum check_id)i),
                             "COMPLETED_COMPLIANT 0 0 0", "%s", checks[i].name);
    }
    fixture_close(&f);
}

/* ---- checks that read certificates and revocation lists ---- */

struct authority {
    struct x509_key *key;
    struct x509_signer signer;
    struct der der;
};

static void make_authority(struct audit_fixture *f, const char *name, uint64_t serial,
                           const struct authority *by, struct authority *out)
{
    *out = (struct authority){.key = x509_key_ec(f->maker)};
    out->signer = (struct x509_signer){out->key, {.common = name}};
    struct x509_spec spec = {.subject = out->signer.name,
                             .serial = serial,
                             .not_before_ms = 0,
                             .not_after_ms = AUDIT_NOW_MS * 2,
                             .role = X509_AUTHORITY};
    x509_make_certificate(f->maker, &spec, out->key, by != NULL ? &by->signer : &out->signer,
                          &out->der);
}

static void free_authority(struct authority *a)
{
    der_free(&a->der);
    x509_key_free(a->key);
}

static void insert_der(struct audit_fixture *f, const char *sql, const struct der *der)
{
    struct err err;
    struct db_stmt *s = db_prepare(registry_db(f->registry), sql, &err);

    cr_assert(s != NULL, "%s: %s", sql, err.text);
    db_bind_blob(s, 1, der_bytes(der), der_size(der));
    cr_assert(db_run(s, &err), "%s: %s", sql, err.text);
    db_finish(s);
}

typedef struct x509_key *key_fn(struct x509_maker *m);

static struct x509_key *weak_key(struct x509_maker *m)
{
    return x509_key_of_pid(m, 1005); /* of the list that is shipped */
}

static void make_device(struct audit_fixture *f, const char *sql, key_fn *make,
                        const struct authority *by)
{
    struct x509_key *key = make(f->maker);
    struct x509_spec spec = {.subject = {.common = "device"},
                             .serial = 7,
                             .not_before_ms = 0,
                             .not_after_ms = AUDIT_NOW_MS * 2};
    struct der der = {0};

    x509_make_certificate(f->maker, &spec, key, &by->signer, &der);
    insert_der(f, sql, &der);
    der_free(&der);
    x509_key_free(key);
}

#define DER_CERTIFICATE_SQL(id, serial, ca, issuer)                                   \
    "INSERT INTO certificate(id, cert_id, der, status, ca_id, issuer_id, created_ms," \
    " modified_ms, activated_ms, not_before_ms, not_after_ms, serial) VALUES(" #id    \
    ", 'cert" #id "', ?1, 'ACTIVE', " ca ", " issuer ", 0, 0, 0, 0, 0, '" serial "')"
#define DER_CA_SQL(id, issuer, serial)                                                \
    "INSERT INTO ca(id, cert_id, der, status, issuer_ca_id, created_ms, modified_ms," \
    " not_before_ms, not_after_ms, subject, serial, key_id) VALUES(" #id ", 'ca" #id  \
    "', ?1, 'ACTIVE', " issuer ", 0, 0, 0, 0, 'CN=ca', '" serial "', 'aa')"

Test(local_checks, weak_keys_are_found)
{
    struct audit_fixture f;
    struct authority ca;

    fixture_open(&f, ":memory:");
    fixture_enable_all(&f);
    make_authority(&f, "ca", 1, NULL, &ca);
    insert_der(&f, DER_CA_SQL(1, "NULL", "1"), &ca.der);
    make_device(&f, DER_CERTIFICATE_SQL(1, "7", "1", "NULL"), x509_key_roca, &ca);
    make_device(&f, DER_CERTIFICATE_SQL(2, "7", "1", "NULL"), weak_key, &ca);
    make_device(&f, DER_CERTIFICATE_SQL(3, "7", "1", "NULL"), x509_key_rsa, &ca);
    make_device(&f, DER_CERTIFICATE_SQL(4, "7", "1", "NULL"), x509_key_ec, &ca);
    make_device(&f, DER_CA_SQL(2, "NULL", "1"), x509_key_roca, &ca);
    const char *task = fixture_run(&f, CHECK_DEVICE_KEY_QUALITY);
    cr_expect_str_eq(fixture_findings(&f, task),
                     "CERTIFICATE_KEY_VULNERABILITY_CVE-2008-0166 deviceCertificateId=cert2\n"
                     "CERTIFICATE_KEY_VULNERABILITY_CVE-2017-15361 deviceCertificateId=cert1");
    cr_expect_str_eq(fixture_details(&f, task, CHECK_DEVICE_KEY_QUALITY),
                     "COMPLETED_NON_COMPLIANT 4 2 0");
    task = fixture_run(&f, CHECK_CA_KEY_QUALITY);
    cr_expect_str_eq(fixture_findings(&f, task),
                     "CERTIFICATE_KEY_VULNERABILITY_CVE-2017-15361 caCertificateId=ca2");
    free_authority(&ca);
    fixture_close(&f);
}

static void put_crl(struct audit_fixture *f, const char *sql, const struct authority *by,
                    uint64_t serial, int64_t revoked_ms)
{
    struct x509_revocation list = {serial, revoked_ms};
    struct der der = {0};

    x509_make_crl(f->maker, &by->signer, AUDIT_NOW_MS, AUDIT_NOW_MS + DAY, &list, 1, &der);
    insert_der(f, sql, &der);
    der_free(&der);
}

Test(local_checks, revocation_lists_are_read)
{
    struct audit_fixture f;
    struct authority root, other, intermediate;

    fixture_open(&f, ":memory:");
    fixture_enable_all(&f);
    make_authority(&f, "root", 1, NULL, &root);
    make_authority(&f, "other", 2, NULL, &other);
    make_authority(&f, "intermediate", 3, &root, &intermediate);
    insert_der(&f, DER_CA_SQL(1, "NULL", "1"), &root.der);
    insert_der(&f, DER_CA_SQL(2, "1", "1002"), &other.der);
    insert_der(&f,
               "INSERT INTO issuer(id, subject, issuer_key_id, serial, der, ca_id)"
               " VALUES(5, 'CN=intermediate', 'ab', '1003', ?1, 1)",
               &intermediate.der);
    make_device(&f, DER_CERTIFICATE_SQL(1, "1007", "1", "NULL"), x509_key_ec, &root);
    make_device(&f, DER_CERTIFICATE_SQL(2, "1007", "2", "NULL"), x509_key_ec, &other);
    make_device(&f, DER_CERTIFICATE_SQL(3, "1007", "1", "5"), x509_key_ec, &intermediate);
    make_device(&f, DER_CERTIFICATE_SQL(4, "1008", "1", "5"), x509_key_ec, &intermediate);

    struct {
        const struct authority *by;
        const char *sql;
        uint64_t serial;
        int64_t revoked_ms;
        const char *device, *ca, *issuer;
    } lists[] = {
        {&root, "INSERT OR REPLACE INTO crl VALUES(1, 'ca', 1, ?1)", 0x1007, AUDIT_NOW_MS,
         "CERTIFICATE_REVOKED_BY_ISSUER deviceCertificateId=cert1", "", ""},
        /* revoked later than the audit: nobody knows yet */
        {&root, "INSERT OR REPLACE INTO crl VALUES(1, 'ca', 1, ?1)", 0x1007,
         AUDIT_NOW_MS + 9 * (int64_t)DAY, "", "", ""},
        /* a list of somebody else */
        {&other, "INSERT OR REPLACE INTO crl VALUES(1, 'ca', 1, ?1)", 0x1007, AUDIT_NOW_MS, "",
         "", ""},
        {&root, "INSERT OR REPLACE INTO crl VALUES(1, 'ca', 1, ?1)", 0x1002, AUDIT_NOW_MS, "",
         "CERTIFICATE_REVOKED_BY_ISSUER caCertificateId=ca2", ""},
        {&root, "INSERT OR REPLACE INTO crl VALUES(1, 'ca', 1, ?1)", 0x1003, AUDIT_NOW_MS, "",
         "",
         "INTERMEDIATE_CA_REVOKED_BY_ISSUER "
         "issuerCertificateIdentifier=CN=intermediate/ab/1003 +2"},
        {&intermediate, "INSERT OR REPLACE INTO crl VALUES(2, 'issuer', 5, ?1)", 0x1008,
         AUDIT_NOW_MS, "CERTIFICATE_REVOKED_BY_ISSUER deviceCertificateId=cert4", "",
         "INTERMEDIATE_CA_REVOKED_BY_ISSUER "
         "issuerCertificateIdentifier=CN=intermediate/ab/1003 +2"},
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        put_crl(&f, lists[i].sql, lists[i].by, lists[i].serial, lists[i].revoked_ms);
        const char *task = fixture_run(&f, CHECK_REVOKED_DEVICE_CERTIFICATE);
        cr_expect_str_eq(fixture_findings(&f, task), lists[i].device, "list %zu", i);
        task = fixture_run(&f, CHECK_REVOKED_CA);
        cr_expect_str_eq(fixture_findings(&f, task), lists[i].ca, "list %zu", i);
        task = fixture_run(&f, CHECK_INTERMEDIATE_CA_REVOKED);
        cr_expect_str_eq(fixture_findings(&f, task), lists[i].issuer, "list %zu", i);
    }
    free_authority(&root);
    free_authority(&other);
    free_authority(&intermediate);
    fixture_close(&f);
}
