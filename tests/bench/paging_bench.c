/*
 * Paging 100,000 findings over loopback: picket's client, a bare libcurl and cJSON loop, and
 * the aws command line, each in a process of its own. Then the memory of a row.
 */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/net/call.h"
#include "client/store/table.h"
#include "tests/bench/findings_server.h"
#include "tests/bench/measure.h"

enum { ROWS = 100 * 1000, RUNS = 3 };

static int port;

/* ---- picket ---- */

struct walk {
    struct loop *loop;
    struct table *table; /* NULL: rows are counted and dropped */
    size_t rows;
    bool failed;
};

/* As the console's own list of findings. */
static bool suppressed_text(const void *record, struct buf *out)
{
    const struct audit_finding *f = record;

    if (f->is_suppressed.set && f->is_suppressed.value)
        buf_puts(out, "suppressed");
    return true;
}

static const struct column columns[] = {
    {.name = "id", .path = "findingId", .kind = COLUMN_ID, .hidden = true},
    {.name = "sev", .path = "severity", .kind = COLUMN_NAME},
    {.name = "check", .path = "checkName", .kind = COLUMN_NAME},
    {.name = "res",
     .path = "nonCompliantResource.resourceIdentifier.clientId",
     .kind = COLUMN_TEXT},
    {.name = "found", .path = "findingTime", .kind = COLUMN_TIME},
    {.name = "suppr", .kind = COLUMN_NAME, .text = suppressed_text},
    {.name = "reason", .path = "reasonForNonCompliance", .kind = COLUMN_NAME},
    {.name = "code", .path = "reasonForNonComplianceCode", .kind = COLUMN_NAME},
    {.name = "run", .path = "taskId", .kind = COLUMN_NAME},
    {.name = "started", .path = "taskStartTime", .kind = COLUMN_TIME},
};
static const struct table_spec spec = {
    .name = "bench",
    .record = &audit_finding_record,
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .key = 0,
};

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct walk *p = ctx;
    const struct list_audit_findings_output *out = page->output;
    const struct audit_finding *findings = out->findings.items;

    for (size_t i = 0; p->table != NULL && i < out->findings.n; i++)
        if (!table_append(p->table, &findings[i]))
            p->failed = true;
    p->rows += out->findings.n;
    return CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct walk *p = ctx;

    if (result->err.kind != ERR_NONE) {
        (void)fprintf(stderr, "picket: %s\n", result->err.text);
        p->failed = true;
    }
    loop_stop(p->loop);
}

static bool page_with_picket(struct table *table)
{
    struct walk p = {.loop = loop_new(&system_clock), .table = table};
    struct credentials keys = {0};
    struct endpoint at;
    struct err err;
    char url[64];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    if (!endpoint_parse(url, "eu-west-1", &at, &err))
        return false;
    credentials_set(&keys, "AKIDBENCH", "secret", NULL);
    struct http *http = http_new(p.loop);
    struct client *client = client_new(&(struct client_options){
        .loop = p.loop, .http = http, .iot = &at, .credentials = &keys});
    struct list_audit_findings_input input = {
        .task_id = "9ccc92231f0e4c3b9a77d1f0aa55e6b1",
        .max_results = {.value = FINDINGS_PAGE, .set = true},
    };

    (void)call_start(client, &op_list_audit_findings, &input,
                     &(struct call_options){.on_page = on_page, .on_done = on_done, .ctx = &p});
    loop_run(p.loop);
    client_free(client);
    http_free(http);
    loop_free(p.loop);
    credentials_wipe(&keys);
    return !p.failed && p.rows == ROWS;
}

static bool picket_drops(void)
{
    return page_with_picket(NULL);
}

static bool picket_keeps(void)
{
    struct table *t = table_new(&spec);
    bool ok = page_with_picket(t) && table_rows(t) == ROWS;

    table_free(t);
    return ok;
}

/* ---- the peers ---- */

struct body {
    char *bytes;
    size_t n, size;
};

static size_t on_bytes(char *bytes, size_t size, size_t n, void *ctx)
{
    struct body *b = ctx;

    if (b->n + size * n + 1 > b->size) {
        b->size = (b->n + size * n) * 2 + 1;
        b->bytes = realloc(b->bytes, b->size);
        if (b->bytes == NULL)
            return 0;
    }
    memcpy(b->bytes + b->n, bytes, size * n);
    b->n += size * n;
    b->bytes[b->n] = '\0';
    return size * n;
}

static bool bare_loop(void)
{
    struct body b = {0};
    char url[64], token[64] = "", request[160];
    size_t rows = 0;
    CURL *h = curl_easy_init();

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/audit/findings", port);
    (void)curl_easy_setopt(h, CURLOPT_URL, url);
    (void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_bytes);
    (void)curl_easy_setopt(h, CURLOPT_WRITEDATA, &b);
    CURLM *m = curl_multi_init();

    do {
        int running = 1;

        (void)snprintf(request, sizeof request, "{\"maxResults\":%d%s%s%s}", FINDINGS_PAGE,
                       token[0] != '\0' ? ",\"nextToken\":\"" : "", token,
                       token[0] != '\0' ? "\"" : "");
        (void)curl_easy_setopt(h, CURLOPT_POSTFIELDS, request);
        b.n = 0;
        (void)curl_multi_add_handle(m, h);
        while (running > 0 && curl_multi_perform(m, &running) == CURLM_OK)
            if (running > 0)
                (void)curl_multi_poll(m, NULL, 0, 1000, NULL);
        (void)curl_multi_remove_handle(m, h);
        cJSON *root = cJSON_Parse(b.bytes);
        const cJSON *next = cJSON_GetObjectItemCaseSensitive(root, "nextToken");

        rows += (size_t)cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(root, "findings"));
        (void)snprintf(token, sizeof token, "%s", next != NULL ? next->valuestring : "");
        cJSON_Delete(root);
    } while (token[0] != '\0');
    (void)curl_multi_cleanup(m);
    curl_easy_cleanup(h);
    free(b.bytes);
    return rows == ROWS;
}

static bool aws_command(void)
{
    char url[64];
    int null = open("/dev/null", O_WRONLY);

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    (void)setenv("AWS_ACCESS_KEY_ID", "AKIDBENCH", 1);
    (void)setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
    (void)setenv("AWS_DEFAULT_REGION", "eu-west-1", 1);
    (void)dup2(null, STDOUT_FILENO);
    (void)execl("/usr/bin/aws", "aws", "--endpoint-url", url, "iot", "list-audit-findings",
                "--page-size", "250", (char *)NULL);
    return false;
}

/* ---- measuring ---- */

struct cost {
    double cpu_ms, memory_mib;
};

/* One run in a child: what it used from start to end. */
static struct cost run(bool (*work)(void))
{
    struct rusage u;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(work() ? 0 : 1);
    if (pid < 0 || wait4(pid, &status, 0, &u) != pid || status != 0) {
        (void)fprintf(stderr, "a run failed\n");
        exit(1);
    }
    return (struct cost){
        (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3,
        (double)u.ru_maxrss / 1024,
    };
}

static struct cost median(struct samples *cpu, struct samples *memory)
{
    struct cost c = {samples_at(cpu, 0.5), samples_at(memory, 0.5)};

    samples_free(cpu);
    samples_free(memory);
    return c;
}

/* Interleaved, so that a busy moment of the machine hits all of them. */
static void run_all(bool (*const works[])(void), struct cost *costs, int n)
{
    struct samples cpu[4] = {0}, memory[4] = {0};

    for (int i = 0; i < RUNS; i++)
        for (int w = 0; w < n; w++) {
            struct cost c = run(works[w]);

            samples_add(&cpu[w], c.cpu_ms);
            samples_add(&memory[w], c.memory_mib);
        }
    for (int w = 0; w < n; w++)
        costs[w] = median(&cpu[w], &memory[w]);
}

static void print_memory_of_a_row(void)
{
    struct table *t = table_new(&spec);

    if (!page_with_picket(t))
        exit(1);
    table_begin("A finding in memory, with the columns of the console's list", "");
    table_row("memory", "bytes a row", (double)table_bytes(t) / (double)table_rows(t), 0, 200);
    table_free(t);
}

int main(void)
{
    bool (*const works[])(void) = {picket_drops, picket_keeps, bare_loop};
    struct cost costs[3];
    pid_t server;
    int past;

    port = findings_server_start(ROWS, &server);
    (void)curl_global_init(CURL_GLOBAL_ALL);
    run_all(works, costs, 3);
    struct cost aws = run(aws_command);

    table_begin("Paging 100,000 findings, 400 pages over loopback", "libcurl+cJSON");
    table_row("pages decoded and dropped", "ms CPU", costs[0].cpu_ms, costs[2].cpu_ms, 1.2);
    table_row("pages decoded and dropped", "MiB", costs[0].memory_mib, costs[2].memory_mib, 0);
    table_row("kept as rows of a list", "ms CPU", costs[1].cpu_ms, costs[2].cpu_ms, 0);
    table_row("kept as rows of a list", "MiB", costs[1].memory_mib, costs[2].memory_mib, 0);
    past = table_end();
    table_begin("The same", "aws");
    table_row("pages decoded and dropped", "ms CPU", costs[0].cpu_ms, aws.cpu_ms, 0);
    table_row("kept as rows of a list", "MiB", costs[1].memory_mib, aws.memory_mib, 0);
    past += table_end();
    print_memory_of_a_row();
    past += table_end();
    (void)kill(server, SIGKILL);
    return past > 0 ? 1 : 0;
}
