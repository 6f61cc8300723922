/* Asking for a blast radius: what is refused, bounded, cut, stopped or shared. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/blast_rig.h"

enum { THINGS = 60 };

/* ---- what is refused ---- */

static const struct refusal {
    const char *end, *says;
    enum blast_sure status, things, online, second, grouped;
} refusals[] = {
    {"/connectivity-data", "GetThingConnectivityData", BLAST_KNOWN, BLAST_KNOWN, BLAST_DENIED,
     BLAST_KNOWN, BLAST_KNOWN},
    {"/principals", "ListThingPrincipals", BLAST_KNOWN, BLAST_KNOWN, BLAST_KNOWN, BLAST_DENIED,
     BLAST_KNOWN},
    {"/thing-groups", "ListThingGroupsForThing", BLAST_KNOWN, BLAST_KNOWN, BLAST_KNOWN,
     BLAST_KNOWN, BLAST_DENIED},
    {"/principals/things", "ListPrincipalThings", BLAST_KNOWN, BLAST_DENIED, BLAST_DENIED,
     BLAST_DENIED, BLAST_DENIED},
};

static void refuse_one(const struct refusal *c, const char *type, int status)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    r.refuse_end = c->end;
    r.refuse_type = type;
    r.refuse_status = status;
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct blast_target t = blast_target(b, 0);
    struct blast_totals all = blast_totals(b);
    cr_expect_eq(t.status_sure, c->status, "%s: status", c->end);
    cr_expect_eq(t.things.sure, c->things, "%s: things %d", c->end, (int)t.things.sure);
    cr_expect_eq(t.online.sure, c->online, "%s: online %d", c->end, (int)t.online.sure);
    cr_expect_eq(t.second.sure, c->second, "%s: second %d", c->end, (int)t.second.sure);
    cr_expect_eq(all.online.sure, c->online, "%s: online of all", c->end);
    cr_expect_eq(all.grouped.sure, c->grouped, "%s: grouped", c->end);
    cr_expect(blast_rig_says(b, c->says), "%s", c->end);
    blast_free(b);

    int refused = r.refused;
    b = blast_rig_run(&r, &item, 1);
    cr_expect_eq(r.refused, refused, "%s: asked again", c->end);
    blast_rig_equal("still", blast_target(b, 0).things, t.things.n, t.things.sure);
    cr_expect(blast_rig_says(b, c->says), "%s", c->end);
    blast_free(b);
    free(key);
    blast_rig_close(&r);
}

Test(store_blast_calls, refusals)
{
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        refuse_one(&refusals[i], "AccessDeniedException", 403);
    refuse_one(&refusals[0], "IndexNotReadyException", 400);
}

/* Ten things, all refused: at most one call for each connection is made in vain. */
Test(store_blast_calls, refused_is_not_asked_on)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    r.refuse_end = "/connectivity-data";
    r.refuse_type = "AccessDeniedException";
    r.refuse_status = 403;
    struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
    struct blast *b = blast_rig_run(&r, &item, 1);
    cr_assert_gt(blast_totals(b).things.n, CALL_IN_FLIGHT_MAX + 2);
    cr_expect_leq(r.refused, CALL_IN_FLIGHT_MAX);
    blast_free(b);
    blast_rig_close(&r);
}

Test(store_blast_calls, failures_end_it)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    r.refuse_end = "/connectivity-data";
    r.refuse_type = "InternalFailureException";
    r.refuse_status = 500;
    struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct blast_totals all = blast_totals(b);
    cr_expect_leq(r.refused, 5 + CALL_IN_FLIGHT_MAX);
    cr_expect_eq(all.online.sure, BLAST_UNKNOWN, "%d", (int)all.online.sure);
    cr_expect_eq(all.things.sure, BLAST_KNOWN);
    cr_expect(blast_rig_says(b, "questions failed"));
    cr_expect(blast_rig_says(b, "stopped before the end"));
    blast_free(b);
    blast_rig_close(&r);
}

/* ---- bounds, streaming, the end ---- */

Test(store_blast_calls, bounds_are_said)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
    struct blast *b = blast_new(&(struct blast_options){.loop = r.loop,
                                                        .devices = r.devices,
                                                        .items = &item,
                                                        .n_items = 1,
                                                        .connectivity_max = 2,
                                                        .detail_max = 3});
    blast_rig_settle(&r, b);
    struct blast_totals all = blast_totals(b);
    cr_expect_eq(all.online.sure, BLAST_AT_LEAST);
    cr_expect_eq(all.online.unknown, all.things.n - 2);
    cr_expect_eq(all.grouped.sure, BLAST_AT_LEAST);
    cr_expect_eq(all.grouped.n, 3);
    cr_expect(blast_rig_says(b, "who is online: not asked for"));
    const char *names[64];
    struct blast_question q = {.which = BLAST_ONLINE_UNKNOWN};
    cr_expect_eq(blast_things(b, &q, names, 64), all.things.n - 2);
    struct buf text = BUF_INIT(100000);
    blast_number_text(&all.online, &text);
    cr_expect_eq(text.data[text.len - 1], '+');
    buf_free(&text);
    blast_free(b);
    blast_rig_close(&r);
}

Test(store_blast_calls, lists_are_cut_and_say_so)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    r.endless_end = "/principals/things";
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct blast_target t = blast_target(b, 0);
    blast_rig_equal("things", t.things, DEVICES_LIST_PAGES, BLAST_AT_LEAST);
    blast_rig_equal("things nobody knows are not online", t.online, 0, BLAST_AT_LEAST);
    blast_rig_equal("total", blast_totals(b).things, DEVICES_LIST_PAGES, BLAST_AT_LEAST);
    cr_expect(blast_rig_says(b, "lists were cut"));
    free(key);
    blast_free(b);
    blast_rig_close(&r);
}

static const struct index_case {
    const char *says;
    enum blast_sure online;
    int searches; /* at least, at most */
    const char *sentence;
} index_cases[] = {
    {",\"connectivity\":{\"connected\":true}", BLAST_KNOWN, 2, NULL},
    {"", BLAST_AT_LEAST, 1, "SearchIndex is not permitted or not available"},
};

/* Things beyond the bound are asked of the fleet index, twelve at a time. */
Test(store_blast_calls, the_fleet_index_tells_more)
{
    for (size_t i = 0; i < COUNT_OF(index_cases); i++) {
        const struct index_case *c = &index_cases[i];
        struct blast_rig r;
        blast_rig_open(&r, THINGS);
        r.index_says = c->says;
        struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
        struct blast_options o = {.loop = r.loop,
                                  .devices = r.devices,
                                  .items = &item,
                                  .n_items = 1,
                                  .connectivity_max = 2};
        struct blast *b = blast_new(&o);
        blast_rig_settle(&r, b);
        struct blast_totals all = blast_totals(b);
        cr_expect_eq(all.online.sure, c->online, "%s: %d", c->says, (int)all.online.sure);
        cr_expect_geq(all.things.n, 15);
        cr_expect_leq(all.things.n, 26);
        if (c->online == BLAST_KNOWN) {
            cr_expect_eq(r.searches, (all.things.n - 2 + 11) / 12);
            cr_expect_geq(all.online.n, all.things.n - 2);
        }
        cr_expect_geq(r.searches, c->searches);
        cr_expect(c->sentence == NULL || blast_rig_says(b, c->sentence));
        cr_expect_eq(c->sentence == NULL, !blast_rig_says(b, "not asked for"));
        blast_free(b);

        int before = r.requests;
        b = blast_new(&o);
        blast_rig_settle(&r, b);
        cr_expect_leq(r.requests, before + (c->sentence == NULL ? 0 : 2));
        cr_expect_eq(blast_totals(b).things.n, all.things.n);
        blast_free(b);
        blast_rig_close(&r);
    }
}

Test(store_blast_calls, numbers_arrive_and_each_turn_tells_once)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *b = blast_rig_start(&r, &item, 1);
    blast_rig_equal("nothing yet", blast_totals(b).things, 0, BLAST_LOADING);
    cr_expect_eq(r.changes, 0, "not from inside");
    bool partly = false;
    size_t asked, total, before = 0;
    for (int i = 0; i < 100000 && !blast_done(b); i++) {
        int changes = r.changes;
        (void)loop_turn(r.loop, 2000);
        cr_expect_leq(r.changes, changes + 1);
        struct blast_totals all = blast_totals(b);
        partly = partly || (all.things.sure == BLAST_KNOWN && all.online.sure == BLAST_LOADING);
        blast_progress(b, &asked, &total);
        cr_expect_geq(asked, before);
        cr_expect_leq(asked, total);
        before = asked;
    }
    cr_expect(partly, "things are known before connections");
    cr_expect_eq(asked, total);
    blast_free(b);
    free(key);
    blast_rig_close(&r);
}

static struct blast *half_done(struct blast_rig *r)
{
    struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
    struct blast *b = blast_rig_start(r, &item, 1);
    for (int i = 0; i < 100000 && blast_totals(b).things.n == 0; i++)
        (void)loop_turn(r->loop, 2000);
    for (int i = 0; i < 100 && client_pending(r->client) == 0; i++)
        (void)loop_turn(r->loop, 2000);
    cr_assert_gt(client_pending(r->client), 0);
    return b;
}

Test(store_blast_calls, ended_in_the_middle)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    struct blast *b = half_done(&r);
    blast_free(b);
    cr_expect_eq(client_pending(r.client), 0, "its calls are dropped");
    int changes = r.changes;
    for (int i = 0; i < 50; i++)
        (void)loop_turn(r.loop, 1000);
    cr_expect_eq(r.changes, changes, "nobody is told");

    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = half_done(&r);
    blast_stop(b);
    cr_expect(blast_done(b));
    cr_expect(blast_rig_says(b, "stopped before the end"));
    cr_expect_neq(blast_totals(b).online.sure, BLAST_KNOWN);
    cr_expect_neq(blast_totals(b).online.sure, BLAST_LOADING);
    blast_free(b);

    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = half_done(&r);
    client_cancel_all(r.client); /* Esc */
    blast_rig_settle(&r, b);
    cr_expect(blast_rig_says(b, "stopped before the end"));
    blast_free(b);
    blast_rig_close(&r);
}

/* Two that want the same: one call for both, and it goes on when one of them ends. */
Test(store_blast_calls, two_at_a_time)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *first = blast_rig_start(&r, &item, 1);
    struct blast *second = blast_rig_start(&r, &item, 1);
    for (int i = 0; i < 3; i++)
        (void)loop_turn(r.loop, 0);
    blast_free(first);
    blast_rig_settle(&r, second);
    blast_rig_equal("things", blast_totals(second).things, 3, BLAST_KNOWN);
    cr_expect_eq(blast_calls(second), r.requests);
    blast_free(second);
    free(key);
    blast_rig_close(&r);
}

Test(store_blast_calls, the_connection_goes)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    struct blast *b = half_done(&r);
    devices_connect(r.devices, NULL);
    blast_rig_settle(&r, b);
    cr_expect(blast_rig_says(b, "the connection changed"));
    blast_free(b);
    blast_rig_close(&r);
}
