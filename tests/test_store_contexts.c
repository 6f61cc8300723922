/* store/contexts: two files that become one list, which the own file cannot loosen. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/store/contexts.h"

struct rig {
    char folder[64], team[100], own[100];
};

static void write_text(const char *path, const char *text)
{
    struct err err;

    cr_assert(files_write(path, text, strlen(text), &err), "%s", err.text);
}

/* NULL: no such file. */
static void rig_open(struct rig *r, const char *team, const char *own)
{
    (void)snprintf(r->folder, sizeof r->folder, "/tmp/picket-contexts-XXXXXX");
    cr_assert_not_null(mkdtemp(r->folder));
    (void)snprintf(r->team, sizeof r->team, "%s/team.conf", r->folder);
    (void)snprintf(r->own, sizeof r->own, "%s/own.conf", r->folder);
    if (team != NULL)
        write_text(r->team, team);
    if (own != NULL)
        write_text(r->own, own);
}

static void rig_close(const struct rig *r)
{
    (void)unlink(r->team);
    (void)unlink(r->own);
    cr_assert_eq(rmdir(r->folder), 0);
}

static struct contexts read_both(const char *team, const char *own)
{
    struct contexts c = {0};
    struct err err = {0};
    struct rig r;

    rig_open(&r, team, own);
    cr_assert(contexts_read(r.team, r.own, &c, &err), "%s", err.text);
    rig_close(&r);
    return c;
}

#define TEAM                                                                             \
    "contexts = ( { name = \"prod\"; profile = \"iot-prod\"; region = \"eu-west-1\";\n"  \
    "  protected = true; arm_max = \"30min\"; ticket = true; suppress_max = \"180d\";\n" \
    "  allow = [\"suppress\", \"audit\"]; confirm_from = 10; } );\n"

Test(store_contexts, nothing_there)
{
    struct contexts c = read_both(NULL, NULL);
    struct guards g;

    cr_expect_eq(c.n, 0);
    cr_expect_null(contexts_find(&c, "prod"));
    contexts_guards(&c, NULL, "default", NULL, &g);
    cr_expect(!g.protected_context && g.confirm_from == 20);
    guards_free(&g);
    contexts_free(&c);
}

Test(store_contexts, own_file_adds)
{
    struct contexts c = read_both(TEAM, "contexts = ( { name = \"lab\"; "
                                        "endpoint_url = \"http://127.0.0.1:8080\"; } );");
    const struct context_entry *prod = contexts_find(&c, "prod");
    const struct context_entry *lab = contexts_find(&c, "lab");

    cr_assert(prod != NULL && lab != NULL && c.n == 2);
    cr_expect_str_eq(prod->profile, "iot-prod");
    cr_expect_str_eq(prod->region, "eu-west-1");
    cr_expect_null(prod->endpoint_url);
    cr_expect(prod->guards.protected_context && prod->guards.ticket);
    cr_expect_str_eq(lab->endpoint_url, "http://127.0.0.1:8080");
    cr_expect(lab->profile == NULL && !lab->guards.protected_context);
    contexts_free(&c);
}

Test(store_contexts, stricter_counts)
{
    static const struct {
        const char *own; /* settings of the same context */
        int64_t arm_max_ms, suppress_days, confirm_from;
        unsigned allow;
    } rows[] = {
        {"", 1800000, 180, 10, 1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
        {"arm_max = \"2h\";", 1800000, 180, 10, 1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
        {"arm_max = \"5min\";", 300000, 180, 10, 1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
        {"protected = false; ticket = false; confirm_from = 500; suppress_max = \"1y\";",
         1800000, 180, 10, 1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
        {"confirm_from = 3; suppress_max = \"30d\";", 1800000, 30, 3,
         1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
        {"allow = [\"audit\", \"mitigate\"];", 1800000, 180, 10, 1U << CHANGE_AUDIT},
        {"profile = \"iot-prod\";", 1800000, 180, 10,
         1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *own = mem_printf("contexts = ( { name = \"prod\"; %s } );", rows[i].own);
        struct contexts c = read_both(TEAM, own);
        const struct guards *g = &c.items[0].guards;

        cr_assert_eq(c.n, 1);
        cr_expect(g->protected_context && g->ticket, "%s", rows[i].own);
        cr_expect_eq(g->arm_max_ms, rows[i].arm_max_ms, "%s", rows[i].own);
        cr_expect_eq(g->suppress_max.days, rows[i].suppress_days, "%s", rows[i].own);
        cr_expect_eq(g->confirm_from, rows[i].confirm_from, "%s", rows[i].own);
        cr_expect_eq(g->allow, rows[i].allow, "%s", rows[i].own);
        contexts_free(&c);
        free(own);
    }
}

Test(store_contexts, refused)
{
    static const struct {
        const char *team, *own, *says;
    } rows[] = {
        {"contexts = ( { name = \"a\" ", NULL, "team.conf:2: syntax error"},
        {"context = ();", NULL, "team.conf:1: no setting is called context here: contexts?"},
        {"contexts = { };", NULL, "contexts is a list"},
        {"contexts = ( 5 );", NULL, "a context is a group"},
        {"contexts = ( { profile = \"a\"; } );", NULL, "a context needs a name"},
        {"contexts = ( { name = \"\"; } );", NULL, "the name of a context"},
        {"contexts = ( { name = \"a b\"; } );", NULL, "the name of a context"},
        {"contexts = ( { name = \"a\"; profile = \"\"; } );", NULL, "profile is empty"},
        {"contexts = ( { name = \"a\"; regoin = \"x\"; } );", NULL, "regoin here: region?"},
        {"contexts = ( { name = \"a\"; }, { name = \"a\"; } );", NULL, "in this file twice"},
        {TEAM, "\ncontexts = ( { name = \"prod\"; profile = \"other\"; } );",
         "own.conf:2: the team's file sets this profile to iot-prod"},
        {TEAM, "contexts = ( { name = \"prod\"; region = \"us-east-1\"; } );", "this region"},
        {TEAM, "contexts = ( { name = \"prod\"; protectd = true; } );", "protected?"},
        {TEAM, "contexts = ( { name = \"prod\"; arm_max = \"3m\"; } );", "min or mo?"},
        {TEAM, "contexts = ( { name = \"prod\"; }, { name = \"prod\"; } );", "twice"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct contexts c = {.cap = 77};
        struct err err = {0};
        struct rig r;

        rig_open(&r, rows[i].team, rows[i].own);
        cr_expect(!contexts_read(r.team, r.own, &c, &err), "row %zu", i);
        cr_expect_not_null(strstr(err.text, rows[i].says), "row %zu: %s", i, err.text);
        cr_expect_eq(err.kind, ERR_CONFIG);
        cr_expect_eq(c.cap, 77);
        rig_close(&r);
    }
}

Test(store_contexts, unreadable_is_not_absent)
{
    struct contexts c = {0};
    struct err err = {0};
    struct rig r;

    rig_open(&r, NULL, NULL);
    cr_assert_eq(mkdir(r.team, 0700), 0);
    cr_expect(!contexts_read(r.team, r.own, &c, &err));
    cr_expect_eq(err.kind, ERR_CONFIG);
    cr_assert_eq(rmdir(r.team), 0);
    cr_assert_eq(mkfifo(r.team, 0600), 0);
    cr_expect(!contexts_read(r.team, r.own, &c, &err));
    rig_close(&r);
}

Test(store_contexts, several_regions_and_an_address_for_each)
{
    struct guards g;
    struct contexts c =
        read_both(NULL, "contexts = ("
                        "{ name = \"both\"; profile = \"p\"; protected = true;"
                        "  regions = [\"eu-west-1\", \"us-east-1\"];"
                        "  endpoint_urls = [\"http://[::1]:1\", \"http://[::1]:2\"]; },"
                        "{ name = \"east\"; profile = \"p\"; region = \"us-east-1\"; });");

    cr_expect_str_eq(c.items[0].region, "eu-west-1", "the first is home");
    cr_expect_eq(c.items[0].regions.n, 2);
    cr_expect_str_eq(c.items[0].regions.items[1], "us-east-1");
    cr_expect_str_eq(c.items[0].endpoint_urls.items[1], "http://[::1]:2");
    contexts_guards(&c, &c.items[1], "p", "us-east-1", &g);
    cr_expect(g.protected_context, "whatever name leads to the region");
    guards_free(&g);
    contexts_free(&c);
}

Test(store_contexts, regions_that_do_not_fit_are_refused)
{
    static const struct {
        const char *settings, *said;
    } rows[] = {
        {"regions = \"a\";", "is a list"},
        {"regions = [];", "is a list"},
        {"regions = [\"a\", \"a\"];", "twice"},
        {"regions = [\"a\", \"\"];", "empty"},
        {"region = \"b\"; regions = [\"a\"];", "first of regions"},
        {"regions = [\"a\", \"b\"]; endpoint_urls = [\"u\"];", "1 addresses for 2"},
        {"regions = [\"a\", \"b\"]; endpoint_url = \"u\";", "use endpoint_urls"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct contexts c;
        struct err err = {0};
        char text[300];

        snprintf(text, sizeof text, "contexts = ( { name = \"x\"; %s } );", rows[i].settings);
        struct rig r;

        rig_open(&r, NULL, text);
        cr_assert_not(contexts_read(NULL, r.own, &c, &err), "%s", rows[i].settings);
        cr_expect_not_null(strstr(err.text, rows[i].said), "%s", err.text);
        rig_close(&r);
    }
}

Test(store_contexts, guards_of_a_place)
{
    static const char team[] =
        "contexts = ( { name = \"eu\"; profile = \"p\"; region = \"eu-1\"; confirm_from = 11;\n"
        "               allow_regions = [\"eu-1\"]; arm_max = \"2h\"; },\n"
        "             { name = \"us\"; profile = \"p\"; region = \"us-1\"; confirm_from = 12;\n"
        "               allow_regions = [\"us-1\"]; arm_max = \"1h\"; },\n"
        "             { name = \"q\"; profile = \"q\"; confirm_from = 13; } );";
    static const char own[] =
        "contexts = ( { name = \"mine\"; profile = \"p\"; region = \"eu-1\";\n"
        "               confirm_from = 99;\n"
        "               arm_max = \"12h\"; }, { name = \"bare\"; confirm_from = 14; } );";
    static const struct {
        const char *chosen, *profile, *region;
        int64_t confirm_from, arm_max_min;
    } rows[] = {
        {NULL, "p", "eu-1", 11, 120}, /* by --profile, wider than the defaults */
        {NULL, "p", "us-1", 12, 60},
        {NULL, "p", "xx-1", 11, 60}, /* no context of that region: all of the profile */
        {NULL, "p", NULL, 11, 60},
        {NULL, "q", "eu-1", 13, 15},
        {NULL, "other", "eu-1", 20, 15},
        {NULL, NULL, NULL, 20, 15},
        {"eu", "p", "eu-1", 11, 120},
        {"mine", "p", "eu-1", 11, 120}, /* another name is no way around */
        {"bare", NULL, NULL, 14, 15},
        {"bare", "p", "us-1", 12, 15}, /* --context bare --profile p */
    };
    struct contexts c = read_both(team, own);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct context_entry *e =
            rows[i].chosen != NULL ? contexts_find(&c, rows[i].chosen) : NULL;
        struct guards g;

        contexts_guards(&c, e, rows[i].profile, rows[i].region, &g);
        cr_expect_eq(g.confirm_from, rows[i].confirm_from, "row %zu: %lld", i,
                     (long long)g.confirm_from);
        cr_expect_eq(g.arm_max_ms, rows[i].arm_max_min * 60000, "row %zu: %lld", i,
                     (long long)g.arm_max_ms);
        guards_free(&g);
    }
    contexts_free(&c);
}

Test(store_contexts, unknown_names)
{
    static const struct {
        const char *own, *name, *advice;
    } rows[] = {
        {NULL, "prdo", "the nearest is prod"},
        {NULL, "zzzzzzz", "there is prod"},
        {NULL, "", "there is prod"},
    };
    struct contexts c = read_both(TEAM, NULL), none = {0};
    const struct context_entry *e = NULL;
    struct err err = {0};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_expect(!contexts_need(&c, rows[i].name, &e, &err));
        cr_expect_eq(err.kind, ERR_USAGE);
        cr_expect_not_null(strstr(err.advice, rows[i].advice), "%s", err.advice);
        cr_expect_null(e);
    }
    cr_expect(contexts_need(&c, "prod", &e, &err));
    cr_expect_str_eq(e->name, "prod");
    cr_expect(!contexts_need(&none, "prod", &e, &err));
    cr_expect_not_null(strstr(err.advice, "picket.conf(5)"));
    contexts_free(&c);
}

/* The team's file is in the first folder that has it; PICKET_CONFIG names the own one. */
Test(store_contexts, where_files_are)
{
    struct contexts c = {0};
    struct err err = {0};
    struct rig r;
    char dirs[300], path[120], folder[120];

    rig_open(&r, NULL, "contexts = ( { name = \"own\"; } );");
    (void)snprintf(folder, sizeof folder, "%s/picket", r.folder);
    (void)snprintf(path, sizeof path, "%s/picket.conf", folder);
    (void)snprintf(dirs, sizeof dirs, "relative:%s/none::%s:/etc", r.folder, r.folder);
    cr_assert_eq(mkdir(folder, 0700), 0);
    write_text(path, TEAM);
    cr_assert_eq(setenv("XDG_CONFIG_DIRS", dirs, 1), 0);
    cr_assert_eq(setenv("PICKET_CONFIG", r.own, 1), 0);
    cr_assert(contexts_load(&c, &err), "%s", err.text);
    cr_expect(c.n == 2 && contexts_find(&c, "own") != NULL &&
              contexts_find(&c, "prod") != NULL);
    contexts_free(&c);
    cr_assert_eq(setenv("PICKET_CONFIG", "/nowhere/picket.conf", 1), 0);
    cr_expect(!contexts_load(&c, &err));
    cr_expect_not_null(strstr(err.text, "PICKET_CONFIG names /nowhere/picket.conf"));
    /* Without it: below XDG_CONFIG_HOME, here the same file as the team's. */
    cr_assert_eq(unsetenv("PICKET_CONFIG"), 0);
    cr_assert_eq(setenv("XDG_CONFIG_HOME", r.folder, 1), 0);
    cr_assert(contexts_load(&c, &err), "%s", err.text);
    cr_expect_eq(c.n, 1);
    contexts_free(&c);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(rmdir(folder), 0);
    rig_close(&r);
}

Test(store_contexts, the_example)
{
    struct contexts c = {0};
    struct err err = {0};

    cr_assert(contexts_read("share/examples/picket.conf", NULL, &c, &err), "%s", err.text);
    cr_expect_eq(c.n, 2);
    cr_expect(c.items[0].guards.protected_context && c.items[0].guards.second_online == 500);
    cr_expect_eq(c.items[1].guards.arm_max_ms, 7200000);
    contexts_free(&c);
}
