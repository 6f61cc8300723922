#include "client/local/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/aws/sigv4.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/device_publish.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/sts.h"

static const char json_type_name[] = "application/json";

/* Old clients sign with the front door's name, newer ones with the service's. */
static const char *const iot_scopes[] = {"iot", "execute-api", NULL};
static const char *const sts_scopes[] = {"sts", NULL};
/* What devices' messages are signed for. */
static const char *const data_scopes[] = {"iotdata", NULL};

/* ---- answering --------------------------------------------------------------------------- */

static void answer_begin(struct local_service *s, struct httpd_answer *a)
{
    keys_uuid(s->request_id);
    s->error_type[0] = '\0';
    (void)snprintf(s->clock_text, sizeof s->clock_text, "%lld",
                   (long long)service_clock_now_ms(s->clock));
    a->headers[a->n_headers++] = (struct httpd_header){"x-amzn-RequestId", s->request_id};
    a->headers[a->n_headers++] = (struct httpd_header){"x-picket-clock", s->clock_text};
}

static void refuse(struct local_service *s, struct httpd_answer *a, const struct err *err)
{
    struct err shown = *err;
    fault_answer(&shown);
    struct json_writer w = {.out = &a->body};
    size_t n = strnlen(shown.code, sizeof s->error_type - 1);
    memcpy(s->error_type, shown.code, n);
    s->error_type[n] = '\0';
    a->headers[a->n_headers++] = (struct httpd_header){"x-amzn-ErrorType", s->error_type};
    a->status = shown.status;
    a->content_type = json_type_name;
    buf_reset(&a->body);
    json_open(&w, '{');
    json_text_member(&w, "message", shown.text);
    json_close(&w, '}');
}

/* ---- who asks ---------------------------------------------------------------------------- */

static const char *header_of(void *ctx, const char *name)
{
    return httpd_header(ctx, name);
}

static bool keys_of(void *ctx, const char *access_key_id, struct sigv4_keys *out)
{
    const struct local_keys *keys = ctx;
    if (strcmp(access_key_id, keys->id) != 0)
        return false;
    *out = (struct sigv4_keys){.secret = keys->secret};
    return true;
}

static const char *const *scopes_of(const struct httpd_request *r)
{
    return sts_speaks(r) ? sts_scopes : device_publish_speaks(r) ? data_scopes : iot_scopes;
}

static bool request_verify(struct local_service *s, const struct httpd_request *r,
                           struct err *err)
{
    struct httpd_request copy = *r;
    struct sigv4_incoming in = {.method = r->method,
                                .path = r->path,
                                .query = r->query,
                                .body = r->body,
                                .header = header_of,
                                .ctx = &copy};
    struct sigv4_policy policy = {.services = scopes_of(r),
                                  .region = registry_region(s->registry),
                                  .now_ms = clock_real_ms(loop_clock(s->loop)),
                                  .max_skew_ms = SERVICE_SKEW_MAX_MS,
                                  .keys = keys_of,
                                  .ctx = &s->keys};
    char access_key_id[129];
    return sigv4_verify(&in, &policy, access_key_id, err);
}

/* ---- what is asked ----------------------------------------------------------------------- */

static bool method_of(const char *text, enum http_method *out)
{
    static const enum http_method methods[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH,
                                               HTTP_DELETE};
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (strcmp(text, http_method_name(methods[i])) == 0) {
            *out = methods[i];
            return true;
        }
    return false;
}

/* Operations of logging declare InternalException where the others say
 * InternalFailureException. */
static void internal_name(const struct operation *op, struct err *err)
{
    if (err->kind == ERR_SERVICE || err->kind == ERR_USAGE ||
        (op->errors & 1u << API_INTERNAL) == 0)
        return;
    log_write(LOG_ERROR, "%s: %s %s", op->name, err->where, err->text);
    fault(err, API_INTERNAL, "An unexpected error has occurred.");
}

static bool call_run(struct call *c, struct err *err)
{
    struct local_service *s = c->service;
    handler_fn *handler = handler_find(c->op->name);
    if (s->detect_closed && c->op->detect)
        return fault(err, API_ACCESS_DENIED,
                     "AWS IoT Device Defender Detect is not available to this account: only "
                     "existing customers can use it.");
    if (!handler)
        return not_served(err, c->op->name);
    if (s->throttle && !throttle_take(s->throttle, c->op, loop_now_us(s->loop)))
        return fault(err, API_THROTTLING, "Rate exceeded");
    if (c->op->output)
        c->output = arena_alloc(c->arena, 1, c->op->output->size);
    if (!handler(c, err))
        return false;
    handler_heed(s, c->op);
    return true;
}

static bool request_answer(struct local_service *s, const struct httpd_request *r,
                           struct arena *arena, struct buf *body, struct err *err)
{
    struct path_label labels[PATH_LABELS_MAX];
    int n_labels = 0;
    enum http_method method;
    struct call c = {.service = s, .arena = arena};
    if (method_of(r->method, &method))
        c.op = operation_route(method, r->path, labels, &n_labels);
    if (!c.op || c.op->service == SERVICE_STS)
        return fault(err, API_UNKNOWN_OPERATION, "No operation answers %.10s %.*s", r->method,
                     (int)(r->path.n < 120 ? r->path.n : 120), r->path.p);
    struct httpd_request copy = *r;
    void *input = NULL;
    if (!operation_parse(c.op, labels, n_labels, r->query, header_of, &copy, r->body, arena,
                         &input, err))
        return false;
    c.input = input;
    if (!call_run(&c, err)) {
        internal_name(c.op, err);
        return false;
    }
    operation_answer(c.op, c.output, body);
    if (body->full)
        return err_set(err, ERR_LIMIT, "the answer of %s is too long", c.op->name);
    return true;
}

/* An error that nobody meant for the client: it gets the documented name, the log gets the
 * rest. */
static void log_outcome(const struct local_service *s, const struct httpd_request *r,
                        const struct err *err)
{
    bool ours = err->kind != ERR_SERVICE && err->kind != ERR_USAGE;
    log_write(ours ? LOG_ERROR : LOG_INFO, "%s %s %.*s: %s %s", s->request_id, r->method,
              (int)(r->path.n < 200 ? r->path.n : 200), r->path.p, err->code, err->text);
}

void service_answer(void *ctx, const struct httpd_request *r, struct httpd_answer *a)
{
    struct local_service *s = ctx;
    struct err err = {.kind = ERR_NONE};
    answer_begin(s, a);
    if (r->too_large) {
        err_set(&err, ERR_SERVICE, "Request Entity Too Large");
        err.status = 413;
        (void)snprintf(err.code, sizeof err.code, "RequestEntityTooLargeException");
        refuse(s, a, &err);
        return;
    }
    bool sts = sts_speaks(r);
    if (!request_verify(s, r, &err)) {
        err.kind = ERR_SERVICE;
        sts ? sts_refuse(s, r, a, &err) : refuse(s, a, &err);
        log_outcome(s, r, &err);
        return;
    }
    if (sts) {
        sts_answer(s, r, a);
        return;
    }
    struct arena *arena = arena_new();
    a->content_type = json_type_name;
    bool ok = device_publish_speaks(r) ? device_publish_answer(s, r, a, &err)
                                       : request_answer(s, r, arena, &a->body, &err);
    if (!ok) {
        log_outcome(s, r, &err);
        refuse(s, a, &err);
    }
    arena_free(arena);
}
