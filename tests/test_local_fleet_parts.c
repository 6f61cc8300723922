#include <criterion/criterion.h>
#include <stdio.h>

#include "client/local/fleet.h"

static const int64_t start_ms = 1795000000000;

static struct registry *generate(const char *name)
{
    struct fleet_options o = {.things = 1, .now_ms = start_ms};
    struct registry *r;
    struct err err;
    struct fleet *f = fleet_load(name, &err);
    cr_assert_not_null(f, "%s: %s", err.where, err.text);
    cr_assert(registry_open(&r, ":memory:", NULL, &err), "%s", err.text);
    cr_assert(fleet_generate(f, r, &o, &err), "%s", err.text);
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

/* A state from before fleets had actions; somebody has made one of that name since. */
Test(local_fleet_parts, an_older_state_gets_the_actions_once)
{
    static const char older[] =
        "DELETE FROM mitigation_action; DELETE FROM meta WHERE key = 'fleet_actions';"
        "DELETE FROM iam_service_used WHERE role_id IN (SELECT id FROM iam_role"
        " WHERE name LIKE '%IoTMitigationActionServiceRole');"
        "DELETE FROM iam_role WHERE name LIKE '%IoTMitigationActionServiceRole';"
        "INSERT INTO mitigation_action(name, action_id, type, params, role_arn, created_ms,"
        " modified_ms) VALUES('tell-security', 'mine', 'x', '{}', 'y', 1, 1)";
    struct registry *r = generate("harbour");
    struct err err;
    struct fleet *f = fleet_load("harbour", &err);
    bool lacks;
    int64_t roles = number(r, "SELECT count(*) FROM iam_role"),
            actions = number(r, "SELECT count(*) FROM mitigation_action");

    cr_assert(fleet_lacks_parts(r, &lacks, &err), "%s", err.text);
    cr_expect_not(lacks, "a new one has them");
    cr_assert(db_exec(registry_db(r), older, &err), "%s", err.text);
    cr_assert(fleet_lacks_parts(r, &lacks, &err), "%s", err.text);
    cr_expect(lacks);
    cr_assert(fleet_add_parts(f, r, start_ms, &err), "%s", err.text);
    cr_expect_eq(number(r, "SELECT count(*) FROM iam_role"), roles);
    cr_expect_eq(number(r, "SELECT count(*) FROM mitigation_action"), actions);
    cr_expect_eq(number(r, "SELECT count(*) FROM mitigation_action a JOIN iam_role i"
                           " ON i.arn = a.role_arn"),
                 actions - 1);
    cr_expect_eq(number(r, "SELECT count(*) FROM mitigation_action WHERE action_id = 'mine'"),
                 1);
    cr_assert(fleet_lacks_parts(r, &lacks, &err), "%s", err.text);
    cr_expect_not(lacks, "what is deleted later stays away");
    fleet_free(f);
    registry_close(r);
}

/* A state from before fleets had security profiles; one of them has been deleted meanwhile. */
Test(local_fleet_parts, an_older_state_gets_the_profiles_once)
{
    static const char older[] =
        "DELETE FROM security_profile_target; DELETE FROM security_profile;"
        "DELETE FROM custom_metric; DELETE FROM dimension;"
        "DELETE FROM meta WHERE key = 'fleet_profiles';"
        "DELETE FROM iam_service_used WHERE role_id IN (SELECT id FROM iam_role"
        " WHERE name LIKE '%NordhavenAlerts');"
        "DELETE FROM iam_role WHERE name LIKE '%NordhavenAlerts'";
    static const char *const counts[] = {
        "SELECT count(*) FROM security_profile", "SELECT count(*) FROM security_profile_target",
        "SELECT count(*) FROM custom_metric",    "SELECT count(*) FROM dimension",
        "SELECT count(*) FROM iam_role",         "SELECT count(*) FROM mitigation_action",
    };
    struct registry *r = generate("harbour");
    struct err err;
    struct fleet *f = fleet_load("harbour", &err);
    int64_t before[COUNT_OF(counts)];
    bool lacks;

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        before[i] = number(r, counts[i]);
        cr_expect_gt(before[i], 0, "%s", counts[i]);
    }
    cr_assert(db_exec(registry_db(r), older, &err), "%s", err.text);
    cr_assert(fleet_lacks_parts(r, &lacks, &err), "%s", err.text);
    cr_expect(lacks);
    cr_assert(fleet_add_parts(f, r, start_ms, &err), "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        cr_expect_eq(number(r, counts[i]), before[i], "%s", counts[i]);
    cr_assert(db_exec(registry_db(r), "DELETE FROM custom_metric", &err), "%s", err.text);
    cr_assert(fleet_lacks_parts(r, &lacks, &err), "%s", err.text);
    cr_expect_not(lacks, "what is deleted later stays away");
    fleet_free(f);
    registry_close(r);
}

/* ---- descriptions ---- */

#define YARD                                                                       \
    "title = \"t\"; seed = 7; things = 1;"                                         \
    "logging = { v1_level = \"DISABLED\"; v2_level = \"INFO\"; };"                 \
    "audit = { role = \"r\"; age = 1; checks = [ \"LOGGING_DISABLED_CHECK\" ]; };" \
    "sites = ( { id = \"a\"; label = \"a\"; network = \"10.1\"; } );"              \
    "types = ( { id = \"x\"; type = \"X\"; name = \"x-{n}\"; share = 1.0;"         \
    " age = { from = 1; to = 9; }; sessions = { from = 0; to = 1; }; sites = [ \"a\" ]; } );"
#define PROFILE        "profiles = ( { name = \"p\"; targets = [ \"all/things\" ]; } );"
#define BEHAVIOR(rest) PROFILE "behaviors = ( { name = \"b\"; profile = \"p\"; " rest " } );"

Test(local_fleet_parts, profiles_are_checked_as_the_service_checks_them)
{
    static const struct {
        const char *text, *complaint; /* NULL: it is fine */
    } rows[] = {
        {PROFILE, NULL},
        {BEHAVIOR(""), NULL},
        {BEHAVIOR(
             "metric = \"aws:num-disconnects\"; normal = \"less-than\"; values = [ \"5\" ];"),
         NULL},
        {BEHAVIOR("metric = \"aws:num-messages-sent\"; confidence = \"LOW\"; suppress = 1;"),
         NULL},
        {"behaviors = ( { name = \"b\"; profile = \"p\"; } );", "no \"p\" among the profiles"},
        {BEHAVIOR("colour = 1;"), "colour"},
        {BEHAVIOR("alarm = 11;"), "alarm"},
        {BEHAVIOR("dimension = \"d\";"), "no \"d\" among the dimensions"},
        {BEHAVIOR("metric = \"aws:num-dragons\";"), "there is no metric aws:num-dragons"},
        {BEHAVIOR("metric = \"cpu\";"), "there is no metric cpu"},
        {BEHAVIOR(
             "metric = \"aws:num-disconnects\"; normal = \"less-than\"; values = [ \"x\" ];"),
         "values are not count"},
        {BEHAVIOR("metric = \"aws:num-disconnects\"; normal = \"less-than\";"),
         "exactly one of"},
        {BEHAVIOR("metric = \"aws:num-disconnects\"; normal = \"nearly\"; values = [ \"5\" ];"),
         "none of"},
        {"profiles = ( { name = \"p\"; targets = [ \"thinggroup/nobody\" ]; } );",
         "Thing group nobody does not exist"},
        {"profiles = ( { name = \"p\"; targets = [ \"everything\" ]; } );", "neither the ARN"},
        {"profiles = ( { name = \"a b\"; targets = [ ]; } );", "may not stand here"},
        {"custom_metrics = ( { name = \"cpu\"; type = \"colour\"; } );", "which is none"},
        {"custom_metrics = ( { name = \"cpu\"; type = \"number\"; } );" BEHAVIOR(
             "metric = \"cpu\"; normal = \"less-than\"; values = [ \"90.5\" ];"),
         NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fleet_options o = {.now_ms = start_ms};
        char text[4096];
        struct registry *r;
        struct err err = {.kind = ERR_NONE};
        snprintf(text, sizeof text, "%s%s", YARD, rows[i].text);
        struct fleet *f = fleet_parse(text, "yard", &err);
        cr_assert(registry_open(&r, ":memory:", NULL, &(struct err){0}));
        bool ok = f && fleet_generate(f, r, &o, &err);
        cr_expect_eq(ok, rows[i].complaint == NULL, "%s: %s", rows[i].text, err.text);
        cr_expect(!rows[i].complaint || strstr(err.text, rows[i].complaint), "%s: %s",
                  rows[i].text, err.text);
        fleet_free(f);
        registry_close(r);
    }
}
