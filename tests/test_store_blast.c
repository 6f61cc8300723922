/* Whom a change concerns, against the local service: numbers beside what its tables say. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/json.h"
#include "client/base/mem.h"
#include "tests/support/blast_rig.h"

enum { THINGS = 60 };

#define SHARED_THING \
    "(SELECT min(thing_id) FROM thing_principal WHERE certificate_id = " BLAST_RIG_SHARED ")"
#define SINGLE                                                                          \
    "(SELECT c.id FROM certificate c JOIN thing_principal p ON p.certificate_id = c.id" \
    " WHERE c.status = 'ACTIVE' GROUP BY c.id HAVING count(*) = 1 ORDER BY c.id LIMIT 1)"
#define SINGLE_KEY "SELECT 'cert:' || cert_id FROM certificate WHERE id = " SINGLE
#define CONNECTED(things)                                                 \
    "SELECT count(*) FROM thing t WHERE t.id IN (" things ") AND (SELECT" \
    " disconnected_ms IS NULL FROM connection x WHERE x.thing_id = t.id"  \
    " ORDER BY connected_ms DESC LIMIT 1)"

Test(store_blast, a_shared_certificate)
{
    struct blast_rig r;
    blast_rig_open(&r, THINGS);
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    int64_t online = blast_rig_number(
        &r,
        CONNECTED(
            "SELECT thing_id FROM thing_principal WHERE certificate_id = " BLAST_RIG_SHARED));
    struct blast *b =
        blast_rig_run(&r, &(struct blast_item){key, BLAST_DEACTIVATE_CERTIFICATE}, 1);
    struct blast_target t = blast_target(b, 0);
    cr_expect_str_eq(t.status, "ACTIVE");
    cr_expect_str_eq(t.key, key);
    cr_expect_not(t.idle);
    blast_rig_equal("things", t.things, 3, BLAST_KNOWN);
    blast_rig_equal("online", t.online, online, BLAST_KNOWN);
    blast_rig_equal("second", t.second, 0, BLAST_KNOWN);
    blast_rig_equal("certificates", t.certificates, 0, BLAST_NOT_APPLICABLE);
    struct blast_totals all = blast_totals(b);
    blast_rig_equal("all things", all.things, 3, BLAST_KNOWN);
    blast_rig_equal("fleet", all.fleet, THINGS, BLAST_KNOWN);
    cr_expect_eq(all.share_pm, 3000 / THINGS);
    blast_rig_equal("grouped", all.grouped, 3, BLAST_KNOWN);
    struct blast_group groups[8];
    size_t n = blast_groups(b, groups, 8);
    cr_assert_gt(n, 0);
    char *sql = mem_printf("SELECT count(*) FROM thing_group_member m JOIN thing_group g"
                           " ON g.id = m.group_id WHERE g.name = '%s'",
                           groups[0].name);
    blast_rig_equal("group size", groups[0].size, blast_rig_number(&r, sql), BLAST_KNOWN);
    cr_expect(blast_rig_says(b, "on their own"));
    cr_expect_not(blast_rig_says(b, "not permitted"));
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
    char *shared = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    char *second = blast_rig_text(&r, "SELECT 'cert:' || c.cert_id FROM certificate c JOIN"
                                      " thing_principal p ON p.certificate_id = c.id"
                                      " WHERE p.thing_id = " SHARED_THING
                                      " AND c.id <> " BLAST_RIG_SHARED);
    struct blast_item items[] = {{shared, BLAST_DEACTIVATE_CERTIFICATE},
                                 {second, BLAST_DEACTIVATE_CERTIFICATE}};
    struct blast *b = blast_rig_run(&r, items, 1);
    blast_rig_equal("one goes", blast_target(b, 0).second, 1, BLAST_KNOWN);
    const char *names[4];
    struct blast_question q = {.which = BLAST_SECOND};
    cr_assert_eq(blast_things(b, &q, names, 4), 1);
    char *name = blast_rig_text(&r, "SELECT name FROM thing WHERE id = " SHARED_THING);
    cr_expect_str_eq(names[0], name);
    cr_expect_eq(blast_things(b, &(struct blast_question){.which = BLAST_NO_SECOND}, names, 4),
                 2);
    blast_free(b);

    b = blast_rig_run(&r, items, 2);
    blast_rig_equal("both go", blast_target(b, 0).second, 0, BLAST_KNOWN);
    blast_rig_equal("both go", blast_target(b, 1).second, 0, BLAST_KNOWN);
    blast_rig_equal("three", blast_target(b, 0).things, 3, BLAST_KNOWN);
    blast_rig_equal("two", blast_target(b, 1).things, 2, BLAST_KNOWN);
    blast_rig_equal("four, not five", blast_totals(b).things, 4, BLAST_KNOWN);
    cr_expect_eq(blast_things(b, &(struct blast_question){.key = second}, names, 4), 2);
    cr_expect_eq(blast_things(b, &(struct blast_question){.which = BLAST_ALL}, names, 1), 4);
    blast_free(b);

    items[1].effect = BLAST_NONE; /* it stays: a way back again */
    b = blast_rig_run(&r, items, 2);
    blast_rig_equal("one goes", blast_totals(b).second, 1, BLAST_KNOWN);
    blast_rig_equal("none goes", blast_target(b, 1).second, 0, BLAST_NOT_APPLICABLE);
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
    char *key = blast_rig_text(&r, BLAST_RIG_SHARED_KEY);
    struct blast_item item = {key, BLAST_DEACTIVATE_CERTIFICATE};
    struct blast *b = blast_rig_run(&r, &item, 1);
    int first = r.requests;
    cr_expect_gt(first, 8);
    cr_expect_eq(blast_calls(b), first);
    blast_free(b);

    b = blast_rig_start(&r, &item, 1);
    cr_expect(blast_done(b), "known at once");
    blast_rig_equal("things", blast_totals(b).things, 3, BLAST_KNOWN);
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
    blast_rig_equal("groups", t.groups, 1, BLAST_KNOWN);
    blast_rig_equal("certificates", t.certificates, 0, BLAST_KNOWN);
    blast_rig_equal("things", t.things, reefers, BLAST_KNOWN);
    blast_rig_equal("every credential of theirs is concerned", t.second, 0, BLAST_KNOWN);
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
    blast_rig_equal("certificates", t.certificates, 2, BLAST_KNOWN);
    blast_rig_equal("things", t.things, both, BLAST_KNOWN);
    blast_rig_equal("total", blast_totals(b).things, both, BLAST_KNOWN);
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
    blast_rig_equal("below", blast_totals(b).things, below, BLAST_KNOWN);
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
    blast_rig_sql(&r,
                  "UPDATE certificate SET status = 'INACTIVE' WHERE id = " BLAST_RIG_SHARED);
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
    blast_rig_equal("issued", t.certificates, issued, BLAST_KNOWN);
    blast_rig_equal("nobody is cut off", t.things, 0, BLAST_NOT_APPLICABLE);
    cr_expect_str_eq(t.status, "ACTIVE");
    cr_expect(blast_rig_says(b, "would have been registered"));
    t = blast_target(b, 1);
    cr_expect_str_eq(t.status, "INACTIVE");
    cr_expect(t.idle, "it is off already");
    blast_rig_equal("its things", t.things, 3, BLAST_KNOWN);
    blast_rig_equal("nobody loses it", t.online, 0, BLAST_NOT_APPLICABLE);
    blast_rig_equal("the client's thing", blast_target(b, 2).things, 1, BLAST_KNOWN);
    blast_rig_equal("no thing", blast_target(b, 3).things, 0, BLAST_KNOWN);
    t = blast_target(b, 4);
    cr_expect_str_eq(t.status, "gone");
    cr_expect(t.idle);
    blast_rig_equal("nobody knows", blast_target(b, 5).things, 0, BLAST_UNKNOWN);
    blast_rig_equal("the account", blast_target(b, 6).things, 0, BLAST_NOT_APPLICABLE);
    cr_expect(blast_target(b, 7).idle, "a policy's effect on a certificate");
    blast_rig_equal("nonsense", blast_target(b, 8).things, 0, BLAST_NOT_APPLICABLE);
    struct blast_totals all = blast_totals(b);
    cr_expect_eq(all.idle, 3);
    blast_rig_equal("total", all.things, 1, BLAST_AT_LEAST);
    blast_rig_equal("nobody loses a credential", all.second, 0, BLAST_NOT_APPLICABLE);
    blast_free(b);
    free(ca);
    free(off);
    free(client);
    blast_rig_close(&r);
}
