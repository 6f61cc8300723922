#include "client/local/device_publish.h"

#include <stdio.h>
#include <string.h>

#include "client/local/device_report.h"
#include "client/local/fault.h"

enum { TOPIC_MAX = 4096 }; /* far beyond the longest topic, of a name too long to be taken */

static const char here[] = "/topics/";
static const char before[] = "$aws/things/";
static const char after[] = "/defender/metrics/json";

bool device_publish_speaks(const struct httpd_request *r)
{
    size_t n = sizeof here - 1;
    return strcmp(r->method, "POST") == 0 && r->path.n > n && memcmp(r->path.p, here, n) == 0;
}

/* The thing's name, whatever it holds, between what is before and after it. */
static bool thing_of(struct str topic, struct str *thing)
{
    size_t head = sizeof before - 1, tail = sizeof after - 1;
    if (topic.n < head + tail || memcmp(topic.p, before, head) != 0 ||
        memcmp(topic.p + topic.n - tail, after, tail) != 0)
        return false;
    *thing = (struct str){topic.p + head, topic.n - head - tail};
    return true;
}

static bool take(struct local_service *s, struct str topic, const struct httpd_request *r,
                 struct httpd_answer *a, struct err *err)
{
    struct device_answer answer = {.body = BUF_INIT(0)};
    struct str thing;
    if (!thing_of(topic, &thing))
        return fault(err, API_INVALID_REQUEST,
                     "Only %sTHING%s is taken here: reports of devices, as JSON.", before,
                     after);
    bool ok = device_report_take(s->reports, thing, r->body, service_clock_now_ms(s->clock),
                                 &answer, err);
    if (ok && !answer.accepted) {
        (void)snprintf(s->error_type, sizeof s->error_type, "%s",
                       api_errors[API_INVALID_REQUEST].name);
        a->headers[a->n_headers++] = (struct httpd_header){"x-amzn-ErrorType", s->error_type};
        a->status = api_errors[API_INVALID_REQUEST].status;
    }
    if (ok)
        buf_put(&a->body, answer.body.data, answer.body.len);
    buf_free(&answer.body);
    return ok;
}

bool device_publish_answer(struct local_service *s, const struct httpd_request *r,
                           struct httpd_answer *a, struct err *err)
{
    struct buf topic = BUF_INIT(TOPIC_MAX);
    struct str coded = {r->path.p + sizeof here - 1, r->path.n - (sizeof here - 1)};
    bool ok = str_percent_decode(&topic, coded) && !topic.full;
    ok = ok ? take(s, (struct str){buf_text(&topic), topic.len}, r, a, err)
            : fault(err, API_INVALID_REQUEST, "The topic is not percent-encoded or too long.");
    buf_free(&topic);
    return ok;
}
