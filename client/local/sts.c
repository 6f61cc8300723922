#include "client/local/sts.h"

#include <string.h>

#include "client/local/fault.h"

static const char version[] = "2011-06-15";
static const char xml_namespace[] = "https://sts.amazonaws.com/doc/2011-06-15/";

/* The same refusals under STS's names. */
static const struct {
    const char *iot, *sts;
} names[] = {
    {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
    {"IncompleteSignatureException", "IncompleteSignature"},
    {"UnrecognizedClientException", "InvalidClientTokenId"},
    {"InvalidSignatureException", "SignatureDoesNotMatch"},
    {"UnknownOperationException", "InvalidAction"},
    {"ThrottlingException", "Throttling"},
};

bool sts_speaks(const struct httpd_request *r)
{
    const char *type = httpd_header(r, "content-type");
    return strcmp(r->method, "POST") == 0 && str_eq(r->path, "/") && type &&
           str_starts(type, "application/x-www-form-urlencoded");
}

static bool wants_json(const struct httpd_request *r)
{
    const char *accept = httpd_header(r, "accept");
    return accept && strstr(accept, "application/json");
}

static void xml_text(struct buf *out, const char *s)
{
    for (; *s; s++)
        switch (*s) {
        case '&': buf_puts(out, "&amp;"); break;
        case '<': buf_puts(out, "&lt;"); break;
        case '>': buf_puts(out, "&gt;"); break;
        /* Neither controls nor half a code point are XML. */
        default: buf_putc(out, *s >= ' ' && *s < 0x7f ? *s : '?');
        }
}

static void xml_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "<%s>", name);
    xml_text(out, value);
    buf_printf(out, "</%s>", name);
}

/* Value of one parameter of the form body; the last one wins. Fixed words only, so no
 * decoding. */
static bool form_is(struct str body, const char *name, const char *value)
{
    bool is = false;
    while (body.n > 0) {
        struct str v;
        if (str_eq(str_cut(str_cut(body, '&', &body), '=', &v), name))
            is = str_eq(v, value);
    }
    return is;
}

struct identity {
    const char *account, *arn, *user_id;
};

static void identity_xml(const struct local_service *s, const struct identity *who,
                         struct buf *out)
{
    buf_printf(out, "<GetCallerIdentityResponse xmlns=\"%s\"><GetCallerIdentityResult>",
               xml_namespace);
    xml_member(out, "Arn", who->arn);
    xml_member(out, "UserId", who->user_id);
    xml_member(out, "Account", who->account);
    buf_puts(out, "</GetCallerIdentityResult><ResponseMetadata>");
    xml_member(out, "RequestId", s->request_id);
    buf_puts(out, "</ResponseMetadata></GetCallerIdentityResponse>");
}

static void identity_json(const struct local_service *s, const struct identity *who,
                          struct buf *out)
{
    struct json_writer w = {.out = out};
    json_open(&w, '{');
    json_key(&w, "GetCallerIdentityResponse");
    json_open(&w, '{');
    json_key(&w, "GetCallerIdentityResult");
    json_open(&w, '{');
    json_text_member(&w, "Account", who->account);
    json_text_member(&w, "Arn", who->arn);
    json_text_member(&w, "UserId", who->user_id);
    json_close(&w, '}');
    json_key(&w, "ResponseMetadata");
    json_open(&w, '{');
    json_text_member(&w, "RequestId", s->request_id);
    json_close(&w, '}');
    json_close(&w, '}');
    json_close(&w, '}');
}

static void set_type(const struct httpd_request *r, struct httpd_answer *a)
{
    a->content_type = wants_json(r) ? "application/json" : "text/xml";
}

void sts_answer(struct local_service *s, const struct httpd_request *r, struct httpd_answer *a)
{
    struct err err = {.kind = ERR_NONE};
    if (!form_is(r->body, "Action", "GetCallerIdentity") ||
        !form_is(r->body, "Version", version)) {
        fault(&err, API_UNKNOWN_OPERATION,
              "Only GetCallerIdentity of version %s is answered here", version);
        sts_refuse(s, r, a, &err);
        return;
    }
    struct arena *arena = arena_new();
    const char *account = registry_account(s->registry);
    struct identity who = {
        .account = account,
        .arn = arena_printf(arena, "arn:aws:iam::%s:user/operator", account),
        .user_id = "AIDAPICKETOPERATOR00",
    };
    set_type(r, a);
    wants_json(r) ? identity_json(s, &who, &a->body) : identity_xml(s, &who, &a->body);
    arena_free(arena);
}

static const char *sts_name(const char *code)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i].iot, code) == 0)
            return names[i].sts;
    return code;
}

void sts_refuse(struct local_service *s, const struct httpd_request *r, struct httpd_answer *a,
                const struct err *err)
{
    struct err shown = *err;
    fault_answer(&shown);
    const char *kind = shown.status < 500 ? "Sender" : "Receiver";
    a->status = shown.status;
    set_type(r, a);
    buf_reset(&a->body);
    if (wants_json(r)) {
        struct json_writer w = {.out = &a->body};
        json_open(&w, '{');
        json_key(&w, "Error");
        json_open(&w, '{');
        json_text_member(&w, "Code", sts_name(shown.code));
        json_text_member(&w, "Message", shown.text);
        json_text_member(&w, "Type", kind);
        json_close(&w, '}');
        json_text_member(&w, "RequestId", s->request_id);
        json_close(&w, '}');
        return;
    }
    buf_printf(&a->body, "<ErrorResponse xmlns=\"%s\"><Error>", xml_namespace);
    xml_member(&a->body, "Type", kind);
    xml_member(&a->body, "Code", sts_name(shown.code));
    xml_member(&a->body, "Message", shown.text);
    buf_puts(&a->body, "</Error>");
    xml_member(&a->body, "RequestId", s->request_id);
    buf_puts(&a->body, "</ErrorResponse>");
}
