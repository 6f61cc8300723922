#include "client/net/keys_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "client/aws/key_cache.h"
#include "client/aws/key_chain.h"
#include "client/base/capture.h"
#include "client/base/log.h"
#include "client/base/mem.h"

enum { COMPLAINTS_MAX = 4096 };

struct keys_run {
    struct keys_run_options o;
    keys_run_fn *ended;
    void *ctx;
    struct shared_config *files;
    struct key_chain chain;
    size_t at;                 /* the link that is asked */
    struct credentials source; /* of the link before */
    struct key_step step;
    struct err failure;
    int tries; /* left for this request */
    bool prompting;
    struct http_transfer *transfer;
    struct capture *capture;
    struct loop_timer *timer; /* the first turn, or the next try */
};

static void advance(struct keys_run *r);

static void run_free(struct keys_run *r)
{
    http_cancel(r->transfer);
    capture_stop(r->capture);
    loop_remove_timer(r->timer);
    key_step_free(&r->step);
    credentials_wipe(&r->source);
    shared_config_free(r->files);
    free(r);
}

static void end(struct keys_run *r, const struct err *err, bool declined)
{
    keys_run_fn *ended = r->ended;
    void *ctx = r->ctx;
    struct credentials got = r->source;
    struct err why = err != NULL ? *err : (struct err){0};

    r->source = (struct credentials){0};
    run_free(r);
    ended(ctx, &got, err != NULL ? &why : NULL, declined);
    credentials_wipe(&got);
}

static void begin_link(struct keys_run *r, size_t at)
{
    key_step_free(&r->step);
    r->at = at;
    r->step = (struct key_step){
        .in = r->o.in,
        .files = r->files,
        .link = &r->chain.links[at],
        .source = r->source.access_key_id != NULL ? &r->source : NULL,
        .now_ms = clock_real_ms(loop_clock(r->o.loop)),
    };
    key_request_reset(&r->step.request);
}

/* The nearest link to the end whose keys are kept from before; 0: none is. */
static size_t first_link(struct keys_run *r)
{
    for (size_t i = r->chain.n; i > 0; i--) {
        begin_link(r, i - 1);
        if (r->o.anew && i == r->chain.n)
            continue;
        if (key_cache_read(&r->step, &r->source))
            return i;
    }
    return 0;
}

static void on_begin(void *ctx)
{
    struct keys_run *r = ctx;
    struct err err;

    r->timer = NULL;
    if (!shared_config_load(r->o.in, &r->files, &err) ||
        !key_chain_find(r->o.in, r->files, &r->chain, &err)) {
        end(r, &err, false);
        return;
    }
    size_t at = first_link(r);

    if (at == r->chain.n) {
        end(r, NULL, false);
        return;
    }
    begin_link(r, at);
    advance(r);
}

/* ---- what a provider wants done ---- */

static void answered(struct keys_run *r, struct str body)
{
    r->step.answers++;
    r->step.body = body;
    advance(r);
}

static void send_request(struct keys_run *r);

static void on_again(void *ctx)
{
    struct keys_run *r = ctx;

    r->timer = NULL;
    send_request(r);
}

static void on_http(void *ctx, struct http_result *result)
{
    struct keys_run *r = ctx;
    const bool failed = result->err.kind != ERR_NONE;

    r->transfer = NULL;
    if ((failed || result->status >= 500) && !result->hopeless && --r->tries > 0) {
        r->timer = loop_add_timer(r->o.loop, KEYS_RETRY_MS * INT64_C(1000), on_again, r);
        return;
    }
    struct buf body = {.max = result->body.max};

    if (result->body.len <= KEY_BODY_MAX)
        body = result->body; /* the transfer's: it is overwritten here, and freed there */
    r->step.failure = result->err;
    r->step.status = failed ? 0 : result->status;
    /* The run may be over when this returns. */
    char *secret = body.data;
    size_t n = body.cap;

    answered(r, (struct str){buf_text(&body), body.len});
    if (secret != NULL)
        explicit_bzero(secret, n);
}

static void send_request(struct keys_run *r)
{
    const struct key_request *q = &r->step.request;
    struct http_line lines[KEY_HEADERS_MAX];
    const int total_ms = q->total_ms > 0 ? q->total_ms : HTTP_TOTAL_MS;

    for (size_t i = 0; i < q->n_headers; i++)
        lines[i] = (struct http_line){q->headers[i].name, buf_text(&q->headers[i].value)};
    r->transfer =
        http_start(r->o.http,
                   &(struct http_options){
                       .method = q->method,
                       .url = buf_text(&q->url),
                       .unix_path = q->endpoint.unix_path,
                       .ca_file = q->endpoint.ca_file,
                       .headers = lines,
                       .n_headers = q->n_headers,
                       .body = {buf_text(&q->body), q->body.len},
                       .repeat = r->step.code[0] != '\0' ? HTTP_ONCE : HTTP_REPEATABLE,
                       .connect_ms = total_ms < HTTP_CONNECT_MS ? total_ms : HTTP_CONNECT_MS,
                       .total_ms = total_ms,
                   },
                   on_http, r);
}

/* A code of a device is good for one try. */
static void send_first(struct keys_run *r)
{
    r->tries = r->step.code[0] != '\0' || r->step.request.tries < 1 ? 1 : r->step.request.tries;
    send_request(r);
}

/* The last line of what a program complained, cut. */
static struct str last_line(struct str text)
{
    struct str line = {0};

    for (struct str rest = text; rest.n > 0;) {
        struct str one = str_trim(str_cut(rest, '\n', &rest));
        if (one.n > 0)
            line = one;
    }
    return (struct str){line.p, line.n < 120 ? line.n : 120};
}

static void on_program(void *ctx, const struct capture_result *result)
{
    struct keys_run *r = ctx;
    struct str said =
        last_line((struct str){buf_text(&result->complaints), result->complaints.len});
    struct err *why = &r->step.failure;
    const char *program = r->step.argv[0];
    const int status = result->status;

    r->capture = NULL;
    r->step.status = status;
    if (result->err.kind != ERR_NONE)
        err_set(why, ERR_CREDENTIALS, "credential_process '%.60s': %s", program,
                result->err.text);
    else if (WIFSIGNALED(status))
        err_set(why, ERR_CREDENTIALS, "credential_process '%.60s' was ended by signal %d",
                program, WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        err_set(why, ERR_CREDENTIALS, "credential_process '%.60s' ended with %d%s%.*s", program,
                WEXITSTATUS(status), said.n > 0 ? ": " : "", (int)said.n,
                said.p != NULL ? said.p : "");
    answered(r, (struct str){buf_text(&result->out), result->out.len});
}

static void run_program(struct keys_run *r)
{
    const struct capture_options o = {.argv = (const char *const *)r->step.argv,
                                      .limit_ms = KEY_PROCESS_MS,
                                      .out_max = KEY_BODY_MAX,
                                      .complaints_max = COMPLAINTS_MAX};
    struct err err;

    r->capture = capture_start(r->o.loop, &o, on_program, r, &err);
    if (r->capture != NULL)
        return;
    err.kind = ERR_CREDENTIALS;
    err_advise(&err, "credential_process of profile '%s' names it; no shell reads the line.",
               r->step.link->profile);
    end(r, &err, false);
}

static void prompt(struct keys_run *r)
{
    struct err err;

    if (r->o.ask != NULL) {
        r->prompting = true;
        r->o.ask(r->o.ctx, r->step.device, r->step.link->profile);
        return;
    }
    err_set(&err, ERR_CREDENTIALS,
            "role %.120s needs a code of %.80s, and nobody is here to type one",
            shared_config_get(r->files, SECTION_PROFILE, r->step.link->profile, "role_arn"),
            r->step.device);
    err_advise(&err,
               "Run `aws sts get-caller-identity --profile %s`, or picket in a terminal: "
               "what that gets is kept and used here.",
               aws_profile(r->o.in));
    end(r, &err, false);
}

void keys_run_code(struct keys_run *r, const char *code)
{
    struct err err;

    if (!r->prompting)
        return;
    r->prompting = false;
    if (code == NULL) {
        err_set(&err, ERR_CREDENTIALS, "no code was given for %.120s", r->step.device);
        err_advise(&err, "`:renew` asks again.");
        end(r, &err, true);
        return;
    }
    snprintf(r->step.code, sizeof r->step.code, "%s", code);
    r->step.now_ms = clock_real_ms(loop_clock(r->o.loop));
    advance(r);
}

static void keep(struct keys_run *r)
{
    struct err err;

    if (!key_cache_write(&r->step, &err)) /* then they are asked for again next time */
        log_write(LOG_WARN, "keys: not kept for later: %s", err.text);
    credentials_wipe(&r->source);
    r->source = r->step.keys;
    r->step.keys = (struct credentials){0};
}

static void advance(struct keys_run *r)
{
    for (;;) {
        struct err err = {0};
        enum key_next n = r->step.link->provider->next(&r->step, &err);

        r->step.body = (struct str){0};
        r->step.failure = (struct err){0};
        switch (n) {
        case KEY_SEND: send_first(r); return;
        case KEY_RUN: run_program(r); return;
        case KEY_PROMPT: prompt(r); return;
        case KEY_FAILED: end(r, &err, false); return;
        case KEY_HAVE: break;
        }
        keep(r);
        if (r->at + 1 == r->chain.n) {
            end(r, NULL, false);
            return;
        }
        begin_link(r, r->at + 1);
    }
}

struct keys_run *keys_run_start(const struct keys_run_options *o, keys_run_fn *ended, void *ctx)
{
    struct keys_run *r = mem_alloc(1, sizeof *r);

    *r = (struct keys_run){.o = *o, .ended = ended, .ctx = ctx};
    r->timer = loop_add_timer(o->loop, 0, on_begin, r);
    return r;
}

void keys_run_stop(struct keys_run *r)
{
    if (r != NULL)
        run_free(r);
}
