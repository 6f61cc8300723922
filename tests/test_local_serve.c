#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "tests/support/local_rig.h"

static const int64_t minute_ms = 60000;

/* Asks, compares, and says what it was about. */
static void expect(struct rig *r, const struct rig_request *q, int status, const char *error,
                   const char *in_body)
{
    struct rig_answer a;
    rig_ask(r, q, &a);
    cr_expect(a.status == status && strcmp(a.error, error) == 0, "%s %s: %d %s, not %d %s: %s",
              q->method, q->target, a.status, a.error, status, error, buf_text(&a.body));
    cr_expect(!in_body || strstr(buf_text(&a.body), in_body), "%s %s: no \"%s\" in %s",
              q->method, q->target, in_body ? in_body : "", buf_text(&a.body));
    rig_answer_free(&a);
}

/* ---- who asks ---------------------------------------------------------------------------- */

Test(local_serve, only_its_own_signature)
{
    static const struct {
        struct rig_request request;
        int status;
        const char *error, *text;
    } rows[] = {
        {{.method = "GET", .target = "/things"}, 200, "", "\"things\""},
        {{.method = "GET", .target = "/things", .scope = "execute-api"}, 200, "", "\"things\""},
        {{.method = "GET", .target = "/things", .skew_ms = -14 * minute_ms},
         200,
         "",
         "\"things\""},
        {{.method = "GET", .target = "/things", .skew_ms = 14 * minute_ms},
         200,
         "",
         "\"things\""},
        {{.method = "GET", .target = "/things", .skew_ms = -16 * minute_ms},
         403,
         "InvalidSignatureException",
         "Signature expired"},
        {{.method = "GET", .target = "/things", .skew_ms = 16 * minute_ms},
         403,
         "InvalidSignatureException",
         "Signature not yet current"},
        {{.method = "GET", .target = "/things", .unsigned_because = "asked for"},
         403,
         "MissingAuthenticationTokenException",
         "Missing Authentication Token"},
        {{.method = "GET", .target = "/nowhere", .unsigned_because = "asked for"},
         403,
         "MissingAuthenticationTokenException",
         "Missing Authentication Token"},
        {{.method = "GET", .target = "/things", .id = "PICKETAAAAAAAAAAAAAA"},
         403,
         "UnrecognizedClientException",
         "security token"},
        {{.method = "GET",
          .target = "/things",
          .secret = "0000000000000000000000000000000000000000"},
         403,
         "InvalidSignatureException",
         "does not match"},
        {{.method = "GET", .target = "/things", .scope = "sts"},
         403,
         "InvalidSignatureException",
         "scoped"},
        {{.method = "GET", .target = "/things", .region = "eu-west-1"},
         403,
         "InvalidSignatureException",
         "scoped"},
    };
    struct rig r;
    rig_open(&r, SERVICE_UNTHROTTLED);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(&r, &rows[i].request, rows[i].status, rows[i].error, rows[i].text);
    rig_close(&r);
}

/* Where a flipped bit has to be noticed: method, target, values of signed headers, body. */
static bool is_signed(const char *bytes, const char *at, const char *body)
{
    if (at >= body)
        return true;
    const char *line = at;
    while (line > bytes && line[-1] != '\n')
        line--;
    if (line == bytes) {
        const char *version = strstr(bytes, " HTTP/1.1\r\n");
        return at < version && *at != ' ';
    }
    const char *value = strchr(line, ':') + 2;
    return at >= value && at < strstr(line, "\r\n") &&
           strncmp(line, "content-length", 14) != 0 && strncmp(line, "connection", 10) != 0;
}

/* By the signature check, or before it by the HTTP parser. */
static bool is_refusal(const struct rig_answer *a)
{
    static const char *const names[] = {
        "MissingAuthenticationTokenException", "IncompleteSignatureException",
        "UnrecognizedClientException", "InvalidSignatureException"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(a->error, names[i]) == 0)
            return true;
    return a->error[0] == '\0' && a->status != 200;
}

static size_t flip_each_bit(struct rig *r, const struct rig_request *q)
{
    struct buf bytes;
    size_t flips = 0;
    rig_write(r, q, &bytes);
    const char *body = strstr(bytes.data, "\r\n\r\n") + 4;
    for (size_t i = 0; i < bytes.len; i++) {
        if (!is_signed(bytes.data, bytes.data + i, body))
            continue;
        for (int bit = 0; bit < 8; bit++, flips++) {
            struct rig_answer a;
            char *altered = mem_strndup(bytes.data, bytes.len);
            altered[i] = (char)(altered[i] ^ (1 << bit));
            rig_send(r, (struct str){altered, bytes.len}, &a);
            cr_expect(is_refusal(&a), "byte %zu bit %d of %s: taken", i, bit, bytes.data);
            rig_answer_free(&a);
            free(altered);
        }
    }
    buf_free(&bytes);
    return flips;
}

Test(local_serve, no_altered_request)
{
    static const struct rig_request rows[] = {
        {.method = "GET", .target = "/things?maxResults=3&usePrefixAttributeValue=true"},
        {.method = "POST",
         .target = "/audit/suppressions/list",
         .body = "{\"ascendingOrder\":true,\"maxResults\":7}"},
        {.method = "POST", .target = "/attached-policies/some%20one?recursive=true"},
        {.method = "PATCH", .target = "/policies/p/version/1"},
        {.method = "PUT",
         .target = "/thing-groups/addThingToThingGroup",
         .body = "{\"thingName\":\"a\",\"thingGroupName\":\"b\"}"},
    };
    struct rig r;
    size_t flips = 0;
    rig_open(&r, SERVICE_UNTHROTTLED);
    expect(&r, &rows[0], 200, "", "things");
    expect(&r, &rows[1], 200, "", "suppressions");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        flips += flip_each_bit(&r, &rows[i]);
    cr_expect(flips > 10000, "only %zu", flips);
    rig_close(&r);
}

/* ---- what is asked ----------------------------------------------------------------------- */

Test(local_serve, malformed_parameters_are_named)
{
    static const char invalid[] = "InvalidRequestException";
    static const struct {
        struct rig_request request;
        int status;
        const char *error, *text;
    } rows[] = {
        {{.method = "GET", .target = "/things?maxResults=0"}, 400, invalid, "maxResults"},
        {{.method = "GET", .target = "/things?maxResults=251"}, 400, invalid, "maxResults"},
        {{.method = "GET", .target = "/things?maxResults=many"}, 400, invalid, "maxResults"},
        {{.method = "GET", .target = "/things?usePrefixAttributeValue=maybe"},
         400,
         invalid,
         "usePrefixAttributeValue"},
        {{.method = "GET", .target = "/things?attributeName=a"},
         400,
         invalid,
         "attributeValue"},
        {{.method = "GET", .target = "/things/a%20b"}, 400, invalid, "thingName"},
        {{.method = "GET", .target = "/certificates/abc"}, 400, invalid, "certificateId"},
        {{.method = "GET", .target = "/certificates?pageSize=1000"}, 400, invalid, "pageSize"},
        {{.method = "PUT",
          .target = "/certificates/"
                    "0000000000000000000000000000000000000000000000000000000000000000"
                    "?newStatus=GONE"},
         400,
         invalid,
         "newStatus"},
        {{.method = "GET", .target = "/audit/tasks?endTime=2026-11-22T00%3A00%3A00Z"},
         400,
         invalid,
         "startTime"},
        {{.method = "GET",
          .target = "/audit/tasks?startTime=yesterday&endTime=2026-11-22T00%3A00%3A00Z"},
         400,
         invalid,
         "startTime"},
        {{.method = "POST", .target = "/audit/tasks", .body = "{}"},
         400,
         invalid,
         "targetCheckNames"},
        {{.method = "POST", .target = "/audit/tasks", .body = "{\"targetCheckNames\":\"X\"}"},
         400,
         invalid,
         "targetCheckNames"},
        {{.method = "POST", .target = "/audit/tasks", .body = "{\"targetCheckNames\":[1]}"},
         400,
         invalid,
         "targetCheckNames"},
        {{.method = "POST", .target = "/audit/tasks", .body = "{\"targetCheckNames\":"},
         400,
         invalid,
         NULL},
        {{.method = "POST", .target = "/audit/findings", .body = "[]"}, 400, invalid, NULL},
        {{.method = "POST", .target = "/audit/findings", .body = "{\"taskId\":\"..\"}"},
         400,
         invalid,
         "taskId"},
        {{.method = "GET", .target = "/endpoint?endpointType=iot%3ANothing"},
         400,
         invalid,
         "endpointType"},
        {{.method = "GET", .target = "/principals/things"}, 400, invalid, "principal"},
        {{.method = "GET", .target = "/nowhere"}, 404, "UnknownOperationException", "/nowhere"},
        {{.method = "BREW", .target = "/things"}, 404, "UnknownOperationException", "BREW"},
        {{.method = "GET", .target = "/indices/AWS_Things"},
         501,
         "NotImplementedException",
         "DescribeIndex"},
        {{.method = "GET", .target = "/things/nobody"},
         404,
         "ResourceNotFoundException",
         "nobody"},
    };
    struct rig r;
    rig_open(&r, SERVICE_UNTHROTTLED);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(&r, &rows[i].request, rows[i].status, rows[i].error, rows[i].text);
    rig_close(&r);
}

Test(local_serve, size_is_bounded)
{
    struct rig r;
    struct rig_answer a;
    rig_open(&r, SERVICE_UNTHROTTLED);
    char *body = mem_alloc(HTTPD_BODY_MAX + 2, 1);
    memset(body, ' ', HTTPD_BODY_MAX + 1);
    expect(&r,
           &(struct rig_request){.method = "POST", .target = "/audit/findings", .body = body},
           413, "RequestEntityTooLargeException", "message");
    char *target = mem_alloc(HTTPD_MEMORY_MAX + 2, 1);
    memset(target, '/', HTTPD_MEMORY_MAX + 1);
    rig_ask(&r, &(struct rig_request){.method = "GET", .target = target}, &a);
    cr_expect(a.status >= 400 || a.status == 0, "%d", a.status);
    rig_answer_free(&a);
    expect(&r, &(struct rig_request){.method = "GET", .target = "/things"}, 200, "", "things");
    free(body);
    free(target);
    rig_close(&r);
}

Test(local_serve, quotas_of_calls)
{
    /* GetPolicy may be called ten times a second: more than twice that at once is refused. */
    struct rig r;
    int refused = 0;
    rig_open(&r, SERVICE_THROTTLED);
    for (int i = 0; i < 300; i++) {
        struct rig_answer a;
        rig_ask(&r, &(struct rig_request){.method = "GET", .target = "/audit/configuration"},
                &a);
        cr_expect(a.status == 200 || strcmp(a.error, "ThrottlingException") == 0, "%d %s",
                  a.status, a.error);
        refused += a.status == 400;
        rig_answer_free(&a);
    }
    cr_expect(refused > 0);
    expect(&r, &(struct rig_request){.method = "GET", .target = "/endpoint"}, 200, "",
           "endpointAddress");
    rig_close(&r);
}

Test(local_serve, identity)
{
    static const char form[] = "application/x-www-form-urlencoded; charset=utf-8";
    static const char who[] = "Action=GetCallerIdentity&Version=2011-06-15";
    static const struct {
        struct rig_request request;
        int status;
        const char *text;
    } rows[] = {
        {{.method = "POST", .target = "/", .body = who, .content_type = form, .scope = "sts"},
         200,
         "<Account>123456789012</Account>"},
        {{.method = "POST",
          .target = "/",
          .body = who,
          .content_type = form,
          .scope = "sts",
          .n_extra = 1,
          .extra = {{"accept", "application/json"}}},
         200,
         "\"Account\":\"123456789012\""},
        {{.method = "POST", .target = "/", .body = who, .content_type = form, .scope = "iot"},
         403,
         "<Code>SignatureDoesNotMatch</Code>"},
        {{.method = "POST",
          .target = "/",
          .body = who,
          .content_type = form,
          .scope = "sts",
          .id = "PICKETAAAAAAAAAAAAAA"},
         403,
         "<Code>InvalidClientTokenId</Code>"},
        {{.method = "POST",
          .target = "/",
          .body = "Action=AssumeRole&Version=2011-06-15",
          .content_type = form,
          .scope = "sts"},
         404,
         "<Code>InvalidAction</Code>"},
    };
    struct rig r;
    rig_open(&r, SERVICE_UNTHROTTLED);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(&r, &rows[i].request, rows[i].status, "", rows[i].text);
    rig_close(&r);
}

/* ---- pages ------------------------------------------------------------------------------- */

/* The text of a string member of a flat answer, owned. */
static char *member(const char *json, const char *name)
{
    char *key = mem_printf("\"%s\":\"", name);
    const char *at = strstr(json, key);
    char *value =
        at ? mem_strndup(at + strlen(key), strcspn(at + strlen(key), "\"")) : mem_strdup("");
    free(key);
    return value;
}

static char *things_page(struct rig *r, const char *parameters, const char *token, int status,
                         char **next)
{
    struct buf target = BUF_INIT(65536);
    struct rig_answer a;
    buf_printf(&target, "/things?%s", parameters);
    if (token) {
        buf_puts(&target, "&nextToken=");
        str_percent_encode(&target, str_of(token));
    }
    rig_ask(r, &(struct rig_request){.method = "GET", .target = buf_text(&target)}, &a);
    cr_expect(a.status == status, "%s: %d, not %d: %s", buf_text(&target), a.status, status,
              buf_text(&a.body));
    if (next)
        *next = member(buf_text(&a.body), "nextToken");
    char *body = mem_strdup(buf_text(&a.body));
    buf_free(&target);
    rig_answer_free(&a);
    return body;
}

static void drop(char *text)
{
    free(text);
}

Test(local_serve, tokens_are_of_one_list)
{
    struct rig r;
    char *token;
    rig_open(&r, SERVICE_UNTHROTTLED);
    drop(things_page(&r, "maxResults=3", NULL, 200, &token));
    cr_assert(*token);
    drop(things_page(&r, "maxResults=3", token, 200, NULL));
    drop(things_page(&r, "maxResults=9", token, 200, NULL));
    drop(things_page(&r, "maxResults=3&thingTypeName=crane", token, 400, NULL));
    drop(things_page(&r, "maxResults=3&attributeName=a&attributeValue=b", token, 400, NULL));
    drop(things_page(&r, "maxResults=3", "AAAA", 400, NULL));
    for (size_t i = 0; token[i]; i++) {
        char *forged = mem_strdup(token);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        drop(things_page(&r, "maxResults=3", forged, 400, NULL));
        free(forged);
    }
    struct buf target = BUF_INIT(65536);
    buf_puts(&target, "/thing-groups?nextToken=");
    str_percent_encode(&target, str_of(token));
    expect(&r, &(struct rig_request){.method = "GET", .target = buf_text(&target)}, 400,
           "InvalidRequestException", "nextToken");
    buf_free(&target);
    free(token);
    rig_close(&r);
}

static void thing_insert(struct rig *r, const char *name)
{
    struct err err = {.kind = ERR_NONE};
    char *sql =
        mem_printf("INSERT INTO thing(name, uuid, created_ms) VALUES('%s', 'u', 1)", name);
    cr_assert(db_exec(registry_db(r->service->registry), sql, &err), "%s", err.text);
    free(sql);
}

Test(local_serve, pages_hold_when_things_come)
{
    struct rig r;
    char *token, *last;
    rig_open(&r, SERVICE_UNTHROTTLED);
    char *before = things_page(&r, "maxResults=10", NULL, 200, &token);
    char *second = things_page(&r, "maxResults=1", token, 200, NULL);
    char *expected = member(second, "thingName");
    thing_insert(&r, "000-before-all");
    thing_insert(&r, "zzz-after-all");
    char *again = things_page(&r, "maxResults=1", token, 200, NULL);
    char *got = member(again, "thingName");
    cr_expect(strcmp(got, expected) == 0, "%s, not %s", got, expected);
    char *rest = things_page(&r, "maxResults=250", token, 200, &last);
    cr_expect(strstr(rest, "zzz-after-all") && !strstr(rest, "000-before-all"));
    cr_expect(*last == '\0', "there is nothing more: %s", last);
    drop(before), drop(second), drop(expected), drop(again), drop(got), drop(rest);
    drop(token), drop(last);
    rig_close(&r);
}

/* ---- where it listens, and how often ----------------------------------------------------- */

static void answer_nothing(void *ctx, const struct httpd_request *q, struct httpd_answer *a)
{
    (void)ctx, (void)q, (void)a;
}

Test(local_serve, loopback_only)
{
    static const char *const refused[] = {
        "0.0.0.0:0", "192.168.1.1:8080", "[::]:0",          "example.com:80",
        "127.0.0.1", "nonsense",         "127.0.0.1:70000", "127.0.0.1:",
        ":80",       "[::2]:1",
    };
    struct loop *loop = loop_new(&system_clock);
    struct httpd *h = NULL;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct err err = {.kind = ERR_NONE};
        cr_expect(!httpd_listen_tcp(&h, loop, refused[i], answer_nothing, loop, &err), "%s",
                  refused[i]);
        cr_expect(err.kind == ERR_USAGE && err.text[0], "%s: %s", refused[i], err.text);
    }
    loop_free(loop);
}

Test(local_serve, socket_of_ones_own)
{
    char folder[] = "/tmp/picket-test-XXXXXX";
    struct loop *loop = loop_new(&system_clock);
    struct httpd *h = NULL, *other = NULL;
    struct err err = {.kind = ERR_NONE};
    struct stat st;
    cr_assert(mkdtemp(folder));
    char *path = mem_printf("%s/s", folder);
    cr_assert(chmod(folder, 0755) == 0);
    cr_expect(!httpd_listen_unix(&h, loop, path, answer_nothing, loop, &err));
    cr_expect(err.kind == ERR_CONFIG, "%s", err.text);
    cr_assert(chmod(folder, 0700) == 0);
    cr_assert(httpd_listen_unix(&h, loop, path, answer_nothing, loop, &err), "%s", err.text);
    cr_expect(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    cr_expect(!httpd_listen_unix(&other, loop, path, answer_nothing, loop, &err));
    cr_expect(strstr(err.text, "already"), "%s", err.text);
    httpd_free(h);
    cr_expect(stat(path, &st) != 0, "the socket is still there");
    loop_free(loop);
    (void)rmdir(folder);
    free(path);
}

Test(local_serve, one_service_a_state)
{
    struct rig r;
    struct err err = {.kind = ERR_NONE};
    struct local_service *other = NULL;
    struct stat st;
    rig_open(&r, SERVICE_UNTHROTTLED);
    struct service_options o = {.state_dir = r.folder, .clock_speed = 1};
    char *pid = mem_printf("process %d", (int)getpid());
    char *keys = mem_printf("%s/credentials", r.folder);
    cr_expect(!service_open(&other, r.loop, &o, &err));
    cr_expect(err.kind == ERR_CONFIG && strstr(err.text, pid), "%s", err.text);
    cr_expect(stat(keys, &st) == 0 && (st.st_mode & 0777) == 0600);
    free(pid);
    free(keys);
    rig_close(&r);
}
