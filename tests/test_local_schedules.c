#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/audit_calendar.h"
#include "client/local/audit_schedules.h"
#include "client/local/schema.h"
#include "client/local/tags_store.h"
#include "tests/support/audit_fixture.h"

#define DAY      ((int64_t)86400000)
#define LOGGING  "LOGGING_DISABLED_CHECK"
#define EXPIRING "DEVICE_CERTIFICATE_EXPIRING_CHECK"
#define AGE      "DEVICE_CERTIFICATE_AGE_CHECK"
#define ARN      "arn:aws:iot:us-east-1:123456789012:scheduledaudit/"

static const char *const logging[] = {LOGGING};

static int64_t ms_of(const char *text)
{
    int64_t ms;

    cr_assert(time_parse_iso8601(str_of(text), &ms), "%s", text);
    return ms;
}

static struct create_scheduled_audit_input plan(const char *name, const char *frequency,
                                                const char *week, const char *month)
{
    return (struct create_scheduled_audit_input){.day_of_month = month,
                                                 .day_of_week = week,
                                                 .frequency = frequency,
                                                 .scheduled_audit_name = name,
                                                 .target_check_names = {1, logging}};
}

static bool try_create(struct audit_fixture *f, const struct create_scheduled_audit_input *in,
                       struct err *err)
{
    struct create_scheduled_audit_output out;

    *err = (struct err){0};
    return audit_create_schedule(f->audit, in, f->arena, &out, err);
}

static void create(struct audit_fixture *f, const char *name, const char *frequency,
                   const char *week, const char *month)
{
    struct create_scheduled_audit_input in = plan(name, frequency, week, month);
    struct err err;

    cr_assert(try_create(f, &in, &err), "%s: %s", name, err.text);
}

/* The days on which the schedule ran, oldest first, with a blank after each; runs are at the
 * schedule's hour, to the millisecond, or marked. */
static const char *runs(struct audit_fixture *f, const char *name)
{
    struct buf out = BUF_INIT(64 * 1024);
    struct err err;
    bool row;
    struct db_stmt *s = db_prepare(registry_db(f->registry),
                                   "SELECT start_ms, type FROM begun WHERE schedule = ?"
                                   " ORDER BY start_ms",
                                   &err);

    cr_assert(s != NULL, "%s", err.text);
    db_bind_text(s, 1, name);
    while (db_step(s, &row, &err) && row) {
        struct civil day;
        civil_from_ms(db_int(s, 0), &day);
        cr_expect_str_eq(db_text(s, 1), "SCHEDULED_AUDIT_TASK");
        bool late = db_int(s, 0) % DAY != calendar_time_of_day_ms(name);
        buf_printf(&out, "%02d-%02d%s ", day.month, day.day, late ? "late" : "");
    }
    db_finish(s);
    const char *text = arena_str(f->arena, buf_text(&out));
    buf_free(&out);
    return text;
}

/* Tasks go after their retention, this does not. */
static void remember(struct audit_fixture *f)
{
    fixture_sql(f, "CREATE TABLE begun(schedule TEXT, type TEXT, start_ms INTEGER);"
                   "CREATE TRIGGER remember AFTER INSERT ON audit_task BEGIN INSERT INTO begun"
                   " VALUES(new.schedule, new.type, new.start_ms); END");
}

static void begin_in(struct audit_fixture *f, const char *dir, const char *now)
{
    fixture_open(f, dir);
    remember(f);
    fake_clock_advance(&f->clock, ms_of(now) - AUDIT_NOW_MS);
    fixture_enable(f, CHECK_LOGGING_DISABLED, NULL);
}

static void begin(struct audit_fixture *f, const char *now)
{
    begin_in(f, ":memory:", now);
}

/* ---- definitions ------------------------------------------------------------------------- */

/* In this order, on one account. */
Test(local_schedules, what_can_be_created)
{
    static const char *const unknown[] = {"NO_CHECK"}, *const disabled[] = {LOGGING, AGE};
    static const struct tag one[] = {{"team", "a"}, {"site", NULL}},
                            turned[] = {{"site", ""}, {"team", "a"}}, other[] = {{"team", "b"}},
                            twice[] = {{"team", "a"}, {"team", "b"}},
                            theirs[] = {{"AWS:x", ""}};
    static const char exists[] = "ResourceAlreadyExistsException",
                      invalid[] = "InvalidRequestException", limit[] = "LimitExceededException";
    const struct {
        const char *name, *frequency, *week, *month;
        struct list checks; /* n 0: logging */
        struct list tags;
        const char *error; /* NULL: accepted */
    } rows[] = {
        {"daily", "DAILY", NULL, NULL, {0}, {2, one}, NULL},
        {"daily", "DAILY", NULL, NULL, {0}, {2, turned}, NULL},
        {"daily", "DAILY", NULL, NULL, {0}, {0}, exists},
        {"daily", "DAILY", NULL, NULL, {0}, {1, other}, exists},
        {"daily", "WEEKLY", "MON", NULL, {0}, {2, one}, exists},
        {"w", "WEEKLY", NULL, NULL, {0}, {0}, invalid},
        {"w", "WEEKLY", NULL, "1", {0}, {0}, invalid},
        {"w", "BIWEEKLY", NULL, NULL, {0}, {0}, invalid},
        {"w", "DAILY", "MON", NULL, {0}, {0}, invalid},
        {"w", "MONTHLY", NULL, NULL, {0}, {0}, invalid},
        {"w", "MONTHLY", "MON", "1", {0}, {0}, invalid},
        {"w", "DAILY", NULL, NULL, {1, unknown}, {0}, invalid},
        {"w", "DAILY", NULL, NULL, {2, disabled}, {0}, invalid},
        {"w", "DAILY", NULL, NULL, {0}, {2, twice}, invalid},
        {"w", "DAILY", NULL, NULL, {0}, {1, theirs}, invalid},
        {"w", "WEEKLY", "MON", NULL, {0}, {0}, NULL},
        {"w", "WEEKLY", "MON", NULL, {0}, {0}, NULL},
        {"w", "WEEKLY", "TUE", NULL, {0}, {0}, exists},
        {"b", "BIWEEKLY", "SUN", NULL, {0}, {0}, NULL},
        {"m", "MONTHLY", NULL, "31", {0}, {0}, NULL},
        {"last", "MONTHLY", NULL, "LAST", {0}, {0}, NULL},
        {"sixth", "DAILY", NULL, NULL, {0}, {0}, limit},
        {"last", "MONTHLY", NULL, "LAST", {0}, {0}, NULL},
    };
    struct audit_fixture f;
    struct err err;

    begin(&f, "2026-11-18");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct create_scheduled_audit_input in =
            plan(rows[i].name, rows[i].frequency, rows[i].week, rows[i].month);
        in.tags = rows[i].tags;
        if (rows[i].checks.n > 0)
            in.target_check_names = rows[i].checks;
        cr_expect_eq(try_create(&f, &in, &err), rows[i].error == NULL, "row %zu: %s", i,
                     err.text);
        cr_expect_str_eq(err.code, rows[i].error != NULL ? rows[i].error : "", "row %zu: %s", i,
                         err.text);
    }
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM scheduled_audit"), 5);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM tag"), 2);
    fixture_close(&f);
}

Test(local_schedules, update_and_delete)
{
    static const char *const both[] = {EXPIRING, LOGGING}, *const disabled[] = {AGE};
    static const char invalid[] = "InvalidRequestException";
    static const struct {
        struct update_scheduled_audit_input in; /* of "s" */
        const char *error;
        const char *days; /* frequency, day of week or month */
        const char *due;  /* day of the next run */
    } rows[] = {
        {{.day_of_month = "1"}, invalid, "WEEKLY MON", "2026-11-23"},
        {{.frequency = "MONTHLY"}, invalid, "WEEKLY MON", "2026-11-23"},
        {{.target_check_names = {1, disabled}}, invalid, "WEEKLY MON", "2026-11-23"},
        {{.target_check_names = {0, disabled}}, invalid, "WEEKLY MON", "2026-11-23"},
        {{.target_check_names = {2, both}}, NULL, "WEEKLY MON", "2026-11-23"},
        {{.day_of_week = "THU"}, NULL, "WEEKLY THU", "2026-11-19"},
        {{.frequency = "BIWEEKLY"}, NULL, "BIWEEKLY THU", "2026-11-19"},
        {{.frequency = "MONTHLY", .day_of_month = "LAST"}, NULL, "MONTHLY LAST", "2026-11-30"},
        {{.day_of_month = "17"}, NULL, "MONTHLY 17", "2026-12-17"},
        {{.frequency = "DAILY"}, NULL, "DAILY ", "2026-11-19"},
        {{.frequency = "DAILY", .day_of_week = "MON"}, invalid, "DAILY ", "2026-11-19"},
        {{.frequency = NULL}, NULL, "DAILY ", "2026-11-19"},
    };
    struct update_scheduled_audit_output updated;
    struct describe_scheduled_audit_input which = {"s"};
    struct describe_scheduled_audit_output told;
    struct delete_scheduled_audit_input gone = {"s"};
    struct audit_fixture f;
    struct err err;

    begin(&f, "2026-11-18T12:00:00Z");
    fixture_enable(&f, CHECK_DEVICE_CERTIFICATE_EXPIRING, NULL);
    create(&f, "s", "WEEKLY", "MON", NULL);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct update_scheduled_audit_input in = rows[i].in;
        in.scheduled_audit_name = "s";
        err = (struct err){0};
        cr_expect_eq(audit_update_schedule(f.audit, &in, f.arena, &updated, &err),
                     rows[i].error == NULL, "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].error != NULL ? rows[i].error : "", "row %zu", i);
        cr_assert(audit_describe_schedule(f.audit, &which, f.arena, &told, &err));
        const char *day = told.day_of_week != NULL ? told.day_of_week : told.day_of_month;
        cr_expect_str_eq(arena_printf(f.arena, "%s %s", told.frequency, day != NULL ? day : ""),
                         rows[i].days, "row %zu", i);
        cr_expect_eq(fixture_number(&f, "SELECT due_ms FROM scheduled_audit"),
                     ms_of(rows[i].due) + calendar_time_of_day_ms("s"), "row %zu", i);
    }
    cr_expect_str_eq(told.scheduled_audit_arn, ARN "s");
    cr_expect_eq(told.target_check_names.n, 2);
    struct update_scheduled_audit_input nobody = {.scheduled_audit_name = "nobody"};
    cr_expect_not(audit_update_schedule(f.audit, &nobody, f.arena, &updated, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    cr_assert(audit_delete_schedule(f.audit, &gone, &err), "%s", err.text);
    cr_expect_not(audit_delete_schedule(f.audit, &gone, &err), "it is gone");
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    cr_expect_eq(err.status, 404);
    fixture_until(&f, fixture_now_ms(&f) + 40 * DAY);
    cr_expect_str_eq(runs(&f, "s"), "");
    fixture_close(&f);
}

/* ---- running ----------------------------------------------------------------------------- */

Test(local_schedules, days_of_a_run)
{
    static const struct {
        const char *frequency, *week, *month, *from, *until, *runs;
    } rows[] = {
        {"DAILY", NULL, NULL, "2027-02-26T05:00:00Z", "2027-03-02T05:00:00Z",
         "02-26 02-27 02-28 03-01 "},
        {"WEEKLY", "SUN", NULL, "2026-11-18", "2026-12-08", "11-22 11-29 12-06 "},
        {"BIWEEKLY", "SUN", NULL, "2026-11-18", "2027-01-18", "11-22 12-06 12-20 01-03 01-17 "},
        {"MONTHLY", NULL, "LAST", "2026-12-31T12:00:00Z", "2027-05-01",
         "01-31 02-28 03-31 04-30 "},
        {"MONTHLY", NULL, "LAST", "2028-01-31T12:00:00Z", "2028-05-01", "02-29 03-31 04-30 "},
        {"MONTHLY", NULL, "30", "2027-01-31", "2027-05-01", "02-28 03-30 04-30 "},
        {"MONTHLY", NULL, "1", "2027-01-31", "2027-04-01T05:00:00Z", "02-01 03-01 "},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_fixture f;
        begin(&f, rows[i].from);
        create(&f, "s", rows[i].frequency, rows[i].week, rows[i].month);
        fixture_until(&f, ms_of(rows[i].until));
        cr_expect_str_eq(runs(&f, "s"), rows[i].runs, "row %zu", i);
        fixture_close(&f);
    }
}

/* Five schedules over a year: each as often as its days, each run finished. */
Test(local_schedules, a_year)
{
    static const struct {
        const char *name, *frequency, *week, *month;
        int64_t runs;
    } rows[] = {
        {"daily", "DAILY", NULL, NULL, 365},       {"weekly", "WEEKLY", "MON", NULL, 52},
        {"biweekly", "BIWEEKLY", "TUE", NULL, 26}, {"monthly", "MONTHLY", NULL, "31", 12},
        {"last", "MONTHLY", NULL, "LAST", 12},
    };
    struct audit_fixture f;

    begin(&f, "2026-11-18");
    fixture_sql(&f, "CREATE TABLE seen(schedule TEXT, status TEXT)");
    fixture_sql(&f, "CREATE TRIGGER see AFTER UPDATE ON audit_task BEGIN"
                    " INSERT INTO seen VALUES(new.schedule, new.status); END");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        create(&f, rows[i].name, rows[i].frequency, rows[i].week, rows[i].month);
    fixture_until(&f, ms_of("2027-11-18"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *sql = arena_printf(
            f.arena, "SELECT count(*) FROM seen WHERE schedule = '%s' AND status = 'COMPLETED'",
            rows[i].name);
        cr_expect_eq(fixture_number(&f, sql), rows[i].runs, "%s: %lld", rows[i].name,
                     (long long)fixture_number(&f, sql));
    }
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM seen"), 467);
    fixture_close(&f);
}

Test(local_schedules, a_run_is_a_task)
{
    struct describe_audit_task_input which;
    struct describe_audit_task_output told;
    struct list_audit_tasks_input in = {.task_type = "SCHEDULED_AUDIT_TASK"};
    struct list_audit_tasks_output out;
    struct audit_fixture f;
    struct err err;

    begin(&f, "2026-11-18T05:00:00Z");
    create(&f, "s", "DAILY", NULL, NULL);
    fixture_until(&f, ms_of("2026-11-18T07:00:00Z"));
    in.start_time = (struct opt_time){ms_of("2026-11-18"), true};
    in.end_time = (struct opt_time){fixture_now_ms(&f), true};
    struct page page = fixture_page(&f, &op_list_audit_tasks, &in);
    cr_assert(audit_list_tasks(f.audit, &in, &page, f.arena, &out, &err), "%s", err.text);
    cr_assert_eq(out.tasks.n, 1);
    which.task_id = ((const struct audit_task_metadata *)out.tasks.items)->task_id;
    cr_assert(audit_describe_task(f.audit, &which, f.arena, &told, &err), "%s", err.text);
    cr_expect_str_eq(told.scheduled_audit_name, "s");
    cr_expect_str_eq(told.task_type, "SCHEDULED_AUDIT_TASK");
    cr_expect_str_eq(told.task_status, "COMPLETED");
    cr_expect_eq(told.audit_details.n, 1);
    cr_expect_str_eq(fixture_details(&f, which.task_id, CHECK_LOGGING_DISABLED),
                     "COMPLETED_NON_COMPLIANT 1 1 0");
    fixture_close(&f);
}

/* Taken out of the schedule and disabled while its run waits. */
Test(local_schedules, a_check_disabled_meanwhile)
{
    static const char *const both[] = {LOGGING, "CONFLICTING_CLIENT_IDS_CHECK"};
    struct create_scheduled_audit_input in = plan("s", "DAILY", NULL, NULL);
    struct update_scheduled_audit_input less = {.scheduled_audit_name = "s",
                                                .target_check_names = {1, logging}};
    struct update_scheduled_audit_output updated;
    struct audit_check_configuration off = {.enabled = {false, true}};
    struct map_entry entry = {both[1], &off};
    struct update_account_audit_configuration_input disable = {
        .audit_check_configurations = {1, &entry}};
    struct audit_fixture f;
    struct err err;

    begin(&f, "2026-11-18T05:00:00Z");
    fixture_enable(&f, CHECK_CLIENT_ID_CONFLICT, NULL);
    in.target_check_names = (struct list){2, both};
    cr_assert(try_create(&f, &in, &err), "%s", err.text);
    cr_expect_not(audit_update_configuration(f.audit, &disable, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect(strstr(err.text, "scheduled audit s ") != NULL, "names it: %s", err.text);
    fixture_until(&f, ms_of("2026-11-18") + calendar_time_of_day_ms("s") + 1000);
    cr_expect_eq(
        fixture_number(&f, "SELECT count(*) FROM audit_task WHERE status = 'IN_PROGRESS'"), 1);
    cr_assert(audit_update_schedule(f.audit, &less, f.arena, &updated, &err), "%s", err.text);
    cr_assert(audit_update_configuration(f.audit, &disable, &err), "%s", err.text);
    fixture_settle(&f);
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_task_check WHERE status ="
                                    " 'FAILED' AND error_code = 'AUDIT_CHECK_DISABLED'"),
                 1);
    cr_expect_eq(
        fixture_number(&f, "SELECT count(*) FROM audit_task WHERE status = 'COMPLETED'"), 1);
    fixture_close(&f);
}

/* A run that takes longer than a day holds up the next one, and at last takes its place. */
Test(local_schedules, one_run_at_a_time)
{
    static const struct {
        int64_t takes_ms;
        const char *runs; /* until the evening of the fourth day */
    } rows[] = {
        {DAY - 60000, "11-18 11-19 11-20 11-21 "},
        {DAY + 60000, "11-18 11-19late 11-20 11-21 "},
        {DAY + AUDIT_LATE_MS + 60000, "11-18 11-20 11-21 "},
        {2 * DAY + 60000, "11-18 11-20late 11-21 "},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct audit_fixture f;
        struct err err;
        int64_t wait_ms;
        begin(&f, "2026-11-18T05:00:00Z");
        create(&f, "s", "DAILY", NULL, NULL);
        int64_t due_ms = ms_of("2026-11-18") + calendar_time_of_day_ms("s");
        fixture_until(&f, due_ms - 1);
        fake_clock_advance(&f.clock, 1);
        cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
        fixture_sql(&f, arena_printf(f.arena, "UPDATE audit_task_check SET ready_ms = %lld",
                                     (long long)(due_ms + rows[i].takes_ms)));
        fixture_until(&f, ms_of("2026-11-21T20:00:00Z"));
        cr_expect_str_eq(runs(&f, "s"), rows[i].runs, "row %zu", i);
        fixture_close(&f);
    }
}

/* ---- over a restart ---------------------------------------------------------------------- */

static void remove_dir(const char *dir)
{
    const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(files); i++)
        (void)unlink(arena_printf(a, "%s/%s", dir, files[i]));
    arena_free(a);
    (void)rmdir(dir);
}

/* Killed `before_ms` before the run is due and started `after_ms` after that. */
Test(local_schedules, restarts)
{
    static const struct {
        int64_t before_ms, after_ms;
        const char *runs; /* until the morning after the third day */
    } rows[] = {
        {1000, -500, "11-18 11-19 11-20 "},
        {1000, 0, "11-18 11-19 11-20 "},
        {1, 2000, "11-18 11-19late 11-20 "},
        {3600000, 9 * 3600000, "11-18 11-19late 11-20 "}, /* opened in the afternoon */
        {1, AUDIT_LATE_MS, "11-18 11-19late 11-20 "},
        {1, AUDIT_LATE_MS + 1, "11-18 11-20 "},       /* not made up for */
        {3600000, DAY + 1800000, "11-18 11-20late "}, /* the first is missed */
        {3600000, DAY + AUDIT_LATE_MS + 1, "11-18 "},
        {0, 1, "11-18 11-19 11-20 "}, /* it has begun: not twice */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char dir[] = "/tmp/picket-schedule-XXXXXX";
        struct audit_fixture f;
        cr_assert_not_null(mkdtemp(dir));
        begin_in(&f, dir, "2026-11-18T05:00:00Z");
        create(&f, "s", "DAILY", NULL, NULL);
        int64_t due_ms = ms_of("2026-11-19") + calendar_time_of_day_ms("s");
        fixture_until(&f, due_ms - rows[i].before_ms);
        if (rows[i].before_ms == 0) { /* the step that begins it, and no more */
            struct err err;
            int64_t wait_ms;
            cr_assert(audit_step(f.audit, &wait_ms, &err), "%s", err.text);
        }
        fake_clock_advance(&f.clock, due_ms + rows[i].after_ms - fixture_now_ms(&f));
        fixture_reopen(&f);
        fixture_until(&f, ms_of("2026-11-21T05:00:00Z"));
        cr_expect_str_eq(runs(&f, "s"), rows[i].runs, "row %zu", i);
        cr_expect_eq(
            fixture_number(&f, "SELECT count(*) FROM audit_task WHERE status <> 'COMPLETED'"),
            0, "row %zu", i);
        fixture_close(&f);
        remove_dir(dir);
    }
}

/* The due time moves with the task or not at all. */
Test(local_schedules, a_failed_beginning_is_repeated)
{
    struct audit_fixture f;
    struct err err;
    int64_t wait_ms;

    begin(&f, "2026-11-18T05:00:00Z");
    create(&f, "s", "DAILY", NULL, NULL);
    int64_t due_ms = fixture_number(&f, "SELECT due_ms FROM scheduled_audit");
    fixture_until(&f, due_ms - 1);
    fixture_sql(&f, "CREATE TRIGGER full BEFORE UPDATE ON scheduled_audit BEGIN"
                    " SELECT raise(ABORT, 'full'); END");
    fake_clock_advance(&f.clock, 1);
    cr_expect_not(audit_step(f.audit, &wait_ms, &err));
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM audit_task"), 0);
    fixture_sql(&f, "DROP TRIGGER full");
    fixture_until(&f, due_ms + DAY - 1);
    cr_expect_str_eq(runs(&f, "s"), "11-18 ");
    fixture_close(&f);
}

/* A state from before due times were kept. */
Test(local_schedules, an_older_state)
{
    char dir[] = "/tmp/picket-schedule-XXXXXX";
    struct audit_fixture f;
    struct db *db;
    struct err err;

    cr_assert_not_null(mkdtemp(dir));
    struct arena *a = arena_new();
    cr_assert(db_open(&db, arena_printf(a, "%s/service.db", dir), DB_SYNC_FULL, &err));
    cr_assert(db_migrate(db, schema_migrations, 4, &err), "%s", err.text);
    cr_assert(
        db_exec(db,
                "INSERT INTO meta VALUES('account', '123456789012'), ('region', 'us-east-1');"
                "INSERT INTO audit_check(id, name, enabled, enabled_ms) VALUES(1, '" LOGGING
                "', 1, 0); INSERT INTO audit_account VALUES(1, '" AUDIT_ROLE "');"
                "INSERT INTO scheduled_audit(name, frequency, day_of_week, tags, created_ms)"
                " VALUES('old', 'BIWEEKLY', 'THU', '[{\"Key\":\"k\",\"Value\":\"v\"}]',"
                " 1793232000000);" /* 29 October 2026, a Thursday, 00:00 */
                "INSERT INTO scheduled_audit_check VALUES(1, 1)",
                &err),
        "%s", err.text);
    db_close(db);
    arena_free(a);
    fixture_open(&f, dir);
    remember(&f);
    fixture_until(&f, ms_of("2026-12-20"));
    cr_expect_str_eq(runs(&f, "old"), "11-26 12-10 ");
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM tag WHERE arn = '" ARN "old'"
                                    " AND key = 'k' AND value = 'v'"),
                 1);
    fixture_close(&f);
    remove_dir(dir);
}

/* ---- tags -------------------------------------------------------------------------------- */

Test(local_schedules, tags_are_bounded_and_paged)
{
    struct tag tags[TAGS_MAX + 1];
    const char *const keys[] = {"key00", "nobody"};
    struct list_tags_for_resource_input in = {.resource_arn = ARN "s"};
    struct list out;
    struct audit_fixture f;
    const char *next;
    struct err err;
    size_t n = 0;

    fixture_open(&f, ":memory:");
    for (size_t i = 0; i < COUNT_OF(tags); i++)
        tags[i] = (struct tag){arena_printf(f.arena, "key%02zu", i), "v"};
    cr_expect_not(tags_set(f.registry, ARN "s", (struct list){TAGS_MAX + 1, tags}, &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    cr_assert(tags_set(f.registry, ARN "s", (struct list){TAGS_MAX, tags}, &err), "%s",
              err.text);
    cr_assert(tags_set(f.registry, ARN "s", (struct list){TAGS_MAX, tags}, &err), "again: %s",
              err.text);
    cr_assert(registry_begin(f.registry, &err));
    cr_expect_not(tags_set(f.registry, ARN "s", (struct list){1, tags + TAGS_MAX}, &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    registry_rollback(f.registry);
    cr_assert(tags_set(f.registry, ARN "s2", (struct list){1, tags}, &err));
    cr_assert(tags_remove(f.registry, ARN "s", (struct list){2, keys}, &err));
    do {
        struct page page = fixture_page(&f, &op_list_tags_for_resource, &in);
        cr_assert(tags_page(f.registry, in.resource_arn, &page, f.arena, &out, &next, &err));
        const struct tag *rows = out.items;
        for (size_t i = 0; i < out.n; i++)
            cr_expect_str_eq(rows[i].key, tags[++n].key);
        in.next_token = next;
    } while (next != NULL && n < 100);
    cr_expect_eq(n, TAGS_MAX - 1);
    cr_assert(tags_remove_all(f.registry, ARN "s", &err));
    cr_expect_eq(fixture_number(&f, "SELECT count(*) FROM tag"), 1, "the other's is there");
    fixture_close(&f);
}
