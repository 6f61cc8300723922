#include <stdio.h>

#include "client/api/wire.h"
#include "client/base/i18n.h"

/* What a refusal means and what to do about it. Names without "Exception" at the end. */
static const struct {
    const char *code;
    enum err_kind kind;
    const char *advice;
} meanings[] = {
#define SLOWER "It is asked again by itself, more slowly."
    {"Throttling", ERR_THROTTLED, SLOWER},
    {"Throttled", ERR_THROTTLED, SLOWER},
    {"RequestThrottled", ERR_THROTTLED, SLOWER},
    {"TooManyRequests", ERR_THROTTLED, SLOWER},
    {"RequestLimitExceeded", ERR_THROTTLED, SLOWER},
    {"BandwidthLimitExceeded", ERR_THROTTLED, SLOWER},
    {"SlowDown", ERR_THROTTLED, SLOWER},
    {"PriorRequestNotComplete", ERR_THROTTLED, SLOWER},
#undef SLOWER
#define ASK "Ask for the permission that the message names, or use a profile that has it."
    {"AccessDenied", ERR_DENIED, ASK},
    {"Unauthorized", ERR_DENIED, ASK},
    {"UnauthorizedOperation", ERR_DENIED, ASK},
    {"NotAuthorized", ERR_DENIED, ASK},
    {"Forbidden", ERR_DENIED, ASK},
#undef ASK
    {"RegionDisabled", ERR_DENIED, N_("Have an administrator activate STS in this region.")},
    {"IDPRejectedClaim", ERR_DENIED,
     N_("Check the web identity token and the role's trust policy.")},
    {"InvalidIdentityToken", ERR_CREDENTIALS,
     N_("The web identity token is not valid: renew it.")},
#define RENEW "Sign in again (`aws sso login`) or renew them."
    {"ExpiredToken", ERR_CREDENTIALS, RENEW},
    {"TokenRefreshRequired", ERR_CREDENTIALS, RENEW},
    {"RequestExpired", ERR_CLOCK, "Set this computer's clock."},
#undef RENEW
#define UNKNOWN_KEY "The access key is not known here: check profile, region and partition."
    {"UnrecognizedClient", ERR_CREDENTIALS, UNKNOWN_KEY},
    {"InvalidClientTokenId", ERR_CREDENTIALS, UNKNOWN_KEY},
    {"InvalidAccessKeyId", ERR_CREDENTIALS, UNKNOWN_KEY},
    {"AuthFailure", ERR_CREDENTIALS, UNKNOWN_KEY},
    {"MissingAuthenticationToken", ERR_CREDENTIALS, UNKNOWN_KEY},
#undef UNKNOWN_KEY
#define WRONG_SECRET "Check the secret key and the session token of the profile."
    {"InvalidSignature", ERR_CREDENTIALS, WRONG_SECRET},
    {"SignatureDoesNotMatch", ERR_CREDENTIALS, WRONG_SECRET},
    {"IncompleteSignature", ERR_CREDENTIALS, WRONG_SECRET},
#undef WRONG_SECRET
    {"RequestTimeTooSkewed", ERR_CLOCK, "Set this computer's clock."},
    {"RequestInTheFuture", ERR_CLOCK, "Set this computer's clock."},
    {"LimitExceeded", ERR_SERVICE,
     N_("A quota of the account is used up: remove something first.")},
    {"VersionsLimitExceeded", ERR_SERVICE, N_("Delete a policy version first; five are kept.")},
    {"ResourceNotFound", ERR_SERVICE, N_("It may have been deleted meanwhile: refresh.")},
    {"ResourceAlreadyExists", ERR_SERVICE,
     N_("Choose another name, or look at what is there.")},
    {"TaskAlreadyExists", ERR_SERVICE,
     N_("Choose another task id, or look at the one there is.")},
    {"VersionConflict", ERR_SERVICE,
     N_("Somebody else changed it: read it again, then decide.")},
    {"InvalidRequest", ERR_SERVICE, N_("Correct what the message names.")},
    {"InvalidQuery", ERR_SERVICE, N_("Correct the query.")},
    {"MalformedPolicy", ERR_SERVICE, N_("Correct the policy document.")},
    {"NotConfigured", ERR_SERVICE, N_("It was never set up in this account.")},
    {"IndexNotReady", ERR_SERVICE,
     N_("The fleet index is being built: try again in some minutes.")},
    {"CertificateState", ERR_SERVICE, N_("Look at the certificate's present status.")},
    {"InternalFailure", ERR_SERVICE,
     N_("The service failed on its side: try again in a moment.")},
    {"Internal", ERR_SERVICE, N_("The service failed on its side: try again in a moment.")},
    {"ServiceUnavailable", ERR_SERVICE,
     N_("The service is not available: try again in a moment.")},
    {"UnknownOperation", ERR_SERVICE,
     N_("This endpoint does not know the call: check the endpoint URL (the account's data "
        "endpoint is a different one).")},
};

struct refusal {
    const char *code, *message, *request_id; /* NULL: not said */
};

static const char *member_text(const struct json *j, const char *const names[])
{
    for (size_t i = 0; names[i] != NULL; i++) {
        const struct json *m = json_get(j, names[i]);
        if (m != NULL && json_type(m) == JSON_STRING)
            return json_string(m);
    }
    return NULL;
}

static void read_json(const struct json *j, struct refusal *r)
{
    static const char *const codes[] = {"code", "Code", "__type", "error", NULL};
    static const char *const messages[] = {"message", "Message", "error_description", NULL};
    static const char *const ids[] = {"RequestId", "requestId", NULL};

    if (json_type(j) != JSON_OBJECT)
        return;
    r->request_id = member_text(j, ids);
    const struct json *inner = json_get(j, "Error"); /* STS */
    if (inner != NULL && json_type(inner) == JSON_OBJECT)
        j = inner;
    r->code = member_text(j, codes);
    r->message = member_text(j, messages);
}

static void read_body(struct str body, struct arena *a, struct refusal *r)
{
    struct str text = str_trim(body);
    struct err ignored = {0};

    if (text.n == 0)
        return;
    if (text.p[0] == '<') {
        r->code = xml_text(text, "Code", a);
        r->message = xml_text(text, "Message", a);
        r->request_id = xml_text(text, "RequestId", a);
        return;
    }
    const struct json *j = json_parse(text, a, &ignored);
    if (j != NULL)
        read_json(j, r);
    else
        r->message = arena_strn(a, text.p, text.n < 200 ? text.n : 200);
}

/* "aws.protocols#ThrottlingException:http://..." is ThrottlingException. */
static void clean_code(const char *raw, char *out, size_t size)
{
    struct str rest, code = str_trim(str_cut(str_of(raw), ':', &rest));
    const char *hash = memrchr(code.p, '#', code.n);

    if (hash != NULL)
        code = (struct str){hash + 1, code.n - (size_t)(hash + 1 - code.p)};
    if (code.n >= size)
        code.n = size - 1;
    memcpy(out, code.p, code.n);
    out[code.n] = '\0';
}

static bool same_code(const char *code, const char *name)
{
    size_t n = strlen(name);
    return strncmp(code, name, n) == 0 &&
           (code[n] == '\0' || strcmp(code + n, "Exception") == 0);
}

static enum err_kind kind_of_status(int status)
{
    if (status == 401 || status == 403)
        return ERR_DENIED;
    return status == 429 ? ERR_THROTTLED : ERR_SERVICE;
}

static const char *advice_of_status(int status)
{
    if (status == 401 || status == 403)
        return _(
            "Check the profile's permissions and what stands between here and the service.");
    if (status == 404)
        return _("Check the endpoint URL.");
    if (status == 407)
        return _("The proxy wants a sign-in: check HTTPS_PROXY.");
    return status >= 500 || status == 429 ? _("Try again in a moment.") : "";
}

/* "Signature expired: 2026... is now earlier than ..." and "Signature not yet current: ...". */
static bool speaks_of_time(const char *message)
{
    return message != NULL && (str_contains_nocase(message, "signature expired") ||
                               str_contains_nocase(message, "not yet current"));
}

static void explain(int status, const char *message, struct err *err)
{
    err->kind = kind_of_status(status);
    err_advise(err, "%s", advice_of_status(status));
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        if (!same_code(err->code, meanings[i].code))
            continue;
        err->kind = meanings[i].kind;
        err_advise(err, "%s", i18n_text(meanings[i].advice));
        break;
    }
    if (err->kind == ERR_CREDENTIALS && speaks_of_time(message)) {
        err->kind = ERR_CLOCK;
        err_advise(err, "Set this computer's clock.");
    }
}

void operation_error(int status, const char *error_type_header, const char *request_id,
                     struct str body, struct err *err)
{
    struct arena *a = arena_new();
    struct refusal r = {0};
    char code[sizeof err->code];

    read_body(body, a, &r);
    if (error_type_header != NULL && error_type_header[0] != '\0')
        r.code = error_type_header;
    clean_code(r.code != NULL ? r.code : "", code, sizeof code);
    bool said = r.message != NULL && r.message[0] != '\0';
    if (code[0] != '\0' && said)
        err_set(err, ERR_SERVICE, "%s: %s", code, r.message);
    else if (said)
        err_set(err, ERR_SERVICE, "HTTP %d: %s", status, r.message);
    else
        err_set(err, ERR_SERVICE, "%s%sHTTP %d without a reason", code,
                code[0] != '\0' ? ": " : "", status);
    if (code[0] == '\0')
        snprintf(code, sizeof code, "%d", status);
    memcpy(err->code, code, sizeof code);
    err->status = status;
    if (request_id == NULL)
        request_id = r.request_id;
    if (request_id != NULL)
        snprintf(err->request_id, sizeof err->request_id, "%s", request_id);
    explain(status, r.message, err);
    arena_free(a);
}
