#include "client/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
    va_list ap;
    struct err fresh = {.kind = kind};

    va_start(ap, fmt);
    (void)vsnprintf(fresh.text, sizeof fresh.text, i18n_text(fmt), ap);
    va_end(ap);
    *err = fresh;
    return false;
}

bool err_sys(struct err *err, int sys, const char *fmt, ...)
{
    va_list ap;
    struct err fresh = {.kind = ERR_IO, .sys = sys};
    char reason[96];

    va_start(ap, fmt);
    (void)vsnprintf(fresh.text, sizeof fresh.text, i18n_text(fmt), ap);
    va_end(ap);
    size_t used = strlen(fresh.text);

    (void)snprintf(fresh.text + used, sizeof fresh.text - used, ": %s",
                   strerror_r(sys, reason, sizeof reason));
    *err = fresh;
    return false;
}

bool err_advise(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(err->advice, sizeof err->advice, i18n_text(fmt), ap);
    va_end(ap);
    return false;
}

bool err_at(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(err->where, sizeof err->where, fmt, ap);
    va_end(ap);
    return false;
}

const char *err_kind_name(enum err_kind kind)
{
    static const char *const names[] = {
        [ERR_NONE] = "ok",
        [ERR_USAGE] = "usage",
        [ERR_CONFIG] = "configuration",
        [ERR_CREDENTIALS] = "credentials",
        [ERR_IO] = "io",
        [ERR_NAME] = "name",
        [ERR_CONNECT] = "connect",
        [ERR_TLS] = "tls",
        [ERR_TIMEOUT] = "timeout",
        [ERR_CUT] = "cut",
        [ERR_CLOCK] = "clock",
        [ERR_DENIED] = "denied",
        [ERR_THROTTLED] = "throttled",
        [ERR_SERVICE] = "service",
        [ERR_DECODE] = "decode",
        [ERR_LIMIT] = "limit",
        [ERR_CANCELED] = "canceled",
    };

    return (size_t)kind < COUNT_OF(names) ? names[kind] : "unknown";
}
