#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/device_report.h"
#include "tests/support/audit_fixture.h"

#define NOW    AUDIT_NOW_MS
#define PERIOD ((int64_t)DEVICE_REPORT_MS)
#define HEAD   "\"header\":{\"report_id\":1530304554,\"version\":\"1.0\"}"

struct stage {
    struct audit_fixture f;
    struct device_reports *d;
};

static void stage_open(struct stage *t, const char *dir)
{
    struct err err;
    fixture_open(&t->f, dir);
    fixture_sql(&t->f, "INSERT OR IGNORE INTO thing(id, name, uuid, created_ms) VALUES"
                       " (7, 'crane-n01', '', 0), (9, 'ポンプ 1/2 50%', '', 0);"
                       "INSERT OR IGNORE INTO custom_metric(name, type, token, created_ms,"
                       " modified_ms) VALUES('load', 'number', 't', 0, 0)");
    cr_assert(device_reports_open(&t->d, t->f.registry, &err), "%s", err.text);
}

static void stage_close(struct stage *t)
{
    device_reports_close(t->d);
    fixture_close(&t->f);
}

/* "ACCEPTED", or what was wrong; in the fixture's arena. */
static const char *take(struct stage *t, const char *thing, const char *payload, int64_t at)
{
    struct device_answer a;
    struct err err;
    cr_assert(device_report_take(t->d, str_of(thing), str_of(payload), at, &a, &err), "%s",
              err.text);
    const char *said = arena_str(t->f.arena, a.accepted ? "ACCEPTED" : a.why);
    buf_free(&a.body);
    return said;
}

/* All that is kept of a device: "metric=value metric=value". */
static const char *kept(struct stage *t, const char *name)
{
    struct buf out = BUF_INIT(65536);
    struct err err;
    bool row;
    struct db_stmt *q = db_prepare(registry_db(t->f.registry),
                                   "SELECT metric, value FROM device_datapoint JOIN"
                                   " reporting_device ON id = device WHERE name = ?"
                                   " ORDER BY metric",
                                   &err);
    db_bind_text(q, 1, name);
    while (db_step(q, &row, &err) && row)
        buf_printf(&out, "%s%s=%s", out.len ? " " : "", db_text(q, 0), db_text(q, 1));
    db_finish(q);
    const char *text = arena_str(t->f.arena, buf_text(&out));
    buf_free(&out);
    return text;
}

Test(local_device_report, what_is_kept_of_a_report)
{
    static const struct {
        const char *payload, *kept;
    } rows[] = {
        /* the developer guide's example, long and short */
        {"{" HEAD ",\"metrics\":{\"listening_tcp_ports\":{\"ports\":["
         "{\"interface\":\"eth0\",\"port\":24800},{\"interface\":\"eth0\",\"port\":22},"
         "{\"interface\":\"eth1\",\"port\":22}],\"total\":3},"
         "\"listening_udp_ports\":{\"ports\":[{\"port\":5353}]},"
         "\"network_stats\":{\"bytes_in\":29358693495,\"bytes_out\":26485035,"
         "\"packets_in\":10013573555,\"packets_out\":11382615},"
         "\"tcp_connections\":{\"established_connections\":{\"connections\":["
         "{\"local_interface\":\"eth0\",\"local_port\":80,"
         "\"remote_addr\":\"192.168.0.1:8000\"},"
         "{\"remote_addr\":\"[2001:db8::1]:443\"},{\"remote_addr\":\"2001:db8::2:443\"}],"
         "\"total\":5}}}}",
         "aws:all-bytes-in={\"count\":29358693495} aws:all-bytes-out={\"count\":26485035}"
         " aws:all-packets-in={\"count\":10013573555} aws:all-packets-out={\"count\":11382615}"
         " aws:destination-ip-addresses={\"cidrs\":[\"192.168.0.1\",\"2001:db8::1\","
         "\"2001:db8::2\"]}"
         " aws:listening-tcp-ports={\"ports\":[24800,22]}"
         " aws:listening-udp-ports={\"ports\":[5353]}"
         " aws:num-established-tcp-connections={\"count\":5}"
         " aws:num-listening-tcp-ports={\"count\":3}"
         " aws:num-listening-udp-ports={\"count\":1}"},
        {"{\"hed\":{\"rid\":1,\"v\":\"1.0\"},\"met\":{\"tp\":{\"pts\":["
         "{\"if\":\"e\",\"pt\":22}],"
         "\"t\":2},\"ns\":{\"bi\":1,\"po\":0},\"tc\":{\"ec\":{\"cs\":[{\"lp\":1,\"li\":\"e\","
         "\"rad\":\"192.0.2.1:1\"}],\"t\":1}}}}",
         "aws:all-bytes-in={\"count\":1} aws:all-packets-out={\"count\":0}"
         " aws:destination-ip-addresses={\"cidrs\":[\"192.0.2.1\"]}"
         " aws:listening-tcp-ports={\"ports\":[22]}"
         " aws:num-established-tcp-connections={\"count\":1}"
         " aws:num-listening-tcp-ports={\"count\":2}"},
        /* nothing listens: an empty set is a value */
        {"{" HEAD ",\"metrics\":{\"listening_udp_ports\":{\"ports\":[],\"total\":0}}}",
         "aws:listening-udp-ports={\"ports\":[]} aws:num-listening-udp-ports={\"count\":0}"},
        {"{" HEAD ",\"custom_metrics\":{\"battery\":[{\"number\":-3.5}],"
         "\"batteries\":[{\"number_list\":[1,2.5]}],"
         "\"apps\":[{\"string_list\":[\"a\",\"\xe3\x81\x82\"]}],"
         "\"dns\":[{\"ip_list\":[\"192.0.2.53\",\"2001:db8::53\"]}]}}",
         "apps={\"strings\":[\"a\",\"\xe3\x81\x82\"]} batteries={\"numbers\":[1,2.5]}"
         " battery={\"number\":-3.5} dns={\"cidrs\":[\"192.0.2.53\",\"2001:db8::53\"]}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage t;
        stage_open(&t, ":memory:");
        cr_expect_str_eq(take(&t, "crane-n01", rows[i].payload, NOW), "ACCEPTED", "row %zu", i);
        cr_expect_str_eq(kept(&t, "crane-n01"), rows[i].kept, "row %zu: %s", i,
                         kept(&t, "crane-n01"));
        stage_close(&t);
    }
}

#define METRICS(text) "{" HEAD ",\"metrics\":{" text "}}"
#define CUSTOM(text)  "{" HEAD ",\"custom_metrics\":{" text "}}"

Test(local_device_report, what_is_rejected_and_why)
{
    static const struct {
        const char *payload, *why;
    } rows[] = {
        {"", NULL}, /* NULL: the JSON parser's words */
        {"{", NULL},
        {"{\"a\":1,\"a\":2}", NULL},
        {"\xff", NULL},
        {"[]", "it is not an object"},
        {"{}", "header is missing"},
        {"{\"header\":[]}", "header is not an object"},
        {"{\"header\":{}}", "header.report_id is missing"},
        {"{\"header\":{\"report_id\":1}}", "header.version is missing"},
        {"{\"header\":{\"version\":\"1.0\"}}", "header.report_id is missing"},
        {"{\"header\":{\"report_id\":\"1\",\"version\":\"1.0\"}}", "report_id is not a number"},
        {"{\"header\":{\"report_id\":-1,\"version\":\"1.0\"}}", "header.report_id is negative"},
        {"{\"header\":{\"report_id\":1.5,\"version\":\"1.0\"}}",
         "header.report_id is not a whole number up to 9007199254740992"},
        {"{\"header\":{\"report_id\":1e300,\"version\":\"1.0\"}}",
         "header.report_id is not a whole number up to 9007199254740992"},
        {"{\"header\":{\"report_id\":1,\"version\":1.0}}", "version is not a text"},
        {"{\"header\":{\"report_id\":1,\"version\":\"1\"}}",
         "header.version is not of the form Major.Minor"},
        {"{\"header\":{\"report_id\":1,\"version\":\"1.0.0\"}}",
         "header.version is not of the form Major.Minor"},
        {"{" HEAD ",\"hed\":{}}", "header and hed are the same and both there"},
        {"{" HEAD "}", "neither metrics nor custom_metrics is there"},
        {"{" HEAD ",\"metrics\":null}", "metrics is not an object"},
        {"{" HEAD ",\"metrics\":{}}", "there is no value in it"},
        {METRICS("\"network_stats\":{}"), "there is no value in it"},
        {METRICS("\"cpu\":{}"), "metrics has no cpu"},
        {METRICS("\"network_stats\":{\"bytes_in\":-1}"), "bytes_in is negative"},
        {METRICS("\"network_stats\":{\"bytes_in\":null}"), "bytes_in is not a number"},
        {METRICS("\"network_stats\":{\"bytes_in\":\"5\"}"), "bytes_in is not a number"},
        {METRICS("\"network_stats\":{\"packets_out\":0.5}"),
         "packets_out is not a whole number up to 9007199254740992"},
        {METRICS("\"listening_tcp_ports\":{\"ports\":[{\"interface\":\"eth0\"}]}"),
         "port is missing"},
        {METRICS("\"listening_tcp_ports\":{\"ports\":[{\"port\":65536}]}"),
         "port is not a whole number up to 65535"},
        {METRICS("\"listening_tcp_ports\":{\"ports\":[{\"port\":-1}]}"), "port is negative"},
        {METRICS("\"listening_tcp_ports\":{\"ports\":[22]}"),
         "ports is not an array of objects"},
        {METRICS("\"listening_tcp_ports\":{\"ports\":{},\"total\":1}"),
         "ports is not an array"},
        {METRICS("\"listening_tcp_ports\":{\"total\":-1}"), "total is negative"},
        {METRICS("\"tcp_connections\":{\"established_connections\":{\"connections\":[{}]}}"),
         "remote_addr is missing"},
        {METRICS("\"tc\":{\"ec\":{\"cs\":[{\"rad\":\"192.0.2.1\"}]}}"),
         "remote_addr is not ADDRESS:PORT"},
        {METRICS("\"tc\":{\"ec\":{\"cs\":[{\"rad\":\"192.0.2.1:70000\"}]}}"),
         "remote_addr is not ADDRESS:PORT"},
        {METRICS("\"tc\":{\"ec\":{\"cs\":[{\"rad\":\"example.com:80\"}]}}"),
         "remote_addr is not ADDRESS:PORT"},
        {METRICS("\"tc\":{\"ec\":{\"cs\":[{\"rad\":\"192.0.2.1:1\",\"lp\":65536}]}}"),
         "local_port is not a whole number up to 65535"},
        {CUSTOM("\"x\":{\"number\":0}"), "custom metric x is not an array of one object"},
        {CUSTOM("\"x\":[]"), "custom metric x is not an array of one object"},
        {CUSTOM("\"x\":[{\"number\":0},{\"number\":1}]"),
         "custom metric x is not an array of one object"},
        {CUSTOM("\"x\":[{}]"), "custom metric x does not have exactly one value"},
        {CUSTOM("\"x\":[{\"number\":0,\"number_list\":[]}]"),
         "custom metric x does not have exactly one value"},
        {CUSTOM("\"x\":[{\"value\":0}]"),
         "custom metric x has no number, number_list, string_list or ip_list"},
        {CUSTOM("\"x\":[{\"number\":\"0\"}]"), "custom metric x: number is of the wrong type"},
        {CUSTOM("\"x\":[{\"number_list\":[\"0\"]}]"), "number_list is not an array of numbers"},
        {CUSTOM("\"x\":[{\"string_list\":[0]}]"), "string_list is not an array of texts"},
        {CUSTOM("\"x\":[{\"ip_list\":[\"here\"]}]"), "here in ip_list is not an address"},
        {CUSTOM("\"aws:x\":[{\"number\":0}]"), "aws:x is not a name of a custom metric"},
        {CUSTOM("\"a b\":[{\"number\":0}]"), "a b is not a name of a custom metric"},
        {CUSTOM(""), "there is no value in it"},
        {CUSTOM("\"load\":[{\"number_list\":[1]}]"),
         "custom metric load is a number, not a number-list"},
    };
    struct stage t;
    stage_open(&t, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *said = take(&t, "crane-n01", rows[i].payload, NOW);
        const char *want = arena_printf(t.f.arena, "Malformed metrics report: %s",
                                        rows[i].why ? rows[i].why : "");
        cr_expect(rows[i].why ? strcmp(said, want) == 0 : str_starts(said, want), "row %zu: %s",
                  i, said);
    }
    const struct reporting_device *one = device_reports_named(t.d, "crane-n01");
    cr_expect_eq(one->rejected, COUNT_OF(rows));
    cr_expect_eq(one->accepted, 0);
    cr_expect_str_eq(kept(&t, "crane-n01"), "");
    cr_expect_str_eq(take(&t, "crane-n01", CUSTOM("\"x\":[{\"number\":0}]"), NOW), "ACCEPTED",
                     "a rejected report uses up nothing");
    stage_close(&t);
}

Test(local_device_report, lists_are_bounded)
{
    static const struct {
        const char *begin, *item, *end;
    } rows[] = {
        {"{" HEAD ",\"metrics\":{\"tp\":{\"pts\":[", "{\"pt\":1}", "]}}}"},
        {"{" HEAD ",\"metrics\":{\"tc\":{\"ec\":{\"cs\":[", "{\"rad\":\"192.0.2.1:1\"}",
         "]}}}}"},
        {"{" HEAD ",\"custom_metrics\":{\"x\":[{\"number_list\":[", "1", "]}]}}"},
    };
    struct stage t;
    stage_open(&t, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int n = DEVICE_REPORT_LIST_MAX; n <= DEVICE_REPORT_LIST_MAX + 1; n++) {
            struct buf text = BUF_INIT(DEVICE_REPORT_MAX);
            char thing[16];
            buf_puts(&text, rows[i].begin);
            for (int k = 0; k < n; k++)
                buf_printf(&text, "%s%s", k ? "," : "", rows[i].item);
            buf_puts(&text, rows[i].end);
            snprintf(thing, sizeof thing, "t%zu", i);
            const char *said = take(&t, thing, buf_text(&text), NOW);
            cr_expect_eq(strcmp(said, "ACCEPTED") == 0, n == DEVICE_REPORT_LIST_MAX,
                         "row %zu, %d: %s", i, n, said);
            buf_free(&text);
        }
    stage_close(&t);
}

Test(local_device_report, whose_names_are_taken)
{
    static const struct {
        const char *name;
        bool taken;
        int64_t thing_id;
    } rows[] = {
        {"crane-n01", true, 7},
        {"ポンプ 1/2 50%", true, 9},
        {"not registered", true, 0},
        {"", false, 0},
        {"bell\a", false, 0},
        {"line\nbreak", false, 0},
        {"\xc2\x85 next line", false, 0}, /* C1 */
        {"broken \xe3\x81", false, 0},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890"
         "123456789012345678901234567890123456789012345678",
         true, 0},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890"
         "1234567890123456789012345678901234567890123456789",
         false, 0},
    };
    static const char payload[] = CUSTOM("\"x\":[{\"number\":0}]");
    struct stage t;
    int refused = 0;
    stage_open(&t, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *said = take(&t, rows[i].name, payload, NOW);
        cr_expect_eq(strcmp(said, "ACCEPTED") == 0, rows[i].taken, "row %zu: %s", i, said);
        refused += !rows[i].taken;
        const struct reporting_device *one =
            rows[i].taken ? device_reports_named(t.d, rows[i].name) : NULL;
        cr_expect_eq(one != NULL, rows[i].taken);
        if (one)
            cr_expect_eq(one->thing_id, rows[i].thing_id);
        if (rows[i].thing_id)
            cr_expect_eq(device_reports_of_thing(t.d, rows[i].thing_id), one);
    }
    cr_expect_eq(device_reports_named(t.d, "")->rejected, refused, "counted all the same");
    cr_expect_null(device_reports_of_thing(t.d, 8));
    cr_expect_null(device_reports_of_thing(t.d, 100000000));
    stage_close(&t);
}

Test(local_device_report, when_and_in_which_order)
{
    static const struct {
        int64_t at;
        int id;
        const char *said;
    } rows[] = {
        {0, 100, "ACCEPTED"},
        {PERIOD - 1, 101,
         "One report in 300 seconds is taken of a thing; the last one came 299 seconds ago"},
        {PERIOD, 101, "ACCEPTED"},
        {2 * PERIOD, 101,
         "Malformed metrics report: report_id 101 is not greater than 101, that of the"
         " last one"},
        {2 * PERIOD, 7,
         "Malformed metrics report: report_id 7 is not greater than 101, that of the last one"},
        {2 * PERIOD, 102, "ACCEPTED"},
    };
    char dir[] = "/tmp/picket-test-XXXXXX", path[64], payload[128];
    struct stage t;
    struct err err;
    cr_assert(mkdtemp(dir));
    stage_open(&t, dir);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        snprintf(payload, sizeof payload,
                 "{\"hed\":{\"rid\":%d,\"v\":\"1.0\"},\"cmet\":{\"x\":[{\"number\":%zu}]}}",
                 rows[i].id, i);
        cr_expect_str_eq(take(&t, "crane-n01", payload, NOW + rows[i].at), rows[i].said,
                         "row %zu", i);
        if (i == 3) { /* nothing of it is forgotten over a kill -9 */
            device_reports_close(t.d);
            fixture_reopen(&t.f);
            cr_assert(device_reports_open(&t.d, t.f.registry, &err));
        }
    }
    const struct reporting_device *one = device_reports_of_thing(t.d, 7);
    cr_assert_not_null(one);
    cr_expect(one->accepted == 3 && one->rejected == 3, "%lld %lld", (long long)one->accepted,
              (long long)one->rejected);

    struct list all;
    cr_assert(device_reports_values(t.d, one->id, "x", NOW, NOW + 9 * PERIOD, 2, t.f.arena,
                                    &all, &err));
    cr_expect_eq(all.n, 2);
    cr_assert(device_reports_values(t.d, one->id, "x", NOW, NOW + 2 * PERIOD, 9, t.f.arena,
                                    &all, &err));
    cr_assert_eq(all.n, 2); /* the third came when that was over */
    const struct metric_datum *last = &((const struct metric_datum *)all.items)[1];
    cr_expect(last->value->number.value == 2 && last->timestamp.ms == NOW + PERIOD);
    cr_assert(device_reports_values(t.d, one->id, "x", NOW - 9, NOW, 9, t.f.arena, &all, &err));
    cr_expect_eq(all.n, 0);
    snprintf(payload, sizeof payload, CUSTOM("\"x\":[{\"number\":9}]"));
    cr_expect_str_eq(take(&t, "crane-n01", payload, NOW + 15 * (int64_t)86400000), "ACCEPTED");
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM device_datapoint"), 1,
                 "what is older than 14 days is gone");
    stage_close(&t);
    static const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        (void)unlink(path);
    }
    cr_expect_eq(rmdir(dir), 0);
}
