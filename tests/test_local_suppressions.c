#include <criterion/criterion.h>

#include "client/local/audit_suppressions.h"
#include "tests/support/audit_fixture.h"

#define DAY      ((int64_t)86400000)
#define EXPIRING "DEVICE_CERTIFICATE_EXPIRING_CHECK"
#define AGE      "DEVICE_CERTIFICATE_AGE_CHECK"
#define NOW      AUDIT_NOW_MS

static const struct resource_identifier certificates[] = {
    {.device_certificate_id = "cert0001"},
    {.device_certificate_id = "cert0002"},
    {.device_certificate_id = "cert0003"},
    {.device_certificate_id = "cert0004"},
};

/* A date (0: none) and "for ever" (-1: not said) as they stand in a request. */
struct end {
    int64_t date_ms;
    int for_ever;
};

static struct opt_time date_of(struct end end)
{
    return (struct opt_time){end.date_ms, end.date_ms != 0};
}

static struct opt_bool for_ever_of(struct end end)
{
    return (struct opt_bool){end.for_ever == 1, end.for_ever >= 0};
}

static bool create(struct audit_fixture *f, const char *check, int certificate, struct end end,
                   const char *description, const char *token, struct err *err)
{
    struct create_audit_suppression_input in = {.check_name = check,
                                                .client_request_token = token,
                                                .description = description,
                                                .expiration_date = date_of(end),
                                                .resource_identifier =
                                                    &certificates[certificate],
                                                .suppress_indefinitely = for_ever_of(end)};

    *err = (struct err){0};
    return audit_create_suppression(f->audit, &in, err);
}

static bool update(struct audit_fixture *f, struct end end, const char *description,
                   struct err *err)
{
    struct update_audit_suppression_input in = {.check_name = EXPIRING,
                                                .description = description,
                                                .expiration_date = date_of(end),
                                                .resource_identifier = &certificates[0],
                                                .suppress_indefinitely = for_ever_of(end)};

    *err = (struct err){0};
    return audit_update_suppression(f->audit, &in, err);
}

/* In this order, on one account. */
Test(local_suppressions, what_can_be_created)
{
    static const char exists[] = "ResourceAlreadyExistsException",
                      invalid[] = "InvalidRequestException";
    static const struct {
        const char *check;
        int certificate;
        struct end end;
        const char *description, *token, *error;
    } rows[] = {
        {EXPIRING, 0, {NOW + DAY, -1}, "d", "t1", NULL},
        {EXPIRING, 0, {NOW + DAY, -1}, "d", "t1", NULL},
        {EXPIRING, 0, {NOW + DAY, 0}, "d", "t1", NULL},
        {EXPIRING, 0, {NOW + DAY, -1}, "d", "t2", exists},
        {EXPIRING, 0, {NOW + DAY, -1}, "e", "t1", exists},
        {EXPIRING, 0, {NOW + DAY, -1}, NULL, "t1", exists},
        {EXPIRING, 0, {NOW + 2 * DAY, -1}, "d", "t1", exists},
        {EXPIRING, 0, {0, 1}, "d", "t1", exists},
        {AGE, 0, {0, 1}, NULL, "t1", NULL}, /* another pair */
        {AGE, 0, {0, 1}, NULL, "t1", NULL},
        {EXPIRING, 1, {0, -1}, NULL, "t", invalid},
        {EXPIRING, 1, {0, 0}, NULL, "t", invalid},
        {EXPIRING, 1, {NOW + DAY, 1}, NULL, "t", invalid},
        {EXPIRING, 1, {NOW - 1, -1}, NULL, "t", invalid},
        {EXPIRING, 1, {NOW, -1}, NULL, "t", invalid},
        {EXPIRING, 1, {NOW + 1, -1}, NULL, "t", NULL},
    };
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool ok = create(&f, rows[i].check, rows[i].certificate, rows[i].end,
                         rows[i].description, rows[i].token, &err);
        cr_expect_eq(ok, rows[i].error == NULL, "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].error != NULL ? rows[i].error : "", "row %zu", i);
    }
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_suppression"), 3);
    fake_clock_advance(&f.clock, 3 * DAY);
    cr_expect(create(&f, EXPIRING, 0, (struct end){NOW + DAY, -1}, "d", "t1", &err),
              "a repeat that came late: %s", err.text);
    fixture_close(&f);
}

Test(local_suppressions, there_is_a_quota)
{
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    fixture_sql(&f, "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n LIMIT 1999)"
                    " INSERT INTO audit_suppression(check_id, resource, token, created_ms)"
                    " SELECT 1, i, 't', 0 FROM n");
    cr_expect(create(&f, EXPIRING, 0, (struct end){0, 1}, NULL, "t", &err), "%s", err.text);
    cr_expect_not(create(&f, EXPIRING, 1, (struct end){0, 1}, NULL, "t", &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    cr_expect(create(&f, EXPIRING, 0, (struct end){0, 1}, NULL, "t", &err), "a repeat");
    fixture_close(&f);
}

/* "DATE FOREVER DESCRIPTION", dates in days from the start; "" when it is not there. */
static const char *describe(struct audit_fixture *f)
{
    struct describe_audit_suppression_input in = {.check_name = EXPIRING,
                                                  .resource_identifier = &certificates[0]};
    struct describe_audit_suppression_output out;
    struct err err;

    if (!audit_describe_suppression(f->audit, &in, f->arena, &out, &err)) {
        cr_expect_str_eq(err.code, "ResourceNotFoundException");
        return "";
    }
    cr_expect_str_eq(out.resource_identifier->device_certificate_id, "cert0001");
    return arena_printf(
        f->arena, "%d %d %s",
        out.expiration_date.set ? (int)((out.expiration_date.ms - NOW) / DAY) : -1,
        out.suppress_indefinitely.value, out.description != NULL ? out.description : "-");
}

/* In this order; what an audit makes of cert0001 after each. */
Test(local_suppressions, updates_and_expiry)
{
    static const struct {
        int64_t wait_days;
        bool changes;
        struct end end;
        const char *description;
        bool ok;
        const char *told;
        bool hidden;
    } rows[] = {
        {0, false, {0}, NULL, true, "2 0 first", true},
        {1, false, {0}, NULL, true, "2 0 first", true},
        {1, false, {0}, NULL, true, "2 0 first", false}, /* its date has come */
        {0, true, {0, -1}, "second", true, "2 0 second", false},
        {0, true, {NOW + 2 * DAY, -1}, NULL, false, "2 0 second", false},
        {0, true, {NOW + 9 * DAY, 1}, NULL, false, "2 0 second", false},
        {0, true, {0, 0}, NULL, false, "2 0 second", false},
        {0, true, {NOW + 9 * DAY, -1}, NULL, true, "9 0 second", true}, /* revived */
        {7, false, {0}, NULL, true, "9 0 second", false},
        {0, true, {0, 1}, NULL, true, "-1 1 second", true},
        {900, false, {0}, NULL, true, "-1 1 second", true},
        {0, true, {NOW + 910 * DAY, 0}, "third", true, "910 0 third", true},
    };
    struct delete_audit_suppression_input gone = {.check_name = EXPIRING,
                                                  .resource_identifier = &certificates[0]};
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    fixture_add_expired(&f);
    fixture_sql(&f, "DELETE FROM certificate WHERE id > 2");
    cr_expect_not(update(&f, (struct end){0, 1}, NULL, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    cr_assert(create(&f, EXPIRING, 0, (struct end){NOW + 2 * DAY, -1}, "first", "t", &err));
    const char *first = fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        fake_clock_advance(&f.clock, rows[i].wait_days * DAY);
        if (rows[i].changes) {
            cr_expect_eq(update(&f, rows[i].end, rows[i].description, &err), rows[i].ok,
                         "row %zu: %s", i, err.text);
            cr_expect_str_eq(err.code, rows[i].ok ? "" : "InvalidRequestException");
        }
        cr_expect_str_eq(describe(&f), rows[i].told, "row %zu", i);
        const char *task = fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
        cr_expect_str_eq(fixture_details(&f, task, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                         rows[i].hidden ? "COMPLETED_NON_COMPLIANT 2 1 1"
                                        : "COMPLETED_NON_COMPLIANT 2 2 0",
                         "row %zu", i);
        cr_expect_eq(strstr(fixture_findings(&f, task), "cert0001 suppressed") != NULL,
                     rows[i].hidden, "row %zu", i);
        if (i == 3) /* what an earlier audit has said stays */
            cr_expect_str_eq(fixture_details(&f, first, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                             "COMPLETED_NON_COMPLIANT 2 1 1");
    }
    for (int i = 0; i < 2; i++)
        cr_assert(audit_delete_suppression(f.audit, &gone, &err), "%s", err.text);
    cr_expect_str_eq(describe(&f), "");
    const char *task = fixture_run(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING);
    cr_expect_str_eq(fixture_details(&f, task, CHECK_DEVICE_CERTIFICATE_EXPIRING),
                     "COMPLETED_NON_COMPLIANT 2 2 0");
    fixture_close(&f);
}

/* Of all pages: "E1 A2 ", check and certificate. */
static const char *listed(struct audit_fixture *f, struct list_audit_suppressions_input in)
{
    struct list_audit_suppressions_output out = {0};
    struct buf text = BUF_INIT(1024);
    struct err err;

    do {
        in.next_token = out.next_token;
        struct page page = fixture_page(f, &op_list_audit_suppressions, &in);
        cr_assert(audit_list_suppressions(f->audit, &in, &page, f->arena, &out, &err), "%s",
                  err.text);
        const struct audit_suppression *rows = out.suppressions.items;
        for (size_t i = 0; i < out.suppressions.n; i++)
            buf_printf(&text, "%c%s ", strcmp(rows[i].check_name, AGE) == 0 ? 'A' : 'E',
                       rows[i].resource_identifier->device_certificate_id + 7);
    } while (out.next_token != NULL && text.len < 1000);
    const char *all = arena_str(f->arena, buf_text(&text));
    buf_free(&text);
    return all;
}

Test(local_suppressions, lists)
{
    static const struct {
        const char *check;
        int certificate;
        int64_t days; /* 0: for ever */
    } made[] = {{EXPIRING, 0, 3}, {AGE, 0, 0},      {EXPIRING, 1, 1}, {AGE, 1, 3},
                {EXPIRING, 2, 0}, {EXPIRING, 3, 2}, {AGE, 3, 1}};
    static const struct resource_identifier arn = {
        .device_certificate_arn = "arn:aws:iot:us-east-1:123456789012:cert/cert0001"};
    static const struct {
        struct opt_bool ascending;
        const char *check;
        const struct resource_identifier *resource;
        const char *listed;
    } rows[] = {
        {{0}, NULL, NULL, "E2 A4 E4 E1 A2 A1 E3 "},
        {{true, true}, NULL, NULL, "E2 A4 E4 E1 A2 A1 E3 "},
        {{false, true}, NULL, NULL, "E3 A1 A2 E1 E4 A4 E2 "},
        {{0}, EXPIRING, NULL, "E2 E4 E1 E3 "},
        {{false, true}, AGE, NULL, "A1 A2 A4 "},
        {{0}, NULL, &certificates[3], "A4 E4 "},
        {{0}, AGE, &certificates[3], "A4 "},
        {{0}, AGE, &certificates[2], ""},
        {{0}, NULL, &arn, "E1 A1 "},
    };
    struct list_audit_suppressions_input bad = {.check_name = "NO_CHECK"};
    struct list_audit_suppressions_output out;
    struct audit_fixture f;
    struct err err;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        struct end end = {made[i].days != 0 ? NOW + made[i].days * DAY : 0,
                          made[i].days != 0 ? -1 : 1};
        cr_assert(create(&f, made[i].check, made[i].certificate, end, NULL, "t", &err), "%s",
                  err.text);
    }
    fake_clock_advance(&f.clock, 2 * DAY); /* what has expired is still listed */
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (int size = 1; size <= 8; size++) {
            struct list_audit_suppressions_input in = {.ascending_order = rows[i].ascending,
                                                       .check_name = rows[i].check,
                                                       .max_results = {size, true},
                                                       .resource_identifier = rows[i].resource};
            cr_expect_str_eq(listed(&f, in), rows[i].listed, "row %zu by %d", i, size);
        }
    }
    struct page page = fixture_page(&f, &op_list_audit_suppressions, &bad);
    cr_expect_not(audit_list_suppressions(f.audit, &bad, &page, f.arena, &out, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    fixture_close(&f);
}

/* As the edge sees it before anything is asked of the account. */
Test(local_suppressions, descriptions)
{
    const struct resource_identifier account = {.account = "123456789012"};
    struct create_audit_suppression_input in = {.check_name = "LOGGING_DISABLED_CHECK",
                                                .client_request_token = "t",
                                                .resource_identifier = &account};
    char text[1002];
    struct err err;

    for (int c = 1; c < 128; c++) {
        const char one[] = {'a', (char)c, 'b', '\0'};
        in.description = one;
        cr_expect_eq(record_validate(&create_audit_suppression_input_record, &in, &err),
                     c >= 0x20 && c < 0x7f, "%d", c);
    }
    for (int n = 1000; n <= 1001; n++) {
        memset(text, 'x', (size_t)n);
        text[n] = '\0';
        in.description = text;
        cr_expect_eq(record_validate(&create_audit_suppression_input_record, &in, &err),
                     n == 1000);
    }
}
