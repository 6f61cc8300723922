/* net/guards: what a group says, what it must not say, the stricter of two. */
#include <criterion/criterion.h>

#include "client/net/guards.h"

static bool read(const char *text, struct guards *g, struct err *err)
{
    struct conf *c = conf_parse(text, "t", err);
    bool ok = c != NULL && guards_read(conf_root(c), g, err);

    conf_free(c);
    return ok;
}

static struct guards must_read(const char *text)
{
    struct guards g = {0};
    struct err err = {0};

    cr_assert(read(text, &g, &err), "%s: %s", text, err.text);
    return g;
}

Test(net_guards, defaults)
{
    struct guards g = must_read("");

    cr_expect(!g.protected_context && !g.ticket && !g.audit_needs_arming);
    cr_expect(g.ticket_prefix == NULL && g.color == NULL && g.n_regions == 0);
    cr_expect_eq(g.arm_max_ms, 900000);
    cr_expect_eq(g.arm_idle_ms, 300000);
    cr_expect_eq(g.suppress_max_ms, 0);
    cr_expect_eq(g.confirm_from, 20);
    cr_expect(g.second_online == 0 && g.second_things == 0 && g.second_group_pct == 0);
    for (int k = 0; k < CHANGE_KINDS; k++)
        cr_expect(g.allow & 1U << k, "%s", change_kind_name((enum change_kind)k));
    guards_free(&g);
}

Test(net_guards, all_settings)
{
    struct guards g = must_read(
        "name = \"prod-eu\"; profile = \"iot-prod\"; region = \"eu-west-1\";\n"
        "protected = true; color = \"red\"; arm_max = \"30min\"; arm_idle = \"2min\";\n"
        "ticket = true; ticket_pattern = \"SEC-\"; suppress_max = \"6mo\";\n"
        "second_person = { online = 500; things = 900; group_pct = 25; };\n"
        "allow_regions = [\"eu-west-1\", \"eu-central-1\"];\n"
        "allow = [\"suppress\", \"audit\"];\n"
        "audit_needs_arming = true; confirm_from = 5;");

    cr_expect(g.protected_context && g.ticket && g.audit_needs_arming);
    cr_expect_str_eq(g.color, "red");
    cr_expect_str_eq(g.ticket_prefix, "SEC-");
    cr_expect_eq(g.arm_max_ms, 1800000);
    cr_expect_eq(g.arm_idle_ms, 120000);
    cr_expect_eq(g.suppress_max.months, 6);
    cr_expect_eq(g.suppress_max_ms, when_span_ms(&g.suppress_max));
    cr_expect(g.second_online == 500 && g.second_things == 900 && g.second_group_pct == 25);
    cr_expect_eq(g.allow, 1U << CHANGE_SUPPRESS | 1U << CHANGE_AUDIT);
    cr_assert_eq(g.n_regions, 2);
    cr_expect_str_eq(g.regions[1], "eu-central-1");
    cr_expect_eq(g.confirm_from, 5);
    guards_free(&g);
    g = must_read("allow = [];");
    cr_expect_eq(g.allow, 0);
    guards_free(&g);
}

Test(net_guards, refused)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"protectd = true;", "t:1: no setting is called protectd here: protected?"},
        {"\narm_mx = \"1h\";", "t:2: no setting is called arm_mx here: arm_max?"},
        {"freezes = \"f\";", "t:1: no setting is called freezes"},
        {"second_person = { onlin = 5; };", "t:1: no setting is called onlin here: online?"},
        {"second_person = { online = 0; };", "online must be from 1"},
        {"second_person = { group_pct = 101; };", "group_pct must be from 1 to 100"},
        {"second_person = 5;", "second_person is a group"},
        {"protected = 1;", "protected must be true or false"},
        {"ticket = \"yes\";", "ticket must be true or false"},
        {"arm_max = 15;", "arm_max must be a text in quotes"},
        {"arm_max = \"15m\";", "arm_max: m: min or mo?"},
        {"arm_max = \"15\";", "arm_max: 15 of what?"},
        {"arm_max = \"13h\";", "arm_max is from 1min to 12h"},
        {"arm_idle = \"until fri\";", "arm_idle: a number and a unit"},
        {"suppress_max = \"30min\";", "suppress_max is from 1h"},
        {"suppress_max = \"indef\";", "suppress_max: a number and a unit"},
        {"allow = [\"supress\"];", "t:1: allow: no change is called supress: suppress"},
        {"allow = [\"everything\"];", "suppress verify mitigate"},
        {"allow = [1];", "must be a text"},
        {"allow = \"suppress\";", "allow is a list"},
        {"allow_regions = [];", "allow_regions is a list of 1 to 40"},
        {"allow_regions = \"eu-west-1\";", "allow_regions is a list"},
        {"allow_regions = [\"EU West\"];", "is not a region"},
        {"confirm_from = 0;", "confirm_from must be from 1"},
        {"color = \"rde\";", "no color is called rde: red"},
        {"color = \"#ff0000\";", "red green yellow"},
        {"ticket_pattern = \"\";", "like \"SEC-\""},
        {"ticket_pattern = \"SEC [0-9]+\";", "like \"SEC-\""},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct guards g = {.confirm_from = 77};
        struct err err = {0};

        cr_expect(!read(rows[i].text, &g, &err), "%s", rows[i].text);
        cr_expect_not_null(strstr(err.text, rows[i].says), "%s: %s", rows[i].text, err.text);
        cr_expect_eq(err.kind, ERR_CONFIG);
        cr_expect_eq(g.confirm_from, 77, "written by %s", rows[i].text);
    }
}

static void expect_same(const struct guards *a, const struct guards *b, const char *what)
{
    cr_expect(a->protected_context == b->protected_context && a->ticket == b->ticket &&
                  a->audit_needs_arming == b->audit_needs_arming &&
                  a->arm_max_ms == b->arm_max_ms && a->arm_idle_ms == b->arm_idle_ms &&
                  a->suppress_max_ms == b->suppress_max_ms &&
                  a->confirm_from == b->confirm_from && a->second_online == b->second_online &&
                  a->second_things == b->second_things &&
                  a->second_group_pct == b->second_group_pct && a->allow == b->allow &&
                  a->n_regions == b->n_regions &&
                  str_eq(str_of(a->ticket_prefix), b->ticket_prefix ? b->ticket_prefix : "") &&
                  str_eq(str_of(a->color), b->color ? b->color : ""),
              "%s", what);
    for (size_t i = 0; i < a->n_regions && i < b->n_regions; i++)
        cr_expect_str_eq(a->regions[i], b->regions[i], "%s", what);
}

Test(net_guards, stricter_of_two)
{
    static const struct {
        const char *a, *b, *both;
    } rows[] = {
        {"protected = true;", "", "protected = true;"},
        {"", "ticket = true;", "ticket = true;"},
        {"ticket = true;", "ticket = false;", "ticket = true;"},
        {"audit_needs_arming = true;", "audit_needs_arming = false;",
         "audit_needs_arming = true;"},
        {"arm_max = \"10min\";", "arm_max = \"1h\";", "arm_max = \"10min\";"},
        {"arm_idle = \"4min\";", "arm_idle = \"1min\";", "arm_idle = \"1min\";"},
        {"suppress_max = \"180d\";", "", "suppress_max = \"180d\";"},
        {"", "suppress_max = \"30d\";", "suppress_max = \"30d\";"},
        {"suppress_max = \"180d\";", "suppress_max = \"6mo\";", "suppress_max = \"180d\";"},
        {"suppress_max = \"1mo\";", "suppress_max = \"2w\";", "suppress_max = \"2w\";"},
        {"confirm_from = 5;", "confirm_from = 50;", "confirm_from = 5;"},
        {"second_person = { online = 5; };", "second_person = { things = 7; };",
         "second_person = { online = 5; things = 7; };"},
        {"second_person = { group_pct = 50; };", "second_person = { group_pct = 20; };",
         "second_person = { group_pct = 20; };"},
        {"allow = [\"audit\", \"undo\"];", "allow = [\"undo\", \"verify\"];",
         "allow = [\"undo\"];"},
        {"allow_regions = [\"a-1\", \"b-1\"];", "", "allow_regions = [\"a-1\", \"b-1\"];"},
        {"", "allow_regions = [\"a-1\", \"b-1\"];", "allow_regions = [\"a-1\", \"b-1\"];"},
        {"allow_regions = [\"a-1\", \"b-1\"];", "allow_regions = [\"c-1\", \"b-1\"];",
         "allow_regions = [\"b-1\"];"},
        {"allow_regions = [\"a-1\"];", "allow_regions = [\"b-1\"];", "allow = [];"},
        {"ticket_pattern = \"SEC-\";", "ticket_pattern = \"X\";", "ticket_pattern = \"SEC-\";"},
        {"", "color = \"red\";", "color = \"red\";"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct guards a = must_read(rows[i].a), b = must_read(rows[i].b);
        struct guards both = must_read(rows[i].both), again;

        guards_tighten(&a, &b);
        expect_same(&a, &both, rows[i].both);
        guards_copy(&a, &again);
        guards_tighten(&a, &again);
        expect_same(&a, &both, "tightened by itself");
        guards_free(&again);
        guards_free(&a);
        guards_free(&b);
        guards_free(&both);
    }
}

Test(net_guards, overlay_keeps_the_rest)
{
    struct err err = {0};
    struct guards base = must_read("arm_max = \"5min\"; allow_regions = [\"a-1\"];"
                                   "color = \"red\";");
    struct guards over = {0};
    struct conf *c = conf_parse("color = \"blue\"; confirm_from = 3;", "t", &err);

    cr_assert_not_null(c);
    cr_assert(guards_overlay(conf_root(c), &base, &over, &err), "%s", err.text);
    cr_expect_eq(over.arm_max_ms, 300000);
    cr_expect_eq(over.confirm_from, 3);
    cr_expect_str_eq(over.color, "blue");
    cr_expect_str_eq(base.color, "red");
    cr_expect_str_eq(over.regions[0], "a-1");
    guards_free(&over);
    guards_free(&base);
    conf_free(c);
}

Test(net_guards, kinds)
{
    for (int k = 0; k < CHANGE_KINDS; k++) {
        enum change_kind found = CHANGE_KINDS;

        cr_expect(change_kind_find(change_kind_name((enum change_kind)k), &found));
        cr_expect_eq((int)found, k);
    }
    enum change_kind none;

    cr_expect(!change_kind_find("Audit", &none));
}
