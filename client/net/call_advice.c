/* What a person can do about a call that failed. */
#include <inttypes.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/net/call_internal.h"

/* "User: ARN is not authorized to perform: iot:X on resource: ..." */
static void advise_denied(const struct call *k, struct err *err)
{
    const char *user = strstr(err->text, "User: "), *action = strstr(err->text, "perform: ");
    struct str rest, who = {0}, what = {0};

    if (user != NULL)
        who = str_cut(str_of(user + 6), ' ', &rest);
    if (action != NULL)
        what = str_cut(str_of(action + 9), ' ', &rest);
    if (what.n > 0 && who.n > 0)
        err_advise(err, "Allow %.*s to %.*s.", (int)what.n, what.p, (int)who.n, who.p);
    else
        err_advise(err, "Allow %s:%s to the role in use (%s).",
                   k->op->service == SERVICE_STS ? "sts" : "iot", k->op->name,
                   client_credentials(k->client)->source);
}

static int64_t whole_minutes(int64_t ms)
{
    return (ms + (ms < 0 ? -30000 : 30000)) / 60000;
}

void call_advise_clock(struct err *err, int64_t skew_ms)
{
    int64_t minutes = whole_minutes(skew_ms < 0 ? -skew_ms : skew_ms);

    err->kind = ERR_CLOCK;
    err_advise(err, "This machine's clock is %" PRId64 " min %s: set it.", minutes,
               skew_ms > 0 ? "slow" : "fast");
}

static void advise_clock(const struct call *k, struct err *err)
{
    int64_t minutes = whole_minutes(k->client->clock_offset_ms);

    if (k->skew_corrected)
        err_advise(err,
                   "Signing %" PRId64 " min %s, as its answers are dated, did not help: set "
                   "this machine's clock.",
                   minutes < 0 ? -minutes : minutes, minutes < 0 ? "earlier" : "later");
}

/* Where the address comes from, as the person would write it. */
static const char *address_source(const struct endpoint *e)
{
    return strcmp(e->from, "region") == 0 || e->from[0] == '\0' ? _("the region") : e->from;
}

static void advise_name(const struct call *k, struct err *err)
{
    const struct endpoint *e = call_endpoint(k);

    if (strcmp(e->from, "region") == 0)
        err_advise(err, "Check the region (%s) and this machine's network.", e->region);
    else
        err_advise(err, "Check the address (%s) and this machine's network.",
                   address_source(e));
}

static void advise_way(const struct call *k, struct err *err)
{
    const struct endpoint *e = call_endpoint(k);

    if (e->loopback)
        err_advise(err, "Is `picket serve` running there?");
    else
        err_advise(err, "Check the way to %s: firewall, HTTPS_PROXY.", e->host);
}

/* libcurl tells these apart in words only. */
static void advise_tls(const struct call *k, struct err *err)
{
    static const struct {
        const char *says, *advice;
    } causes[] = {
        {"has expired", N_("Renew the service's certificate; if it is new, set this clock.")},
        {"not yet valid", N_("Set this machine's clock, or wait until it is valid.")},
        {"subject name", N_("Use the name in its certificate, or correct the address.")},
        {"wrong version", N_("Nothing speaks TLS there: is it http://, or another port?")},
        {"setting certificate file", N_("Correct AWS_CA_BUNDLE or ca_bundle: a PEM file.")},
    };

    (void)k;
    for (size_t i = 0; i < COUNT_OF(causes); i++)
        if (strstr(err->text, causes[i].says) != NULL) {
            err_advise(err, "%s", i18n_text(causes[i].advice));
            return;
        }
    err_advise(err, "If you trust it, name a file with its CA in AWS_CA_BUNDLE.");
}

static void advise_throttled(const struct call *k, struct err *err)
{
    (void)k;
    err_advise(err, "It is asked more slowly now: try again in a moment.");
}

static void advise_wrong_service(const struct call *k, struct err *err)
{
    const struct endpoint *e = call_endpoint(k);

    err_advise(err, "Something else may answer at %.80s: check %s and the proxy.", e->host,
               address_source(e));
}

static void advise_later(const struct call *k, struct err *err)
{
    err_advise(err, "Try again in a moment; if it stays, look at the way to %.80s.",
               call_endpoint(k)->host);
}

/* Which keys: a shell's environment often holds others than the profile that was meant. */
static void name_keys(const struct call *k, struct err *err)
{
    const char *id = client_credentials(k->client)->access_key_id;
    size_t n = strlen(id);
    char said[sizeof err->advice];

    memcpy(said, err->advice, sizeof said);
    err_advise(err, "%s Keys: %.40s, ...%s.", said[0] != '\0' ? said : _("Renew them."),
               client_credentials(k->client)->source, id + (n > 4 ? n - 4 : 0));
}

void call_advise(const struct call *k, struct err *err)
{
    /* better: known here more exactly than by whoever read the answer */
    static const struct {
        void (*fn)(const struct call *k, struct err *err);
        bool better;
    } by_kind[] = {
        [ERR_CREDENTIALS] = {name_keys, true},
        [ERR_NAME] = {advise_name, false},
        [ERR_CONNECT] = {advise_way, false},
        [ERR_TLS] = {advise_tls, false},
        [ERR_TIMEOUT] = {advise_later, false},
        [ERR_CUT] = {advise_later, false},
        [ERR_CLOCK] = {advise_clock, true},
        [ERR_DENIED] = {advise_denied, true},
        [ERR_THROTTLED] = {advise_throttled, false},
        [ERR_SERVICE] = {NULL, false},
        [ERR_DECODE] = {advise_wrong_service, false},
        [ERR_LIMIT] = {advise_wrong_service, false},
        [ERR_CANCELED] = {NULL, false},
    };

    if (by_kind[err->kind].fn != NULL && (by_kind[err->kind].better || err->advice[0] == '\0'))
        by_kind[err->kind].fn(k, err);
}
