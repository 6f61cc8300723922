#include "tests/support/audit_fixture.h"

#include <criterion/criterion.h>

#include "client/base/mem.h"
#include "client/local/audit_resource.h"

static void open_state(struct audit_fixture *f)
{
    struct registry_options options = {NULL, NULL};
    struct err err;

    cr_assert(registry_open(&f->registry, f->dir, &options, &err), "%s", err.text);
    cr_assert(service_clock_open(&f->service_clock, NULL, &f->clock.clock, 1, &err), "%s",
              err.text);
    struct audit_options o = {f->registry, f->service_clock, 4000, 100};
    cr_assert(audit_open(&f->audit, &o, &err), "%s", err.text);
}

void fixture_open(struct audit_fixture *f, const char *dir)
{
    *f = (struct audit_fixture){.dir = dir, .keys = {.id = "AKIA", .secret = "secret"}};
    fake_clock_init(&f->clock, AUDIT_NOW_MS);
    f->arena = arena_new();
    f->maker = x509_maker_new(1);
    open_state(f);
    fixture_sql(f,
                "INSERT OR IGNORE INTO iam_role(name, arn, trust, documents) VALUES('audit', "
                "'" AUDIT_ROLE "', '{}', '[{\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
                "\"*\",\"Resource\":\"*\"}}]')");
}

static void close_state(struct audit_fixture *f)
{
    audit_close(f->audit);
    service_clock_free(f->service_clock);
    registry_close(f->registry);
}

void fixture_close(struct audit_fixture *f)
{
    close_state(f);
    x509_maker_free(f->maker);
    arena_free(f->arena);
}

void fixture_reopen(struct audit_fixture *f)
{
    close_state(f);
    open_state(f);
}

void fixture_sql(struct audit_fixture *f, const char *sql)
{
    struct err err;

    cr_assert(db_exec(registry_db(f->registry), sql, &err), "%s: %s", sql, err.text);
}

void fixture_add_expired(struct audit_fixture *f)
{
    fixture_sql(f,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                " INSERT INTO certificate(id, cert_id, der, status, created_ms, modified_ms,"
                " activated_ms, not_before_ms, not_after_ms, serial)"
                " SELECT i, printf('cert%04d', i), x'', 'ACTIVE', 0, 0, 0, 0, 1, '00' FROM n");
}

int64_t fixture_number(struct audit_fixture *f, const char *sql)
{
    struct err err;
    bool row;
    struct db_stmt *s = db_prepare(registry_db(f->registry), sql, &err);

    cr_assert(s != NULL, "%s: %s", sql, err.text);
    cr_assert(db_step(s, &row, &err) && row, "%s", sql);
    int64_t n = db_int(s, 0);
    db_finish(s);
    return n;
}

void fixture_enable(struct audit_fixture *f, enum check_id check, const char *threshold)
{
    struct map_entry value = {checks[check].threshold, &threshold};
    struct audit_check_configuration configuration = {.enabled = {true, true}};
    struct map_entry entry = {checks[check].name, &configuration};
    struct update_account_audit_configuration_input in = {
        .audit_check_configurations = {1, &entry}, .role_arn = AUDIT_ROLE};
    struct err err;

    if (threshold != NULL)
        configuration.configuration = (struct list){1, &value};
    cr_assert(audit_update_configuration(f->audit, &in, &err), "%s", err.text);
    fake_clock_advance(&f->clock, 4000);
}

void fixture_enable_all(struct audit_fixture *f)
{
    for (int i = 0; i < CHECK_COUNT; i++)
        fixture_enable(f, (enum check_id)i, NULL);
}

const char *fixture_start(struct audit_fixture *f, enum check_id check)
{
    const char *names[CHECK_COUNT];
    struct start_on_demand_audit_task_input in = {{0, names}};
    struct start_on_demand_audit_task_output out;
    struct err err;

    for (int i = 0; i < CHECK_COUNT; i++) {
        if (check == CHECK_COUNT || check == (enum check_id)i)
            names[in.target_check_names.n++] = checks[i].name;
    }
    cr_assert(audit_start(f->audit, &in, f->arena, &out, &err), "%s", err.text);
    return out.task_id;
}

/* One step; a wait of at most longest_ms passes at once, a longer one not at all. */
static bool step(struct audit_fixture *f, int64_t longest_ms)
{
    int64_t wait_ms;
    struct err err;

    cr_assert(audit_step(f->audit, &wait_ms, &err), "%s", err.text);
    if (wait_ms < 0 || wait_ms > longest_ms)
        return false;
    fake_clock_advance(&f->clock, wait_ms);
    return true;
}

void fixture_settle(struct audit_fixture *f)
{
    static const char running[] =
        "SELECT count(*) FROM audit_task WHERE status = 'IN_PROGRESS'";
    int64_t longest_ms;

    do { /* a scheduled run of another day is not waited for */
        longest_ms = fixture_number(f, running) > 0 ? INT64_MAX : 0;
    } while (step(f, longest_ms));
}

void fixture_until(struct audit_fixture *f, int64_t until_ms)
{
    while (step(f, until_ms - fixture_now_ms(f)))
        ;
    fake_clock_advance(&f->clock, until_ms - fixture_now_ms(f));
}

int64_t fixture_now_ms(const struct audit_fixture *f)
{
    return service_clock_now_ms(f->service_clock);
}

const char *fixture_run(struct audit_fixture *f, enum check_id check)
{
    const char *task_id = fixture_start(f, check);

    fixture_settle(f);
    return task_id;
}

static const char *finding_line(struct audit_fixture *f, const struct audit_finding *finding)
{
    struct list_related_resources_for_audit_finding_input in = {
        .finding_id = finding->finding_id, .max_results = {250, true}};
    struct list_related_resources_for_audit_finding_output out;
    struct page page = fixture_page(f, &op_list_related_resources_for_audit_finding, &in);
    struct err err;
    char *key;

    cr_assert(audit_list_related(f->audit, &in, &page, f->arena, &out, &err), "%s", err.text);
    key = mem_strdup(
        audit_resource_text(finding->non_compliant_resource->resource_identifier, f->arena));
    *strchr(key, '\t') = '=';
    for (char *tab = key; (tab = strchr(tab, '\t')) != NULL;)
        *tab = '/';
    const char *line =
        arena_printf(f->arena, "%s %s%s", finding->reason_for_non_compliance_code, key,
                     finding->is_suppressed.value ? " suppressed" : "");
    free(key);
    return out.related_resources.n == 0
               ? line
               : arena_printf(f->arena, "%s +%zu", line, out.related_resources.n);
}

const char *fixture_findings(struct audit_fixture *f, const char *task_id)
{
    struct list_audit_findings_input in = {.task_id = task_id, .max_results = {250, true}};
    struct list_audit_findings_output out;
    struct page page = fixture_page(f, &op_list_audit_findings, &in);
    const char *text = "";
    struct err err;

    cr_assert(audit_list_findings(f->audit, &in, &page, f->arena, &out, &err), "%s", err.text);
    const struct audit_finding *rows = out.findings.items;
    for (size_t i = 0; i < out.findings.n; i++)
        text = arena_printf(f->arena, "%s%s%s", text, i > 0 ? "\n" : "",
                            finding_line(f, &rows[i]));
    return text;
}

static long long shown(struct opt_int n)
{
    return n.set ? (long long)n.value : -1;
}

const char *fixture_details(struct audit_fixture *f, const char *task_id, enum check_id check)
{
    struct describe_audit_task_input in = {task_id};
    struct describe_audit_task_output out;
    struct err err;

    cr_assert(audit_describe_task(f->audit, &in, f->arena, &out, &err), "%s", err.text);
    const struct map_entry *entries = out.audit_details.items;
    for (size_t i = 0; i < out.audit_details.n; i++) {
        const struct audit_check_details *d = entries[i].value;
        if (strcmp(entries[i].key, checks[check].name) == 0)
            return arena_printf(f->arena, "%s %lld %lld %lld", d->check_run_status,
                                shown(d->total_resources_count),
                                shown(d->non_compliant_resources_count),
                                shown(d->suppressed_non_compliant_resources_count));
    }
    cr_assert(false, "no details of %s", checks[check].name);
    return NULL;
}

struct page fixture_page(struct audit_fixture *f, const struct operation *op, const void *input)
{
    struct page page;
    struct err err;

    cr_assert(page_begin(&page, op, input, &f->keys, f->arena, &err), "%s", err.text);
    return page;
}
