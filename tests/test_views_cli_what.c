/* What a line of a script is about: checks by every name, ids, a resource, empty variables. */
#include <criterion/criterion.h>

#include "views/cli_what.h"

static const struct {
    const char *text, *filter, *check, *key;
} taken[] = {
    {"sev>=high new", " sev>=high new", "", ""},
    {"check:cert_shared  sev=high", " check:DEVICE_CERTIFICATE_SHARED_CHECK sev=high",
     "DEVICE_CERTIFICATE_SHARED_CHECK", ""},
    {"check:SOME_NEWER_THING_CHECK", " check:SOME_NEWER_THING_CHECK", "SOME_NEWER_THING_CHECK",
     ""},
    {"0123456789abcdef0123456789ABCDEF", " id:0123456789abcdef0123456789ABCDEF", "", ""},
    {"0b3a3c1e-6a4f-4f0e-9d51-1d2f6c0a9f11", " id:0b3a3c1e-6a4f-4f0e-9d51-1d2f6c0a9f11", "",
     ""},
    {"cafe", " cafe", "", ""},
    {"check:CERT_SHARED res:cert:abc", " check:DEVICE_CERTIFICATE_SHARED_CHECK",
     "DEVICE_CERTIFICATE_SHARED_CHECK", "cert:abc"},
    {"check:POLICY_PERMISSIVE res:policy:two words:1",
     " check:IOT_POLICY_OVERLY_PERMISSIVE_CHECK", "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
     "policy:two words:1"},
};

static const struct {
    const char *text, *said, *advice;
} refused[] = {
    {"check:CERT_SHRED", "no check is called CERT_SHRED", "CERT_SHARED"},
    {"sev=high check:cert_shred", "no check is called cert_shred", "CERT_SHARED"},
    {"check:", "nothing stands behind check:", ""},
    {"sev=high run:", "nothing stands behind run:", ""},
    {"sev=", "nothing stands behind sev=", ""},
    {"check:CERT_SHARED res:", "nothing stands behind res:", ""},
    {"res:cert:abc", "needs check:NAME alone", "check:CERT_SHARED res:cert:ID"},
    {"check:CERT_SHARED sev=high res:cert:abc", "needs check:NAME alone", "words of a filter"},
    {"check:CERT_SHARED res:nothing", "\"nothing\" names no resource", "res:cert:"},
};

Test(views_cli_what, takes_what_can_be_meant)
{
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        struct cli_what w;
        struct err err = {0};

        cr_assert(cli_what_read(taken[i].text, &w, &err), "%s: %s", taken[i].text, err.text);
        cr_expect_str_eq(buf_text(&w.filter), taken[i].filter);
        cr_expect_str_eq(buf_text(&w.check), taken[i].check);
        cr_expect_str_eq(buf_text(&w.key), taken[i].key);
        cli_what_free(&w);
    }
}

Test(views_cli_what, never_means_everything_by_mistake)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct cli_what w;
        struct err err = {0};

        cr_assert_not(cli_what_read(refused[i].text, &w, &err), "%s", refused[i].text);
        cr_expect_eq(err.kind, ERR_USAGE);
        cr_expect_not_null(strstr(err.text, refused[i].said), "%s: %s", refused[i].text,
                           err.text);
        cr_expect_not_null(strstr(err.advice, refused[i].advice), "%s", err.advice);
    }
}
