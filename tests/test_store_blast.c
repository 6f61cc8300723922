/* Whom a change concerns, against the local service: numbers beside what its tables say. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/json.h"
#include "client/base/mem.h"
#include "tests/support/blast_rig.h"

enum { THINGS = 60 };

#define SHARED                                                                          \
    "(SELECT c.id FROM certificate c JOIN thing_principal p ON p.certificate_id = c.id" \
    " WHERE c.status = 'ACTIVE' GROUP BY c.id HAVING count(*) = 3 ORDER BY c.id LIMIT 1)"
#define SHARED_KEY "SELECT 'cert:' || cert_id FROM certificate WHERE id = " SHARED
#define SHARED_THING \
    "(SELECT min(thing_id) FROM thing_principal WHERE certificate_id = " SHARED ")"
#define SINGLE                                                                          \
    "(SELECT c.id FROM certificate c JOIN thing_principal p ON p.certificate_id = c.id" \
    " WHERE c.status = 'ACTIVE' GROUP BY c.id HAVING count(*) = 1 ORDER BY c.id LIMIT 1)"
#define SINGLE_KEY "SELECT 'cert:' || cert_id FROM certificate WHERE id = " SINGLE
#define CONNECTED(things)                                                 \
    "SELECT count(*) FROM thing t WHERE t.id IN (" things ") AND (SELECT" \
    " disconnected_ms IS NULL FROM connection x WHERE x.thing_id = t.id"  \
    " ORDER BY connected_ms DESC LIMIT 1)"

static void equal(const char *what, struct blast_number n, int64_t wanted, enum blast_sure sure)
{
    cr_expect_eq(n.n, wanted, "%s: %lld, not %lld", what, (long long)n.n, (long long)wanted);
    cr_expect_eq(n.sure, sure, "%s: sure %d, not %d", what, (int)n.sure, (int)sure);
}

static bool says(struct blast *b, const char *part)
{
    for (size_t i = 0; blast_unknown(b, i) != NULL; i++)
        if (strstr(blast_unknown(b, i), part) != NULL)
            return true;
    return false;
}

Test(store_blast, a_shared_certificate)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    int64_t online = blast_rig_number(
        &r, CONNECTED("SELECT thing_id FROM thing_principal WHERE certificate_id = " SHARED));
    struct blast *b =
        blast_rig_run(&r, &(struct blast_item){key, BLAST_DEACTIVATE_CERTIFICATE}, 1);
    struct blast_target t = blast_target(b, 0);
    cr_expect_str_eq(t.status, "ACTIVE");
    cr_expect_str_eq(t.key, key);
    cr_expect_not(t.idle);
    equal("things", t.things, 3, BLAST_KNOWN);
    equal("online", t.online, online, BLAST_KNOWN);
    equal("second", t.second, 0, BLAST_KNOWN);
    equal("certificates", t.certificates, 0, BLAST_NOT_APPLICABLE);
    struct blast_totals all = blast_totals(b);
    equal("all things", all.things, 3, BLAST_KNOWN);
    equal("fleet", all.fleet, THINGS, BLAST_KNOWN);
    cr_expect_eq(all.share_pm, 3000 / THINGS);
    equal("grouped", all.grouped, 3, BLAST_KNOWN);
    struct blast_group groups[8];
    size_t n = blast_groups(b, groups, 8);
    cr_assert_gt(n, 0);
    char *sql = mem_printf("SELECT count(*) FROM thing_group_member m JOIN thing_group g"
                           " ON g.id = m.group_id WHERE g.name = '%s'",
                           groups[0].name);
    equal("group size", groups[0].size, blast_rig_number(&r, sql), BLAST_KNOWN);
    cr_expect_eq(blast_target_groups(b, 0, groups, 8), n);
    cr_expect(says(b, "on their own"));
    cr_expect_not(says(b, "not permitted"));
    free(sql);
    free(key);
    blast_free(b);
    blast_rig_close(&r);
}

/* A certificate that goes as well is no way back; one that stays is. */
Test(store_blast, a_second_credential_and_things_that_count_once)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    blast_rig_sql(&r, "INSERT INTO thing_principal(thing_id, certificate_id)"
                      " VALUES(" SHARED_THING ", " SINGLE ")");
    /* The single one now has two things, so name both before it is looked for again. */
    char *shared = blast_rig_text(&r, SHARED_KEY);
    char *second =
        blast_rig_text(&r, "SELECT 'cert:' || c.cert_id FROM certificate c JOIN"
                           " thing_principal p ON p.certificate_id = c.id"
                           " WHERE p.thing_id = " SHARED_THING " AND c.id <> " SHARED);
    struct blast_item items[] = {{shared, BLAST_DEACTIVATE_CERTIFICATE},
                                 {second, BLAST_DEACTIVATE_CERTIFICATE}};
    struct blast *b = blast_rig_run(&r, items, 1);
    equal("one goes", blast_target(b, 0).second, 1, BLAST_KNOWN);
    const char *names[4];
    struct blast_question q = {.which = BLAST_SECOND};
    cr_assert_eq(blast_things(b, &q, names, 4), 1);
    char *name = blast_rig_text(&r, "SELECT name FROM thing WHERE id = " SHARED_THING);
    cr_expect_str_eq(names[0], name);
    cr_expect_eq(blast_things(b, &(struct blast_question){.which = BLAST_NO_SECOND}, names, 4),
                 2);
    blast_free(b);

    b = blast_rig_run(&r, items, 2);
    equal("both go", blast_target(b, 0).second, 0, BLAST_KNOWN);
    equal("both go", blast_target(b, 1).second, 0, BLAST_KNOWN);
    equal("three", blast_target(b, 0).things, 3, BLAST_KNOWN);
    equal("two", blast_target(b, 1).things, 2, BLAST_KNOWN);
    equal("four, not five", blast_totals(b).things, 4, BLAST_KNOWN);
    cr_expect_eq(blast_things(b, &(struct blast_question){.key = second}, names, 4), 2);
    cr_expect_eq(blast_things(b, &(struct blast_question){.which = BLAST_ALL}, names, 1), 4);
    blast_free(b);

    items[1].effect = BLAST_NONE; /* it stays: a way back again */
    b = blast_rig_run(&r, items, 2);
    equal("one goes", blast_totals(b).second, 1, BLAST_KNOWN);
    equal("none goes", blast_target(b, 1).second, 0, BLAST_NOT_APPLICABLE);
    blast_free(b);
    free(shared);
    free(second);
    free(name);
    blast_rig_close(&r);
}

Test(store_blast, what_is_known_is_not_asked_again)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *b = blast_rig_run(&r, &item, 1);
    int first = r.requests;
    cr_expect_gt(first, 8);
    cr_expect_eq(blast_calls(b), first);
    blast_free(b);

    b = blast_rig_start(&r, &item, 1);
    cr_expect(blast_done(b), "known at once");
    equal("things", blast_totals(b).things, 3, BLAST_KNOWN);
    cr_expect_eq(blast_calls(b), 0);
    blast_free(b);

    r.ahead_us += (DEVICES_ONLINE_FRESH_MS + 1) * 1000LL;
    b = blast_rig_run(&r, &item, 1);
    cr_expect_eq(r.requests, first + 3, "connections only, not %d", r.requests - first);
    blast_free(b);

    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = blast_rig_run(&r, &item, 1);
    cr_expect_eq(r.requests, first + 3 + first - 1, "all but the fleet's number");
    blast_free(b);
    cr_expect_eq(client_pending(r.client), 0);
    free(key);
    blast_rig_close(&r);
}

Test(store_blast, a_policy_with_groups)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    int64_t reefers = blast_rig_number(
        &r, "SELECT count(*) FROM thing_group_member m JOIN thing_group g ON g.id ="
            " m.group_id WHERE g.name = 'reefers'");
    cr_assert_gt(reefers, 5);
    struct blast_item item = {"policy:reefer-telemetry:2", BLAST_BLANK_POLICY};
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct blast_target t = blast_target(b, 0);
    equal("groups", t.groups, 1, BLAST_KNOWN);
    equal("certificates", t.certificates, 0, BLAST_KNOWN);
    equal("things", t.things, reefers, BLAST_KNOWN);
    equal("every credential of theirs is concerned", t.second, 0, BLAST_KNOWN);
    blast_free(b);

    /* A certificate beside the group: one of a thing that is in it, one of a thing that is
     * not. */
    blast_rig_sql(
        &r, "INSERT INTO policy_target(policy_id, target_arn) SELECT (SELECT id FROM policy"
            " WHERE name = 'reefer-telemetry'),"
            " 'arn:aws:iot:us-east-1:123456789012:cert/' || c.cert_id FROM certificate c WHERE"
            " c.id IN (SELECT min(p.certificate_id) FROM thing_principal p JOIN thing t ON"
            " t.id = p.thing_id WHERE t.type IN ('ReeferController', 'TideAndWind')"
            " GROUP BY t.type)");
    int64_t both = blast_rig_number(
        &r, "SELECT count(DISTINCT m.thing_id) FROM (SELECT thing_id FROM thing_group_member m"
            " JOIN thing_group g ON g.id = m.group_id WHERE g.name = 'reefers' UNION SELECT"
            " p.thing_id FROM policy_target x JOIN certificate c ON x.target_arn LIKE '%/' ||"
            " c.cert_id JOIN thing_principal p ON p.certificate_id = c.id WHERE x.policy_id ="
            " (SELECT id FROM policy WHERE name = 'reefer-telemetry')) m");
    cr_assert_gt(both, reefers);
    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = blast_rig_run(&r, &item, 1);
    t = blast_target(b, 0);
    equal("certificates", t.certificates, 2, BLAST_KNOWN);
    equal("things", t.things, both, BLAST_KNOWN);
    equal("total", blast_totals(b).things, both, BLAST_KNOWN);
    blast_free(b);

    /* What is below the group inherits it. */
    blast_rig_sql(&r, "DELETE FROM policy_target WHERE policy_id = (SELECT id FROM policy WHERE"
                      " name = 'reefer-telemetry'); INSERT INTO policy_target SELECT id,"
                      " 'arn:aws:iot:us-east-1:123456789012:thinggroup/machines' FROM policy"
                      " WHERE name = 'reefer-telemetry'");
    int64_t below = blast_rig_number(
        &r, "SELECT count(DISTINCT m.thing_id) FROM thing_group_member m JOIN thing_group g ON"
            " g.id = m.group_id JOIN thing_group p ON g.parent_id = p.id WHERE p.name ="
            " 'machines'");
    cr_assert_gt(below, 5);
    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = blast_rig_run(&r, &item, 1);
    equal("below", blast_totals(b).things, below, BLAST_KNOWN);
    blast_free(b);
    blast_rig_close(&r);
}

Test(store_blast, other_targets)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *ca = blast_rig_text(&r, "SELECT 'ca:' || a.cert_id FROM ca a JOIN certificate c ON"
                                  " c.ca_id = a.id WHERE a.status = 'ACTIVE' ORDER BY a.id"
                                  " LIMIT 1");
    int64_t issued = blast_rig_number(
        &r, "SELECT count(*) FROM certificate WHERE status = 'ACTIVE' AND ca_id = (SELECT"
            " a.id FROM ca a JOIN certificate c ON c.ca_id = a.id WHERE a.status = 'ACTIVE'"
            " ORDER BY a.id LIMIT 1)");
    blast_rig_sql(&r, "UPDATE certificate SET status = 'INACTIVE' WHERE id = " SHARED);
    char *off = blast_rig_text(
        &r, "SELECT 'cert:' || c.cert_id FROM certificate c JOIN thing_principal p ON"
            " p.certificate_id = c.id WHERE c.status = 'INACTIVE' GROUP BY c.id"
            " HAVING count(*) = 3");
    char *client = blast_rig_text(&r, "SELECT 'client:' || min(name) FROM thing");
    char gone[5 + 64 + 1] = "cert:";
    memset(gone + 5, 'e', 64);
    struct blast_item items[] = {
        {ca, BLAST_DEACTIVATE_CA},
        {off, BLAST_DEACTIVATE_CERTIFICATE},
        {client, BLAST_NONE},
        {"client:nobody-has-this", BLAST_NONE},
        {gone, BLAST_DEACTIVATE_CERTIFICATE},
        {"alias:arn:aws:iot:us-east-1:123456789012:rolealias/ota", BLAST_NONE},
        {"account:123456789012", BLAST_LOGGING},
        {off, BLAST_BLANK_POLICY},
        {"nonsense", BLAST_NONE},
    };
    struct blast *b = blast_rig_run(&r, items, COUNT_OF(items));
    struct blast_target t = blast_target(b, 0);
    equal("issued", t.certificates, issued, BLAST_KNOWN);
    equal("nobody is cut off", t.things, 0, BLAST_NOT_APPLICABLE);
    cr_expect_str_eq(t.status, "ACTIVE");
    cr_expect(says(b, "would have been registered"));
    t = blast_target(b, 1);
    cr_expect_str_eq(t.status, "INACTIVE");
    cr_expect(t.idle, "it is off already");
    equal("its things", t.things, 3, BLAST_KNOWN);
    equal("nobody loses it", t.online, 0, BLAST_NOT_APPLICABLE);
    equal("the client's thing", blast_target(b, 2).things, 1, BLAST_KNOWN);
    equal("no thing", blast_target(b, 3).things, 0, BLAST_KNOWN);
    t = blast_target(b, 4);
    cr_expect_str_eq(t.status, "gone");
    cr_expect(t.idle);
    equal("nobody knows", blast_target(b, 5).things, 0, BLAST_UNKNOWN);
    equal("the account", blast_target(b, 6).things, 0, BLAST_NOT_APPLICABLE);
    cr_expect(blast_target(b, 7).idle, "a policy's effect on a certificate");
    equal("nonsense", blast_target(b, 8).things, 0, BLAST_NOT_APPLICABLE);
    struct blast_totals all = blast_totals(b);
    cr_expect_eq(all.idle, 3);
    equal("total", all.things, 1, BLAST_AT_LEAST);
    equal("nobody loses a credential", all.second, 0, BLAST_NOT_APPLICABLE);
    blast_free(b);
    free(ca);
    free(off);
    free(client);
    blast_rig_close(&r);
}

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
    char *key = blast_rig_text(&r, SHARED_KEY);
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
    cr_expect(says(b, c->says), "%s", c->end);
    blast_free(b);

    int refused = r.refused;
    b = blast_rig_run(&r, &item, 1);
    cr_expect_eq(r.refused, refused, "%s: asked again", c->end);
    equal("still", blast_target(b, 0).things, t.things.n, t.things.sure);
    cr_expect(says(b, c->says), "%s", c->end);
    blast_free(b);
    free(key);
    blast_rig_close(&r);
}

Test(store_blast, refusals)
{
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        refuse_one(&refusals[i], "AccessDeniedException", 403);
    refuse_one(&refusals[0], "IndexNotReadyException", 400);
}

/* Ten things, all refused: at most one call for each connection is made in vain. */
Test(store_blast, refused_is_not_asked_on)
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

Test(store_blast, failures_end_it)
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
    cr_expect(says(b, "questions failed"));
    cr_expect(says(b, "stopped before the end"));
    blast_free(b);
    blast_rig_close(&r);
}

/* ---- bounds, streaming, the end ---- */

Test(store_blast, bounds_are_said)
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
    cr_expect(says(b, "who is online: not asked for"));
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

Test(store_blast, lists_are_cut_and_say_so)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    r.endless_end = "/principals/things";
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct blast_target t = blast_target(b, 0);
    equal("things", t.things, DEVICES_LIST_PAGES, BLAST_AT_LEAST);
    equal("things nobody knows are not online", t.online, 0, BLAST_AT_LEAST);
    equal("total", blast_totals(b).things, DEVICES_LIST_PAGES, BLAST_AT_LEAST);
    cr_expect(says(b, "lists were cut"));
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
Test(store_blast, the_fleet_index_tells_more)
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
        cr_expect(c->sentence == NULL || says(b, c->sentence));
        cr_expect_eq(c->sentence == NULL, !says(b, "not asked for"));
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

Test(store_blast, numbers_arrive_and_each_turn_tells_once)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *b = blast_rig_start(&r, &item, 1);
    equal("nothing yet", blast_totals(b).things, 0, BLAST_LOADING);
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

Test(store_blast, ended_in_the_middle)
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
    cr_expect(says(b, "stopped before the end"));
    cr_expect_neq(blast_totals(b).online.sure, BLAST_KNOWN);
    cr_expect_neq(blast_totals(b).online.sure, BLAST_LOADING);
    blast_free(b);

    r.ahead_us += (DEVICES_FRESH_MS + 1) * 1000LL;
    b = half_done(&r);
    client_cancel_all(r.client); /* Esc */
    blast_rig_settle(&r, b);
    cr_expect(says(b, "stopped before the end"));
    blast_free(b);
    blast_rig_close(&r);
}

/* Two that want the same: one call for both, and it goes on when one of them ends. */
Test(store_blast, two_at_a_time)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *first = blast_rig_start(&r, &item, 1);
    struct blast *second = blast_rig_start(&r, &item, 1);
    for (int i = 0; i < 3; i++)
        (void)loop_turn(r.loop, 0);
    blast_free(first);
    blast_rig_settle(&r, second);
    equal("things", blast_totals(second).things, 3, BLAST_KNOWN);
    cr_expect_eq(blast_calls(second), r.requests);
    blast_free(second);
    free(key);
    blast_rig_close(&r);
}

Test(store_blast, the_connection_goes)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    struct blast *b = half_done(&r);
    devices_connect(r.devices, NULL);
    blast_rig_settle(&r, b);
    cr_expect(says(b, "the connection changed"));
    blast_free(b);
    blast_rig_close(&r);
}

Test(store_blast, words)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *b = blast_rig_run(&r, &item, 1);
    struct buf text = BUF_INIT(100000), json = BUF_INIT(100000);
    blast_text(b, &text);
    cr_expect(strstr(text.data, "1 target  3 things  "), "%s", text.data);
    cr_expect(strstr(text.data, "5.0% of 60 things\n"), "%s", text.data);
    cr_expect(strstr(text.data, "  ACTIVE  3 things"), "%s", text.data);
    cr_expect(strstr(text.data, "\nunknown   what the devices do on their own"), "%s",
              text.data);
    struct json_writer w = {.out = &json};
    blast_write(b, &w);
    struct arena *a = arena_new();
    struct err err;
    const struct json *j = json_parse((struct str){json.data, json.len}, a, &err);
    cr_assert(j, "%s", json.data);
    cr_expect_eq(json_number(json_get(json_get(j, "things"), "n")), 3);
    cr_expect_str_eq(json_string(json_get(json_get(j, "things"), "sure")), "known");
    cr_expect(json_is_true(json_get(j, "complete")));
    cr_expect_gt(json_count(json_get(j, "unknown")), 2);
    cr_expect_gt(json_count(json_get(j, "byGroup")), 0);
    cr_expect_eq(json_count(json_get(j, "targets")), 1);
    cr_expect_gt(json_number(json_get(j, "computedMs")), 1e12);
    arena_free(a);
    buf_free(&text);
    buf_free(&json);
    blast_free(b);
    free(key);
    blast_rig_close(&r);
}
