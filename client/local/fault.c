#include "client/local/fault.h"

#include <stdarg.h>
#include <stdio.h>

#include "client/base/log.h"

bool fault(struct err *err, enum api_error which, const char *fmt, ...)
{
    va_list args;

    *err = (struct err){.kind = ERR_SERVICE, .status = api_errors[which].status};
    (void)snprintf(err->code, sizeof err->code, "%s", api_errors[which].name);
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return false;
}

void fault_answer(struct err *err)
{
    struct err was = *err;

    if (was.kind == ERR_SERVICE && was.code[0] != '\0' && was.status != 0)
        return;
    if (was.kind == ERR_USAGE) {
        fault(err, API_INVALID_REQUEST, "%s", was.text);
        return;
    }
    log_write(LOG_ERROR, "%s: %s %s", err_kind_name(was.kind), was.where, was.text);
    fault(err, API_INTERNAL_FAILURE, "An unexpected error has occurred.");
}
