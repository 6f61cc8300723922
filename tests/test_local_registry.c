#include <criterion/criterion.h>

#include "client/local/fleet.h"
#include "client/local/registry.h"

static struct registry *open_memory(void)
{
    struct registry *r;
    struct err err;
    cr_assert(registry_open(&r, ":memory:", NULL, &err), "%s", err.text);
    return r;
}

static struct registry *harbour(void)
{
    struct registry *r = open_memory();
    struct err err;
    struct fleet *f = fleet_load("harbour", &err);
    cr_assert_not_null(f, "%s: %s", err.where, err.text);
    cr_assert(fleet_generate(f, r, &(struct fleet_options){.now_ms = 1795000000000}, &err),
              "%s", err.text);
    fleet_free(f);
    return r;
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

/* The wire of the API knows none of the row ids; a walk by names must meet itself. */
Test(local_registry, lookups_lead_back)
{
    struct registry *r = harbour();
    struct arena *a = arena_new();
    struct err err;
    struct registry_page things, principals, back;
    const char *after = NULL;
    int n = 0;
    do {
        cr_assert(registry_list(r, LIST_THINGS, 0, after, 7, a, &things, &err), "%s", err.text);
        for (size_t i = 0; i < things.n; i++, n++) {
            struct thing_row thing;
            struct certificate_row cert;
            bool found;
            const char *pem;
            cr_assert(registry_thing(r, things.texts[i], a, &thing, &found, &err) && found);
            cr_assert(registry_list(r, LIST_PRINCIPALS_OF_THING, thing.id, NULL, 9, a,
                                    &principals, &err));
            cr_assert_eq(principals.n, 1);
            cr_expect_null(principals.after);
            cr_assert(registry_certificate(r, principals.texts[0], a, &cert, &found, &err) &&
                      found);
            cr_assert(
                registry_list(r, LIST_THINGS_OF_CERTIFICATE, cert.id, NULL, 9, a, &back, &err));
            bool met = false;
            for (size_t k = 0; k < back.n; k++)
                met |= strcmp(back.texts[k], thing.name) == 0;
            cr_expect(met, "%s", thing.name);
            cr_assert(registry_pem(r, DER_CERTIFICATE, cert.id, a, &pem, &err));
            cr_expect(str_starts(pem, "-----BEGIN CERTIFICATE-----\n"));
        }
        after = things.after;
    } while (after);
    cr_expect_eq(n, 200);
    arena_free(a);
    registry_close(r);
}

Test(local_registry, pages_of_every_list)
{
    struct registry *r = harbour();
    struct arena *a = arena_new();
    struct err err;
    static const struct {
        enum registry_list list;
        const char *id_sql, *count_sql;
    } rows[] = {
        {LIST_GROUPS_OF_THING, "SELECT 1",
         "SELECT count(*) FROM thing_group_member"
         " WHERE thing_id = 1"},
        {LIST_THINGS_OF_GROUP, "SELECT id FROM thing_group WHERE name = 'reefers'",
         "SELECT 84"},
        {LIST_CHILDREN_OF_GROUP, "SELECT id FROM thing_group WHERE name = 'piers'", "SELECT 4"},
        {LIST_TARGETS_OF_POLICY, "SELECT id FROM policy WHERE name = 'gate-weigh'",
         "SELECT 12"},
        {LIST_THINGS, "SELECT 0", "SELECT 200"},
        {LIST_CERTIFICATES, "SELECT 0", "SELECT count(*) FROM certificate"},
        {LIST_CERTIFICATES_OF_CA, "SELECT 2",
         "SELECT count(*) FROM certificate WHERE ca_id = 2"},
        {LIST_CAS, "SELECT 0", "SELECT count(*) FROM ca"},
        {LIST_POLICIES, "SELECT 0", "SELECT count(*) FROM policy"},
        {LIST_GROUPS, "SELECT 0", "SELECT count(*) FROM thing_group"},
        {LIST_ROLE_ALIASES, "SELECT 0", "SELECT 3"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t id = number(r, rows[i].id_sql), want = number(r, rows[i].count_sql), n = 0;
        const char *after = NULL, *last = "";
        do {
            struct registry_page page;
            cr_assert(registry_list(r, rows[i].list, id, after, 3, a, &page, &err), "%s",
                      err.text);
            cr_expect(page.n <= 3 && page.n > 0, "row %zu", i);
            cr_expect_neq(strcmp(page.texts[0], last), 0, "row %zu: the same again", i);
            last = page.texts[page.n - 1];
            n += (int64_t)page.n;
            after = page.after;
        } while (after);
        cr_expect_eq(n, want, "row %zu: %lld", i, (long long)n);
    }
    arena_free(a);
    registry_close(r);
}

Test(local_registry, arns)
{
    struct registry *r = open_memory();
    struct arena *a = arena_new();
    static const struct {
        enum arn_kind kind;
        const char *name, *arn;
    } rows[] = {
        {ARN_THING, "x", "arn:aws:iot:us-east-1:123456789012:thing/x"},
        {ARN_CERTIFICATE, "ab", "arn:aws:iot:us-east-1:123456789012:cert/ab"},
        {ARN_IAM_ROLE, "p/q", "arn:aws:iam::123456789012:role/p/q"},
        {ARN_SNS_TOPIC, "t", "arn:aws:sns:us-east-1:123456789012:t"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *name;
        cr_expect_str_eq(registry_arn(r, rows[i].kind, rows[i].name, a), rows[i].arn);
        cr_assert(registry_arn_name(r, rows[i].kind, rows[i].arn, &name));
        cr_expect_str_eq(name, rows[i].name);
    }
    const char *name;
    cr_expect_not(registry_arn_name(r, ARN_THING, rows[1].arn, &name));
    cr_expect_not(
        registry_arn_name(r, ARN_THING, "arn:aws:iot:us-east-1:123456789012:thing/", &name));
    cr_expect_not(
        registry_arn_name(r, ARN_THING, "arn:aws:iot:us-east-1:210987654321:thing/x", &name));
    struct err err;
    struct registry *bad;
    cr_expect_not(
        registry_open(&bad, ":memory:", &(struct registry_options){.account = "12"}, &err));
    arena_free(a);
    registry_close(r);
}
