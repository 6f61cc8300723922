#include "views/harden.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "client/base/err.h"

void harden(void)
{
    static const char *const unwanted[] = {"SSLKEYLOGFILE", "CURL_TRACE", "CURL_DEBUG",
                                           "CURL_MEMDEBUG"};
    const struct rlimit none = {0, 0};

    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)umask(077);
    (void)signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < COUNT_OF(unwanted); i++)
        (void)unsetenv(unwanted[i]);
}
