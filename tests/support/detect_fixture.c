#include "tests/support/detect_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "client/base/files.h"

enum { STEPS_MAX = 100000, LIST_MAX = 250 };

static void on_message(void *ctx)
{
    struct detect_fixture *t = ctx;
    t->messages++;
}

static void open_detect(struct detect_fixture *t)
{
    struct registry *r = t->f.registry;
    struct err err;
    cr_assert(scenarios_open(&t->scenarios, r, &err), "%s", err.text);
    cr_assert(device_reports_open(&t->reports, r, &err), "%s", err.text);
    cr_assert(models_open(&t->models, r, fixture_now_ms(&t->f), &err), "%s", err.text);
    struct detect_options o = {r, t->f.service_clock, t->models, t->scenarios, t->reports};
    cr_assert(detect_open(&t->detect, &o, &err), "%s", err.text);
    detect_on_message(t->detect, on_message, t);
    detect_fixture_settle(t);
}

static void close_detect(struct detect_fixture *t)
{
    detect_close(t->detect);
    models_close(t->models);
    device_reports_close(t->reports);
    scenarios_close(t->scenarios);
}

#define DAY_BEFORE "1794913600000"

void detect_fixture_open(struct detect_fixture *t, const char *dir)
{
    *t = (struct detect_fixture){.report_id = 1};
    fixture_open(&t->f, dir);
    fixture_sql(
        &t->f,
        "INSERT INTO certificate(id, cert_id, der, status, created_ms, modified_ms,"
        " not_before_ms, not_after_ms, serial) VALUES(1, 'c', x'', 'ACTIVE', 0, 0, 0, 1, '');"
        "INSERT INTO sim_metric VALUES('Sim', 'aws:num-messages-sent', '100'),"
        " ('Sim', 'aws:all-bytes-out', '1000');"
        "INSERT INTO custom_metric(id, name, type, token, created_ms, modified_ms) VALUES"
        " (1, 'load', 'number', 't1', 0, 0), (2, 'users', 'string-list', 't2', 0, 0),"
        " (3, 'codes', 'number-list', 't3', 0, 0), (4, 'peers', 'ip-address-list', 't4', 0,"
        " 0);"
        "INSERT INTO thing(id, name, type, uuid, created_ms) VALUES(1, 'a', 'Sim', '', 0),"
        " (2, 'b', 'Sim', '', 0), (3, 'c', 'Sim', '', 0);"
        "INSERT INTO connection(client_id, certificate_id, thing_id, source_ip, source_port,"
        " connected_ms) SELECT name, 1, id, '10.0.0.' || id, 1," DAY_BEFORE " FROM thing");
    open_detect(t);
}

void detect_fixture_close(struct detect_fixture *t)
{
    close_detect(t);
    fixture_close(&t->f);
}

void detect_fixture_reopen(struct detect_fixture *t)
{
    close_detect(t);
    fixture_reopen(&t->f);
    open_detect(t);
}

void detect_fixture_settle(struct detect_fixture *t)
{
    int64_t wait_ms = 0;
    struct err err;
    for (int i = 0; i < STEPS_MAX && wait_ms == 0; i++)
        cr_assert(detect_step(t->detect, &wait_ms, &err), "%s", err.text);
    cr_assert_neq(wait_ms, 0, "it never comes to rest");
}

void detect_fixture_slots(struct detect_fixture *t, int n)
{
    for (int i = 0; i < n; i++) {
        fake_clock_advance(&t->f.clock, DETECT_SLOT_MS);
        detect_fixture_settle(t);
    }
}

void detect_fixture_profile(struct detect_fixture *t, const char *name, const char *behaviors,
                            const char *more, const char *target)
{
    struct create_security_profile_input in;
    struct err err;
    const char *json =
        arena_printf(t->f.arena, "{\"securityProfileName\":\"%s\"%s%s%s%s%s}", name,
                     behaviors ? ",\"behaviors\":[" : "", behaviors ? behaviors : "",
                     behaviors ? "]" : "", more ? "," : "", more ? more : "");
    const struct json *object = json_parse(str_of(json), t->f.arena, &err);
    cr_assert(object, "%s: %s", json, err.text);
    cr_assert(record_decode_whole(&create_security_profile_input_record, object, t->f.arena,
                                  &in, &err),
              "%s: %s", json, err.text);
    cr_assert(profile_rows_create(t->f.registry, &in, 1, t->f.arena, &err), "%s: %s", json,
              err.text);
    cr_assert(profile_rows_attach(t->f.registry, name, target, t->f.arena, &err), "%s",
              err.text);
    detect_profiles_changed(t->detect);
    detect_fixture_settle(t);
}

void detect_fixture_report(struct detect_fixture *t, const char *thing, const char *custom)
{
    struct device_answer a;
    struct err err;
    const char *payload = arena_printf(
        t->f.arena,
        "{\"header\":{\"report_id\":%lld,\"version\":\"1.0\"},\"custom_metrics\":{%s}}",
        (long long)t->report_id++, custom);
    cr_assert(device_report_take(t->reports, str_of(thing), str_of(payload),
                                 fixture_now_ms(&t->f), &a, &err),
              "%s", err.text);
    cr_assert(a.accepted, "%s: %s", payload, a.why);
    buf_free(&a.body);
}

static void value_put(struct buf *out, const struct metric_value *v)
{
    struct json_writer w = {.out = out};
    if (v)
        record_encode(&metric_value_record, v, &w);
    else
        buf_puts(out, "-");
}

const char *detect_fixture_events(struct detect_fixture *t)
{
    struct list_violation_events_input in = {.start_time = {0, true},
                                             .end_time = {fixture_now_ms(&t->f), true},
                                             .max_results = {LIST_MAX, true}};
    struct list_violation_events_output out = {.next_token = NULL};
    struct page page = fixture_page(&t->f, &op_list_violation_events, &in);
    struct buf text = BUF_INIT(65536);
    struct err err;
    cr_assert(detect_violation_events(t->detect, &in, &page, t->f.arena, &out, &err), "%s",
              err.text);
    const struct violation_event *events = out.violation_events.items;
    for (size_t i = out.violation_events.n; i > 0; i--) {
        const struct violation_event *e = &events[i - 1];
        buf_printf(&text, "%s%s %s %s ", text.len ? "; " : "", e->violation_event_type,
                   e->thing_name, e->behavior->name);
        value_put(&text, e->metric_value);
    }
    const char *result = arena_str(t->f.arena, buf_text(&text));
    buf_free(&text);
    return result;
}

const char *detect_fixture_active(struct detect_fixture *t)
{
    struct list_active_violations_input in = {.max_results = {LIST_MAX, true}};
    struct list_active_violations_output out = {.next_token = NULL};
    struct page page = fixture_page(&t->f, &op_list_active_violations, &in);
    struct buf text = BUF_INIT(65536);
    struct err err;
    cr_assert(detect_active_violations(t->detect, &in, &page, t->f.arena, &out, &err), "%s",
              err.text);
    const struct active_violation *rows = out.active_violations.items;
    for (size_t i = out.active_violations.n; i > 0; i--) {
        const struct active_violation *v = &rows[i - 1];
        buf_printf(&text, "%s%s %s ", text.len ? "; " : "", v->thing_name, v->behavior->name);
        value_put(&text, v->last_violation_value);
        buf_printf(&text, " %s", v->verification_state);
    }
    const char *result = arena_str(t->f.arena, buf_text(&text));
    buf_free(&text);
    return result;
}

void detect_fixture_remove(const char *folder)
{
    cr_assert(files_remove_tree(folder));
}
