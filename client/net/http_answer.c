/* What arrives of an answer, and in words how it ended. */
#include <limits.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/net/http_inside.h"

/* ---- what arrives ---- */

static void copy_value(struct str value, char *out, size_t size)
{
    size_t n = value.n < size ? value.n : size - 1;
    memcpy(out, value.p, n);
    out[n] = '\0';
}

/* Two lengths that differ: two readers would cut this answer in different places. */
static bool take_length(struct http_transfer *t, struct str value)
{
    int64_t length;

    if (!str_to_int(value, 0, INT64_MAX, &length))
        return true; /* curl judges it */
    if (t->content_length >= 0 && t->content_length != length) {
        t->refusal = TWO_LENGTHS;
        return false;
    }
    t->content_length = length;
    return true;
}

static bool take_header(struct http_transfer *t, struct str line)
{
    struct http_result *r = &t->result;
    struct str value, name = str_trim(str_cut(line, ':', &value));
    char date[64];

    value = str_trim(value);
    if (str_eq_nocase(name, "content-length"))
        return take_length(t, value);
    if (str_eq_nocase(name, "x-amzn-errortype")) {
        copy_value(value, r->error_type, sizeof r->error_type);
    } else if (str_eq_nocase(name, "x-amzn-requestid")) {
        copy_value(value, r->request_id, sizeof r->request_id);
    } else if (str_eq_nocase(name, "location")) {
        copy_value(value, r->location, sizeof r->location);
    } else if (str_eq_nocase(name, "date")) {
        copy_value(value, date, sizeof date);
        time_t seconds = curl_getdate(date, NULL);
        r->date_ms = seconds > 0 ? (int64_t)seconds * 1000 : 0;
    } else if (str_eq_nocase(name, "x-picket-clock")) {
        (void)!str_to_int(value, 1, HTTP_CLOCK_MAX_MS, &r->service_ms);
    } else if (str_eq_nocase(name, "x-amz-retry-after")) {
        (void)!str_to_int(value, 0, INT32_MAX, &r->retry_after_ms);
    }
    return true;
}

size_t http_on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct http_transfer *t = ctx;
    struct str line = {p, size * n};

    t->header_bytes += line.n;
    t->result.received += line.n;
    if (t->header_bytes > HTTP_HEADERS_MAX) {
        t->refusal = HEADERS_TOO_LONG;
        return 0;
    }
    t->head_over = str_trim(line).n == 0;
    if (line.n >= 5 && memcmp(line.p, "HTTP/", 5) == 0)
        t->content_length = -1; /* an answer begins, maybe after a 1xx */
    else if (!take_header(t, line))
        return 0;
    return line.n;
}

size_t http_on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct http_transfer *t = ctx;

    t->result.received += size * n;
    buf_put(&t->result.body, p, size * n);
    if (!t->result.body.full)
        return size * n;
    t->refusal = BODY_TOO_LONG;
    return 0;
}

/* ---- how it ended ---- */

struct ending {
    CURLcode code;
    enum err_kind kind;
    bool hopeless;
    const char *text;
};

static const struct ending endings[] = {
    {CURLE_URL_MALFORMAT, ERR_USAGE, true, N_("the address cannot be read")},
    {CURLE_UNSUPPORTED_PROTOCOL, ERR_DECODE, false, N_("the answer is not HTTP")},
    {CURLE_WEIRD_SERVER_REPLY, ERR_DECODE, false, N_("the answer is not proper HTTP")},
    {CURLE_COULDNT_RESOLVE_HOST, ERR_NAME, false, N_("the host name does not resolve")},
    {CURLE_COULDNT_RESOLVE_PROXY, ERR_NAME, false,
     N_("the proxy's host name does not resolve")},
    {CURLE_COULDNT_CONNECT, ERR_CONNECT, false, N_("no connection")},
    {CURLE_PROXY, ERR_CONNECT, false, N_("the proxy refused")},
    {CURLE_SSL_CONNECT_ERROR, ERR_TLS, false, N_("no TLS connection")},
    {CURLE_PEER_FAILED_VERIFICATION, ERR_TLS, true, N_("the server's certificate was refused")},
    {CURLE_SSL_CACERT_BADFILE, ERR_TLS, true, N_("the CA bundle cannot be used")},
    {CURLE_SSL_CERTPROBLEM, ERR_TLS, true, N_("TLS cannot be set up")},
    {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT, false, N_("no answer in time")},
    {CURLE_PARTIAL_FILE, ERR_CUT, false, N_("the answer broke off")},
    {CURLE_GOT_NOTHING, ERR_CUT, false, N_("the connection was closed without an answer")},
    {CURLE_RECV_ERROR, ERR_CUT, false, N_("the connection broke")},
    {CURLE_SEND_ERROR, ERR_CUT, false, N_("the connection broke")},
    /* What libcurl says of a header line beyond its own bound of 100 KB. */
    {CURLE_OUT_OF_MEMORY, ERR_LIMIT, false, N_("too long a line among the answer's headers")},
};

static const char *const refusals[] = {
    [BODY_TOO_LONG] = N_("the answer is longer than 8 MiB"),
    [HEADERS_TOO_LONG] = N_("the answer's headers are longer than 64 KiB"),
    [TWO_LENGTHS] = N_("the answer states two different lengths"),
};

static long info_long(CURL *easy, CURLINFO what)
{
    long v = 0;

    curl_easy_getinfo(easy, what, &v);
    return v;
}

static int info_ms(CURL *easy, CURLINFO what)
{
    curl_off_t us = 0;

    curl_easy_getinfo(easy, what, &us);
    return us > INT_MAX ? INT_MAX : (int)(us / 1000);
}

void http_explain(struct http_transfer *t, CURLcode code)
{
    struct err *err = &t->result.err;
    const struct ending *e = NULL;

    if (t->refusal != TAKEN) {
        err_set(err, t->refusal == TWO_LENGTHS ? ERR_DECODE : ERR_LIMIT, "%s",
                i18n_text(refusals[t->refusal]));
        return;
    }
    for (size_t i = 0; i < COUNT_OF(endings) && e == NULL; i++)
        if (endings[i].code == code)
            e = &endings[i];
    const char *detail = t->message[0] != '\0' ? t->message : curl_easy_strerror(code);
    if (e == NULL) {
        err_set(err, ERR_CONNECT, "%s", detail);
    } else {
        err_set(err, e->kind, "%s: %s", i18n_text(e->text), detail);
        t->result.hopeless = e->hopeless;
    }
    err->sys = (int)code;
    /* A proxy that said no to CONNECT: nothing reached the service. */
    long tunnel = info_long(t->easy, CURLINFO_HTTP_CONNECTCODE);
    if (tunnel >= 300 && t->result.status == 0) {
        err->kind = ERR_CONNECT;
        t->result.may_have_arrived = false;
    }
}

void http_measure(struct http_transfer *t)
{
    struct http_result *r = &t->result;

    r->status = (int)info_long(t->easy, CURLINFO_RESPONSE_CODE);
    r->dns_ms = info_ms(t->easy, CURLINFO_NAMELOOKUP_TIME_T);
    r->connect_ms = info_ms(t->easy, CURLINFO_CONNECT_TIME_T);
    r->tls_ms = info_ms(t->easy, CURLINFO_APPCONNECT_TIME_T);
    r->total_ms = info_ms(t->easy, CURLINFO_TOTAL_TIME_T);
    /* libcurl stamps this time when the connection is ready and the request goes out. */
    r->may_have_arrived = info_ms(t->easy, CURLINFO_PRETRANSFER_TIME_T) > 0 ||
                          info_long(t->easy, CURLINFO_REQUEST_SIZE) > 0;
}
