/*
 * The blast radius of 2,000 certificates: with devices nobody has asked about yet, from the
 * local service in a process of its own, and again when they are known; and the plan to
 * deactivate them all.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "client/api/certificates.h"
#include "client/base/files.h"
#include "client/local/httpd.h"
#include "client/local/keys.h"
#include "client/local/service.h"
#include "client/store/blast.h"
#include "client/store/plan_mitigate.h"
#include "tests/bench/measure.h"

enum {
    THINGS = 2200, /* some certificates are shared, some are not active */
    TARGETS = 2000,
    EVERYTHING = 100 * 1000, /* calls: the bounds are not what is measured */
    RUNS = 5,
    KEY_BYTES = 80,
};

static char folder[] = "/tmp/picket-bench-XXXXXX";
static char keys[TARGETS][KEY_BYTES];
static size_t n_keys;

static void die(const char *what)
{
    (void)fprintf(stderr, "blast_bench: %s\n", what);
    exit(1);
}

/* ---- the service ---- */

static void serve(int port_fd)
{
    struct err err;
    struct loop *loop = loop_new(&system_clock);
    struct local_service *service;
    struct httpd *httpd;
    struct service_options o = {.state_dir = folder,
                                .fleet = "harbour",
                                .things = THINGS,
                                .clock_speed = 1,
                                .throttling = SERVICE_UNTHROTTLED};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!service_open(&service, loop, &o, &err) ||
        !httpd_listen_tcp(&httpd, loop, "127.0.0.1:0", service_answer, service, &err))
        die(err.text);
    const char *at = httpd_endpoint(httpd);
    service->endpoint = at;
    if (write(port_fd, at, strlen(at)) < 0)
        die("pipe");
    (void)close(port_fd);
    loop_run(loop);
    _exit(0);
}

static pid_t start_service(char *url, size_t size)
{
    int ends[2];
    if (pipe(ends) != 0)
        die("pipe");
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        serve(ends[1]);
    (void)close(ends[1]);
    ssize_t n = read(ends[0], url, size - 1);
    if (n <= 0)
        die("the service did not start");
    url[n] = '\0';
    (void)close(ends[0]);
    return pid;
}

/* ---- the targets ---- */

static enum call_next on_page(void *ctx, struct call_page *page)
{
    const struct list_certificates_output *out = page->output;
    const struct certificate_summary *c = out->certificates.items;
    (void)ctx;
    for (size_t i = 0; i < out->certificates.n && n_keys < TARGETS; i++)
        (void)snprintf(keys[n_keys++], KEY_BYTES, "cert:%s", c[i].certificate_id);
    return n_keys < TARGETS ? CALL_MORE : CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *r)
{
    if (r->err.kind != ERR_NONE)
        die(r->err.text);
    *(bool *)ctx = true;
}

/* ---- measuring ---- */

struct cost {
    double cpu_ms, wall_ms;
    int calls;
    int64_t things;
};

/* As a plan screen does it: freeze, count, read every row and every list. */
static struct cost run(struct loop *loop, struct devices *devices, enum blast_effect effect)
{
    static struct blast_item items[TARGETS];
    static const char *names[BLAST_THINGS_MAX];
    struct blast_group groups[20];
    struct cost c = {0};
    int64_t cpu = measure_cpu_ns(getpid()), wall = measure_now_ns();
    for (size_t i = 0; i < n_keys; i++)
        items[i] = (struct blast_item){keys[i], effect};
    struct blast *b = blast_new(&(struct blast_options){.loop = loop,
                                                        .devices = devices,
                                                        .items = items,
                                                        .n_items = n_keys,
                                                        .connectivity_max = EVERYTHING,
                                                        .detail_max = EVERYTHING});
    while (!blast_done(b))
        (void)loop_turn(loop, 1000 * 1000);
    c.things = blast_totals(b).things.n;
    for (size_t i = 0; i < n_keys; i++)
        (void)blast_target(b, i);
    (void)blast_groups(b, groups, 20);
    (void)blast_things(b, &(struct blast_question){.which = BLAST_ONLINE}, names,
                       BLAST_THINGS_MAX);
    c.calls = blast_calls(b);
    blast_free(b);
    c.cpu_ms = (double)(measure_cpu_ns(getpid()) - cpu) / 1e6;
    c.wall_ms = (double)(measure_now_ns() - wall) / 1e6;
    return c;
}

/* As the form does it: freeze, choose an action, ask whom it concerns, make the plan. */
static double plan_ms(struct loop *loop, struct devices *devices, double *once)
{
    static struct blast_item items[TARGETS];
    static const char check[] = "DEVICE_CERTIFICATE_SHARED_CHECK";
    const struct update_device_certificate_params off = {"DEACTIVATE"};
    const struct mitigation_action_params params = {.update_device_certificate_params = &off};
    const struct mitigate_action action = {check, "off", "UPDATE_DEVICE_CERTIFICATE",
                                           "arn:aws:iam::1:role/r", &params};
    struct err err;
    int64_t cpu = measure_cpu_ns(getpid());
    struct frozen *set = frozen_new(0);
    for (size_t i = 0; i < n_keys; i++) {
        char id[KEY_BYTES];
        (void)snprintf(id, sizeof id, "finding-%zu", i);
        if (!frozen_add(
                set, &(struct frozen_finding){.finding = id, .check = check, .key = keys[i]}))
            die("frozen");
    }
    struct plan_mitigate_options o = {.set = set,
                                      .actions = &action,
                                      .n_actions = 1,
                                      .first_wave = 1,
                                      .stop_after = 1,
                                      .ticket = "",
                                      .reason = "",
                                      .devices = devices};
    size_t n = plan_mitigate_items(&o, items);
    o.blast = blast_new(&(struct blast_options){.loop = loop,
                                                .devices = devices,
                                                .items = items,
                                                .n_items = n,
                                                .connectivity_max = EVERYTHING,
                                                .detail_max = EVERYTHING});
    while (!blast_done(o.blast))
        (void)loop_turn(loop, 1000 * 1000);
    int64_t begun = measure_cpu_ns(getpid());
    struct plan *p = plan_mitigate(&o, &err);
    if (p == NULL)
        die(err.text);
    *once = (double)(measure_cpu_ns(getpid()) - begun) / 1e6;
    if (p->n_steps < plan_acting(p) / MITIGATE_TASK_FINDINGS || p->n_back != plan_acting(p))
        die("the plan is not whole");
    plan_free(p);
    blast_free(o.blast);
    frozen_free(set);
    return (double)(measure_cpu_ns(getpid()) - cpu) / 1e6;
}

static int compare(struct loop *loop, struct devices *devices)
{
    struct samples known = {0}, planned = {0}, made = {0};
    struct cost cold = run(loop, devices, BLAST_DEACTIVATE_CERTIFICATE), warm = {0};
    int calls = 0;
    for (int i = 0; i < RUNS; i++) {
        warm = run(loop, devices, BLAST_DEACTIVATE_CERTIFICATE);
        samples_add(&known, warm.cpu_ms);
        calls += warm.calls;
        double once;
        samples_add(&planned, plan_ms(loop, devices, &once));
        samples_add(&made, once);
    }
    if (warm.things != cold.things || cold.things == 0)
        die("the numbers differ");
    table_begin("Blast radius of 2,000 certificates", "");
    table_row("devices known: freeze, count, read all", "ms CPU", samples_at(&known, 0.5), 0,
              1000);
    table_row("devices known: freeze, count, plan", "ms CPU", samples_at(&planned, 0.5), 0,
              1000);
    table_row("of it the plan", "ms CPU", samples_at(&made, 0.5), 0, 0);
    table_row("devices known: calls", "calls", calls, 0, 0);
    table_row("devices unknown, over loopback", "ms CPU", cold.cpu_ms, 0, 0);
    table_row("devices unknown, over loopback", "ms", cold.wall_ms, 0, 0);
    table_row("devices unknown: calls", "calls", cold.calls, 0, 0);
    table_row("devices unknown: one call", "us CPU", cold.cpu_ms * 1000 / cold.calls, 0, 0);
    table_row("things concerned", "things", (double)cold.things, 0, 0);
    samples_free(&known);
    samples_free(&planned);
    samples_free(&made);
    int past = table_end();
    return calls > 0 ? past + 1 : past;
}

int main(void)
{
    char url[128];
    struct endpoint at;
    struct credentials credentials = {0};
    struct local_keys pair;
    bool listed = false;
    struct err err;
    if (mkdtemp(folder) == NULL)
        die("mkdtemp");
    pid_t server = start_service(url, sizeof url);
    if (!keys_read(folder, &pair, &err) || !endpoint_parse(url, "us-east-1", &at, &err))
        die(err.text);
    credentials_set(&credentials, pair.id, pair.secret, NULL);
    struct loop *loop = loop_new(&system_clock);
    struct http *http = http_new(loop);
    struct client *client = client_new(&(struct client_options){
        .loop = loop, .http = http, .iot = &at, .credentials = &credentials});
    struct devices *devices = devices_new(loop);
    (void)call_start(
        client, &op_list_certificates, &(struct list_certificates_input){0},
        &(struct call_options){.on_page = on_page, .on_done = on_done, .ctx = &listed});
    while (!listed)
        (void)loop_turn(loop, 1000 * 1000);
    if (n_keys < TARGETS)
        die("too few certificates");
    devices_connect(devices, client);
    int past = compare(loop, devices);
    devices_free(devices);
    client_free(client);
    http_free(http);
    loop_free(loop);
    (void)kill(server, SIGKILL);
    (void)files_remove_tree(folder);
    return past > 0 ? 1 : 0;
}
